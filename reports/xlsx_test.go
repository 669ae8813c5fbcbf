package reports

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"muster/importer"

	"github.com/google/go-cmp/cmp"
)

func TestASecondSheetCarriesOn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.xlsx")
	d, err := newDraft(path, "")
	if err != nil {
		t.Fatal(err)
	}
	x, err := newXLSXOf(d, resultSheet, &resultLines{columns: columns{names: []string{"Name"}, indexes: []int{0}}}, 4)
	if err != nil {
		t.Fatal(err)
	}
	for row := 2; row <= 9; row++ {
		if err := x.write(&importer.RowResult{Row: row, Cells: []string{"n" + itoa(row)}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := (&part{draft: d, format: x}).complete(); err != nil {
		t.Fatal(err)
	}
	if err := d.place(); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range readWorkbook(t, path).sheets {
		got = append(got, s.name, s.dimension, s.filter)
		for row := 1; row <= s.last; row++ {
			got = append(got, s.texts(row)[0]+" "+s.texts(row)[4])
		}
	}
	want := []string{
		"Results", "A1:E4", "$A$1:$E$4", "row Name", "2 n2", "3 n3", "4 n4",
		"Results 2", "A1:E4", "$A$1:$E$4", "row Name", "5 n5", "6 n6", "7 n7",
		"Results 3", "A1:E3", "$A$1:$E$3", "row Name", "8 n8", "9 n9",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestASheetStaysBelowTheLimitOfZip(t *testing.T) {
	s := &sheet{bytes: maxSheetBytes - 10}
	x := &xlsxReport{sheets: []*sheet{s}, limit: maxSheetRows}
	if !x.full(s, []string{"x"}) || x.full(&sheet{}, []string{"x"}) {
		t.Error("a sheet is full when its XML might reach 4 GiB, and not before")
	}
}

func TestRefusedRowsAsAWorkbook(t *testing.T) {
	path := filepath.Join(t.TempDir(), "failed.xlsx")
	layout, results := joiners()
	layout.HeaderRow = 3
	writeAll(t, nil, Options{Layout: layout, Failed: path, FailedSheet: "Neue [2026]"}, results)
	golden(t, "failed/failed.xlsx.txt", readWorkbook(t, path).String())
}

func TestRefusedRowsStandWhereTheyStood(t *testing.T) {
	layout, results := joiners()
	for headerRow, want := range map[int]string{
		0: "007,",
		1: "Personalnummer,",
		3: "\n\nPersonalnummer,",
	} {
		path := filepath.Join(t.TempDir(), "failed.csv")
		layout.HeaderRow = headerRow
		writeAll(t, nil, Options{Layout: layout, Failed: path}, results)
		if got := read(t, path); !strings.HasPrefix(got, want) {
			t.Errorf("header in row %d: the file begins %.40q, want %q", headerRow, got, want)
		}
	}
}

func TestCellsAreCutToWhatASheetHolds(t *testing.T) {
	tests := []struct {
		name, cell string
		units      int
		cut        bool
	}{
		{"as long as allowed", strings.Repeat("x", maxCellUnits), maxCellUnits, false},
		{"one too long", strings.Repeat("x", maxCellUnits+1), maxCellUnits, true},
		{"two bytes each", strings.Repeat("é", maxCellUnits), maxCellUnits, false},
		{"two units each", strings.Repeat("😀", maxCellUnits), maxCellUnits, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := cutCell(tt.cell)
			if n := len(utf16.Encode([]rune(got))); n > tt.units || n < tt.units-1 {
				t.Errorf("%d UTF-16 units, want %d", n, tt.units)
			}
			if tt.cut && !strings.HasSuffix(got, "… [cut: a spreadsheet cell holds 32,767 characters]") {
				t.Errorf("the cell ends %q", got[len(got)-60:])
			}
			if strings.HasSuffix(got, cutSign) != tt.cut || !strings.HasPrefix(tt.cell, strings.TrimSuffix(got, cutSign)) {
				t.Errorf("cut is %t, want %t", !tt.cut, tt.cut)
			}
		})
	}
}

func TestSheetName(t *testing.T) {
	for wanted, want := range map[string]string{
		"": "Rows", "Employees": "Employees", "a/b:c*d?[e]": "a b c d  e", "'quoted'": "quoted", "O'Neil": "O'Neil",
		strings.Repeat("ä", 40): strings.Repeat("ä", 31), "\x00": "Rows",
	} {
		if got := sheetName(wanted); got != want {
			t.Errorf("sheetName(%q) = %q, want %q", wanted, got, want)
		}
	}
}
