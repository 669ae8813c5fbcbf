package xlsxfile

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// numbered writes rows as "3: a|b".
func numbered(t *testing.T, p parts) []string {
	t.Helper()
	var out []string
	for _, r := range readRows(t, p) {
		if r.Line != r.Number {
			t.Errorf("row %d says line %d", r.Number, r.Line)
		}
		out = append(out, fmt.Sprintf("%d: %s", r.Number, strings.Join(r.Cells, "|")))
	}
	return out
}

// v is a cell with a number, and that attribute.
func v(attribute string, n int) string { return fmt.Sprintf(`<c %s><v>%d</v></c>`, attribute, n) }

func TestPlaces(t *testing.T) {
	tests := []struct {
		name, rows string
		want       []string
	}{
		{"nothing", ``, nil},
		{"gaps", `<row r="2">` + v(`r="B2"`, 1) + v(`r="D2"`, 2) + `</row><row r="5">` + v(`r="A5"`, 3) + `</row>`, []string{"2: |1||2", "5: 3"}},
		{"no numbers", `<row>` + v("", 1) + `<c/>` + v("", 2) + `</row><row/><row>` + v("", 3) + `</row>`, []string{"1: 1||2", "3: 3"}},
		{"numbers of cells only", `<row>` + v(`r="A4"`, 1) + `</row><row>` + v("", 2) + `</row>`, []string{"4: 1", "5: 2"}},
		{"some references", `<row r="1">` + v(`r="C1"`, 1) + v("", 2) + `</row>`, []string{"1: ||1|2"}},
		{"small letters", `<row r="1">` + v(`r="b1"`, 1) + `</row>`, []string{"1: |1"}},
		{"reference without row", `<row r="1">` + v(`r="B"`, 1) + `</row>`, []string{"1: |1"}},
		{"cells in any order", `<row r="1">` + v(`r="C1"`, 3) + v(`r="A1"`, 1) + v(`r="B1"`, 2) + `</row>`, []string{"1: 1|2|3"}},
		{"formatted rows", `<row r="1">` + v(`r="A1"`, 1) + `</row><row r="2" s="1"><c r="A2" s="1"/></row><row r="1048576">` + v(`r="A1048576"`, 2) + `</row>`, []string{"1: 1", "1048576: 2"}},
		{"trailing blanks", `<row r="1">` + v(`r="A1"`, 1) + `<c r="B1" s="3"/><c r="C1" t="str"><v></v></c></row>`, []string{"1: 1"}},
		{"repeated numbers", `<row r="3">` + v("", 1) + `</row><row r="3">` + v("", 2) + `</row><row r="1">` + v("", 3) + `</row>`, []string{"3: 1", "4: 2", "5: 3"}},
		{"last column", `<row r="1">` + v(`r="XFD1"`, 1) + `</row>`, []string{"1: " + strings.Repeat("|", maxColumns-1) + "1"}},
		{"two blocks of rows", `<row>` + v("", 1) + `</row></sheetData><sheetData><row>` + v("", 2) + `</row>`, []string{"1: 1", "2: 2"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, numbered(t, workbookOf(sheetOf(tt.rows)))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestForms reads the same row from everything that may hold it.
func TestForms(t *testing.T) {
	plain := `<worksheet><sheetData><row><c t="s"><v>0</v></c><c><v>7</v></c></row></sheetData></worksheet>`
	fresh := func() parts { return workbookOf(plain).with("xl/sharedStrings.xml", textsOf(`<t>Zoë</t>`)) }
	replace := func(name, old, new string) parts {
		p := fresh()
		if !strings.Contains(p[name], old) {
			t.Fatalf("%s has no %s", name, old)
		}
		return p.with(name, strings.ReplaceAll(p[name], old, new))
	}
	move := func(from, to string) parts {
		p := fresh()
		p[to] = p[from]
		delete(p, from)
		return p
	}
	strict := fresh()
	for name := range strict {
		strict[name] = strings.NewReplacer("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships",
			"http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main").Replace(strict[name])
	}
	const sheet = "xl/worksheets/sheet1.xml"
	tests := map[string]parts{
		"plain":             fresh(),
		"strict":            strict,
		"absolute path":     replace("xl/_rels/workbook.xml.rels", `Target="work`, `Target="/xl/work`),
		"backslashes":       replace("xl/_rels/workbook.xml.rels", `worksheets/sheet1.xml`, `\xl\worksheets\sheet1.xml`),
		"dots in the path":  replace("xl/_rels/workbook.xml.rels", `worksheets/sheet1.xml`, `../xl/./worksheets/sheet1.xml`),
		"other capitals":    move("xl/sharedStrings.xml", "xl/SharedStrings.xml"),
		"backslash in name": move(sheet, `xl\worksheets\sheet1.xml`),
		"broken relations":  fresh().with("_rels/.rels", "CORRUPTED"),
		"prefixes":          fresh().with(sheet, `<x:worksheet xmlns:x="a"><x:sheetData><x:row><x:c t="s"><x:v>0</x:v></x:c><x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>`),
		"byte order mark":   fresh().with(sheet, "\ufeff"+plain),
		"UTF-16":            fresh().with("xl/sharedStrings.xml", utf16le(`<?xml version="1.0" encoding="UTF-16"?>`+textsOf(`<t>Zoë</t>`))),
		"UTF-16 workbook":   fresh().with("xl/workbook.xml", utf16le(`<?xml version="1.0" encoding="UTF-16"?>`+fresh()["xl/workbook.xml"])),
		"Latin 1":           fresh().with("xl/sharedStrings.xml", `<?xml version="1.0" encoding="ISO-8859-1"?>`+strings.ReplaceAll(textsOf(`<t>Zoë</t>`), "ë", "\xeb")),
		"single quotes":     fresh().with(sheet, strings.ReplaceAll(plain, `"`, `'`)),
		"> in an attribute": fresh().with(sheet, strings.ReplaceAll(plain, `<row>`, `<row a="/>" b = '<'>`)),
		"white space":       fresh().with(sheet, strings.NewReplacer("<", "\n <", "</row>", "</row \n>", "</v>", "</v>").Replace(plain)),
		"comments":          fresh().with(sheet, "<?xml version='1.0'?><!-- <row> -->"+strings.ReplaceAll(plain, "<row>", "<!-- </row> --><?x <row> ?><row>")+"<!-- end -->"),
		"dimension of zero": fresh().with(sheet, strings.ReplaceAll(plain, "<sheetData>", `<dimension ref="A1"/><sheetData>`)),
	}
	for name, p := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff([]string{"1: Zoë|7"}, numbered(t, p)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// utf16le encodes ASCII and Latin 1 text, with a byte order mark.
func utf16le(s string) string {
	out := []byte{0xff, 0xfe}
	for _, r := range s {
		out = append(out, byte(r), byte(r>>8))
	}
	return string(out)
}

func TestDoubts(t *testing.T) {
	xml := `<worksheet><cols><col min="2" max="2" hidden="1"/><col min="4" max="6" hidden="true"/><col min="8" max="8" hidden="0"/></cols><sheetData>` +
		`<row r="1">` + v("", 1) + `</row><row r="2" hidden="1">` + v("", 1) + `</row><row r="3" hidden="1"/><row r="2">` + v("", 1) +
		`</row></sheetData><mergeCells count="2"><mergeCell ref="A1:B1"/><mergeCell ref="A2:B2"/></mergeCells></worksheet>`
	b := mustOpen(t, workbookOf(xml).write(t))
	if got := b.Doubts(); got != nil {
		t.Errorf("doubts about a sheet that nobody reads: %q", got)
	}
	if rows, _ := mustRead(t, b, 0); len(rows) != 3 || b.Sheets()[0].Rows != 3 {
		t.Errorf("%d rows, %d announced", len(rows), b.Sheets()[0].Rows)
	}
	want := []string{
		`sheet "People": hidden rows are read like the others (1)`,
		`sheet "People": hidden columns are read like the others (B, D to F)`,
		`sheet "People": of merged cells only the top left one has the value, the others are blank (2 ranges)`,
		`sheet "People": row numbers repeat or go backwards; such rows are numbered in the order of the file`,
	}
	if diff := cmp.Diff(want, b.Doubts()); diff != "" {
		t.Error(diff)
	}
}

func TestSheets(t *testing.T) {
	p := workbookOf(sheetOf(""))
	p["xl/workbook.xml"] = `<workbook ` + mainSpace + ` xmlns:r="` + office + `"><sheets><sheet name="People" r:id="s1"/>` +
		`<sheet name="Chart" r:id="s4"/><sheet name="Old" state="hidden" r:id="s1"/><sheet name="Lists" state="veryHidden" r:id="s1"/></sheets></workbook>`
	p["xl/_rels/workbook.xml.rels"] = strings.Replace(p["xl/_rels/workbook.xml.rels"], "</Rel", `<Relationship Id="s4" Type="`+office+`/chartsheet" Target="chart.xml"/></Rel`, 1)
	want := []Sheet{{Name: "People", State: "visible"}, {Name: "Old", State: "hidden"}, {Name: "Lists", State: "veryHidden"}}
	b := mustOpen(t, p.write(t))
	if diff := cmp.Diff(want, b.Sheets()); diff != "" {
		t.Error(diff)
	}
	for _, index := range []int{-1, 3} {
		if _, err := b.Rows(index); err == nil {
			t.Errorf("there are rows of sheet %d", index)
		}
	}
}
