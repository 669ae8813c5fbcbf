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

// PartEnding is what a name ends with while the file is being written.
const PartEnding = ".muster-part"

// folderMode is for the folders that are made: others may be meant to look into them, nobody else to write.
const folderMode = 0o755

// Move gives a file another name, in the same folder or another one of the same file system, in one step: of several who try to
// move the same file only one does. What is there already is never overwritten: fs.ErrExist. A file that is not there (any more)
// is fs.ErrNotExist, one that may not be moved ErrNoRename.
func (f *Folder) Move(_ context.Context, from, to string) error {
	for _, name := range []string{from, to} {
		if err := filename.Check(path.Base(name)); err != nil {
			return err
		}
	}
	from, to = f.at(from), f.at(to)
	err := rename(from, to)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("move %s: %s is there already, and nothing is overwritten: %w", from, to, fs.ErrExist)
	}
	if _, e := os.Lstat(from); errors.Is(e, fs.ErrNotExist) {
		return fmt.Errorf("move %s: it is no longer there; another program has taken it: %w", from, fs.ErrNotExist)
	}
	return fmt.Errorf("%w: grant the user that runs muster the right to write to %s: %w", ErrNoRename, folders(from, to), err)
}

// folders names the folders of both.
func folders(from, to string) string {
	a, b := filepath.Dir(from), filepath.Dir(to)
	if a == b {
		return "the folder " + a
	}
	return "the folders " + a + " and " + b + ", which must be on one file system"
}

// renameUnlessThere is rename where the system does not offer it in one step: another program may slip in between, which is
// why callers choose names that nobody else has.
func renameUnlessThere(from, to string) error {
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(fs.ErrExist, err)
	}
	return os.Rename(from, to)
}

// MakeFolder makes the folder at the path, and those above it, unless they are there.
func (f *Folder) MakeFolder(_ context.Context, folder string) error {
	full := f.at(folder)
	err := os.MkdirAll(full, folderMode)
	if err == nil {
		return nil
	}
	if info, e := os.Stat(full); e == nil && !info.IsDir() {
		return fmt.Errorf("the folder %s cannot be made: a file has that name; move it away: %w", full, fs.ErrExist)
	}
	return fmt.Errorf("the folder %s cannot be made: grant the user that runs muster the right to write to %s, or make it: %w",
		full, filepath.Dir(full), err)
}

// Put writes what r holds, from its beginning, to the file at a path, replacing one that is there. Who looks at the folder
// sees the whole file or none.
func (f *Folder) Put(ctx context.Context, to string, r io.ReadSeeker) error {
	if err := filename.Check(path.Base(to)); err != nil {
		return err
	}
	full := f.at(to)
	part := full + PartEnding
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return err
	}
	err := write(part, &patient{ctx, r})
	if err == nil {
		err = os.Rename(part, full)
	}
	if err != nil {
		_ = os.Remove(part) // the first error says more
		return fmt.Errorf("write %s: check that the user that runs muster may write to its folder, and that the disk has room: %w", full, err)
	}
	return nil
}

// write writes a new file to the disk, replacing one that is there.
func write(name string, r io.Reader) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	// Never into what somebody else has put there meanwhile, be it a link to another file.
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, r)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}
