package reports

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
)

// A workbook is an XLSX file as a reader sees it that shares no code with the writer and that trusts the
// dimension: cells outside it do not exist.
type workbook struct{ sheets []*readSheet }

type readSheet struct {
	name, dimension, filter string
	freeze                  int
	widths                  []float64
	rows                    map[int][]readCell
	last                    int // the last row by the dimension
}

type readCell struct{ kind, text, style string }

// readWorkbook reads the file at path.
func readWorkbook(t *testing.T, path string) *workbook {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var list struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
		} `xml:"sheets>sheet"`
	}
	readPart(t, z, "xl/workbook.xml", func(r io.Reader) error { return xml.NewDecoder(r).Decode(&list) })
	w := &workbook{}
	for i, s := range list.Sheets {
		sheet := &readSheet{name: s.Name, rows: map[int][]readCell{}}
		readPart(t, z, fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), sheet.read)
		w.sheets = append(w.sheets, sheet)
	}
	return w
}

func readPart(t *testing.T, z *zip.ReadCloser, name string, read func(io.Reader) error) {
	t.Helper()
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := read(f); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func (s *readSheet) read(r io.Reader) error {
	d := xml.NewDecoder(r)
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "dimension":
			s.dimension = attr(start, "ref")
			_, to, _ := strings.Cut(s.dimension, ":")
			s.last = rowOf(to)
		case "pane":
			s.freeze, _ = strconv.Atoi(attr(start, "ySplit"))
		case "autoFilter":
			s.filter = attr(start, "ref")
		case "col":
			width, _ := strconv.ParseFloat(attr(start, "width"), 64)
			s.widths = append(s.widths, width)
			if attr(start, "min") != strconv.Itoa(len(s.widths)) {
				return fmt.Errorf("column %s is the %d. to be described", attr(start, "min"), len(s.widths))
			}
		case "row":
			if err := s.readRow(d, start); err != nil {
				return err
			}
		}
	}
}

func (s *readSheet) readRow(d *xml.Decoder, start xml.StartElement) error {
	var row struct {
		Number int `xml:"r,attr"`
		Cells  []struct {
			Ref    string `xml:"r,attr"`
			Kind   string `xml:"t,attr"`
			Style  string `xml:"s,attr"`
			Value  string `xml:"v"`
			Inline string `xml:"is>t"`
			// a formula, or anything that is not text, would show up in the golden file
			Formula string `xml:"f"`
		} `xml:"c"`
	}
	if err := d.DecodeElement(&row, &start); err != nil {
		return err
	}
	if row.Number > s.last {
		return nil // not there, says the dimension
	}
	for _, c := range row.Cells {
		for len(s.rows[row.Number]) < columnOf(c.Ref)-1 {
			s.rows[row.Number] = append(s.rows[row.Number], readCell{})
		}
		text := c.Value + c.Inline
		if c.Formula != "" {
			text = "FORMULA " + c.Formula
		}
		s.rows[row.Number] = append(s.rows[row.Number], readCell{c.Kind, unescape(text), c.Style})
	}
	return nil
}

// unescape undoes _xHHHH_ (ECMA-376, ST_Xstring).
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if len(s) >= i+7 && s[i:i+2] == "_x" && s[i+6] == '_' {
			if code, err := strconv.ParseUint(s[i+2:i+6], 16, 16); err == nil {
				b.WriteRune(rune(code))
				i += 6
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func rowOf(ref string) int {
	n, _ := strconv.Atoi(strings.TrimLeft(ref, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	return n
}

func columnOf(ref string) int {
	n := 0
	for _, c := range strings.TrimRight(ref, "0123456789") {
		n = n*26 + int(c-'A') + 1
	}
	return n
}

// texts returns the cells of a row.
func (s *readSheet) texts(row int) []string {
	var texts []string
	for _, c := range s.rows[row] {
		texts = append(texts, c.text)
	}
	return texts
}

// String dumps the workbook for a golden file.
func (w *workbook) String() string {
	var b strings.Builder
	for _, s := range w.sheets {
		fmt.Fprintf(&b, "sheet %q dimension %s filter %s frozen %d widths %v\n", s.name, s.dimension, s.filter, s.freeze, s.widths)
		for row := 1; row <= s.last; row++ {
			fmt.Fprintf(&b, "%d:", row)
			for _, c := range s.rows[row] {
				kind := map[string]string{"inlineStr": "text", "": "number"}[c.kind]
				if c.text == "" {
					kind = "empty"
				}
				fmt.Fprintf(&b, " %s/%s:%q", kind, c.style, c.text)
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}
