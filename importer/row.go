package importer

import (
	"fmt"
	"strings"
)

// A Row is one record of the file as it was read, before anything is known about its
// meaning.
type Row struct {
	// Number counts as the user's spreadsheet does: the first record of the
	// file is 1, blank ones count.
	Number int
	// Line is the physical line on which the record begins, from 1; in a
	// workbook it equals Number.
	Line int
	// Cells are valid UTF-8. A row may have fewer or more than the header.
	Cells []string
	// Damaged tells that the cells may not stand in their columns, because the row could not be read.
	Damaged bool
	// Notes are what the source noticed about single cells.
	Notes []Note
}

// Blank reports whether no cell has any content. Such rows count in the numbering but
// are not rows read.
func (r Row) Blank() bool {
	for _, c := range r.Cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// Cell returns the cell of that index, or "" where the row is too short for it.
func (r Row) Cell(i int) string {
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return r.Cells[i]
}

// A Note is a doubt of the source about one cell: a warning in the report.
type Note struct {
	Column  int    // index of the cell, from 0
	Code    string // digits.lost, cell.error, text.cleaned
	Message string // one sentence for the person who mends the file
}

// A RowError is a row that the source could not read. It is about this row only: reading
// goes on with the next one, and the run turns it into a problem.
type RowError struct {
	Row     Row    // as far as it could be read; Number and Line are always set
	Message string // one sentence: what is wrong, and what to do
}

// Error says where and what; it holds no cell of the row.
func (e *RowError) Error() string {
	return fmt.Sprintf("row %d (line %d): %s", e.Row.Number, e.Row.Line, e.Message)
}
