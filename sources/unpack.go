package sources

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Limits of what a compressed file may unpack to. A list of people shrinks five- to
// thirtyfold; a file that goes beyond these limits was made to do harm.
const (
	freeUnpacked = 1 << 20   // bytes unpacked before the ratio counts
	maxRatio     = 200       // bytes unpacked for one that is packed
	maxUnpacked  = 16 << 30  // bytes unpacked in all
	maxWindow    = 128 << 20 // bytes of memory that a zstd frame may ask for
	maxEntries   = 10_000    // entries of a ZIP archive
)

// A packing is how the table is packed in its file.
type packing uint8

const (
	unpacked packing = iota
	gzipped
	zstandard
	zipped
)

// A text is a stream of the table's bytes, unpacked.
type text struct {
	*steady
	packed *meter // counts the bytes taken from the file
	close  func() error
}

// openText returns the table's bytes from the first. It may be called any number of times.
func (f *File) openText() (*text, error) {
	t := &text{
		steady: &steady{watch: f.watch},
		packed: &meter{r: io.NewSectionReader(f.disk, 0, f.Size)},
		close:  func() error { return nil },
	}
	var in io.Reader
	switch f.packing {
	case unpacked:
		t.r, t.plain = t.packed, true
		return t, nil
	case gzipped:
		z, err := gzip.NewReader(t.packed)
		if err != nil {
			return nil, f.damaged(err)
		}
		in, t.close = z, func() error { _ = z.Close(); return nil } // it only repeats what Read said
	case zstandard:
		z, err := zstd.NewReader(t.packed, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, f.damaged(err)
		}
		in, t.close = z, func() error { z.Close(); return nil }
	case zipped:
		e, err := f.openEntry(t)
		if err != nil {
			return nil, err
		}
		in, t.close = e, e.Close
	}
	t.r = &bounded{r: in, packed: t.packed, fail: f.damaged}
	return t, nil
}

// openEntry opens the table in a ZIP archive, counting what is read of it.
func (f *File) openEntry(t *text) (io.ReadCloser, error) {
	archive, err := zip.NewReader(&meterAt{f.disk, t.packed}, f.Size)
	if err != nil {
		return nil, f.damaged(err)
	}
	t.packed.n = 0 // the list of entries is not part of the table
	e, err := archive.File[f.entry].Open()
	if err != nil {
		return nil, f.damaged(err)
	}
	return e, nil
}

// damaged says that the file cannot be unpacked.
func (f *File) damaged(cause error) error {
	var broken *fs.PathError
	changed := f.watch.touched()
	switch {
	case errors.Is(changed, ErrChanged):
		return changed
	case errors.As(cause, &broken):
		return fmt.Errorf("read %s: %w", f.Name, cause)
	case errors.Is(cause, zip.ErrAlgorithm):
		return refuse(f.Name, "it is compressed in a way that muster does not know; unpack it and use the table in it")
	case errors.Is(cause, errTooLarge), errors.Is(cause, zstd.ErrWindowSizeExceeded):
		return refuse(f.Name, "it %w; if it is a real list, unpack it first", errTooLarge)
	default:
		return refuse(f.Name, "the compressed file is damaged or cut off (%w); copy it again", cause)
	}
}

// A meter counts what is read through it.
type meter struct {
	r io.Reader
	n int64
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.n += int64(n)
	return n, err
}

// A meterAt counts what is read at offsets.
type meterAt struct {
	r io.ReaderAt
	m *meter
}

func (m *meterAt) ReadAt(p []byte, off int64) (int, error) {
	n, err := m.r.ReadAt(p, off)
	m.m.n += int64(n)
	return n, err
}

// bounded reads what is unpacked, within the limits.
type bounded struct {
	r      io.Reader
	packed *meter
	n      int64
	fail   func(error) error
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.n += int64(n)
	switch {
	case b.n > maxUnpacked, b.n > freeUnpacked && b.n/maxRatio > b.packed.n:
		return 0, b.fail(errTooLarge)
	case err != nil && !errors.Is(err, io.EOF):
		return n, b.fail(err)
	}
	return n, err
}
