package main

import (
	"os"
	"path/filepath"
	"strings"
)

// keptFolder returns where copies of what came over standard input are kept until their import has ended: beside an
// SQLite directory, else in the user's folder for what programs keep. It is "" where there is none.
func keptFolder(db string) string {
	if path, ok := strings.CutPrefix(db, "sqlite:"); ok {
		return path + ".inputs"
	}
	folder, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(folder, "muster", "inputs")
}
