package reports

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// ErrUsage marks what whoever asked for the report can put right by asking differently: an
// unknown ending, a word that is not allowed, a report that would take the place of the input.
var ErrUsage = errors.New("wrong usage")

// usageError is a sentence that is ErrUsage.
type usageError string

// Error returns the sentence.
func (e usageError) Error() string { return string(e) }

// Is makes errors.Is(e, ErrUsage) true.
func (usageError) Is(target error) bool { return target == ErrUsage }

func usagef(format string, args ...any) error { return usageError(fmt.Sprintf(format, args...)) }

// A WriteError is a report that cannot be written: no folder, no permission, a full disk.
type WriteError struct {
	Path string // of the report, as it was asked for
	Err  error  // what the operating system said
}

// Error says in one sentence what is wrong and what to do.
func (e *WriteError) Error() string {
	return fmt.Sprintf("the report %s cannot be written: %s", e.Path, reason(e.Path, e.Err))
}

// Unwrap returns what the operating system said.
func (e *WriteError) Unwrap() error { return e.Err }

// reason puts the operating system's error into words for the person who reads it.
func reason(path string, err error) string {
	folder := filepath.Dir(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Sprintf("there is no folder %s; make it, or choose another place", folder)
	case errors.Is(err, syscall.ENOTDIR):
		return fmt.Sprintf("%s is not a folder; choose another place", folder)
	case errors.Is(err, syscall.EISDIR):
		return "a folder has this name; choose another name"
	case errors.Is(err, fs.ErrPermission):
		return fmt.Sprintf("you may not write in the folder %s; ask for the permission, or choose another place", folder)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "the disk is full; make room, or choose another place"
	case errors.Is(err, syscall.EROFS):
		return fmt.Sprintf("the disk of the folder %s is read-only; choose another place", folder)
	default:
		return bare(err).Error()
	}
}

// bare strips the operation and the (temporary) path from an operating system's error.
func bare(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	return err
}
