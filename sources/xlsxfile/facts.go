package xlsxfile

import (
	"fmt"
	"strings"
)

// facts are what is noticed about a sheet as a whole while its rows are read.
type facts struct {
	rows       int   // rows with content
	hidden     int   // of these, hidden ones
	merged     int   // merged ranges
	disordered bool  // row numbers repeat or go backwards
	shared     bool  // a cell refers to the table of texts
	padding    int   // blank cells before others
	text       int64 // bytes of all cells
	columns    []columnRange
}

// A columnRange are hidden columns, by index.
type columnRange struct {
	from, to int
}

// maxColumnRanges is how many ranges of hidden columns are kept for the doubt about them.
const maxColumnRanges = 64

// column takes note of a <col> that is hidden.
func (f *facts) column(t *tag) {
	from, ok := parseIndex(t.get("min"))
	to, ok2 := parseIndex(t.get("max"))
	if ok && ok2 && from > 0 && t.flag("hidden") && len(f.columns) < maxColumnRanges {
		f.columns = append(f.columns, columnRange{from - 1, to - 1})
	}
}

// count takes note of a row with content. It refuses a sheet whose rows are nearly all gap,
// which would cost far more memory and time than its size says.
func (f *facts) count(r *record) error {
	f.rows++
	if r.hidden {
		f.hidden++
	}
	if f.padding += r.width - len(r.cells); f.padding > maxPadding {
		return tooLarge("its cells stand so far apart that reading them would take too long")
	}
	if f.text += int64(r.size); f.text > maxText {
		return tooLarge("its cells repeat the same texts so often that they come to more than 16 GiB")
	}
	return nil
}

// doubts returns what a person should know about the sheet, in sentences.
func (f *facts) doubts(name string) []string {
	var out []string
	say := func(format string, args ...any) {
		out = append(out, fmt.Sprintf("sheet %q: ", name)+fmt.Sprintf(format, args...))
	}
	if f.hidden > 0 {
		say("hidden rows are read like the others (%d)", f.hidden)
	}
	if len(f.columns) > 0 && f.rows > 0 {
		say("hidden columns are read like the others (%s)", f.columnNames())
	}
	if f.merged > 0 {
		say("of merged cells only the top left one has the value, the others are blank (%d ranges)", f.merged)
	}
	if f.disordered {
		say("row numbers repeat or go backwards; such rows are numbered in the order of the file")
	}
	return out
}

// columnNames lists the hidden columns as "C, F to H".
func (f *facts) columnNames() string {
	var names []string
	for _, c := range f.columns {
		name := columnName(c.from)
		if c.to > c.from {
			name += " to " + columnName(c.to)
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}
