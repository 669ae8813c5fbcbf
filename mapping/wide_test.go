package mapping

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"muster/importer"
)

// TestWide inspects tables as wide as a workbook can be. All of them take well below a second; what is not bounded takes
// minutes.
func TestWide(t *testing.T) {
	const columns = 16_384
	tests := map[string]struct{ name, cell func(row, column int) string }{
		"dates":         {func(_, c int) string { return fmt.Sprint("Eintritt ", c) }, func(r, c int) string { return fmt.Sprintf("%d.%d.2020", r%28+1, c%12+1) }},
		"long names":    {func(_, c int) string { return fmt.Sprint("a longer heading ", c) }, func(r, c int) string { return fmt.Sprint("Hans Meier ", r*c) }},
		"equal names":   {func(_, _ int) string { return "note" }, func(r, c int) string { return fmt.Sprint("v", r*c) }},
		"copied header": {func(_, c int) string { return fmt.Sprint("h", c) }, func(_, c int) string { return fmt.Sprint("h", c) }},
		"blank columns": {func(_, c int) string { return "" }, func(_, _ int) string { return "" }},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			rows := make([]importer.Row, 12)
			for r := range rows {
				rows[r] = importer.Row{Number: r + 1, Cells: make([]string, columns)}
				for c := range columns {
					rows[r].Cells[c] = tt.cell(r, c)
					if r == 0 {
						rows[r].Cells[c] = tt.name(r, c)
					}
				}
				rows[r].Cells[0] = fmt.Sprintf("ann%d@example.com", r)
			}
			rows[0].Cells[0] = "Email"
			in := Inspect(rows, InspectOptions{}) // work that grew with the square of the columns would not end here
			if in.Columns[0].Field != "email" {
				t.Errorf("column 0 is %q", in.Columns[0].Field)
			}
		})
	}
}

// TestUnseenColumns tells of the columns that are not looked at, shows none of their cells, and lets a definition name them.
func TestUnseenColumns(t *testing.T) {
	header, cells := []string{"Email"}, []string{"ann@example.com"}
	for i := 1; i < maxRecognized; i++ {
		header, cells = append(header, fmt.Sprint("h", i)), append(cells, "v")
	}
	header, cells = append(header, "Password", "Mobile"), append(cells, "correct horse", "+49 30 123456")
	in := Inspect(table(strings.Join(header, "|"), strings.Join(cells, "|")), InspectOptions{})
	if len(in.Columns) != len(header) {
		t.Fatalf("%d columns, want %d", len(in.Columns), len(header))
	}
	for i, c := range in.Columns[maxRecognized:] {
		if want := header[maxRecognized+i]; c.Name != want || c.Index != maxRecognized+i || c.Field != "" || len(c.Samples) != 0 || !c.hidden {
			t.Errorf("column %+v, want one called %q that shows nothing", c, want)
		}
	}
	if !slices.ContainsFunc(in.Doubts, func(d string) bool { return strings.Contains(d, "the first 500 of 502 columns") }) {
		t.Errorf("doubts %q", in.Doubts)
	}
}
