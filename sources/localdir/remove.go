package localdir

import (
	"context"
	"fmt"
	"os"
	"path"

	"muster/importer/value/filename"
)

// Remove removes a file that muster made to try something out, at a path. Any other file is refused with a *filename.Error:
// what others dropped is never deleted. One that is not there is fs.ErrNotExist.
func (f *Folder) Remove(_ context.Context, file string) error {
	if err := filename.CheckProbe(path.Base(file)); err != nil {
		return err
	}
	if err := os.Remove(f.at(file)); err != nil {
		return fmt.Errorf("remove a file that was only to try something out: %w", err)
	}
	return nil
}
