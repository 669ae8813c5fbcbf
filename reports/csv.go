package reports

import (
	"encoding/csv"
	"io"
	"strconv"

	"muster/importer"
	"muster/importer/value/formula"
)

// A csvReport writes RFC 4180 lines in UTF-8 without a byte order mark, ended by a line feed.
// Every cell is defused.
type csvReport struct {
	lines lines
	w     *csv.Writer
	cells []string
}

// newCSV begins a file whose cells the delimiter separates, with its header.
func newCSV(w io.Writer, delimiter rune, l lines) (*csvReport, error) {
	c := &csvReport{lines: l, w: csv.NewWriter(w)}
	c.w.Comma = delimiter
	for range l.blanks() {
		if _, err := io.WriteString(w, "\n"); err != nil {
			return nil, err
		}
	}
	return c, c.put(l.header())
}

// write adds the line that the row has, if it has one.
func (c *csvReport) write(r *importer.RowResult) error { return c.put(c.lines.line(r)) }

// put writes one line; no cells are no line.
func (c *csvReport) put(cells []string) error {
	if len(cells) == 0 {
		return nil
	}
	c.cells = c.cells[:0]
	for _, cell := range cells {
		c.cells = append(c.cells, formula.Defuse(cell))
	}
	return c.w.Write(c.cells)
}

// finish hands what csv.Writer still holds to the draft.
func (c *csvReport) finish() error {
	c.w.Flush()
	return c.w.Error()
}

func (*csvReport) release() {}

func itoa(n int) string { return strconv.Itoa(n) }
