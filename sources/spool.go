package sources

import (
	"context"
	"fmt"
	"io"
	"os"
)

// copy spools a stream that can be read only once, and makes the copy the file. It ends when the context is done, even
// where nobody writes to the stream.
func (f *File) copy(ctx context.Context, in io.Reader) error {
	if err := f.spool(&waiting{ctx: ctx, r: in}); err != nil {
		return fmt.Errorf("copy %s: %w", f.Name, err)
	}
	f.stream = f.path
	return f.measure()
}

// spool writes a stream to a temporary file that only this user may read (os.CreateTemp makes it 0600) and
// that Close removes. The file read from then on is the copy.
func (f *File) spool(in io.Reader) error {
	disk, err := f.newCopy()
	if err != nil {
		return err
	}
	_, err = io.Copy(disk, in)
	return err
}

// newCopy makes an empty temporary file, which is the file from now on.
func (f *File) newCopy() (*os.File, error) {
	disk, err := os.CreateTemp("", "muster-*")
	if err != nil {
		return nil, err
	}
	f.temporary = append(f.temporary, disk.Name())
	if f.disk != nil {
		_ = f.disk.Close() // only read from
	}
	f.disk, f.path = disk, disk.Name()
	return disk, nil
}
