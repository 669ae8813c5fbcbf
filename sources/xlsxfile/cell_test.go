package xlsxfile

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCells(t *testing.T) {
	styles := stylesOf("General", "000000", "dd.mm.yyyy;@", "[h]:mm:ss", `"P"00000`, "0.00", "h:mm AM/PM", "#,##0.00 [$€-407]",
		"00000-0000", "[$-409]mmmm d, yyyy;@", "[Red]0;[Blue]-0", "yyyy-mm-dd hh:mm:ss", "0.00E+00", `#,##0 "days"`)
	texts := textsOf(`<t>Anita</t>`, `<r><t>Ani</t></r><r><rPr><b/></rPr><t xml:space="preserve">ta S.</t></r>`,
		`<t>豊田</t><rPh sb="0" eb="1"><t>トヨタ</t></rPh><phoneticPr fontId="1"/>`, `<t/>`, "<t>a_x000D_\nb _x005F_x000D_ _xD83D__xDE00_</t>")
	tests := []struct {
		name, cell, want, note string
	}{
		{"shared text", `t="s"><v>0</v>`, "Anita", ""},
		{"rich text", `t="s"><v> 1 </v>`, "Anita S.", ""},
		{"phonetic runs", `t="s"><v>2</v>`, "豊田", ""},
		{"empty shared text", `t="s"><v>3</v>`, "", ""},
		{"escapes", `t="s"><v>4</v>`, "a\r\nb _x000D_ 😀", ""},
		{"inline text", `t="inlineStr"><is><t>A &amp; B&#x20AC;</t></is>`, "A & B€", ""},
		{"inline rich text", `t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r><rPh><t>no</t></rPh></is>`, "ab", ""},
		{"inline text with value", `t="inlineStr"><is><t>a</t></is><v>b</v>`, "a", ""},
		{"inline text only as value", `t="inlineStr"><v>b</v>`, "b", ""},
		{"inline text that says it is shared", `t="s"><is><t>a</t></is>`, "a", ""},
		{"inline text without type", `><is><t>a</t></is>`, "a", ""},
		{"CDATA", `t="str"><v><![CDATA[a<b>&amp;]]></v>`, "a<b>&amp;", ""},
		{"line ends", "t=\"str\"><v>a\r\nb\rc</v>", "a\nb\nc", ""},
		{"number", `><v>42</v>`, "42", ""},
		{"binary noise", `><v>78.459999999999994</v>`, "78.46", ""},
		{"exponent", `><v>4.9171E+11</v>`, "491710000000", ""},
		{"small", `><v>1E-3</v>`, "0.001", ""},
		{"negative", `><v>-7.50</v>`, "-7.5", ""},
		{"decimals of the format", `s="5"><v>12.5</v>`, "12.5", ""},
		{"scientific format", `s="12"><v>123456789012</v>`, "123456789012", ""},
		{"currency", `s="7"><v>1234.5</v>`, "1234.5", ""},
		{"unit", `s="13"><v>30</v>`, "30", ""},
		{"colour", `s="10"><v>7</v>`, "7", ""},
		{"15 digits", `><v>411111111111111</v>`, "411111111111111", ""},
		{"16 digits, all there", `><v>4111111111111111</v>`, "4111111111111111", ""},
		{"16 digits, the last lost", `><v>4111111111111110</v>`, "4111111111111110", codeDigits},
		{"20 digits", `><v>1.23456789012345E+19</v>`, "12345678901234500000", codeDigits},
		{"20 digits, all there", `><v>12345678901234567890</v>`, "12345678901234567890", codeDigits},
		{"leading zeros", `s="1"><v>123</v>`, "000123", ""},
		{"leading zeros and letters", `s="4"><v>42</v>`, "00042", ""},
		{"leading zeros in groups", `s="8"><v>12345678</v>`, "012345678", ""},
		{"text that says it is a number", `><v>n/a</v>`, "n/a", ""},
		{"date", `s="2"><v>45365</v>`, "2024-03-14", ""},
		{"date with time", `s="2"><v>45365.5</v>`, "2024-03-14T12:00:00", ""},
		{"date in words", `s="9"><v>45365</v>`, "2024-03-14", ""},
		{"time with a second's noise", `s="11"><v>45365.999988425916</v>`, "2024-03-14T23:59:59", ""},
		{"time alone", `s="6"><v>0.4237268518518518</v>`, "10:10:10", ""},
		{"duration", `s="3"><v>1.5</v>`, "36:00:00", ""},
		{"date before the calendar", `s="2"><v>-1</v>`, "-1", ""},
		{"date after the calendar", `s="2"><v>99999999</v>`, "99999999", ""},
		{"first day", `s="2"><v>1</v>`, "1900-01-01", ""},
		{"before the leap day that never was", `s="2"><v>59</v>`, "1900-02-28", ""},
		{"after the leap day that never was", `s="2"><v>61</v>`, "1900-03-01", ""},
		{"ISO date", `t="d"><v>2021-01-01</v>`, "2021-01-01", ""},
		{"ISO date at midnight", `t="d"><v>2021-01-01T00:00:00.000Z</v>`, "2021-01-01", ""},
		{"ISO time", `t="d"><v>10:10:10</v>`, "10:10:10", ""},
		{"yes", `t="b"><v>1</v>`, "TRUE", ""},
		{"no", `t="b"><v>0</v>`, "FALSE", ""},
		{"error", `t="e"><f>A1/0</f><v>#DIV/0!</v>`, "#DIV/0!", codeError},
		{"formula", `><f>1+1</f><v>2</v>`, "2", ""},
		{"formula of text", `t="str"><f>A1&amp;B1</f><v>ab</v>`, "ab", ""},
		{"formula of nothing", `t="str"><f>""</f><v></v>`, "", ""},
		{"formula never calculated", `><f>1+1</f>`, "", codeError},
		{"formula with an empty result", `><f>1+1</f><v/>`, "", codeError},
		{"unknown style", `s="99"><v>5</v>`, "5", ""},
		{"unknown type", `t="zz"><v>5</v>`, "5", ""},
		{"pretty-printed", `><v>
			5
		</v>`, "5", ""},
		{"extension", `><v>5</v><extLst><ext><v>6</v></ext></extLst>`, "5", ""},
		{"comment", `><v>5<!-- 6 -->7</v>`, "57", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			xml := sheetOf(`<row r="1"><c r="A1" t="str"><v>x</v></c><c r="B1" ` + tt.cell + `</c></row>`)
			rows := readRows(t, workbookOf(xml).with("xl/styles.xml", styles).with("xl/sharedStrings.xml", texts))
			if len(rows) != 1 {
				t.Fatalf("read %d rows", len(rows))
			}
			if got := rows[0].Cell(1); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			note := ""
			for _, n := range rows[0].Notes {
				if note += n.Code; n.Column != 1 || n.Message == "" {
					t.Errorf("note %+v", n)
				}
			}
			if note != tt.note {
				t.Errorf("got note %q, want %q", note, tt.note)
			}
		})
	}
}

