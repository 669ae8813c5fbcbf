package reports

import (
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// The formats of reports, as an ending without its dot chooses them.
const (
	formatCSV   = "csv"
	formatXLSX  = "xlsx"
	formatJSONL = "jsonl"
	formatHTML  = "html"
)

// DefaultPath returns where the report about an input goes by default: people.csv →
// people.results.csv beside it. What has no folder here (sftp://…, and "-" for standard input, called stdin)
// gets it in the current one. The path is never the input's own, nor one of the others.
func DefaultPath(input string, others ...string) string {
	folder, name := split(input)
	stem := name
	for ext := packedExt(stem); ext != ""; ext = packedExt(stem) { // people.csv.gz.age
		stem = strings.TrimSuffix(stem, ext)
	}
	stem = strings.TrimSuffix(stem, filepath.Ext(stem))
	if stem == "" { // a file called ".csv"
		stem = name
	}
	inputs := append([]string{input}, others...)
	for { // each turn the name is longer, so there is an end to the inputs that have it
		stem += ".results"
		if p := filepath.Join(folder, stem+"."+formatCSV); !slices.ContainsFunc(inputs, sameAs(p)) {
			return p
		}
	}
}

// split returns the folder for the report and the name of the input.
func split(input string) (folder, name string) {
	if input == "-" || input == "" {
		return "", "stdin"
	}
	if u, err := url.Parse(input); err == nil && u.Host != "" && strings.Contains(input, "://") {
		if name := path.Base(u.Path); name != "." && name != "/" {
			return "", name
		}
		return "", u.Hostname()
	}
	return filepath.Dir(input), filepath.Base(input)
}

// packedExt returns the ending that tells that a file is compressed or encrypted, "" where it has none.
func packedExt(name string) string {
	switch ext := filepath.Ext(name); strings.ToLower(ext) {
	case ".gz", ".zst", ".zip", ".bz2", ".xz", ".pgp", ".gpg", ".asc", ".age":
		return ext
	default:
		return ""
	}
}

// formatOf returns the format that the path's ending chooses.
func formatOf(p string, formats ...string) (string, error) {
	ext := strings.ToLower(strings.TrimPrefix(filepath.Ext(p), "."))
	if slices.Contains(formats, ext) {
		return ext, nil
	}
	last := len(formats) - 1
	endings := "." + strings.Join(formats[:last], ", .") + " or ." + formats[last]
	return "", usagef("a report is a %s file by the ending of its name, and %s has none of these", endings, p)
}

// sameAs returns a test for paths that name the same file as p.
func sameAs(p string) func(string) bool {
	clean := absolute(p)
	info, err := os.Stat(p)
	return func(other string) bool {
		if absolute(other) == clean {
			return true
		}
		if err != nil {
			return false
		}
		otherInfo, err := os.Stat(other)
		return err == nil && os.SameFile(info, otherInfo)
	}
}

// absolute makes paths comparable, as far as the working folder is known.
func absolute(p string) string {
	if abs, err := filepath.Abs(p); err == nil {
		return abs
	}
	return filepath.Clean(p)
}
