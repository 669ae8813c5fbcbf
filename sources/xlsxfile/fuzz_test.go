package xlsxfile

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"testing"
	"unicode/utf8"
)

// FuzzRows feeds the reader of sheets with anything. It must end, number rows upwards, hand out text only, and
// never see fewer rows with content than encoding/xml does without saying that the
// sheet is broken.
func FuzzRows(f *testing.F) {
	for _, seed := range []string{
		sheetOf(""),
		sheetOf(`<row r="2"><c r="B2" t="s"><v>0</v></c><c r="D2"><v>4.9171E+11</v></c></row><row hidden="1"><c><f>1</f></c></row>`),
		`<x:worksheet xmlns:x="a"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>a&#x20;&amp;_x000D_</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>`,
		sheetOf(`<row><!-- </row> --><c t="str"><v><![CDATA[a]]]]><![CDATA[>b]]></v></c><?x ?></row><row a='>' b="<"><c t="e"><v>#N/A</v></c></row>`),
		`<worksheet><sheetData><row><c><v>1</v></c></row><row><c><v>2</v>`,
		`<worksheet><cols><col min="1" max="3" hidden="1"/></cols><sheetData/><mergeCells><mergeCell ref="A1"/></mergeCells></worksheet>`,
		sheetOf(`<row r="1048576"><c r="XFD1048576" s="1"><v>45365.5</v></c></row><row><c t="d"><v>2021-01-01T00:00:00</v></c></row>`),
		`<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>`,
	} {
		f.Add([]byte(seed))
	}
	t := &tables{texts: &texts{limit: 1 << 20}, styles: styles{{}, {kind: formatDate}, {zeros: 6}, {kind: formatDuration}}}
	if err := errors.Join(t.texts.add([]byte("Anita")), t.texts.add([]byte("\xff"))); err != nil {
		f.Fatal(err)
	}
	t.texts.flush()
	f.Fuzz(func(tt *testing.T, data []byte) {
		g := newGrid(bytes.NewReader(data), "fuzz", t)
		rows, last := 0, 0
		var err error
		for err = g.next(); err == nil; err = g.next() {
			rows++
			row := g.rec.row()
			if row.Number <= last {
				tt.Fatalf("row %d comes after row %d", row.Number, last)
			}
			last = row.Number
			for _, c := range row.Cells {
				if !utf8.ValidString(c) {
					tt.Fatalf("row %d has a cell that is not text", row.Number)
				}
			}
		}
		if !errors.Is(err, io.EOF) && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrTooLarge) {
			tt.Fatalf("reading ended with %v", err)
		}
		if seen := rowsByXML(data); errors.Is(err, io.EOF) && rows < seen {
			tt.Fatalf("read %d rows, encoding/xml sees %d", rows, seen)
		}
	})
}

// rowsByXML counts the rows with a number, a text or a result in them that encoding/xml sees up to the first thing that it does not like.
func rowsByXML(data []byte) int {
	d := xml.NewDecoder(bytes.NewReader(data))
	var path []string
	rows, content := 0, false
	for {
		token, err := d.Token()
		if err != nil {
			return rows
		}
		switch token := token.(type) {
		case xml.StartElement:
			path = append(path, token.Name.Local)
		case xml.EndElement:
			if isPath(path, "worksheet", "sheetData", "row") && content {
				rows, content = rows+1, false
			}
			path = path[:len(path)-1]
		case xml.CharData:
			if isPath(path, "worksheet", "sheetData", "row", "c", "v") && len(bytes.TrimSpace(token)) > 0 && !bytes.HasPrefix(token, []byte("_x")) {
				content = true
			}
		}
	}
}

// isPath reports whether these are the elements that are open.
func isPath(path []string, names ...string) bool {
	if len(path) != len(names) {
		return false
	}
	for i := range names {
		if path[i] != names[i] {
			return false
		}
	}
	return true
}

// TestPieces reads a sheet that arrives in pieces of any size: what lies across the
// border of two windows must not differ.
func TestPieces(t *testing.T) {
	var sheet bytes.Buffer
	sheet.WriteString(`<worksheet><sheetData>`)
	for sheet.Len() < 2*windowSize {
		sheet.WriteString(`<row><!-- > --><c t="str"><v>a&amp;b` + "\r\n" + `<![CDATA[]]]]>c</v></c><c a='>' t="inlineStr"><is><t>é&#x20AC;</t></is></c></row>`)
	}
	sheet.WriteString(`</sheetData></worksheet>`)
	for pad := 0; pad < 200; pad += 9 {
		in := io.MultiReader(bytes.NewReader(bytes.Repeat([]byte(" "), pad)), &trickle{data: sheet.Bytes(), size: 1 + pad*pad})
		g := newGrid(in, "pieces", &tables{})
		for {
			err := g.next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("pieces of %d: %v", 1+pad*pad, err)
			}
			if row := g.rec.row(); len(row.Cells) != 2 || row.Cells[0] != "a&b\n]]c" || row.Cells[1] != "é€" {
				t.Fatalf("pieces of %d: row %d is %q", 1+pad*pad, row.Number, row.Cells)
			}
		}
	}
}

// A trickle is a reader that gives size bytes at a time.
type trickle struct {
	data []byte
	size int
}

// Read implements io.Reader.
func (r *trickle) Read(p []byte) (int, error) {
	if len(r.data) == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.data[:min(r.size, len(r.data))])
	r.data = r.data[n:]
	return n, nil
}
