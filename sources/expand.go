package sources

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"muster/importer/value/filename"
)

// Expand returns the locations that a location stands for: the files that match a glob (see
// filepath.Match), in the natural order of their names (part2 before part10), else the location itself. A
// file whose name has the characters of a glob is taken as it is. Reports that muster puts beside the files it
// imports never match: "*.csv" is to mean the same the next time. It fails with ErrNotUnderstood where nothing matches. Of
// sftp://user@host:port/path the last part may be a glob; the server is then asked, as the config says.
func Expand(ctx context.Context, location string, config Config) ([]string, error) {
	if IsRemote(location) {
		return expandRemote(ctx, location, config.SFTP)
	}
	if location == StandardName || !strings.ContainsAny(location, "*?[") {
		return []string{location}, nil
	}
	if _, err := os.Lstat(location); err == nil {
		return []string{location}, nil
	}
	found, err := filepath.Glob(location)
	if err != nil {
		return nil, badPattern(location, err)
	}
	files := slices.DeleteFunc(found, func(name string) bool { return isFolder(name) || IsReport(name) })
	if len(files) == 0 {
		return nil, noMatch(location)
	}
	slices.SortFunc(files, filename.Compare)
	return files, nil
}

func badPattern(location string, err error) error {
	return refuse(location, "the pattern cannot be read (%w); use *, ? and [a-z]", err)
}

func noMatch(location string) error {
	return refuse(location, "no file matches; check the pattern and the folder")
}

// report matches the names of reports: people.results.csv, and people.results.1.csv of an earlier import.
var report = regexp.MustCompile(`(?i)\.results(\.[0-9]+)?\.(csv|xlsx|jsonl|html)$`)

// IsReport reports whether a name is one that muster gives to its reports. Such a file is never imported by a pattern.
func IsReport(name string) bool { return report.MatchString(name) }

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}
