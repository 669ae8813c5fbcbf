package reports

import (
	"fmt"
	"strings"

	"muster/importer"

	"github.com/xuri/excelize/v2"
)

// A sheet is one sheet of a workbook in the making.
type sheet struct {
	name   string
	w      *excelize.StreamWriter
	header int // the header's row, 0 for none
	width  int // columns
	rows   int // the number of the last row
	bytes  int64
}

// leadWidths are the widths of the columns before the file's own, in characters.
var leadWidths = []float64{8, 12, 38, 70}

// The widths of the file's own columns, in characters.
const (
	minWidth = 16
	maxWidth = 40
)

// begin writes the header, which stays in sight.
func (s *sheet) begin(header []any, lead int) error {
	// From the right: excelize puts each column before those it has, and spreadsheets want them in order.
	for i := len(header) - 1; i >= 0; i-- {
		width := leadWidth(i, lead)
		if width == 0 {
			width = ownWidth(header[i])
		}
		if err := s.w.SetColWidth(i+1, i+1, width); err != nil {
			return fmt.Errorf("setting a column's width: %w", err)
		}
	}
	s.header = s.rows + 1
	top, err := excelize.CoordinatesToCellName(1, s.header+1)
	if err != nil {
		return fmt.Errorf("freezing the header: %w", err)
	}
	panes := &excelize.Panes{Freeze: true, YSplit: s.header, TopLeftCell: top, ActivePane: "bottomLeft"}
	if err := s.w.SetPanes(panes); err != nil {
		return fmt.Errorf("freezing the header: %w", err)
	}
	return s.put(header, 0)
}

// leadWidth returns the width of a column before the file's own, 0 for others.
func leadWidth(i, lead int) float64 {
	if i < lead && i < len(leadWidths) {
		return leadWidths[i]
	}
	return 0
}

// ownWidth leaves room for the name and the filter's button.
func ownWidth(header any) float64 {
	cell, _ := header.(excelize.Cell)
	name, _ := cell.Value.(string)
	return min(max(displayWidth(name)+4, minWidth), maxWidth)
}

// put writes the next row.
func (s *sheet) put(cells []any, size int64) error {
	s.rows++
	s.bytes += size
	s.width = max(s.width, len(cells))
	if err := s.w.SetRow("A"+itoa(s.rows), cells); err != nil {
		return fmt.Errorf("writing a row of the sheet: %w", err)
	}
	return nil
}

// end turns the filter on and closes the sheet.
func (s *sheet) end(book *excelize.File) error {
	// excelize does not quote an apostrophe in the name of a filtered sheet, and
	// spreadsheets then call the file damaged.
	if s.header > 0 && !strings.Contains(s.name, "'") {
		from, to := "A"+itoa(s.header), s.corner()
		if err := book.AutoFilter(s.name, from+":"+to, nil); err != nil {
			return fmt.Errorf("turning the filter on: %w", err)
		}
	}
	if err := s.w.Flush(); err != nil {
		return fmt.Errorf("ending a sheet: %w", err)
	}
	return nil
}

// corner names the last cell.
func (s *sheet) corner() string {
	name, err := excelize.CoordinatesToCellName(max(s.width, 1), max(s.rows, 1))
	if err != nil { // the cell was written, so it has a name
		return "A1"
	}
	return name
}

// dimension is the range of cells that the sheet says it has.
func (s *sheet) dimension() string {
	if corner := s.corner(); corner != "A1" {
		return "A1:" + corner
	}
	return "A1"
}

// A look is how a row is coloured.
type look int

const (
	plainLook look = iota
	warnedLook
	failedLook
	numLooks
)

// lookOf colours refused rows, and lightly those with a warning. In a file of refused rows only (no
// columns before its own) colour would say nothing.
func lookOf(r *importer.RowResult, lead int) look {
	switch {
	case lead == 0:
		return plainLook
	case r.Result == importer.Failed:
		return failedLook
	case hasWarning(r.Problems):
		return warnedLook
	default:
		return plainLook
	}
}

// hasWarning reports whether any of the problems is a warning.
func hasWarning(problems []importer.Problem) bool {
	for i := range problems {
		if problems[i].Severity == importer.Warning {
			return true
		}
	}
	return false
}

// styles are the ids of a workbook's cell styles.
type styles struct {
	header             int
	number, text, long [numLooks]int // long: text that may run over several lines
}

// textFormat is the number format "@": what is typed there is text, leading zeros included.
const textFormat = 49

// fills has the background of each look, "" for none: light enough for black text, different also without colour.
var fills = [numLooks]string{warnedLook: "FFF4CE", failedLook: "F8CBC6"}

// newStyles makes the styles of a workbook; there is a fixed number of them, however many rows follow.
func newStyles(book *excelize.File) (s styles, err error) {
	s.header, err = book.NewStyle(&excelize.Style{
		Font: &excelize.Font{Bold: true}, Fill: fill("DDE3EA"), NumFmt: textFormat,
		Alignment: &excelize.Alignment{Vertical: "center"},
	})
	if err != nil {
		return s, fmt.Errorf("making a style: %w", err)
	}
	top := &excelize.Alignment{Vertical: "top"}
	wrapped := &excelize.Alignment{Vertical: "top", WrapText: true}
	for l, color := range fills {
		for _, made := range []struct {
			id    *int
			style excelize.Style
		}{
			{&s.number[l], excelize.Style{Fill: fill(color), Alignment: top}},
			{&s.text[l], excelize.Style{Fill: fill(color), Alignment: top, NumFmt: textFormat}},
			{&s.long[l], excelize.Style{Fill: fill(color), Alignment: wrapped, NumFmt: textFormat}},
		} {
			if *made.id, err = book.NewStyle(&made.style); err != nil {
				return s, fmt.Errorf("making a style: %w", err)
			}
		}
	}
	return s, nil
}

// fill returns a plain background, or none.
func fill(color string) excelize.Fill {
	if color == "" {
		return excelize.Fill{}
	}
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
}

// of returns the style of the column: with leading ones, the first is a number and the last of them long text.
func (s *styles) of(l look, column, lead int) int {
	switch {
	case lead > 0 && column == 0:
		return s.number[l]
	case lead > 0 && column == lead-1:
		return s.long[l]
	default:
		return s.text[l]
	}
}
