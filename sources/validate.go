package sources

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"muster/sources/csvfile"
)

// A KeyError is an impossible value in the source section.
type KeyError struct {
	Key     string // dotted, within the section: csv.delimiter
	Message string // what is wrong with the value, and what is possible
}

// Error names the key and says what is wrong.
func (e KeyError) Error() string { return e.Key + ": " + e.Message }

// Validate returns what cannot be about the values, by key, all at once; nil where nothing is wrong.
func (c *Config) Validate() []KeyError {
	var faults []KeyError
	words := func(key, value string, allowed ...string) {
		if value != "" && !slices.Contains(allowed, value) {
			faults = append(faults, KeyError{key, fmt.Sprintf("%q is not possible; use %s", value, strings.Join(allowed, ", "))})
		}
	}
	words("content", c.Content, ContentFull, "changes")
	words("files", c.Files, FilesEach, FilesTogether)
	words("format", c.Format, Auto, FormatCSV, FormatXLSX)
	if _, err := c.HeaderRow(); err != nil {
		faults = append(faults, KeyError{"header", err.Error()})
	}
	if _, err := c.CSV.delimiter(); err != nil {
		faults = append(faults, KeyError{"csv.delimiter", err.Error()})
	}
	if !isAuto(c.CSV.Encoding) {
		if _, err := csvfile.EncodingName(c.CSV.Encoding); err != nil {
			faults = append(faults, KeyError{"csv.encoding", err.Error()})
		}
	}
	if c.SFTP != nil {
		words("sftp.ready", c.SFTP.Ready, Stable, Marker, Checksum)
		faults = append(faults, c.SFTP.validate()...)
	}
	return faults
}

// validate is Validate for what is no matter of words.
func (c *SFTPConfig) validate() []KeyError {
	var faults []KeyError
	if _, err := c.Settle(); err != nil {
		faults = append(faults, KeyError{"sftp.stable_for", err.Error()})
	}
	if _, err := c.jump(); err != nil {
		faults = append(faults, KeyError{"sftp.jump", err.Error()})
	}
	for key, folder := range map[string]string{"archive": c.Archive, "failed": c.Failed, "held": c.Held} {
		if folder != "" && path.Clean(folder) == "." {
			faults = append(faults, KeyError{"sftp." + key, "it is the folder of the files themselves, where they would be imported again; name another one, such as " + key})
		}
	}
	slices.SortFunc(faults, func(a, b KeyError) int { return strings.Compare(a.Key, b.Key) })
	return faults
}

// defaultSettle is how long a file must not have changed where nothing else is said.
const defaultSettle = 5 * time.Second

// Settle returns how long size and time of a file must not have changed before it is complete.
func (c *SFTPConfig) Settle() (time.Duration, error) {
	if c == nil || c.StableFor == "" {
		return defaultSettle, nil
	}
	d, err := time.ParseDuration(c.StableFor)
	if err != nil || d < 0 || d > time.Hour {
		return 0, fmt.Errorf("%q is not possible; use a time up to an hour, such as 30s or 2m", c.StableFor)
	}
	return d, nil
}

// HeaderRow returns the number of the header's row where the definition gives one, 0 where it is to be
// found, and -1 where there is none.
func (c *Config) HeaderRow() (int, error) {
	switch {
	case isAuto(c.Header):
		return 0, nil
	case c.Header == HeaderNone:
		return -1, nil
	}
	n, err := strconv.Atoi(c.Header)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%q is not possible; use auto, none or the number of a row, from 1", c.Header)
	}
	return n, nil
}

// delimiter returns the character that separates cells, 0 where it is to be found.
func (c *CSVConfig) delimiter() (byte, error) {
	switch c.Delimiter {
	case "", Auto:
		return 0, nil
	case "comma":
		return ',', nil
	case "semicolon":
		return ';', nil
	case "tab", `\t`:
		return '\t', nil
	case "pipe":
		return '|', nil
	case "colon":
		return ':', nil
	}
	if d := c.Delimiter[0]; len(c.Delimiter) == 1 && (d == '\t' || d >= ' ' && d < 0x7F) && d != '"' && d != '\'' && d != '\\' {
		return d, nil
	}
	return 0, fmt.Errorf("%q is not possible; use auto, comma, semicolon, tab, pipe, colon or a single character", c.Delimiter)
}
