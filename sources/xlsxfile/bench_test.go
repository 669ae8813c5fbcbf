package xlsxfile_test

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"

	"muster/sources/xlsxfile"
)

const benchRows = 100_000

// BenchmarkRows compares, in one run, this reader (with its survey of the whole file) and the iterator of excelize over
// the same sheet of 100,000 people, once with texts in the cells and once in the shared table.
func BenchmarkRows(b *testing.B) {
	readers := []struct {
		name string
		read func(testing.TB, string) int
	}{{"muster", countMuster}, {"excelize", countExcelize}}
	files := []struct{ kind, path string }{{"inline", inlinePeople(b)}, {"shared", sharedPeople(b)}}
	for _, file := range files {
		for _, r := range readers {
			b.Run(file.kind+"/"+r.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if n := r.read(b, file.path); n != benchRows {
						b.Fatalf("read %d rows", n)
					}
				}
				b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			})
		}
	}
}

// person returns the cells of the nth person.
func person(n int) []any {
	return []any{
		fmt.Sprintf("P%07d", n), "Anita", fmt.Sprintf("Singh-%d", n%5000), fmt.Sprintf("anita.singh.%d@example.com", n),
		fmt.Sprintf("+49 171 %07d", n), "Sales", 45_000 + n%1000, n%3 == 0,
	}
}

// inlinePeople writes the sheet as the stream writer does, with the texts in the cells.
func inlinePeople(b *testing.B) string {
	b.Helper()
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	for n := 1; n <= benchRows && err == nil; n++ {
		err = w.SetRow(fmt.Sprintf("A%d", n), person(n))
	}
	return saved(b, f, errors.Join(err, w.Flush()))
}

// sharedPeople writes the sheet as Excel does, with a table of shared texts.
func sharedPeople(b *testing.B) string {
	b.Helper()
	f := excelize.NewFile()
	var err error
	for n := 1; n <= benchRows && err == nil; n++ {
		cells := person(n)
		err = f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", n), &cells)
	}
	return saved(b, f, err)
}

// saved saves the workbook and returns its path.
func saved(tb testing.TB, f *excelize.File, err error) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "people.xlsx")
	if err := errors.Join(err, f.SaveAs(path), f.Close()); err != nil {
		tb.Fatal(err)
	}
	return path
}

// countMuster reads the first sheet with this package.
func countMuster(tb testing.TB, path string) int {
	book, err := xlsxfile.Open(path, xlsxfile.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	rows, err := book.Rows(0)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for n := 0; ; n++ {
		if _, err := rows.Read(); errors.Is(err, io.EOF) {
			return n
		} else if err != nil {
			tb.Fatal(err)
		}
	}
}

// countExcelize reads the first sheet with excelize.
func countExcelize(tb testing.TB, path string) int {
	book, err := excelize.OpenFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	rows, err := book.Rows("Sheet1")
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	n := 0
	for ; rows.Next(); n++ {
		if _, err := rows.Columns(); err != nil {
			tb.Fatal(err)
		}
	}
	return n
}
