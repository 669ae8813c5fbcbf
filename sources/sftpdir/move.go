package sftpdir

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/pkg/sftp"

	"muster/importer/value/filename"
)

// Move gives a file another name, in the same folder or another one, in one step: of several who try to move the same file
// only one does. What is there already is never overwritten: fs.ErrExist. A file that is not there (any more) is fs.ErrNotExist,
// a server that does not allow it ErrNoRename.
func (f *Folder) Move(ctx context.Context, from, to string) error {
	for _, name := range []string{from, to} {
		if err := filename.Check(path.Base(name)); err != nil {
			return err
		}
	}
	again := false
	return f.attempt(ctx, func(c *connection) error {
		defer c.line.limit()()
		moved, err := c.move(c.at(from), c.at(to), again)
		again = true
		if err != nil || moved {
			return err
		}
		return fmt.Errorf("move %s: %s is there already, and nothing is overwritten: %w", c.at(from), c.at(to), fs.ErrExist)
	})
}

// move moves a file; it reports whether it did. Where the answer of an earlier try was lost, the file may have been
// moved already.
func (c *connection) move(from, to string, again bool) (bool, error) {
	_, err := c.files.Lstat(to)
	if err == nil {
		if !again {
			return false, nil
		}
		_, err = c.files.Lstat(from)
		return errors.Is(err, fs.ErrNotExist), c.unless(fs.ErrNotExist, "look at", from, err)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return false, c.failed("look at", to, err)
	}
	// The plain rename of OpenSSH never overwrites; its posix-rename always does.
	if err = c.files.Rename(from, to); err != nil {
		return false, c.notMoved(from, to, err)
	}
	return true, nil
}

// unless is failed, but for one kind of error that is none.
func (c *connection) unless(fine error, doing, what string, err error) error {
	if err == nil || errors.Is(err, fine) {
		return nil
	}
	return c.failed(doing, what, err)
}

// notMoved says why a file was not moved. Servers give few reasons: that it has gone, and that there is no folder to move it to,
// look the same, and many refuse with a bare "failure".
func (c *connection) notMoved(from, to string, err error) error {
	if !answered(err) {
		return c.failed("move", from, err)
	}
	if _, e := c.files.Lstat(from); errors.Is(e, fs.ErrNotExist) {
		return fmt.Errorf("move %s: it is no longer there; another program has taken it: %w", from, fs.ErrNotExist)
	}
	if _, e := c.files.Lstat(to); e == nil {
		return fmt.Errorf("move %s: %s is there already, and nothing is overwritten: %w", from, to, fs.ErrExist)
	}
	return fmt.Errorf("%w: move %s to %s: grant the user of the login the right to write to and rename files in %s (%w)",
		ErrNoRename, from, to, folders(from, to), refusal{err})
}

// A refusal is what the server said, and no more: that a folder is missing does not make the file missing.
type refusal struct{ said error }

func (r refusal) Error() string { return r.said.Error() }

// answered reports whether an error is the server's answer, and not that of the network.
func answered(err error) bool {
	var status *sftp.StatusError
	return !broken(err) && (errors.As(err, &status) || errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrNotExist))
}

// folders names the folders of both.
func folders(from, to string) string {
	a, b := path.Dir(from), path.Dir(to)
	if a == b {
		return a
	}
	return a + " and in " + b
}

// MakeFolder makes the folder at the path, and those above it, unless they are there.
func (f *Folder) MakeFolder(ctx context.Context, folder string) error {
	return f.attempt(ctx, func(c *connection) error {
		defer c.line.limit()()
		full := c.at(folder)
		info, err := c.files.Stat(full)
		switch {
		case err == nil && info.IsDir():
			return nil
		case err == nil:
			return fmt.Errorf("the folder %s cannot be made: a file has that name; move it away: %w", full, fs.ErrExist)
		case !answered(err):
			return c.failed("look at", full, err)
		}
		err = c.files.MkdirAll(full)
		if err == nil {
			return nil
		}
		if broken(err) { // the library has errors of its own for what is in the way
			return c.failed("make the folder", full, err)
		}
		if info, e := c.files.Stat(full); e == nil && info.IsDir() {
			return nil // another program was quicker
		}
		return fmt.Errorf("the folder %s cannot be made: grant the user of the login the right to make folders in %s, or make it (%w)",
			full, path.Dir(full), err)
	})
}
