package sources

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"muster/sources/csvfile"
)

// headSize is how much of a file is looked at to see what it is, in bytes.
const headSize = 64 << 10

// copySize is how much is read at a time, in bytes.
const copySize = 256 << 10

// Open opens the file at the location, a path, "-" for standard input or sftp://user@host:port/path, and finds out
// what it is. It reads the file once to the end: for its hash, its encoding, and to be sure that it can be read.
// What cannot be read twice is copied to a temporary file, which Close removes. It
// returns an error for which errors.Is(err, ErrNotUnderstood) holds where the file, and any
// other where the system, is to blame.
func Open(ctx context.Context, location string, config Config) (*File, error) {
	if faults := config.Validate(); len(faults) > 0 {
		return nil, refuse(location, "%w", faults[0])
	}
	f := &File{Location: location, Name: nameOf(location), config: config}
	if err := f.open(ctx); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func nameOf(location string) string {
	if location == StandardName {
		return "standard input"
	}
	return filepath.Base(location)
}

func (f *File) open(ctx context.Context) error {
	if err := f.find(ctx); err != nil {
		return err
	}
	if err := f.decrypt(ctx); err != nil {
		return err
	}
	head := make([]byte, min(f.Size, headSize))
	if _, err := f.disk.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read %s: %w", f.Location, err)
	}
	if f.Size == int64(len(head)) && isBlank(head) {
		return refuse(f.Name, "the file is empty; export the list again")
	}
	if advice := foreignAdvice(head); advice != "" && (f.config.Format != FormatCSV || isBinary(head)) {
		return refuse(f.Name, "%s", advice)
	}
	if kindOf(head) != kindText {
		if err := f.hash(ctx, io.Discard); err != nil {
			return err
		}
		return f.openKind(ctx, head)
	}
	census := new(csvfile.Census)
	if err := f.hash(ctx, census); err != nil {
		return err
	}
	return f.openCSV(census)
}

// openKind opens a file that is not plain text.
func (f *File) openKind(ctx context.Context, head []byte) error {
	switch kindOf(head) {
	case kindCompound:
		return f.openBook()
	case kindZip:
		return f.openZip(ctx, head)
	case kindGzip:
		f.packing = gzipped
		return f.openPacked(ctx)
	default:
		f.packing = zstandard
		return f.openPacked(ctx)
	}
}

// find opens the file on the disk, after copying there what is not.
func (f *File) find(ctx context.Context) error {
	switch {
	case f.Location == StandardName:
		in := f.config.Stdin
		if in == nil {
			in = os.Stdin
		}
		return f.copy(ctx, in)
	case IsRemote(f.Location):
		return f.fetch(ctx)
	}
	disk, err := openPatiently(ctx, f.Location)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: there is no such file; check the name and the folder: %w", f.Location, fs.ErrNotExist)
	}
	if err != nil {
		return fmt.Errorf("open the file: %w", err)
	}
	return f.use(ctx, disk)
}

// use takes an open file, or a copy of it where it is a pipe.
func (f *File) use(ctx context.Context, disk *os.File) error {
	info, err := disk.Stat()
	switch {
	case err != nil:
		return errors.Join(fmt.Errorf("open the file: %w", err), disk.Close())
	case info.IsDir():
		return errors.Join(refuse(f.Location, "it is a folder; name a file in it, or several as in %s",
			filepath.Join(f.Location, "*.csv")), disk.Close())
	case !info.Mode().IsRegular():
		return errors.Join(f.copy(ctx, disk), disk.Close())
	}
	f.disk, f.path = disk, f.Location
	return f.measure()
}

// measure notes what the file on the disk is like, to see later whether it still is.
func (f *File) measure() (err error) {
	if f.watch, err = newWatch(f.Name, f.disk); err != nil {
		return fmt.Errorf("read %s: %w", f.Name, err)
	}
	f.Size = f.watch.size
	return nil
}

// isBlank reports whether a file of these bytes holds no content at all.
func isBlank(head []byte) bool {
	for _, mark := range []string{"\uFEFF", "\xFF\xFE", "\xFE\xFF"} {
		head = bytes.TrimPrefix(head, []byte(mark))
	}
	return len(bytes.Trim(head, " \t\r\n\x00\x1a")) == 0
}

// hash computes the hash of the file, and shows all of it to the census as well.
func (f *File) hash(ctx context.Context, census io.Writer) error {
	h, sum := sha256.New(), new(summer)
	in := &patient{ctx, io.NewSectionReader(f.disk, 0, f.Size)}
	if _, err := io.CopyBuffer(io.MultiWriter(h, sum, census), in, make([]byte, copySize)); err != nil {
		return fmt.Errorf("read %s: %w", f.Location, err)
	}
	f.SHA256 = cmp.Or(f.sealed, hex.EncodeToString(h.Sum(nil)))
	f.watch.sum = uint32(*sum)
	return f.watch.touched()
}

// A patient reader stops when its context is done.
type patient struct {
	ctx context.Context
	r   io.Reader
}

func (p *patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.r.Read(b)
}
