package reports

import (
	"fmt"
	"path/filepath"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"muster/importer"
	"muster/importer/value/formula"

	"github.com/xuri/excelize/v2"
)

// What a sheet can hold, by "Excel specifications and limits".
const (
	maxSheetRows = 1_048_576
	maxCellUnits = 32_767 // UTF-16 code units
	maxNameUnits = 31     // of a sheet's name
	// maxSheetBytes keeps a sheet's XML below 4 GiB, where zip needs extensions that
	// spreadsheets take for damage.
	maxSheetBytes = 1<<32 - 1<<26
)

// The names of sheets.
const (
	resultSheet = "Results"
	failedSheet = "Rows"
)

// cutSign ends a cell that was longer than a sheet can hold: who mends a refused row there must not take the
// beginning for the whole.
const cutSign = "… [cut: a spreadsheet cell holds 32,767 characters]"

// An xlsxReport writes a workbook by way of excelize's stream writer, which keeps the sheet in a
// temporary file until the end. Where a sheet is full, another one carries on.
//
// Every cell but the row's number is text and stays text when somebody edits it. In a report, what would be run
// if it were typed in is defused as well, since workbooks are saved as CSV; the refused
// rows are left as they are, so that they can be imported again.
type xlsxReport struct {
	draft  *draft
	book   *excelize.File
	lines  lines
	name   string // of the first sheet
	styles styles
	limit  int // rows a sheet

	sheets []*sheet
	cells  []excelize.Cell
	values []any // points to cells
}

// newXLSX begins a workbook whose sheet has the name.
func newXLSX(d *draft, name string, l lines) (*xlsxReport, error) {
	return newXLSXOf(d, name, l, maxSheetRows)
}

// newXLSXOf is newXLSX with a limit for the rows of a sheet.
func newXLSXOf(d *draft, name string, l lines, limit int) (*xlsxReport, error) {
	// The stream writer's own file goes where the report goes: there is room, and it is as private.
	book := excelize.NewFile(excelize.Options{TmpDir: filepath.Dir(d.path)})
	x := &xlsxReport{draft: d, book: book, lines: l, name: name, limit: limit}
	err := book.SetDocProps(&excelize.DocProperties{Creator: "muster", Title: name})
	if err == nil {
		x.styles, err = newStyles(book)
	}
	if err == nil {
		err = x.addSheet()
	}
	if err != nil {
		x.release()
		return nil, err
	}
	return x, nil
}

// write adds the line that the row has, if it has one, on another sheet where this one is full.
func (x *xlsxReport) write(r *importer.RowResult) error {
	cells := x.lines.line(r)
	if len(cells) == 0 {
		return nil
	}
	s := x.sheet()
	if x.full(s, cells) {
		if err := x.addSheet(); err != nil {
			return err
		}
		s = x.sheet()
	}
	return s.put(x.fill(cells, r), sizeOf(cells))
}

// full reports whether the sheet has no room for the cells.
func (x *xlsxReport) full(s *sheet, cells []string) bool {
	return s.rows >= x.limit || s.bytes+sizeOf(cells) > maxSheetBytes
}

// sheet returns the one that is being written.
func (x *xlsxReport) sheet() *sheet { return x.sheets[len(x.sheets)-1] }

// fill turns a line into cells of the sheet. They are used again for the next line.
func (x *xlsxReport) fill(line []string, r *importer.RowResult) []any {
	lead, look := x.lines.lead(), lookOf(r, x.lines.lead())
	for len(x.cells) < len(line) {
		x.cells = append(x.cells, excelize.Cell{})
		x.values = nil
	}
	for i := len(x.values); i < len(line); i++ {
		x.values = append(x.values, &x.cells[i])
	}
	for i, text := range line {
		x.cells[i] = excelize.Cell{StyleID: x.styles.of(look, i, lead), Value: x.value(text)}
	}
	if lead > 0 {
		x.cells[0].Value = r.Row
	}
	return x.values[:len(line)]
}

