package sources

import (
	"fmt"
	"strconv"
	"strings"

	"muster/sources/xlsxfile"
)

const visible = "visible"

// openBook opens the file as a workbook and chooses the sheet.
func (f *File) openBook() error {
	if f.config.Format == FormatCSV {
		return refuse(f.Name, "it is not delimited text but a workbook; leave the format to be recognized")
	}
	for _, s := range []struct{ name, value string }{{"delimiter", f.config.CSV.Delimiter}, {"encoding", f.config.CSV.Encoding}} {
		if !isAuto(s.value) {
			return refuse(f.Name, "it is a workbook, which has no %s; leave --%[1]s away", s.name)
		}
	}
	book, err := xlsxfile.Open(f.path, xlsxfile.Options{})
	if err != nil {
		return f.understood(err)
	}
	f.book, f.Format, f.packing = book, FormatXLSX, unpacked
	if f.config.XLSX.Sheet != "" {
		return f.UseSheet(f.config.XLSX.Sheet)
	}
	sheets := book.Sheets()
	if len(sheets) == 0 {
		return refuse(f.Name, "the workbook has no worksheet; put the list into one")
	}
	f.take(firstWithRows(sheets))
	return nil
}

// firstWithRows returns the index of the first visible sheet that has rows; where there is none, of the first
// visible one, or the first.
func firstWithRows(sheets []xlsxfile.Sheet) int {
	first := -1
	for i, s := range sheets {
		if s.State != visible {
			continue
		}
		if s.Rows > 0 {
			return i
		}
		if first < 0 {
			first = i
		}
	}
	return max(first, 0)
}

// Sheets returns the worksheets of a workbook, in its order; nil for a CSV file.
func (f *File) Sheets() []xlsxfile.Sheet {
	if f.book == nil {
		return nil
	}
	return f.book.Sheets()
}

// UseSheet makes Rows read another sheet of the workbook, by its name or its number from 1. Doubts are then
// about that sheet. It fails with ErrNotUnderstood where there is no such sheet, or no sheet at all.
func (f *File) UseSheet(name string) error {
	if f.book == nil {
		return f.noSheet(name)
	}
	sheets := f.book.Sheets()
	for i, s := range sheets {
		if s.Name == name {
			f.take(i)
			return nil
		}
	}
	for i, s := range sheets {
		if strings.EqualFold(strings.TrimSpace(s.Name), strings.TrimSpace(name)) {
			f.take(i)
			return nil
		}
	}
	if n, err := strconv.Atoi(name); err == nil && n >= 1 && n <= len(sheets) {
		f.take(n - 1)
		return nil
	}
	return refuse(f.Name, "there is no sheet %q; it has %s", name, sheetNames(sheets))
}

func (f *File) noSheet(name string) error {
	return refuse(f.Name, "it is not a workbook, so it has no sheet %q; leave --sheet away", name)
}

// take makes a sheet the one to be read, and says what is to be said about it and the others.
func (f *File) take(index int) {
	sheets := f.book.Sheets()
	f.sheet, f.Sheet = index, sheets[index].Name
	f.Doubts = nil
	if state := sheets[index].State; state != visible {
		f.doubt("sheet %q is read though it is hidden", f.Sheet)
	}
	f.Doubts = append(f.Doubts, sheets[index].Doubts...)
	var others, hidden []xlsxfile.Sheet
	for i, s := range sheets {
		switch {
		case i == index || s.Rows == 0:
		case s.State == visible:
			others = append(others, s)
		default:
			hidden = append(hidden, s)
		}
	}
	if len(others) > 0 {
		f.doubt("only sheet %q is read; other sheets have rows too: %s (choose with --sheet)", f.Sheet, sheetNames(others))
	}
	if len(hidden) > 0 {
		f.doubt("hidden sheets have rows that are not read: %s", sheetNames(hidden))
	}
}

// sheetNames lists the names of some sheets, quoted.
func sheetNames(sheets []xlsxfile.Sheet) string {
	const shown = 8
	var names []string
	for _, s := range sheets[:min(len(sheets), shown)] {
		names = append(names, strconv.Quote(s.Name))
	}
	if more := len(sheets) - shown; more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	return strings.Join(names, ", ")
}
