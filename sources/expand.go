package sources

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Expand returns the locations that a location stands for: the files that match a glob (see
// filepath.Match), in the natural order of their names (part2 before part10), else the location itself. A
// file whose name has the characters of a glob is taken as it is. Reports that muster puts beside the files it
// imports never match: "*.csv" is to mean the same the next time. It fails with ErrNotUnderstood where nothing matches. Of
// sftp://user@host:port/path the last part may be a glob; the server is then asked, as the config says.
func Expand(ctx context.Context, location string, config Config) ([]string, error) {
	if isRemote(location) {
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
	files := slices.DeleteFunc(found, func(name string) bool { return isFolder(name) || isReport(name) })
	if len(files) == 0 {
		return nil, noMatch(location)
	}
	slices.SortFunc(files, natural)
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

func isReport(name string) bool { return report.MatchString(name) }

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// natural compares names as people order them: numbers in them by value.
func natural(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		m, n := digits(x), digits(y)
		if m == 0 || n == 0 {
			if x[0] != y[0] {
				return cmp.Compare(x[0], y[0])
			}
			x, y = x[1:], y[1:]
			continue
		}
		if c := compareNumbers(x[:m], y[:n]); c != 0 {
			return c
		}
		x, y = x[m:], y[n:]
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(a, b))
}

// digits returns how many digits the text begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}

// compareNumbers compares numbers of any length.
func compareNumbers(a, b string) int {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}