// TestBadCells checks that a cell that cannot be read refuses its own row, and only that.
func TestBadCells(t *testing.T) {
	texts := textsOf(`<t>Anita</t>`, "<t>An\xffita</t>", "<t>"+strings.Repeat("a", maxCell+1)+"</t>", `<t>_x0000_</t>`)
	tests := map[string]string{
		"no such shared text":       `t="s"><v>4</v>`,
		"no index":                  `t="s"><v>x</v>`,
		"negative index":            `t="s"><v>-1</v>`,
		"shared bytes":              `t="s"><v>1</v>`,
		"shared text of any length": `t="s"><v>2</v>`,
		"escaped NUL":               `t="s"><v>3</v>`,
		"bytes":                     "t=\"str\"><v>Gr\xfcn</v>",
		"NUL":                       "t=\"str\"><v>a\x00b</v>",
		"reference to NUL":          `t="str"><v>&#0;</v>`,
		"reference to half a pair":  `t="str"><v>&#xD83D;</v>`,
		"bytes in a number":         "><v>\xff</v>",
		"text of any length":        `t="inlineStr"><is><t>` + strings.Repeat("a", 5*windowSize) + `</t></is>`,
		"references of any length":  `t="inlineStr"><is><t>` + strings.Repeat("&#x41;", maxCell+2) + `</t></is>`,
		"CDATA of any length":       `t="str"><v><![CDATA[` + strings.Repeat("]]", maxCell) + `]]></v>`,
		"second cell at one place":  `t="str"><v>x</v></c><c r="B2" t="str"><v>y</v>`,
	}
	for name, cell := range tests {
		t.Run(name, func(t *testing.T) {
			xml := sheetOf(`<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" ` + cell +
				`</c></row><row r="3"><c r="A3" t="s"><v>0</v></c></row>`)
			rows, bad := mustRead(t, mustOpen(t, workbookOf(xml).with("xl/sharedStrings.xml", texts).write(t)), 0)
			if len(rows) != 2 || rows[0].Number != 1 || rows[1].Number != 3 {
				t.Errorf("good rows: %+v", rows)
			}
			if len(bad) != 1 || bad[0].Row.Number != 2 || bad[0].Row.Line != 2 || bad[0].Row.Cell(0) != "Anita" ||
				!strings.Contains(bad[0].Message, "column B") {
				t.Errorf("bad rows: %+v", bad)
			}
		})
	}
}

func TestDates1904(t *testing.T) {
	p := workbookOf(sheetOf(`<row r="1"><c r="A1" s="0"><v>39385</v></c><c r="B1" s="0"><v>1</v></c></row>`)).with("xl/styles.xml", stylesOf("d/m/yy"))
	p["xl/workbook.xml"] = strings.Replace(p["xl/workbook.xml"], "<sheets>", `<workbookPr date1904="true"/><sheets>`, 1)
	want := []string{"2011-10-31", "1904-01-02"}
	if diff := cmp.Diff(want, readRows(t, p)[0].Cells); diff != "" {
		t.Error(diff)
	}
}
