package sftpdir

import (
	"context"
	"fmt"
	"io/fs"
	"path"

	"muster/importer/value/filename"
)

// A Folder is a folder on a server, over one connection at a time. It is used by one goroutine.
//
// Names are of files in the folder, and come from the server: they are judged as package filename does. Paths are the
// caller's own: relative to the folder or absolute, with slashes, and only their last part is judged.
type Folder struct {
	options    *Options
	connect    func(call context.Context) (*connection, error)
	connection *connection // nil after it broke
	closed     bool
}

// List returns the plain files that match the pattern (see path.Match), in the order of the server, and why other names
// that match it are not used: folders, symbolic links and names that could mislead, each a *filename.Error. An
// error is that of the pattern, the server or the network; ctx being done cuts the connection.
func (f *Folder) List(ctx context.Context, pattern string) (files []fs.FileInfo, refused []error, err error) {
	if _, err := path.Match(pattern, ""); err != nil {
		return nil, nil, fmt.Errorf("the pattern %q cannot be read: %w", pattern, err)
	}
	var all []fs.FileInfo
	err = f.attempt(ctx, func(c *connection) error {
		defer c.line.limit()()
		all, err = c.files.ReadDirContext(ctx, c.at("."))
		if err != nil {
			return c.failed("list the folder", c.folder, err)
		}
		return nil
	})
	for _, info := range all {
		if matches, _ := path.Match(pattern, info.Name()); !matches { // the pattern is known to be good
			continue
		}
		if err := judge(info); err != nil {
			refused = append(refused, err)
			continue
		}
		files = append(files, info)
	}
	return files, refused, err
}

// judge refuses what is no plain file with an honest name.
func judge(info fs.FileInfo) error {
	if err := filename.Check(info.Name()); err != nil {
		return err
	}
	return filename.CheckPlain(info.Name(), info)
}

// Stat describes the plain file at a path. One that is not there is fs.ErrNotExist, anything else than a plain
// file a *filename.Error.
func (f *Folder) Stat(ctx context.Context, file string) (info fs.FileInfo, err error) {
	if err := filename.Check(path.Base(file)); err != nil {
		return nil, err
	}
	err = f.attempt(ctx, func(c *connection) error {
		defer c.line.limit()()
		info, err = c.files.Lstat(c.at(file)) // which, unlike Stat, does not follow a link
		if err != nil {
			return c.failed("look at", c.at(file), err)
		}
		return filename.CheckPlain(path.Base(file), info)
	})
	if err != nil {
		return nil, err
	}
	return info, nil
}

// Close ends the connection, and waits until nothing of it runs any more. It may be called more than once.
func (f *Folder) Close() error {
	f.hangUp()
	f.closed = true
	return nil
}
