package sources

import (
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"time"
)

// A watch tells whether a file is still what it was when it was measured. Who exports a list may well be
// writing it while it is read, and its last row is half a row then.
type watch struct {
	name     string // what the person calls the file
	disk     *os.File
	size     int64
	modified time.Time
	sum      uint32 // CRC-32C of all bytes, once they were hashed; SHA-256 would slow down each reading
}

// newWatch measures an open file.
func newWatch(name string, disk *os.File) (*watch, error) {
	info, err := disk.Stat()
	if err != nil {
		return nil, err
	}
	return &watch{name: name, disk: disk, size: info.Size(), modified: info.ModTime()}, nil
}

// resized returns ErrChanged where the file has another size now.
func (w *watch) resized() error {
	info, err := w.disk.Stat()
	switch {
	case err != nil:
		return fmt.Errorf("read %s: %w", w.name, err)
	case info.Size() != w.size:
		return w.changed()
	}
	return nil
}

// touched returns ErrChanged where the file has another size now, or was written to since.
func (w *watch) touched() error {
	info, err := w.disk.Stat()
	switch {
	case err != nil:
		return fmt.Errorf("read %s: %w", w.name, err)
	case info.Size() != w.size || !info.ModTime().Equal(w.modified):
		return w.changed()
	}
	return nil
}

func (w *watch) changed() error { return fmt.Errorf("%s: %w", w.name, ErrChanged) }

// A summer is an io.Writer that computes the sum of what it is written.
type summer uint32

// Write adds p to the sum. It never fails.
func (s *summer) Write(p []byte) (int, error) {
	*s = summer(crc32.Update(uint32(*s), crc32.MakeTable(crc32.Castagnoli), p))
	return len(p), nil
}

// A steady reader reads a watched file, from its beginning, and fails with ErrChanged instead of ending where
// it was not given what was measured. A file that was only touched has not changed.
type steady struct {
	r     io.Reader
	watch *watch
	// plain says that r yields the bytes of the file as they are, so that their sum tells.
	plain bool
	sum   summer
	ended bool
}

func (s *steady) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if s.plain {
		_, _ = s.sum.Write(p[:n])
	}
	if err == nil {
		return n, nil
	}
	s.ended = true
	if changed := s.compare(); changed != nil {
		return n, changed
	}
	return n, err
}

// compare compares what was read to the end with what was measured.
func (s *steady) compare() error {
	switch {
	case !s.plain:
		return s.watch.touched()
	case uint32(s.sum) != s.watch.sum:
		return s.watch.changed()
	default:
		return s.watch.resized()
	}
}
