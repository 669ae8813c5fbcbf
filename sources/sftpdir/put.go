package sftpdir

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"time"

	"github.com/pkg/sftp"

	"muster/importer/value/filename"
)

// PartEnding is what a name ends with while the file is on its way to the server.
const PartEnding = ".muster-part"

// Put writes what r holds, from its beginning, to the file at a path, replacing one that is there. Who looks at the folder
// sees the whole file or none. An error of r is returned as it is; where it cannot be written, the server is left as it
// was, but for a part whose name ends with PartEnding, which the next Put of the same file takes away.
func (f *Folder) Put(ctx context.Context, to string, r io.ReadSeeker) error {
	if err := filename.Check(path.Base(to)); err != nil {
		return err
	}
	return f.attempt(ctx, func(c *connection) error {
		size, err := r.Seek(0, io.SeekEnd)
		if err == nil {
			_, err = r.Seek(0, io.SeekStart)
		}
		if err != nil {
			return &localError{err}
		}
		return c.put(c.at(to), size, r)
	})
}

// put uploads a file under another name, and then gives it its own.
func (c *connection) put(full string, size int64, r io.Reader) error {
	part := full + PartEnding
	if err := c.upload(part, r); err != nil {
		if _, local := errors.AsType[*localError](err); local {
			return err
		}
		return c.notPut(full, err)
	}
	defer c.line.limit()()
	info, err := c.files.Lstat(part)
	if err != nil {
		return c.notPut(full, err)
	}
	if info.Size() != size {
		return fmt.Errorf("write %s: the server kept %d bytes of %d; is its disk full?", full, info.Size(), size)
	}
	if err := c.replace(part, full); err != nil {
		return c.notPut(full, err)
	}
	return nil
}

// upload writes a file, replacing one that is there.
func (c *connection) upload(full string, r io.Reader) error {
	late := time.AfterFunc(c.line.timeout, func() { c.line.cut(ErrSilent) })
	defer late.Stop()
	file, err := c.files.OpenFile(full, os.O_WRONLY|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return err
	}
	// Wrapped, so that neither end is asked whether it can do it at once: the time limit is for each piece.
	_, err = io.CopyBuffer(struct{ io.Writer }{file}, &spring{r, late, c.line.timeout}, make([]byte, 256<<10))
	if err == nil {
		err = c.sync(file)
	}
	return errors.Join(err, file.Close())
}

// sync asks the server to write the file to its disk, where it knows how to.
func (c *connection) sync(file *sftp.File) error {
	if _, offered := c.files.HasExtension("fsync@openssh.com"); !offered {
		return nil
	}
	return file.Sync()
}

// replace gives a file its name, taking the place of one that has it: in one step where the server offers that.
func (c *connection) replace(part, full string) error {
	if _, offered := c.files.HasExtension("posix-rename@openssh.com"); offered {
		return c.files.PosixRename(part, full)
	}
	if err := c.files.Remove(full); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return c.files.Rename(part, full)
}

// notPut says why a file could not be written.
func (c *connection) notPut(full string, err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("write %s: the server does not allow it; grant the user of the login the right to write to %s: %w",
			full, path.Dir(full), fs.ErrPermission)
	}
	var status *sftp.StatusError
	if errors.As(err, &status) && !broken(err) {
		return fmt.Errorf("write %s: the server cannot; is its disk full? %w", full, err)
	}
	return c.failed("write", full, err)
}

// A spring passes on what is to be sent; a server that takes nothing of it in time is cut off.
type spring struct {
	r       io.Reader
	late    *time.Timer
	timeout time.Duration
}

func (s *spring) Read(p []byte) (int, error) {
	s.late.Reset(s.timeout)
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = &localError{err}
	}
	return n, err
}
