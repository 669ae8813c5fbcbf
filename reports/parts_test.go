package reports

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"testing"
)

func TestPartsWriterPutsTheDimensionIn(t *testing.T) {
	var b bytes.Buffer
	p := newPartsWriter(&b, map[string]string{"sheet1.xml": "A1:C7"})
	w, err := p.Create("sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	for _, piece := range []string{`<worksheet><dimension ref="A1"></dimension>`, `<row/><dimension ref="A1">`} {
		if n, err := io.WriteString(w, piece); err != nil || n != len(piece) {
			t.Fatal(n, err)
		}
	}
	if err := errors.Join(p.check(), p.Close()); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(f)
	if want := `<worksheet><dimension ref="A1:C7"></dimension><row/><dimension ref="A1">`; err != nil || string(got) != want {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestPartsWriterTellsOfASheetWithoutDimension(t *testing.T) {
	p := newPartsWriter(io.Discard, map[string]string{"sheet1.xml": "A1:C7"})
	w, err := p.Create("sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, "<worksheet>"); !errors.Is(err, errNoDimension) {
		t.Errorf("writing it: %v", err)
	}
	if err := p.check(); !errors.Is(err, errNoDimension) {
		t.Errorf("at the end: %v", err)
	}
}

func TestDelimiterThatCannotSeparateIsAComma(t *testing.T) {
	for r, want := range map[rune]rune{0: ',', ';': ';', '\t': '\t', '|': '|', '"': ',', '\n': ',', '\uFFFD': ',', -1: ','} {
		if got := delimiterOf(r); got != want {
			t.Errorf("delimiterOf(%q) = %q, want %q", r, got, want)
		}
	}
}
