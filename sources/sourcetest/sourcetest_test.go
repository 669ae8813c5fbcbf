package sourcetest_test

import (
	"io"
	"testing"

	"muster/importer"
	"muster/sources/sourcetest"
)

// A list is the simplest source that keeps the promises.
type list struct {
	rows []importer.Row
	next int
	over bool
}

func (l *list) Read() (importer.Row, error) {
	if l.over {
		return importer.Row{}, io.ErrClosedPipe
	}
	if l.next == len(l.rows) {
		return importer.Row{}, io.EOF
	}
	l.next++
	row := l.rows[l.next-1]
	if row.Cells[0] == "broken" {
		return row, &importer.RowError{Row: row, Message: "it cannot be read"}
	}
	return row, nil
}

func (l *list) Progress() (done, total int64) { return int64(l.next), int64(len(l.rows)) }

func (l *list) Close() error { l.over = true; return nil }

func TestList(t *testing.T) {
	sourcetest.Test(t, func(testing.TB) importer.Source {
		return &list{rows: []importer.Row{
			{Number: 1, Line: 1, Cells: []string{"email"}},
			{Number: 2, Line: 2, Cells: []string{"broken"}},
			{Number: 4, Line: 5, Cells: []string{"anita@example.com"}},
		}}
	})
}
