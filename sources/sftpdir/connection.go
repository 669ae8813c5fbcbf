package sftpdir

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"path"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// A connection is one connection to a folder. It is not mended: after an error of the network it is of no more use.
type connection struct {
	line       *line
	client     *ssh.Client
	files      *sftp.Client
	folder     string
	background sync.WaitGroup
}

// connect connects to the folder. The connection is cut once life is done, and, until it stands, call.
func connect(life, call context.Context, o *Options) (*connection, error) {
	client, l, err := reach(life, call, o)
	if err != nil {
		return nil, err
	}
	defer l.follow(call)()
	defer l.limit()()
	// Fstat asks for the file that is open, not for one that has its name by now.
	files, err := sftp.NewClient(client, sftp.UseFstat(true))
	if err != nil {
		// A connection that breaks here has many errors, which only the next question tells from a refusal.
		if _, _, lost := client.SendRequest("keepalive@openssh.com", true, nil); lost != nil {
			err = fmt.Errorf("%w (%w)", sftp.ErrSSHFxConnectionLost, err)
		}
		err = l.explain(fmt.Errorf("the server lets %s in, but offers no SFTP: %w", o.User, err))
		l.close()
		_ = client.Wait() // for its goroutines; it only says that the connection is closed
		return nil, err
	}
	c := &connection{line: l, client: client, files: files, folder: o.Folder}
	c.background.Go(func() { l.keepAlive(client, o.KeepAlive) })
	return c, nil
}

// at returns where a file or folder is on the server: relative to the folder, unless its path is absolute.
func (c *connection) at(name string) string {
	if path.IsAbs(name) {
		return path.Clean(name)
	}
	return path.Join(c.folder, name)
}

// close ends the connection, and waits until nothing of it runs any more.
func (c *connection) close() {
	c.line.close() // at once: an orderly goodbye waits for a server that may no longer answer
	_ = c.files.Close()
	_ = c.client.Wait() // for its goroutines; both only say that the connection is closed
	c.background.Wait()
}

// abandon closes a file after a failure, which says more than that of closing it.
func (c *connection) abandon(file *sftp.File) {
	defer c.line.limit()()
	_ = file.Close()
}

// failed says what could not be done with what, and why.
func (c *connection) failed(doing, what string, err error) error {
	err = c.line.explain(err)
	if what == "" {
		what = "of the login"
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s %s: it is not there; check the name and the folder: %w", doing, what, fs.ErrNotExist)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s %s: the server does not allow it; the user needs the right to read it: %w", doing, what, fs.ErrPermission)
	case errors.Is(err, sftp.ErrSSHFxConnectionLost):
		return fmt.Errorf("%s %s: the connection broke off; try again: %w", doing, what, err)
	}
	return fmt.Errorf("%s %s: %w", doing, what, err)
}

// broken reports whether the connection is to blame, so that another one may do better. What a server answers, and what
// happens on this machine, comes out the same again.
func broken(err error) bool {
	for _, known := range []error{
		ErrSilent, sftp.ErrSSHFxConnectionLost, sftp.ErrSSHFxNoConnection, io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe,
		net.ErrClosed, syscall.ECONNRESET, syscall.EPIPE, syscall.ECONNREFUSED,
	} {
		if errors.Is(err, known) {
			return true
		}
	}
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout() || strings.Contains(fmt.Sprint(err), "ssh: disconnect")
}

// A localError happened on this machine, to a reader or writer of the caller.
type localError struct{ cause error }

func (e *localError) Error() string { return e.cause.Error() }

// attempt does something over a connection. One that breaks is made anew, as often as the options say.
func (f *Folder) attempt(ctx context.Context, do func(*connection) error) error {
	pause := f.options.RetryAfter
	for left := f.options.Retries; ; left-- {
		err := f.once(ctx, do)
		if local, ok := errors.AsType[*localError](err); ok {
			return local.cause
		}
		if err == nil || left <= 0 || !broken(err) || ctx.Err() != nil {
			return err
		}
		f.hangUp()
		again := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			again.Stop()
			return context.Cause(ctx)
		case <-again.C:
			pause *= 2
		}
	}
}

// once does something over the connection that stands, or a new one.
func (f *Folder) once(ctx context.Context, do func(*connection) error) error {
	if f.closed {
		return errClosed
	}
	if f.connection == nil {
		c, err := f.connect(ctx)
		if err != nil {
			return err
		}
		f.connection = c
	}
	defer f.connection.line.follow(ctx)()
	return do(f.connection)
}

// hangUp ends the connection; the next call makes another one.
func (f *Folder) hangUp() {
	if f.connection != nil {
		f.connection.close()
		f.connection = nil
	}
}
