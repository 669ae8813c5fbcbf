package xlsxfile

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// refused checks that a file is refused as want, in a sentence that says what to do.
func refused(t *testing.T, path string, want error) {
	t.Helper()
	b, err := Open(path, Options{})
	if err == nil {
		_ = b.Close()
		t.Fatalf("opened, want %v", want)
	}
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
	if !strings.Contains(err.Error(), ";") {
		t.Errorf("%q does not say what to do", err)
	}
}

// file writes a file with that content and returns its path.
func file(t testing.TB, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "people.xlsx")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// content returns the bytes of a file.
func content(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// good is a workbook that nothing is wrong with.
func good() parts {
	return workbookOf(sheetOf(strings.Repeat(`<row><c t="s"><v>0</v></c><c><v>7</v></c></row>`, 3))).with("xl/sharedStrings.xml", textsOf(`<t>a</t>`))
}

func TestNotWorkbook(t *testing.T) {
	old := append([]byte(magicOLE), make([]byte, 3*windowSize)...)
	tests := map[string]struct {
		path string
		want error
		says string
	}{
		"empty":        {file(t, nil), ErrNotWorkbook, "empty"},
		"one byte":     {file(t, []byte("P")), ErrNotWorkbook, "something else"},
		"text":         {file(t, []byte("email;name\n")), ErrNotWorkbook, "something else"},
		"folder":       {t.TempDir(), ErrNotWorkbook, "folder"},
		"old Excel":    {file(t, old), ErrNotWorkbook, ".xls"},
		"binary Excel": {parts{"xl/workbook.bin": "x"}.write(t), ErrNotWorkbook, ".xlsb"},
		"OpenDocument": {parts{"content.xml": "x"}.write(t), ErrNotWorkbook, ".ods"},
		"Word":         {parts{"word/document.xml": "x"}.write(t), ErrNotWorkbook, "presentation"},
		"archive":      {parts{"people.csv": "x"}.write(t), ErrNotWorkbook, "archive"},
		"other root":   {good().with("xl/workbook.xml", "<document/>").write(t), ErrNotWorkbook, "archive"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			refused(t, tt.path, tt.want)
			if _, err := Open(tt.path, Options{}); !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%q does not say %s", err, tt.says)
			}
		})
	}
	if _, err := Open(filepath.Join(t.TempDir(), "none.xlsx"), Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
}

func TestEncrypted(t *testing.T) {
	f := excelize.NewFile()
	path := filepath.Join(t.TempDir(), "people.xlsx")
	if err := errors.Join(f.SaveAs(path, excelize.Options{Password: "secret"}), f.Close()); err != nil {
		t.Fatal(err)
	}
	refused(t, path, ErrEncrypted)

	// The name of the stream may lie across two windows of the search.
	name := utf16.Encode([]rune("EncryptedPackage"))
	for at := windowSize - 40; at < windowSize+2; at++ {
		data := append([]byte(magicOLE), make([]byte, at)...)
		for _, u := range name {
			data = append(data, byte(u), byte(u>>8))
		}
		if err := recognizeOLE(bytes.NewReader(data)); !errors.Is(err, ErrEncrypted) {
			t.Fatalf("name at %d: %v", at, err)
		}
	}
}

// TestCutOff cuts a workbook off all along.
func TestCutOff(t *testing.T) {
	whole := content(t, good().write(t))
	for n := 1; n < len(whole); n += 7 {
		b, err := Open(file(t, whole[:n]), Options{})
		if err == nil {
			_ = b.Close()
			t.Fatalf("a workbook of %d bytes opens with %d", len(whole), n)
		}
		if n > 2 && !errors.Is(err, ErrDamaged) {
			t.Fatalf("cut off at %d: %v", n, err)
		}
	}
}

// TestSheetCutOff cuts the XML of each part off all along, in an archive that is whole.
func TestSheetCutOff(t *testing.T) {
	for _, name := range []string{"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"} {
		whole := good()[name]
		for n := 0; n < len(whole); n += 7 {
			b, err := Open(good().with(name, whole[:n]).write(t), Options{})
			if err == nil {
				_ = b.Close()
				t.Fatalf("%s of %d bytes opens with %d", name, len(whole), n)
			}
			if !errors.Is(err, ErrDamaged) {
				t.Fatalf("%s cut off at %d: %v", name, n, err)
			}
		}
	}
}

