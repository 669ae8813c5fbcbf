package xlsxfile

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
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
	return archived(t, p, name, func(z *zip.Writer) error {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store}) // compressing would take longer than reading
		if err == nil {
			err = write(w)
		}
		return err
	})
}

// archived writes a workbook to which one part is added in its own way.
func archived(t *testing.T, p parts, name string, add func(*zip.Writer) error) string {
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
	if err := errors.Join(add(z), z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// A repeated part is a head, n times the middle, and a tail.
type repeated struct {
	head, middle string
	n            int
	tail         string
}

// write writes a workbook with the part. The middle is compressed once, and what comes of it is written again and
// again: it is valid that way too, and compressing the whole would be most of the test's time.
func (r repeated) write(t *testing.T, p parts, name string) string {
	t.Helper()
	var packed bytes.Buffer
	sum := crc32.NewIEEE()
	add := func(text string, times int) {
		from := packed.Len()
		w, err := flate.NewWriter(&packed, flate.DefaultCompression)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err == nil {
			err = w.Flush() // without the mark of the end
		}
		if err != nil {
			t.Fatal(err)
		}
		block := bytes.Clone(packed.Bytes()[from:])
		for i := range times {
			_, _ = io.WriteString(sum, text)
			if i > 0 {
				packed.Write(block)
			}
		}
	}
	add(r.head, 1)
	add(strings.Repeat(r.middle, 10_000), r.n/10_000)
	add(r.tail, 1)
	packed.WriteString("\x01\x00\x00\xff\xff") // the end: a last block, stored and empty
	return archived(t, p, name, func(z *zip.Writer) error {
		size := len(r.head) + r.n/10_000*10_000*len(r.middle) + len(r.tail)
		w, err := z.CreateRaw(&zip.FileHeader{
			Name: name, Method: zip.Deflate, CRC32: sum.Sum32(),
			CompressedSize64: uint64(packed.Len()), UncompressedSize64: uint64(size),
		})
		if err == nil {
			_, err = packed.WriteTo(w)
		}
		return err
	})
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
		part    string
		content repeated
	}{
		"spaces in a sheet":      {sheet, repeated{head, strings.Repeat(" ", 100), 400_000, tail}},
		"the same row for ever":  {sheet, repeated{head, `<row><c><v>1</v></c></row>`, 1_500_000, tail}},
		"empty texts for ever":   {texts, repeated{"<sst>", "<si/>", 8_000_000, "</sst>"}},
		"one text for ever":      {texts, repeated{"<sst><si><t>", strings.Repeat("a", 100), 400_000, "</t></si></sst>"}},
		"styles for ever":        {"xl/styles.xml", repeated{"<styleSheet><cellXfs>", "<xf/>", 4_000_000, "</cellXfs></styleSheet>"}},
		"formats for ever":       {"xl/styles.xml", repeated{"<styleSheet><numFmts>", `<numFmt numFmtId="1" formatCode="0"/>`, 30_000, "</numFmts></styleSheet>"}},
		"the same text for ever": {texts, repeated{"<sst>", "<si><t>abcdefghijklmnop</t></si>", 1_500_000, "</sst>"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			path := tt.content.write(t, good(), tt.part)
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
		for i := 0; i < 30_000 && err == nil; i++ {
			_, err = fmt.Fprintf(w, "<si><t>%s</t></si>", scattered(i))
		}
		_, err2 := io.WriteString(w, "</sst>")
		return errors.Join(err, err2)
	})
	if _, err := Open(path, Options{MaxTexts: 1 << 18}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("got %v", err)
	}
	if _, err := Open(path, Options{MaxInflated: 1 << 18}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("got %v", err)
	}
	b := mustOpen(t, path)
	if text, ok := b.tables.texts.get(29_999); !ok || text != scattered(29_999) {
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

// TestGhostRows reads a great many formatted rows without content around three that have some, up to the last that a
// workbook can have.
func TestGhostRows(t *testing.T) {
	path := stream(t, good(), "xl/worksheets/sheet1.xml", func(w io.Writer) error {
		sheet := []byte(`<worksheet><sheetData>`)
		for n := int64(1); n <= 1_048_576; n += 5 {
			sheet = strconv.AppendInt(append(sheet, `<row r="`...), n, 10)
			sheet = append(sheet, `" s="1" customFormat="1"><c s="1">`...)
			if n == 1 || n == 700_001 || n == 1_048_576 {
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
	if fmt.Sprint(numbers) != "[1 700001 1048576]" {
		t.Errorf("rows %v", numbers)
	}
	if used > 24 {
		t.Errorf("took %d MiB", used)
	}
}

// TestFarApart refuses a sheet of cells that stand so far apart that their gaps would be most of the work.
func TestFarApart(t *testing.T) {
	path := repeated{`<worksheet><sheetData>`, `<row><c r="XFD"><v>7</v></c></row>`, 20_000, `</sheetData></worksheet>`}.write(t, good(), "xl/worksheets/sheet1.xml")
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
	path := repeated{`<worksheet><sheetData>`, "<row>" + strings.Repeat(cell, 40) + "</row>", 10_000, `</sheetData></worksheet>`}.write(t, long, "xl/worksheets/sheet1.xml")
	refused(t, path, ErrTooLarge)
}
