//go:build unix

package doctor

import "golang.org/x/sys/unix"

// freeBytes returns how many bytes a user without privileges can still write to the disk of the folder.
func freeBytes(folder string) (uint64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return 0, err
	}
	return uint64(s.Bavail) * uint64(s.Bsize), nil //nolint:gosec,unconvert // the types differ between systems
}
