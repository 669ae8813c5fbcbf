package feed

import (
	"context"
	"io"
	"io/fs"
)

// A Folder is a drop folder: others put files into it, and so does muster. One goroutine uses it.
//
// Names are of files in the folder, as its owner or a hostile server gives them; those that could mislead are refused with a
// *filename.Error. Paths are ours: relative to the folder or absolute, with slashes.
type Folder interface {
	Reader
	Writer
	Remover
	io.Closer
}

// A Reader looks at a drop folder and takes copies.
type Reader interface {
	// List returns the plain files that match the pattern (see path.Match), in no particular order, and why other
	// names that match it are not used.
	List(ctx context.Context, pattern string) (files []fs.FileInfo, refused []error, err error)
	// Stat describes the plain file at a path; one that is not there is fs.ErrNotExist.
	Stat(ctx context.Context, file string) (fs.FileInfo, error)
	// Fetch copies a file. It returns nil only if w was given the whole file, and nobody wrote to it meanwhile. A missing
	// file is fs.ErrNotExist; an error of w is returned as it is.
	Fetch(ctx context.Context, name string, w io.Writer) error
}

// A Writer moves and writes files in a drop folder.
type Writer interface {
	// Move gives a file another path, in one step: of several who try to move the same file only one does, and the others
	// get fs.ErrNotExist. What is at the new path already is left alone, with fs.ErrExist.
	Move(ctx context.Context, from, to string) error
	// Put writes what r holds, from its beginning, to the file at a path, replacing one that is there. Who looks at the
	// folder sees the whole file or none.
	Put(ctx context.Context, to string, r io.ReadSeeker) error
	// MakeFolder makes the folder at the path, and those above it, unless they are there.
	MakeFolder(ctx context.Context, folder string) error
}

// A Remover removes files in a drop folder.
type Remover interface {
	// Remove removes a file that a Probe made. Every other file is refused with a *filename.Error.
	Remove(ctx context.Context, file string) error
}
