package csvfile_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster/sources/csvfile"
)

// TestRounded notes numbers that a spreadsheet has rounded when it wrote the file.
func TestRounded(t *testing.T) {
	for cell, want := range map[string]bool{
		"1.23457E+11": true, "1,23457E+11": true, "4.9171e+11": true, "-1.5E+03": true, " 1.23457E+11 ": true, "1E+15": true, "9.99999E+100": true,
		"1.5E+1": false, "1.23456789012E+11": false, "1E+0": false,
		"1.23457E-11": false, "1.2.3E+11": false, "12.3457E+11": false, "1.E+11": false, "1.23457E+": false, "E+11": false, "1E+1111": false,
		"anne+hr@example.com": false, "1.23E+11x": false, "x1.23E+11": false, "1;5E+11": false, "": false, "-": false, "E+": false,
	} {
		rows := read(t, "id;name;no\n1;\"Anita\";\""+cell+"\"\n2;Bob;"+strings.ReplaceAll(cell, ";", ":")+"\n", csvfile.Options{Delimiter: ';'})
		for _, r := range rows[1:] {
			var columns []int
			for _, n := range r.Row.Notes {
				columns = append(columns, n.Column)
				if n.Code != "digits.lost" || n.Message == "" {
					t.Errorf("%q: the note is %+v", cell, n)
				}
			}
			if got := cmp.Equal(columns, []int{2}); got != want || !got && columns != nil {
				t.Errorf("%q: notes about columns %v in row %d", cell, columns, r.Row.Number)
			}
		}
	}
}
