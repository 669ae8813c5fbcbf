package csvfile

import (
	"bytes"
	"fmt"
	"strings"
)

// A Dialect says how a delimited text separates and quotes its cells.
type Dialect struct {
	// Delimiter separates cells: a character of ASCII.
	Delimiter byte
	// Quote encloses cells that contain delimiters or line ends; doubled it stands for itself. 0 where
	// nothing does.
	Quote byte
	// Escape before a quote, or before itself, makes it a character of a quoted cell; 0 where there is none.
	Escape byte
	// Spaced allows spaces between a delimiter and an opening quote.
	Spaced bool
	// Columns is how many cells most records have, 0 where it is not known. It helps to tell an
	// unclosed quote from a cell of several lines.
	Columns int
}

// Plain is the dialect of RFC 4180.
func Plain() Dialect { return Dialect{Delimiter: ',', Quote: '"'} }

// delimiters are those that are looked for, likelier ones first: the fewer reasons
// there are for a character to be part of a cell, the likelier it separates cells.
const delimiters = "\t;|,:"

// String shows the dialect for people who look for mistakes.
func (d Dialect) String() string {
	s := fmt.Sprintf("delimiter %q", d.Delimiter)
	if d.Quote != 0 {
		s += fmt.Sprintf(" quote %q", d.Quote)
	}
	if d.Escape != 0 {
		s += fmt.Sprintf(" escape %q", d.Escape)
	}
	return s
}

// announced returns the delimiter that a first line such as "sep=;" announces, as spreadsheet
// programs write and read it.
func announced(line []byte) (delimiter byte, ok bool) {
	text := strings.ToLower(string(bytes.Trim(line[:min(len(line), 16)], "\"")))
	after, found := strings.CutPrefix(text, "sep=")
	if !found || len(line) > 16 {
		return 0, false
	}
	switch {
	case len(after) == 1 && after[0] < 0x80:
		return after[0], true
	case after == `\t`:
		return '\t', true
	default:
		return 0, false
	}
}
