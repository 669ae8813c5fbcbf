package xlsxfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
)

// tables are what the cells of all sheets refer to.
type tables struct {
	texts    *texts
	styles   styles
	date1904 bool // days count from 1904-01-01
}

// A section is a part of a worksheet that matters here.
type section uint8

const (
	sectionOther   section = iota
	sectionRows            // sheetData
	sectionColumns         // cols
	sectionMerged          // mergeCells
)

// A grid reads the rows of one worksheet part, one after the other.
type grid struct {
	s       *scanner
	name    string // of the sheet, for messages
	tables  *tables
	section section
	last    int  // number of the last row, with content or without
	number  bool // the row in hand says its number
	rec     record
	cell    rawCell
	facts   facts
}

// newGrid returns a grid that reads the XML of a worksheet.
func newGrid(in io.Reader, name string, t *tables) *grid {
	return &grid{s: newScanner(in), name: name, tables: t}
}

// next moves to the next row that holds anything, which is then in g.rec. It returns io.EOF after the
// last one; any other error says at which row the sheet broke.
func (g *grid) next() error {
	for {
		tok, err := g.s.next()
		switch {
		case err != nil:
			return g.broken(err)
		case tok == tokenEOF:
			return io.EOF
		case tok != tokenStart:
			continue
		}
		row, err := g.element()
		if err != nil {
			return g.broken(err)
		}
		if row && !g.rec.blank() {
			return g.broken(g.facts.count(&g.rec))
		}
	}
}

// element handles an element that has started outside of rows. It reports whether it was a row.
func (g *grid) element() (row bool, err error) {
	switch g.s.depth() {
	case 1:
		if string(g.s.tag.local) != "worksheet" {
			return false, fault("it is not a worksheet")
		}
		return false, nil
	case 2:
		g.section = sectionOf(g.s.tag.local)
		if g.section == sectionOther {
			return false, g.s.skip()
		}
		return false, nil
	}
	switch {
	case g.section == sectionColumns:
		g.facts.column(&g.s.tag)
	case g.section == sectionMerged:
		g.facts.merged++
	case string(g.s.tag.local) == "row":
		return true, g.readRow()
	default:
		return false, fault("there is something else than rows among the rows")
	}
	return false, g.s.skip()
}

// sectionOf returns which section of a worksheet an element begins.
func sectionOf(name []byte) section {
	switch string(name) {
	case "sheetData":
		return sectionRows
	case "cols":
		return sectionColumns
	case "mergeCells":
		return sectionMerged
	}
	return sectionOther
}

// readRow reads the <row> that has just started into g.rec.
func (g *grid) readRow() error {
	g.rec.reset()
	if err := g.begin(g.s.tag.get("r")); err != nil {
		return err
	}
	g.rec.hidden = g.s.tag.flag("hidden")
	g.cell.column = -1
	for {
		tok, err := g.s.next()
		switch {
		case err != nil:
			return err
		case tok == tokenEnd:
			g.last = g.rec.number
			return nil
		case tok != tokenStart:
			continue
		}
		if err := g.readRowPart(); err != nil {
			return err
		}
	}
}

// readRowPart reads a child of <row> that has just started.
func (g *grid) readRowPart() error {
	switch string(g.s.tag.local) {
	case "c":
		return g.readCell()
	case "extLst":
		return g.s.skip()
	}
	return fault("there is something else than cells in a row")
}

// begin numbers the row: as it says, or behind the one before where it says nothing or a number that
// was there already.
func (g *grid) begin(number []byte) error {
	g.rec.number, g.number = g.last+1, len(number) > 0
	if !g.number {
		return nil
	}
	n, ok := parseIndex(number)
	if !ok || n == 0 || n == math.MaxInt32 {
		return fault("a row number makes no sense")
	}
	if n > g.last {
		g.rec.number = n
	} else {
		g.facts.disordered = true
	}
	return nil
}

// renumber takes the number of the row from the reference of a cell where the row itself has none.
func (g *grid) renumber(row int) {
	if !g.number && row > g.last && row < math.MaxInt32 {
		g.rec.number, g.number = row, true
	}
}

// broken says at which row reading ended. Errors of the disk stay what they are.
func (g *grid) broken(err error) error {
	var disk *fs.PathError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &disk):
		return fmt.Errorf("reading sheet %q after row %d: %w", g.name, g.last, err)
	case g.last == 0:
		return damaged(fmt.Sprintf("sheet %q cannot be read from its beginning", g.name), err)
	}
	return damaged(fmt.Sprintf("sheet %q cannot be read after row %d", g.name, g.last), err)
}
