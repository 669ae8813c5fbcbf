package reports

import (
	"muster/importer"

	"github.com/google/uuid"
)

// lines says what the lines of a table are, whatever file format they go into.
type lines interface {
	// blanks is how many blank lines stand above the header.
	blanks() int
	// header returns the names of the columns, nil where the table has no header.
	header() []string
	// line returns the cells for a row's result, none where it has no line here. They
	// are valid until the next call.
	line(r *importer.RowResult) []string
	// lead is how many columns stand before the file's own; the first of them is the row's number.
	lead() int
}

// leadNames are the columns that a report has before the file's own.
var leadNames = []string{"row", "result", "user_id", "problems"}

// resultLines has a line for every row: the outcome, then the file's own columns.
type resultLines struct {
	columns columns
	cells   []string
}

func (*resultLines) blanks() int { return 0 }
func (*resultLines) lead() int   { return len(leadNames) }

// header names the outcome's columns, then the file's own.
func (l *resultLines) header() []string {
	return append(append([]string(nil), leadNames...), l.columns.names...)
}

// line has every row.
func (l *resultLines) line(r *importer.RowResult) []string {
	l.cells = append(l.cells[:0], itoa(r.Row), r.Result.String(), idText(r.UserID), problemText(r.Problems))
	l.cells = l.columns.appendCells(l.cells, r.Cells)
	return l.cells
}

// failedLines has the refused rows as the file had them. The header stands in the row where it stood, so that a
// definition that says where it is fits this file too.
type failedLines struct {
	layout *importer.Layout
	cells  []string
}

func (*failedLines) lead() int { return 0 }

// blanks stand for the titles above the header.
func (l *failedLines) blanks() int { return max(l.layout.HeaderRow-1, 0) }

// header is the file's; a file without one comes back without one.
func (l *failedLines) header() []string {
	if l.layout.HeaderRow == 0 {
		return nil
	}
	return l.layout.Header
}

// line has the refused rows, as wide as the header.
func (l *failedLines) line(r *importer.RowResult) []string {
	if r.Result != importer.Failed {
		return nil
	}
	l.cells = l.cells[:0]
	for i := range l.layout.Header {
		l.cells = append(l.cells, cellAt(r.Cells, i))
	}
	return l.cells
}

// idText writes an id, "" where there is none.
func idText(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	return id.String()
}
