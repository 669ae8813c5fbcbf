package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"muster/importer/importertest/people"
)

// writePeople writes the people to a file; its ending says in which format.
func writePeople(path string, options people.Options) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(file, 1<<16)
	switch filepath.Ext(path) {
	case ".csv":
		err = people.WriteCSV(w, people.All(options))
	case ".xlsx":
		err = people.WriteXLSX(w, people.All(options))
	case ".yaml":
		err = people.WriteCatalog(w)
	default:
		err = fmt.Errorf("%s: the ending must be .csv, .xlsx or .yaml", path)
	}
	return errors.Join(err, w.Flush(), file.Close())
}

// generate has another process write the people: a measured process would begin with the
// memory that this one has used, and writing a workbook takes some.
func generate(ctx context.Context, path string, rows int, changed float64, args ...string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, self, append([]string{
		"-generate", path, "-rows", fmt.Sprint(rows), "-changed", fmt.Sprint(changed),
	}, args...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("generate %s: %w: %s", path, err, out)
	}
	return nil
}

// refused counts the people whom a good importer refuses.
func refused(rows int) int {
	n := 0
	for p := range people.All(people.Realistic(rows)) {
		if p.Refused {
			n++
		}
	}
	return n
}
