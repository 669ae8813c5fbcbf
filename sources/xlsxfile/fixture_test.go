package xlsxfile

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"muster/importer"
)

// parts are the parts of a workbook written by hand, by name.
type parts map[string]string

const (
	mainSpace = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	relSpace  = `xmlns="http://schemas.openxmlformats.org/package/2006/relationships"`
	office    = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
)

// workbookOf returns the parts of a workbook with one sheet, People, with that content.
func workbookOf(sheetXML string) parts {
	return parts{
		"[Content_Types].xml": `<Types/>`,
		"_rels/.rels":         `<Relationships ` + relSpace + `><Relationship Id="r" Type="` + office + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":     `<workbook ` + mainSpace + ` xmlns:r="` + office + `"><sheets><sheet name="People" sheetId="1" r:id="s1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships ` + relSpace + `>` +
			`<Relationship Id="s1" Type="` + office + `/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="s2" Type="` + office + `/sharedStrings" Target="sharedStrings.xml"/>` +
			`<Relationship Id="s3" Type="` + office + `/styles" Target="styles.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml": sheetXML,
	}
}

// with returns the parts with one more, or one replaced.
func (p parts) with(name, content string) parts {
	p[name] = content
	return p
}

// write zips the parts into a file and returns its path.
func (p parts) write(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "people.xlsx")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for name, content := range p {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// sheetOf returns the XML of a worksheet with these rows.
func sheetOf(rows string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><worksheet ` + mainSpace + `><sheetData>` + rows + `</sheetData></worksheet>`
}

// textsOf returns the XML of a table of texts, each given as the inside of its <si>.
func textsOf(items ...string) string {
	return `<sst ` + mainSpace + `><si>` + strings.Join(items, `</si><si>`) + `</si></sst>`
}

// stylesOf returns the XML of cell styles with these number formats, in this order.
func stylesOf(codes ...string) string {
	var formats, cells strings.Builder
	for i, code := range codes {
		fmt.Fprintf(&formats, `<numFmt numFmtId="%d" formatCode="%s"/>`, 164+i, strings.ReplaceAll(code, `"`, "&quot;"))
		fmt.Fprintf(&cells, `<xf numFmtId="%d"/>`, 164+i)
	}
	return `<styleSheet ` + mainSpace + `><numFmts>` + formats.String() + `</numFmts><cellXfs>` + cells.String() + `</cellXfs></styleSheet>`
}

// mustOpen opens a workbook that must be good.
func mustOpen(t testing.TB, path string) *Book {
	t.Helper()
	b, err := Open(path, Options{})
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

// mustRead returns all the rows of a sheet; rows that cannot be read come apart.
func mustRead(t testing.TB, b *Book, sheet int) (rows []importer.Row, bad []*importer.RowError) {
	t.Helper()
	src, err := b.Rows(sheet)
	if err != nil {
		t.Fatalf("Rows: %v", err)
	}
	defer func() {
		if err := src.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}()
	for {
		row, err := src.Read()
		var rowError *importer.RowError
		switch {
		case errors.Is(err, io.EOF):
			return rows, bad
		case errors.As(err, &rowError):
			bad = append(bad, rowError)
		case err != nil:
			t.Fatalf("Read: %v", err)
		default:
			rows = append(rows, row)
		}
	}
}

// readRows returns the rows of the only sheet of a workbook that must be good throughout.
func readRows(t testing.TB, p parts) []importer.Row {
	t.Helper()
	rows, bad := mustRead(t, mustOpen(t, p.write(t)), 0)
	if len(bad) > 0 {
		t.Fatalf("%d rows cannot be read, the first: %v", len(bad), bad[0])
	}
	return rows
}
