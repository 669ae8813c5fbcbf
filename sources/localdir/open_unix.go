//go:build unix

package localdir

import (
	"os"
	"syscall"
)

// open opens a file for reading. It follows no symbolic link and does not wait for a pipe, whatever somebody has put in the
// place of the file meanwhile.
func open(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
}
