package xlsxfile

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// stream writes a workbook of which one part is written piece by piece.
func stream(t *testing.T, p parts, name string, write func(io.Writer) error) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "people.xlsx")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	delete(p, name)
	for name, content := range p {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, content); err != nil {
			t.Fatal(err)
		}
	}
	w, err := z.Create(name)
	if err == nil {
		err = write(w)
	}
	if err := errors.Join(err, z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// repeat writes head, n times the middle and tail.
func repeat(head, middle string, n int, tail string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, head)
		block := strings.Repeat(middle, 1000)
		for range n / 1000 {
			if err == nil {
				_, err = io.WriteString(w, block)
			}
		}
		_, err2 := io.WriteString(w, tail)
		return errors.Join(err, err2)
	}
}

// peak runs f and returns by how much it raised the memory that the program has from the system, in MiB.
func peak(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return (after.HeapSys - min(after.HeapSys, before.HeapSys)) >> 20
}

func TestBombs(t *testing.T) {
	head, tail := `<worksheet><sheetData>`, `</sheetData></worksheet>`
	const sheet, texts = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
	tests := map[string]struct {
		part  string
		write func(io.Writer) error
	}{
		"spaces in a sheet":      {sheet, repeat(head, strings.Repeat(" ", 1000), 40_000, tail)},
		"the same row for ever":  {sheet, repeat(head, `<row><c><v>1</v></c></row>`, 1_500_000, tail)},
		"empty texts for ever":   {texts, repeat("<sst>", "<si/>", 8_000_000, "</sst>")},
		"one text for ever":      {texts, repeat("<sst><si><t>", strings.Repeat("a", 1000), 40_000, "</t></si></sst>")},
		"styles for ever":        {"xl/styles.xml", repeat("<styleSheet><cellXfs>", "<xf/>", 4_000_000, "</cellXfs></styleSheet>")},
		"formats for ever":       {"xl/styles.xml", repeat("<styleSheet><numFmts>", `<numFmt numFmtId="1" formatCode="0"/>`, 100_000, "</numFmts></styleSheet>")},
		"the same text for ever": {texts, repeat("<sst>", "<si><t>abcdefghijklmnop</t></si>", 1_500_000, "</sst>")},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			path := stream(t, good(), tt.part, tt.write)
			used := peak(func() { refused(t, path, ErrTooLarge) })
			if used > 256 {
				t.Errorf("took %d MiB", used)
			}
		})
	}
}

// scattered returns the nth of many texts that have little in common.
func scattered(n int) string { return fmt.Sprintf("%x", uint64(n)*0x9e3779b97f4a7c15) }

// TestTextsLimit fills the table of texts with what no ratio gives away.
func TestTextsLimit(t *testing.T) {
	path := stream(t, good(), "xl/sharedStrings.xml", func(w io.Writer) error {
		_, err := io.WriteString(w, "<sst>")
		for i := 0; i < 100_000 && err == nil; i++ {
			_, err = fmt.Fprintf(w, "<si><t>%s</t></si>", scattered(i))
		}
		_, err2 := io.WriteString(w, "</sst>")
		return errors.Join(err, err2)
	})
	if _, err := Open(path, Options{MaxTexts: 1 << 20}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("got %v", err)
	}
	if _, err := Open(path, Options{MaxInflated: 1 << 20}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("got %v", err)
	}
	b := mustOpen(t, path)
	if text, ok := b.tables.texts.get(99_999); !ok || text != scattered(99_999) {
		t.Errorf("the last text is %q", text)
	}
}

// TestEntries refuses an archive whose directory alone would fill the memory.
func TestEntries(t *testing.T) {
	data := content(t, good().write(t))
	end := bytes.LastIndex(data, []byte("PK\x05\x06"))
	many := bytes.Clone(data)
	binary.LittleEndian.PutUint16(many[end+10:], maxParts+1)
	refused(t, file(t, many), ErrTooLarge)
	long := bytes.Clone(data)
	binary.LittleEndian.PutUint32(long[end+12:], 1<<31)
	refused(t, file(t, long), ErrTooLarge)
}

// TestLyingSize reads a sheet that is longer than its archive says.
func TestLyingSize(t *testing.T) {
	path := workbookOf(sheetOf(strings.Repeat(`<row><c><v>1</v></c></row>`, 1000))).write(t)
	data := content(t, path)
	size := binary.LittleEndian.AppendUint32(nil, uint32(len(sheetOf(""))+1000*26))
	if !bytes.Contains(data, size) {
		t.Fatal("the size is not where it was expected")
	}
	refused(t, file(t, bytes.ReplaceAll(data, size, []byte{100, 0, 0, 0})), ErrDamaged)
}

// TestGhostRows reads a million formatted rows without content around three that have some.
func TestGhostRows(t *testing.T) {
	path := stream(t, good(), "xl/worksheets/sheet1.xml", func(w io.Writer) error {
		sheet := []byte(`<worksheet><sheetData>`)
		for n := int64(1); n <= 1_048_576; n++ {
			sheet = strconv.AppendInt(append(sheet, `<row r="`...), n, 10)
			sheet = append(sheet, `" s="1" customFormat="1"><c s="1">`...)
			if n == 1 || n == 700_000 || n == 1_048_576 {
				sheet = append(sheet, `<v>7</v>`...)
			}
			sheet = append(sheet, `</c></row>`...)
		}
		_, err := w.Write(append(sheet, `</sheetData></worksheet>`...))
		return err
	})
	var numbers []int
	used := peak(func() {
		rows, _ := mustRead(t, mustOpen(t, path), 0)
		for _, r := range rows {
			numbers = append(numbers, r.Number)
		}
	})
	if fmt.Sprint(numbers) != "[1 700000 1048576]" {
		t.Errorf("rows %v", numbers)
	}
	if used > 64 {
		t.Errorf("took %d MiB", used)
	}
}

// TestFarApart refuses a sheet of cells that stand so far apart that their gaps would be most of the work.
func TestFarApart(t *testing.T) {
	path := stream(t, good(), "xl/worksheets/sheet1.xml", repeat(`<worksheet><sheetData>`, `<row><c r="XFD"><v>7</v></c></row>`, 20_000, `</sheetData></worksheet>`))
	refused(t, path, ErrTooLarge)
}

// TestRepeatedText refuses rows, and a sheet, that show one shared text more often than anybody could read.
func TestRepeatedText(t *testing.T) {
	texts := textsOf("<t>" + strings.Repeat("a", 100_000) + "</t>")
	cell := `<c t="s"><v>0</v></c>`
	wide := workbookOf(sheetOf("<row>"+cell+"</row><row>"+strings.Repeat(cell, 50)+"</row>")).with("xl/sharedStrings.xml", texts)
	rows, bad := mustRead(t, mustOpen(t, wide.write(t)), 0)
	if len(rows) != 1 || len(bad) != 1 || bad[0].Row.Number != 2 {
		t.Errorf("%d rows, %v", len(rows), bad)
	}
	long := workbookOf("").with("xl/sharedStrings.xml", texts)
	path := stream(t, long, "xl/worksheets/sheet1.xml",
		repeat(`<worksheet><sheetData>`, "<row>"+strings.Repeat(cell, 40)+"</row>", 6_000, `</sheetData></worksheet>`))
	refused(t, path, ErrTooLarge)
}
