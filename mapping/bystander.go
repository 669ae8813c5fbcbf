package mapping

import (
	"slices"
	"strings"
	"unicode"

	"muster/importer"
	"muster/importer/value/formula"
	"muster/importer/value/text"
)

// leastForNotes is how many columns a file must have for a row with a single
// cell to be a note rather than a person of whom little is known.
const leastForNotes = 3

// A bystander recognizes rows that are about nobody: the header once more, as
// files have that were put together of several, and the totals and notes that
// reports end with. It does not change once the mapper is in use.
type bystander struct {
	header []string // the header's cells; nil where the file has none
	width  int
	keys   []int        // the columns that tell people apart
	names  map[int]bool // the columns that names of people come from
	notes  bool         // the file is one in which notes can be told from people
}

// newBystander looks at what the columns feed.
func newBystander(in *Inspection, l *importer.Layout) *bystander {
	b := &bystander{width: len(l.Header), names: map[int]bool{}}
	if in.HeaderRow > 0 {
		b.header = in.header.Cells
	}
	for field, i := range l.Columns {
		if isKey(field) {
			b.keys = append(b.keys, i)
			b.notes = b.notes || field != importer.Username.String()
		}
		if isName(field) {
			b.names[i] = true
		}
	}
	b.notes = b.notes && b.width >= leastForNotes
	return b
}

// plainCell returns the cell as it is compared and judged.
func plainCell(cell string) string {
	clean, _ := text.Clean(formula.Restore(cell))
	return clean
}

// says returns what is wrong with a row that is about nobody, "" for all others.
func (b *bystander) says(row importer.Row) string {
	switch {
	case copies(b.header, row):
		return "this row repeats the header; delete it"
	case b.notes && b.isNote(row):
		return "this looks like a total or a note, not a person; delete the row"
	default:
		return ""
	}
}

// copies reports whether all filled cells of the row, and two at least, are
// those of the header.
func copies(header []string, row importer.Row) bool {
	same := 0
	for i, cell := range row.Cells {
		if cell = plainCell(cell); cell == "" {
			continue
		}
		if i >= len(header) || cell != plainCell(header[i]) {
			return false // at the first cell already, in nearly every row
		}
		same++
	}
	return same >= 2
}

// isNote reports whether the row is a total or a note: one cell, or the word
// for a total and nothing but numbers behind it. A row with an address or an id
// of its own is about somebody, whatever else it says; an address may be wrong.
func (b *bystander) isNote(row importer.Row) bool {
	first, filled := -1, 0
	numbers := true // in all cells but the first
	for i, cell := range row.Cells {
		switch cell = strings.TrimSpace(cell); {
		case cell == "":
			continue
		case first < 0:
			first = i
		case slices.Contains(b.keys, i):
			return false
		default:
			numbers = numbers && (isNumber(cell) || isNumeric(cell))
		}
		filled++
		if !numbers {
			return false
		}
	}
	if first < 0 {
		return false
	}
	cell := plainCell(row.Cells[first])
	return !strings.Contains(cell, "@") && (isTotal(cell) || filled == 1 && b.isRemark(cell, first))
}

// isTotal reports whether the cell is a word for a total, with a number at the
// most: "Total", "Summe: 3", "Total users 12".
func isTotal(cell string) bool {
	words := wordsOf(cell)
	if len(words) == 0 || len(words) > 4 {
		return false
	}
	total, number := false, len(words) == 1
	for _, w := range words {
		total = total || known().totals[w]
		number = number || isNumber(w)
	}
	return total && (number || known().totals[strings.Join(words, "")])
}

// isRemark reports whether a cell that stands alone in its row is a remark: a
// line, a label with a value, several words. Names of people are none.
func (b *bystander) isRemark(cell string, column int) bool {
	words := len(strings.Fields(cell))
	switch {
	case !strings.ContainsFunc(cell, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }):
		return true
	case words < 2:
		return false
	case b.names[column] && isPerson(cell):
		return false
	default:
		return words > 2 || strings.Contains(cell, ": ")
	}
}
