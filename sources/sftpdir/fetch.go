package sftpdir

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"github.com/pkg/sftp"

	"muster/importer/value/filename"
)

// Fetch copies the file with the name to w. Its size is compared before and after with what was copied, its time before and
// after: a file that was written to meanwhile, or that came short, is ErrChanged, and w then holds something that is not to be
// used. After a broken connection it carries on where it was, if the file is still the same. A missing file is
// fs.ErrNotExist. An error of w is returned as it is. ctx being done cuts the connection.
func (f *Folder) Fetch(ctx context.Context, name string, w io.Writer) error {
	if err := filename.Check(name); err != nil {
		return err
	}
	t := &transfer{name: name, w: w}
	return f.attempt(ctx, t.carryOn)
}

// A transfer is a file on its way to us, over one connection after the other.
type transfer struct {
	name   string
	w      io.Writer
	before fs.FileInfo // what the file was like when the transfer began
	done   int64       // bytes written to w
}

// carryOn copies what is missing of the file.
func (t *transfer) carryOn(c *connection) error {
	full := c.at(t.name)
	file, info, err := c.open(t.name, full)
	if err != nil {
		return err
	}
	if t.before == nil {
		t.before = info
	}
	if err := t.compare(info); err != nil {
		c.abandon(file)
		return err
	}
	if err := t.copy(c, file); err != nil {
		c.abandon(file)
		if _, local := errors.AsType[*localError](err); local {
			return err
		}
		return c.failed("fetch", full, err)
	}
	defer c.line.limit()()
	after, err := file.Stat()
	if err := errors.Join(err, file.Close()); err != nil {
		return c.failed("fetch", full, err)
	}
	return t.verify(after)
}

// open opens a plain file, and returns what it is like.
func (c *connection) open(name, full string) (*sftp.File, fs.FileInfo, error) {
	defer c.line.limit()()
	info, err := c.files.Lstat(full) // which, unlike Stat, does not follow a link
	if err != nil {
		return nil, nil, c.failed("fetch", full, err)
	}
	if err := filename.CheckPlain(name, info); err != nil {
		return nil, nil, err
	}
	file, err := c.files.Open(full)
	if err != nil {
		return nil, nil, c.failed("fetch", full, err)
	}
	// The file that is open may be another one by now.
	if info, err = file.Stat(); err == nil {
		err = filename.CheckPlain(name, info)
	}
	if err != nil {
		c.abandon(file)
		return nil, nil, c.failed("fetch", full, err)
	}
	return file, info, nil
}

// copy copies what is missing, as long as something comes in time, and not more than the file's size.
func (t *transfer) copy(c *connection, file *sftp.File) error {
	if _, err := file.Seek(t.done, io.SeekStart); err != nil {
		return err
	}
	late := time.AfterFunc(c.line.timeout, func() { c.line.cut(ErrSilent) })
	defer late.Stop()
	_, err := file.WriteTo(&sink{transfer: t, late: late, timeout: c.line.timeout})
	return err
}

// compare says whether the file is still what it was when the transfer began.
func (t *transfer) compare(now fs.FileInfo) error {
	if now.Size() != t.before.Size() || !now.ModTime().Equal(t.before.ModTime()) {
		return fmt.Errorf("%s: %w: somebody wrote to it meanwhile; fetch it again when it is complete", t.name, ErrChanged)
	}
	return nil
}

// verify says whether the file is still what it was, and came whole.
func (t *transfer) verify(after fs.FileInfo) error {
	if err := t.compare(after); err != nil {
		return err
	}
	if t.done != t.before.Size() {
		return fmt.Errorf("%s: %w: %d bytes came of %d; fetch it again", t.name, ErrChanged, t.done, t.before.Size())
	}
	return nil
}

// A sink passes on what arrives, up to the size of the file.
type sink struct {
	*transfer
	late    *time.Timer // cuts the connection
	timeout time.Duration
}

// Write counts what the caller's writer has taken: from there a new connection carries on.
func (s *sink) Write(p []byte) (int, error) {
	s.late.Stop() // a slow disk is not the server's fault
	defer s.late.Reset(s.timeout)
	if s.done+int64(len(p)) > s.before.Size() {
		return 0, fmt.Errorf("%w: more comes than its size; fetch it again when it is complete", ErrChanged)
	}
	n, err := s.w.Write(p)
	s.done += int64(n)
	if err != nil {
		err = &localError{err}
	}
	return n, err
}
