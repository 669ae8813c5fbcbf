package xlsxfile

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"muster/importer"
	"muster/sources/sourcetest"
)

// TestConformance holds the source against what every source promises, with rows of all kinds.
func TestConformance(t *testing.T) {
	rows := `<row r="2"><c t="s"><v>0</v></c><c><f>1</f></c></row><row r="4"><c t="s"><v>9</v></c></row>` +
		strings.Repeat(`<row><c t="str"><v>text</v></c><c t="e"><v>#N/A</v></c><c/><c><v>4111111111111110</v></c></row>`, 1000)
	b := mustOpen(t, workbookOf(sheetOf(rows)).with("xl/sharedStrings.xml", textsOf(`<t>Anita</t>`)).write(t))
	sourcetest.Test(t, func(t testing.TB) importer.Source {
		src, err := b.Rows(0)
		if err != nil {
			t.Fatal(err)
		}
		return src
	})
}

func TestClose(t *testing.T) {
	b := mustOpen(t, good().write(t))
	src, err := b.Rows(0)
	if err != nil {
		t.Fatal(err)
	}
	sourcetest.All(t, src)
	if done, total := src.Progress(); done != total || total == 0 {
		t.Errorf("at the end, %d of %d bytes are read", done, total)
	}
	for range 2 {
		if err := errors.Join(src.Close(), b.Close()); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
	if _, err := src.Read(); err == nil || errors.Is(err, io.EOF) {
		t.Errorf("reading what is closed: %v", err)
	}
}

// TestDiskError checks that a disk that fails is not taken for a damaged file.
func TestDiskError(t *testing.T) {
	b := mustOpen(t, workbookOf(sheetOf(strings.Repeat(`<row><c><v>1</v></c></row>`, 50_000))).write(t))
	src, err := b.Rows(0)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = src.Read()
	}
	if !errors.Is(err, os.ErrClosed) || errors.Is(err, ErrDamaged) {
		t.Errorf("got %v", err)
	}
}
