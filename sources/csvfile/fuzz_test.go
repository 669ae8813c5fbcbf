package csvfile_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"muster/importer"
	"muster/sources/csvfile"
)

func seed(f *testing.F) {
	for _, s := range []string{
		"a,b\n1,2\n", "\"a\",\"b\"\"c\"\r\n\"d\ne\",f", "a,\"b\nc,d\n", "a;b\r1;2\r", "sep=;\na;b\n",
		"\uFEFF\"x\",y\n", "'a','b'\n'c','d'\n", "\"a\\\"b\",c\n", "a,b\x1a", "\xff\xfea\x00,\x00b\x00", "\"\"\"", "\x00,\xff\n", "a, \"b\" ,c\n",
	} {
		f.Add([]byte(s))
	}
}

// FuzzReader reads any bytes in the plain dialect. Nothing of them may get lost: every letter and digit is in
// some cell, and what encoding/csv accepts is read the same.
func FuzzReader(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := csvfile.New(bytes.NewReader(data), csvfile.Options{Dialect: csvfile.Plain()})
		if err != nil {
			t.Fatal(err)
		}
		var rows [][]string
		sound, number, line := true, 0, 0
		for {
			row, err := r.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			var broken *importer.RowError
			if errors.As(err, &broken) {
				row, sound = broken.Row, false
			} else if err != nil {
				t.Fatal(err)
			}
			if row.Number != number+1 || row.Line <= line {
				t.Fatalf("row %d (line %d) after row %d (line %d)", row.Number, row.Line, number, line)
			}
			number, line = row.Number, row.Line
			rows = append(rows, row.Cells)
		}
		if want, got := letters(string(data)), letters(join(rows)); !announces(data) && want != got {
			t.Fatalf("%q was read as %q: letters %q became %q", data, rows, want, got)
		}
		if sound {
			compare(t, data, rows)
		}
	})
}

// announces reports whether the first line is no row.
func announces(data []byte) bool {
	return bytes.Contains(bytes.ToLower(data[:min(len(data), 12)]), []byte("sep="))
}

func join(rows [][]string) string {
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(strings.Join(r, ","))
	}
	return b.String()
}

// letters returns the letters and digits of ASCII in a text.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return r
		}
		return -1
	}, s)
}

// compare checks rows against encoding/csv, where that package reads the same language: it knows no CR, no marks
// and no ^Z, turns CRLF into LF and leaves out blank lines.
func compare(t *testing.T, data []byte, rows [][]string) {
	text := strings.ReplaceAll(string(data), "\r\n", "\n")
	if strings.ContainsAny(text, "\r\x1a") || strings.Contains(text, "\uFEFF") || announces(data) || !utf8.ValidString(text) {
		return
	}
	_, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil && !errors.Is(err, csv.ErrFieldCount) {
		return
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	want, err := r.ReadAll()
	if err != nil {
		return
	}
	var got [][]string
	for _, row := range rows {
		if len(row) > 0 {
			got = append(got, row)
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%q: %d rows, encoding/csv has %d", data, len(got), len(want))
	}
	for i := range want {
		if a, b := strings.ReplaceAll(strings.Join(got[i], "|"), "\r\n", "\n"), strings.Join(want[i], "|"); a != b {
			t.Fatalf("%q: row %d is %q, encoding/csv has %q", data, i, a, b)
		}
	}
}

// FuzzSniff finds the dialect and the encoding of any bytes, and reads them so.
func FuzzSniff(f *testing.F) {
	seed(f)
	f.Add([]byte("id;name\n1;M\xfcller\n2;Jos\xe9\n"))
	f.Add([]byte("id,name\n1,\x8e\x52\x93\x63\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var census csvfile.Census
		half := len(data) / 2
		_, _ = census.Write(data[:half])
		_, _ = census.Write(data[half:])
		d := census.Detect()
		if d.Encoding == "" || d.Confidence < 0 || d.Confidence > 1 || len(d.Candidates) == 0 {
			t.Fatalf("%q: %+v", data, d)
		}
		r, err := csvfile.New(bytes.NewReader(data), csvfile.Options{Encoding: d.Encoding})
		if err != nil {
			t.Fatalf("%q in %s: %v", data, d.Encoding, err)
		}
		for {
			row, err := r.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil && !errors.As(err, new(*importer.RowError)) {
				t.Fatalf("%q in %s: %v", data, d.Encoding, err)
			}
			for _, c := range row.Cells {
				if !utf8.ValidString(c) {
					t.Fatalf("%q in %s: cell %q", data, d.Encoding, c)
				}
			}
		}
	})
}
