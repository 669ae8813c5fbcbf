package mapping

import (
	"fmt"
	"testing"

	"muster/importer"
)

// benchRows are typical rows of an HR file: twelve columns, mostly ASCII.
func benchRows(n int) []importer.Row {
	rows := []importer.Row{{Number: 1, Line: 1, Cells: []string{
		"Personnel Number", "First Name", "Last Name", "Email", "Mobile", "Country", "Language", "Department", "Job Title", "Groups", "Status", "Hire Date",
	}}}
	for i := range n {
		rows = append(rows, importer.Row{Number: i + 2, Line: i + 2, Cells: []string{
			fmt.Sprintf("E%06d", i), "Zoë", "Lindqvist", fmt.Sprintf("zoe.%d@example.com", i), "+46 70 123 45 67", "Sweden", "sv", "Sales", "Account Manager",
			"Sales; Everybody", "active", fmt.Sprintf("%02d/%02d/2024", i%28+1, i%12+1),
		}})
	}
	return rows
}

// BenchmarkMap is one row: read it as rows a second on one core.
func BenchmarkMap(b *testing.B) {
	rows := benchRows(100)
	in := Inspect(rows, InspectOptions{})
	configs := map[string]*Config{
		"recognized": nil,
		"expressions": {Fields: map[string]Field{
			"external_id": {Column: Columns{"Personnel Number"}}, "given_name": {Column: Columns{"First Name"}}, "family_name": {Column: Columns{"Last Name"}},
			"email": {Column: Columns{"Email"}, Lower: true}, "username": {Format: "{given_name:1}{family_name}"},
			"display_name": {Expr: "family_name + ', ' + given_name"}, "mobile": {Column: Columns{"Mobile"}, When: "len(value) > 5"},
		}},
	}
	for name, cfg := range configs {
		b.Run(name, func(b *testing.B) {
			m, err := New(cfg, in, Options{})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				m.Map(rows[1+i%100])
			}
		})
	}
}

// BenchmarkInspect is a sample of a thousand rows.
func BenchmarkInspect(b *testing.B) {
	rows := benchRows(1000)
	for b.Loop() {
		Inspect(rows, InspectOptions{})
	}
}
