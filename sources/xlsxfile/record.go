package xlsxfile

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"muster/importer"
)

// A record is the row that a grid stands on. It is used again for every row, so that
// reading over rows costs no memory; row makes a copy that can be kept.
type record struct {
	number int
	hidden bool
	text   []byte   // the content of the cells, one after the other
	cells  []cell   // those with content, in the order of the file
	turn   uint32   // counts the rows, for filled
	filled []uint32 // by column, the turn in which it last had content; it need not be cleared
	size   int      // bytes of all cells
	width  int      // how many columns there are up to the last one with content or a note
	notes  []importer.Note
	fault  string // why the row cannot be used; the first reason counts
}

// A cell is a part of the record's text, or a shared one.
type cell struct {
	column   int
	from, to int
	shared   string
}

// reset makes the record ready for the next row.
func (r *record) reset() {
	*r = record{text: r.text[:0], cells: r.cells[:0], turn: r.turn + 1, filled: r.filled}
}

// blank reports whether there is nothing to tell about the row.
func (r *record) blank() bool {
	return len(r.cells) == 0 && len(r.notes) == 0 && r.fault == ""
}

// put adds the text from that offset on as the content of a column.
func (r *record) put(column, from int) {
	if from < len(r.text) {
		r.add(cell{column: column, from: from, to: len(r.text)})
	}
}

// add adds a cell with content. A second one at the same place is a fault: one of them
// would be lost.
func (r *record) add(c cell) {
	if r.taken(c.column) {
		r.refuse(c.column, "is there twice")
		return
	}
	r.cells = append(r.cells, c)
	r.width = max(r.width, c.column+1)
	r.size += c.to - c.from + len(c.shared)
	if r.size > maxRow {
		r.fault = "the row is longer than 4 MiB; shorten its cells and save the file again"
		r.text, r.cells, r.size = r.text[:0], r.cells[:0], 0
	}
}

// taken reports whether the column has content already, and notes that it has from now on. It takes the same time
// for every cell, because a row can have 16,384 of them, in any order.
func (r *record) taken(column int) bool {
	if column >= len(r.filled) {
		r.filled = append(r.filled, make([]uint32, column+1-len(r.filled))...)
	}
	taken := r.filled[column] == r.turn
	r.filled[column] = r.turn
	return taken
}

// refuse says that the row cannot be used because of one cell.
func (r *record) refuse(column int, why string) {
	if r.fault == "" {
		r.fault = fmt.Sprintf("the cell in column %s %s; mend it in a spreadsheet program and save the file again",
			columnName(column), why)
	}
}

// note adds a doubt about one cell.
func (r *record) note(column int, code, message string) {
	r.notes = append(r.notes, importer.Note{Column: column, Code: code, Message: message})
	r.width = max(r.width, column+1)
}

// row returns the record as a row of its own.
func (r *record) row() importer.Row {
	row := importer.Row{Number: r.number, Line: r.number, Cells: make([]string, r.width), Notes: r.notes}
	text := string(r.text)
	for _, c := range r.cells {
		if c.shared != "" {
			row.Cells[c.column] = c.shared
			continue
		}
		row.Cells[c.column] = text[c.from:c.to]
	}
	return row
}

// columnName returns the letters of a column by its index, A for 0.
func columnName(column int) string {
	name, err := excelize.ColumnNumberToName(column + 1)
	if err != nil {
		return fmt.Sprint(column + 1)
	}
	return name
}
