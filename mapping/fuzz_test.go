package mapping

import (
	"errors"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"muster/importer"
)

// rowsOf makes rows of fuzzed text: lines of cells between tabs.
func rowsOf(text string) []importer.Row {
	var rows []importer.Row
	for i, line := range strings.Split(text, "\n") {
		rows = append(rows, importer.Row{Number: i + 1, Line: i + 1, Cells: strings.Split(line, "\t")})
	}
	return rows
}

// FuzzInspect looks for files whose inspection panics, is not the same twice or cannot be mapped.
func FuzzInspect(f *testing.F) {
	f.Add("Name\tEmail\nAnn Lee\tann@example.com")
	f.Add("Staff\n\nVorname\tName\tE-Mail [x]\n\tLee\t")
	f.Add("a\ta\t\ta (2)\n1\t2\t3\t4\t5")
	f.Add("[(]\t№#\tｅmail / メール\n$2b$10$abcdefghijklmnop\t****\t13/02/2024")
	f.Fuzz(func(t *testing.T, file string) {
		rows := rowsOf(file)
		in := Inspect(rows, InspectOptions{})
		if a, b := recognized(in), recognized(Inspect(rows, InspectOptions{})); a != b {
			t.Errorf("%s is not %s", a, b)
		}
		if _, err := New(nil, in, Options{}); err != nil && !errors.Is(err, ErrNobody) {
			t.Errorf("what was recognized cannot be mapped: %v", err)
		}
		var d struct {
			Mapping *Config `yaml:"mapping"`
		}
		if err := yaml.Unmarshal(Draft(in, DraftOptions{}), &d); err != nil {
			t.Errorf("the draft is no YAML: %v", err)
		}
	})
}

// FuzzMap looks for cells and definitions on which mapping panics, or that give what they must not.
func FuzzMap(f *testing.F) {
	f.Add("{full_name: A, groups: B}", "Ann Lee\ta;+b;-c")
	f.Add("{given_name: A, family_name: B, username: {format: '{given_name:1}{family_name}'}}", "Ann\tLee")
	f.Add("{department: {column: [A, B], expr: 'upper(value) + cell(\"A\")', when: 'len(value) > 1'}}", "x\ty")
	f.Add("{start_date: {column: A, date: DD.MM.YYYY}, created_at: B, email_verified: C}", "01.02.2024\t2024-01-01\tja\tx")
	f.Fuzz(func(t *testing.T, fields, line string) {
		var c Config
		if err := yaml.Load([]byte("fields: "+fields), &c, yaml.WithKnownFields()); err != nil {
			return
		}
		rows := []importer.Row{{Number: 1, Cells: []string{"A", "B", "C"}}, {Number: 2, Cells: strings.Split(line, "\t")}}
		m, err := New(&c, Inspect(rows, InspectOptions{Header: 1}), Options{})
		if err != nil {
			return
		}
		if a, b := said(m.Map(rows[1])), said(m.Map(rows[1])); strings.Count(a, "attributes.") < 2 && a != b {
			t.Errorf("%s is not %s", a, b)
		}
	})
}
