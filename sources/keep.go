package sources

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// Once reports whether the file came over a stream that cannot be read a second time: standard input, a pipe.
func (f *File) Once() bool { return f.stream != "" }

// Keep writes the bytes that came over the stream (see Once) to a new file at path that only this user may read.
func (f *File) Keep(path string) error {
	in, err := os.Open(f.stream)
	if err != nil {
		return fmt.Errorf("keep a copy of %s: %w", f.Name, err)
	}
	defer in.Close()
	out, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("keep a copy of %s: %w", f.Name, err)
	}
	_, err = io.Copy(out, in)
	if err == nil {
		err = out.Sync()
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return errors.Join(fmt.Errorf("keep a copy of %s: %w", f.Name, err), os.Remove(path))
	}
	return nil
}
