package sftpdir

import (
	"context"
	"errors"
	"io/fs"
	"path"

	"muster/importer/value/filename"
)

// Remove removes a file that muster made to try something out, at a path. Any other file is refused with a *filename.Error:
// what others dropped is never deleted. One that is not there is fs.ErrNotExist.
func (f *Folder) Remove(ctx context.Context, file string) error {
	if err := filename.CheckProbe(path.Base(file)); err != nil {
		return err
	}
	again := false
	return f.attempt(ctx, func(c *connection) error {
		defer c.line.limit()()
		err := c.files.Remove(c.at(file))
		if again && errors.Is(err, fs.ErrNotExist) {
			return nil // only the answer of the earlier try was lost
		}
		again = true
		if err != nil {
			return c.failed("remove", c.at(file), err)
		}
		return nil
	})
}
