//go:build !linux

package localdir

// rename moves a file in one step, and not over another one.
func rename(from, to string) error { return renameUnlessThere(from, to) }
