package reports

import (
	"path/filepath"
	"testing"

	"pgregory.net/rapid"
)

func TestDefaultPath(t *testing.T) {
	tests := []struct {
		input  string
		others []string
		want   string
	}{
		{"people.csv", nil, "people.results.csv"},
		{"in/people.xlsx", nil, "in/people.results.csv"},
		{"/srv/people.csv", nil, "/srv/people.results.csv"},
		{"people", nil, "people.results.csv"},
		{"people.csv.gz", nil, "people.results.csv"},
		{"people.csv.pgp", nil, "people.results.csv"},
		{"people.csv.gz.age", nil, "people.results.csv"},
		{".gz", nil, ".gz.results.csv"},
		{".csv", nil, ".csv.results.csv"},
		{"people.results.csv", nil, "people.results.results.csv"},
		{"people.csv", []string{"./people.results.csv"}, "people.results.results.csv"},
		{"-", nil, "stdin.results.csv"},
		{"sftp://hr@files.example.com:22/outgoing/employees.csv", nil, "employees.results.csv"},
		{"sftp://files.example.com/", nil, "files.example.results.csv"},
		{"a:b.csv", nil, "a:b.results.csv"},
	}
	for _, tt := range tests {
		if got := DefaultPath(tt.input, tt.others...); got != filepath.FromSlash(tt.want) {
			t.Errorf("DefaultPath(%q, %q) = %q, want %q", tt.input, tt.others, got, tt.want)
		}
	}
}

func TestDefaultPathIsNoInput(t *testing.T) {
	name := rapid.SampledFrom([]string{"a", "a.csv", "a.results.csv", "a.results.results.csv", "./a.csv", "-", "stdin.results.csv", "stdin"})
	rapid.Check(t, func(t *rapid.T) {
		input, others := name.Draw(t, "input"), rapid.SliceOf(name).Draw(t, "others")
		got := DefaultPath(input, others...)
		for _, other := range append(others, input) {
			if filepath.Clean(other) == filepath.Clean(got) {
				t.Fatalf("DefaultPath(%q, %q) = %q", input, others, got)
			}
		}
	})
}

func TestNamesApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		given := rapid.SliceOfN(rapid.SampledFrom([]string{"", "a", "a (2)", "b", "a (3)"}), 0, 8).Draw(t, "names")
		seen, firsts := map[string]bool{}, map[string]bool{}
		for i, n := range apart(given) {
			if seen[n] {
				t.Fatalf("%q twice in %q", n, apart(given))
			}
			if !firsts[given[i]] && n != given[i] {
				t.Fatalf("the first %q is called %q", given[i], n)
			}
			seen[n], firsts[given[i]] = true, true
		}
	})
}