// value returns the cell as it goes into the sheet; nothing needs no text.
func (x *xlsxReport) value(text string) any {
	if text == "" {
		return nil
	}
	if x.lines.lead() > 0 {
		text = formula.DefuseStart(text)
	}
	return cutCell(text)
}

// addSheet ends the sheet in hand and begins the next one, with the header.
func (x *xlsxReport) addSheet() error {
	if len(x.sheets) > 0 {
		if err := x.sheet().end(x.book); err != nil {
			return err
		}
	}
	name, err := x.makeSheet(len(x.sheets) + 1)
	if err != nil {
		return err
	}
	w, err := x.book.NewStreamWriter(name)
	if err != nil {
		return fmt.Errorf("beginning a sheet: %w", err)
	}
	s := &sheet{name: name, w: w, rows: x.lines.blanks()}
	x.sheets = append(x.sheets, s)
	header := x.lines.header()
	if len(header) == 0 {
		return nil
	}
	return s.begin(x.headerCells(header), x.lines.lead())
}

// makeSheet names the sheet that every new workbook has, or makes another: "Results", "Results 2", …
func (x *xlsxReport) makeSheet(number int) (string, error) {
	if number == 1 {
		return x.name, x.book.SetSheetName(x.book.GetSheetName(0), x.name)
	}
	suffix := " " + itoa(number)
	name := cutUnits(x.name, maxNameUnits-len(suffix)) + suffix
	_, err := x.book.NewSheet(name)
	return name, err
}

// headerCells turns names into the cells of a header.
func (x *xlsxReport) headerCells(names []string) []any {
	cells := make([]any, len(names))
	for i, n := range names {
		cells[i] = excelize.Cell{StyleID: x.styles.header, Value: x.value(n)}
	}
	return cells
}

// finish writes the workbook: the sheets go straight into the draft, with their true dimensions.
func (x *xlsxReport) finish() error {
	if err := x.sheet().end(x.book); err != nil {
		return err
	}
	dimensions := make(map[string]string, len(x.sheets))
	for i, s := range x.sheets {
		dimensions[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)] = s.dimension()
	}
	zw := newPartsWriter(x.draft, dimensions)
	x.book.SetZipWriter(zw.instead)
	if err := x.book.Write(x.draft); err != nil {
		return fmt.Errorf("writing the workbook: %w", err)
	}
	return zw.check()
}

// release removes excelize's temporary files.
func (x *xlsxReport) release() { _ = x.book.Close() }

// sheetName returns a name that a sheet can have, as near to the one wanted as possible.
func sheetName(wanted string) string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) || r < ' ' {
			return ' '
		}
		return r
	}, wanted)
	name = strings.Trim(cutUnits(name, maxNameUnits), "' ")
	if name == "" {
		return failedSheet
	}
	return name
}

// cutCell shortens what a cell cannot hold, and shows that it did.
func cutCell(text string) string {
	if len(text) <= maxCellUnits { // no character has more UTF-16 code units than bytes
		return text
	}
	if cut := cutUnits(text, maxCellUnits); cut != text {
		return cutUnits(text, maxCellUnits-utf8.RuneCountInString(cutSign)) + cutSign
	}
	return text
}

// cutUnits returns the longest beginning of the text with at most n UTF-16 code units.
func cutUnits(text string, n int) string {
	for i, r := range text {
		if n -= max(utf16.RuneLen(r), 1); n < 0 {
			return text[:i]
		}
	}
	return text
}

// sizeOf returns no less than the bytes that a line takes in the sheet's XML.
func sizeOf(cells []string) int64 {
	size := int64(64)
	for _, c := range cells {
		size += 96 + 6*int64(len(c)) // a character escaped has up to six: &#x27;
	}
	return size
}

// displayWidth is about how many characters of a sheet's font a name takes.
func displayWidth(name string) float64 { return float64(utf8.RuneCountInString(name)) }
