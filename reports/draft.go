package reports

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// draftMode lets the owner write and their group read: a report holds people's data, and colleagues share
// folders.
const draftMode = 0o640

// A draft is a report in the making: a hidden file in the folder where the report is to
// appear, so that putting it in its place is one rename.
type draft struct {
	path string // where the report is to appear
	file *os.File
	buf  *bufio.Writer
	err  error // of the first write that went wrong
}

// newDraft begins a report of a run. What can be known of the place is found out here.
func newDraft(path, run string) (*draft, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil, &WriteError{Path: path, Err: syscall.EISDIR}
	}
	file, err := os.CreateTemp(filepath.Dir(path), draftPrefix(path, run)+"*"+draftEnding)
	if err != nil {
		return nil, &WriteError{Path: path, Err: err}
	}
	return &draft{path: path, file: file, buf: bufio.NewWriterSize(file, 1<<16)}, nil
}

// draftEnding ends the name of every draft; draftPrefix begins those of one report of one run.
const draftEnding = ".tmp"

func draftPrefix(path, run string) string {
	prefix := "." + filepath.Base(path) + "."
	if run != "" {
		prefix += run + "."
	}
	return prefix
}

// removeLeft removes other drafts of the same report and run.
func (d *draft) removeLeft(run string) {
	if run == "" {
		return
	}
	folder := filepath.Dir(d.path)
	entries, err := os.ReadDir(folder)
	if err != nil {
		return // at worst they stay
	}
	for _, e := range entries {
		name := e.Name()
		if strings.HasPrefix(name, draftPrefix(d.path, run)) && strings.HasSuffix(name, draftEnding) && name != filepath.Base(d.file.Name()) {
			_ = os.Remove(filepath.Join(folder, name)) // at worst it stays
		}
	}
}

// Write writes to the draft; its error is a *WriteError.
func (d *draft) Write(p []byte) (int, error) {
	n, err := d.buf.Write(p)
	return n, d.note(err)
}

// note remembers the first error, in the words for it.
func (d *draft) note(err error) error {
	if err == nil {
		return nil
	}
	if d.err == nil {
		d.err = &WriteError{Path: d.path, Err: err}
	}
	return d.err
}

// settle brings everything to the disk and closes the file.
func (d *draft) settle() error {
	err := d.buf.Flush()
	if err == nil {
		err = d.file.Chmod(draftMode)
	}
	if err == nil {
		err = d.file.Sync()
	}
	return d.note(errors.Join(err, d.file.Close()))
}

// place gives the settled draft its name. A report that has it is kept under a numbered one.
func (d *draft) place() error {
	if err := keepOld(d.path); err != nil {
		return d.note(err)
	}
	if err := os.Rename(d.file.Name(), d.path); err != nil {
		return d.note(err)
	}
	syncFolder(filepath.Dir(d.path))
	return nil
}

// discard removes the draft. It does no harm after settle or place.
func (d *draft) discard() {
	_ = d.file.Close()           // closed already after settle
	_ = os.Remove(d.file.Name()) // gone already after place
}

// keepOld moves what has the path to the lowest free number: people.results.csv to
// people.results.1.csv.
func keepOld(path string) error {
	if _, err := os.Lstat(path); err != nil {
		return ignoreMissing(err)
	}
	ext := filepath.Ext(path)
	stem := strings.TrimSuffix(path, ext)
	for n := 1; ; n++ {
		kept := stem + "." + strconv.Itoa(n) + ext
		err := moveNew(path, kept)
		if !errors.Is(err, fs.ErrExist) {
			return ignoreMissing(err)
		}
	}
}

// moveNew renames without replacing what may have the new name. A link says so by itself, also when
// another process takes the name at this moment; file systems without links are asked first.
func moveNew(from, to string) error {
	err := os.Link(from, to)
	switch {
	case err == nil:
		return os.Remove(from)
	case errors.Is(err, fs.ErrExist), errors.Is(err, fs.ErrNotExist):
		return err
	}
	if _, err := os.Lstat(to); err == nil {
		return fs.ErrExist
	}
	return os.Rename(from, to)
}

// ignoreMissing drops the error that says that there is no such file.
func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// syncFolder makes the rename last. Not every system can do that, and the report is there either way.
func syncFolder(folder string) {
	if dir, err := os.Open(folder); err == nil {
		_ = dir.Sync()
		_ = dir.Close()
	}
}