func TestBrokenSheet(t *testing.T) {
	row := `<row r="%d"><c><v>1</v></c></row>`
	head := fmt.Sprintf(row+row, 1, 500)
	tests := map[string]string{
		"wrong end tag":         `<row><c></v></c></row>`,
		"end tag too many":      `</row>`,
		"tag never closed":      `<row><c><v>1</c></row>`,
		"attribute cut":         `<row r="501><c/></row>`,
		"attribute unquoted":    `<row r=501></row>`,
		"attribute alone":       `<row r></row>`,
		"stray <":               `<row><c><v>1 < 2</v></c></row>`,
		"stray slash":           `<row / r="1"></row>`,
		"stray &":               `<row><c><v>R & D</v></c></row>`,
		"unknown entity":        `<row><c><v>&euro;</v></c></row>`,
		"DOCTYPE":               `<!DOCTYPE x>`,
		"row number 0":          `<row r="0"/>`,
		"row number of letters": `<row r="A"/>`,
		"row number too large":  `<row r="99999999999"/>`,
		"cell reference":        `<row><c r="1A"/></row>`,
		"column beyond XFD":     `<row><c r="XFE501"/></row>`,
		"something in a row":    `<row><d/></row>`,
		"something among rows":  `<rows/>`,
		"comment never closed":  `<!-- `,
		"CDATA never closed":    `<row><c><v><![CDATA[`,
		"tag of any length":     `<row a="` + strings.Repeat("x", 2*windowSize) + `"/>`,
		"tags in tags":          strings.Repeat("<row>", 1) + `<c><is>` + strings.Repeat("<r>", 2*maxDepth) + strings.Repeat("</r>", 2*maxDepth) + `</is></c></row>`,
		"attributes any number": `<row` + strings.Repeat(` a=""`, maxAttributes+1) + `/>`,
		"another root":          `</sheetData></worksheet><worksheet><sheetData>`,
		"text behind the end":   `</sheetData></worksheet>x<worksheet><sheetData>`,
	}
	for name, rows := range tests {
		t.Run(name, func(t *testing.T) {
			path := workbookOf(sheetOf(head + rows)).write(t)
			refused(t, path, ErrDamaged)
			if _, err := Open(path, Options{}); !strings.Contains(err.Error(), `"People"`) || !strings.Contains(err.Error(), "row 500") {
				t.Errorf("%q does not say where", err)
			}
		})
	}
	t.Run("no worksheet", func(t *testing.T) {
		refused(t, workbookOf("<chartsheet/>").write(t), ErrDamaged)
	})
}

func TestBrokenPackage(t *testing.T) {
	without := func(name string) parts {
		p := good()
		delete(p, name)
		return p
	}
	tests := map[string]parts{
		"no sheet part":      without("xl/worksheets/sheet1.xml"),
		"no texts":           without("xl/sharedStrings.xml"),
		"no relations":       without("xl/_rels/workbook.xml.rels"),
		"no sheets":          good().with("xl/workbook.xml", `<workbook><sheets/></workbook>`),
		"broken styles":      good().with("xl/styles.xml", `<styleSheet><cellXfs>`),
		"unknown encoding":   good().with("xl/sharedStrings.xml", `<?xml version="1.0" encoding="klingon"?><sst/>`),
		"same part twice":    good().with("XL/Workbook.xml", `<workbook/>`),
		"DOCTYPE in texts":   good().with("xl/sharedStrings.xml", `<!DOCTYPE sst [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst><si><t>&b;</t></si></sst>`),
		"DOCTYPE in styles":  good().with("xl/styles.xml", `<!DOCTYPE s SYSTEM "file:///etc/passwd"><styleSheet/>`),
		"DOCTYPE in list":    good().with("xl/workbook.xml", `<!DOCTYPE s SYSTEM "http://example.com/"><workbook/>`),
		"something in texts": good().with("xl/sharedStrings.xml", `<sst><si><t>a</t></si>`),
	}
	for name, p := range tests {
		t.Run(name, func(t *testing.T) { refused(t, p.write(t), ErrDamaged) })
	}
}

// TestDamagedBytes changes single bytes of the packed sheet. Whatever the change does to the XML,
// the checksum tells.
func TestDamagedBytes(t *testing.T) {
	path := workbookOf(sheetOf(strings.Repeat(`<row><c><v>1234567</v></c></row>`, 50))).write(t)
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = z.Close() }()
	meaningless := 0
	for _, part := range z.File {
		if part.Name != "xl/worksheets/sheet1.xml" {
			continue
		}
		at, err := part.DataOffset()
		if err != nil {
			t.Fatal(err)
		}
		for i := range int64(part.CompressedSize64) {
			data := content(t, path)
			data[at+i] ^= 0x10
			b, err := Open(file(t, data), Options{})
			if err == nil { // the bit means nothing
				if rows, bad := mustRead(t, b, 0); len(rows) != 50 || len(bad) != 0 {
					t.Errorf("byte %d: read %d rows", i, len(rows))
				}
				_ = b.Close()
				meaningless++
				continue
			}
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("byte %d: %v", i, err)
			}
		}
	}
	if meaningless > 1 {
		t.Errorf("%d bytes can be changed without anybody noticing", meaningless)
	}
}
