package localdir

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"muster/importer/value/filename"
)

// A Folder is a folder of this machine. It holds nothing open.
//
// Names are of files in the folder: they are judged as package filename does. Paths are the caller's own: relative to the
// folder or absolute, and only their last part is judged.
type Folder struct {
	root string
}

// Open returns the folder at the path, which must be there.
func Open(root string) (*Folder, error) {
	info, err := os.Stat(root)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("the folder %s is not there; check its name, or make it: %w", root, fs.ErrNotExist)
	case err != nil:
		return nil, fmt.Errorf("look at the folder: %w", err)
	case !info.IsDir():
		return nil, fmt.Errorf("%s is no folder", root)
	}
	return &Folder{root: root}, nil
}

// at returns where a file or folder is.
func (f *Folder) at(name string) string {
	name = filepath.FromSlash(name)
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(f.root, name)
}

// List returns the plain files that match the pattern (see path.Match), and why other names that match it are not used:
// folders, symbolic links and names that could mislead, each a *filename.Error.
func (f *Folder) List(ctx context.Context, pattern string) (files []fs.FileInfo, refused []error, err error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	if _, err := path.Match(pattern, ""); err != nil {
		return nil, nil, fmt.Errorf("the pattern %q cannot be read: %w", pattern, err)
	}
	entries, err := os.ReadDir(f.root)
	if err != nil {
		return nil, nil, fmt.Errorf("list the folder: %w", err)
	}
	for _, entry := range entries {
		if matches, _ := path.Match(pattern, entry.Name()); !matches { // the pattern is known to be good
			continue
		}
		info, err := entry.Info()
		switch {
		case errors.Is(err, fs.ErrNotExist): // it vanished meanwhile
		case err != nil:
			return nil, nil, fmt.Errorf("list the folder: %w", err)
		default:
			if err := judge(info); err != nil {
				refused = append(refused, err)
				continue
			}
			files = append(files, info)
		}
	}
	return files, refused, nil
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
func (f *Folder) Stat(_ context.Context, file string) (fs.FileInfo, error) {
	if err := filename.Check(path.Base(file)); err != nil {
		return nil, err
	}
	info, err := os.Lstat(f.at(file))
	if err != nil {
		return nil, fmt.Errorf("look at the file: %w", err)
	}
	if err := filename.CheckPlain(path.Base(file), info); err != nil {
		return nil, err
	}
	return info, nil
}

// Fetch copies the file with the name to w. Its size is compared before and after with what was copied, its time before and
// after: a file that was written to meanwhile is ErrChanged, and w then holds something that is not to be used. A missing file
// is fs.ErrNotExist. An error of w is returned as it is.
func (f *Folder) Fetch(ctx context.Context, name string, w io.Writer) error {
	if err := filename.Check(name); err != nil {
		return err
	}
	if _, err := f.Stat(ctx, name); err != nil {
		return err
	}
	file, err := open(f.at(name))
	if err != nil {
		return fmt.Errorf("open the file: %w", err)
	}
	defer file.Close()
	before, err := file.Stat()
	if err == nil {
		err = filename.CheckPlain(name, before) // it may be another one by now
	}
	if err != nil {
		return err
	}
	copied, err := io.Copy(w, &patient{ctx, io.LimitReader(file, before.Size()+1)})
	if err != nil {
		return err
	}
	after, err := file.Stat()
	if err != nil {
		return fmt.Errorf("look at the file: %w", err)
	}
	if copied != before.Size() || after.Size() != copied || !after.ModTime().Equal(before.ModTime()) {
		return fmt.Errorf("%s: %w: somebody wrote to it meanwhile; fetch it again when it is complete", name, ErrChanged)
	}
	return nil
}

// Close does nothing: a folder of this machine holds nothing open.
func (f *Folder) Close() error { return nil }

// A patient reader stops when its context is done.
type patient struct {
	ctx context.Context
	r   io.Reader
}

func (p *patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.r.Read(b)
}
