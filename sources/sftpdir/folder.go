package sftpdir

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"sync"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// A Folder is a folder on a server, over one connection. It is used by one goroutine.
type Folder struct {
	line       *line
	client     *ssh.Client
	files      *sftp.Client
	folder     string
	background sync.WaitGroup
	closed     sync.Once
}

// An Entry is a file in the folder, as the server describes it.
type Entry struct {
	// Name has no folder in it.
	Name string
	// Size is in bytes.
	Size int64
	// Modified is when the file was last written, to the second.
	Modified time.Time
}

// A Listing is what a folder holds.
type Listing struct {
	// Files are the plain files, in the order of the server.
	Files []Entry
	// Refused says what else matches, and why it is not used. Each is a *NameError.
	Refused []error
}

// List returns what matches the pattern (see path.Match). Folders, symbolic links and names that could mislead are
// refused. An error is that of the pattern, the server or the network; ctx being done cuts the connection.
func (f *Folder) List(ctx context.Context, pattern string) (*Listing, error) {
	if _, err := path.Match(pattern, ""); err != nil {
		return nil, fmt.Errorf("the pattern %q cannot be read: %w", pattern, err)
	}
	release := f.line.follow(ctx)
	defer release()
	defer f.line.limit()()
	infos, err := f.files.ReadDirContext(ctx, path.Join(f.folder, "."))
	if err != nil {
		return nil, f.failed("list the folder", f.folder, err)
	}
	listing := new(Listing)
	for _, info := range infos {
		if matches, _ := path.Match(pattern, info.Name()); matches { // the pattern is known to be good
			listing.add(info)
		}
	}
	return listing, nil
}

// add sorts an entry into the files or what is refused.
func (l *Listing) add(info fs.FileInfo) {
	err := checkName(info.Name())
	if err == nil {
		err = checkFile(info.Name(), info)
	}
	if err != nil {
		l.Refused = append(l.Refused, err)
		return
	}
	l.Files = append(l.Files, Entry{info.Name(), info.Size(), info.ModTime()})
}

// Fetch copies the file with the name to w. Its size is compared before and after with what was copied, its time before and
// after: a file that was written to meanwhile, or that came short, is ErrChanged, and w then holds something that is not to be
// used. A missing file is fs.ErrNotExist. An error of w is returned as it is. ctx being done cuts the connection.
func (f *Folder) Fetch(ctx context.Context, name string, w io.Writer) error {
	if err := checkName(name); err != nil {
		return err
	}
	release := f.line.follow(ctx)
	defer release()
	full := path.Join(f.folder, name)
	file, before, err := f.open(name, full)
	if err != nil {
		return err
	}
	copied, err := f.copy(file, before.Size(), w)
	if err != nil {
		f.abandon(file)
		return f.failed("fetch", full, err)
	}
	defer f.line.limit()()
	after, err := file.Stat()
	if err := errors.Join(err, file.Close()); err != nil {
		return f.failed("fetch", full, err)
	}
	return compare(name, before, after, copied)
}

// open opens a plain file, and returns what it is like.
func (f *Folder) open(name, full string) (*sftp.File, fs.FileInfo, error) {
	defer f.line.limit()()
	info, err := f.files.Lstat(full) // which, unlike Stat, does not follow a link
	if err != nil {
		return nil, nil, f.failed("fetch", full, err)
	}
	if err := checkFile(name, info); err != nil {
		return nil, nil, err
	}
	file, err := f.files.Open(full)
	if err != nil {
		return nil, nil, f.failed("fetch", full, err)
	}
	// The file that is open may be another one by now.
	if info, err = file.Stat(); err == nil {
		err = checkFile(name, info)
	}
	if err != nil {
		f.abandon(file)
		return nil, nil, f.failed("fetch", full, err)
	}
	return file, info, nil
}

// copy copies the file, as long as something comes in time, and not more than its size.
func (f *Folder) copy(file *sftp.File, size int64, w io.Writer) (int64, error) {
	late := time.AfterFunc(f.line.timeout, func() { f.line.cut(ErrSilent) })
	defer late.Stop()
	return file.WriteTo(&sink{w: w, left: size, late: late, timeout: f.line.timeout})
}

// abandon closes a file after a failure, which says more than that of closing it.
func (f *Folder) abandon(file *sftp.File) {
	defer f.line.limit()()
	_ = file.Close()
}

// compare says whether the file is still what it was, and came whole.
func compare(name string, before, after fs.FileInfo, copied int64) error {
	switch {
	case after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime()):
		return fmt.Errorf("%s: %w: somebody wrote to it meanwhile; fetch it again when it is complete", name, ErrChanged)
	case copied != before.Size():
		return fmt.Errorf("%s: %w: %d bytes came of %d; fetch it again", name, ErrChanged, copied, before.Size())
	}
	return nil
}

// A sink passes on what arrives, up to the size of the file.
type sink struct {
	w       io.Writer
	left    int64
	late    *time.Timer // cuts the connection
	timeout time.Duration
}

func (s *sink) Write(p []byte) (int, error) {
	s.late.Stop() // a slow disk is not the server's fault
	defer s.late.Reset(s.timeout)
	if s.left -= int64(len(p)); s.left < 0 {
		return 0, fmt.Errorf("%w: more comes than its size; fetch it again when it is complete", ErrChanged)
	}
	return s.w.Write(p)
}

// failed says what could not be done with what, and why.
func (f *Folder) failed(doing, what string, err error) error {
	err = f.line.explain(err)
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

// Close ends the connection, and waits until nothing of it runs any more. It may be called more than once.
func (f *Folder) Close() error {
	f.closed.Do(func() {
		f.line.close() // at once: an orderly goodbye waits for a server that may no longer answer
		_ = f.files.Close()
		_ = f.client.Wait() // for its goroutines; both only say that the connection is closed
		f.background.Wait()
	})
	return nil
}
