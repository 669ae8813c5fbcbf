package doctor

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// scarce is how much room on a disk is little: an import of a million people takes about as much for its spool and report.
const scarce = 2 << 30

// disk looks how much room there is for the directory and for what imports keep while they run.
func (d *Doctor) disk() {
	folders := []string{os.TempDir()}
	if path, isFile := strings.CutPrefix(d.name(), "sqlite:"); isFile {
		folders = append(folders, filepath.Dir(path))
	}
	for _, folder := range folders {
		free, err := freeBytes(folder)
		switch {
		case err != nil:
			d.add("disk", Trouble, fmt.Sprintf("the room in %s cannot be found out: %v", folder, err), "make the folder, or set TMPDIR to another")
		case free < scarce:
			d.add("disk", Worry, fmt.Sprintf("%s has only %d MiB left", folder, free>>20), "free some: a large import needs a few GiB")
		default:
			d.well("disk", fmt.Sprintf("%s has %d GiB left", folder, free>>30))
		}
	}
}
