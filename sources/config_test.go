package sources_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"muster/sources"
)

// TestConfig reads a section as definitions have it.
func TestConfig(t *testing.T) {
	section := `
location: sftp://hr@files.example.com:22/outgoing/employees-*.csv
content: full
files: each
stop_on_failure: true
format: auto
header: 3
csv: {delimiter: auto, encoding: auto}
xlsx: {sheet: 2}
sftp: {key_file: "${HR_KEY}", known_hosts: known_hosts, archive: done, failed: failed, held: held, ready: stable, results: true}
`
	want := sources.Config{
		Location: "sftp://hr@files.example.com:22/outgoing/employees-*.csv", Content: "full", Files: "each", StopOnFailure: true,
		Format: "auto", Header: "3", CSV: sources.CSVConfig{Delimiter: "auto", Encoding: "auto"}, XLSX: sources.XLSXConfig{Sheet: "2"},
		SFTP: &sources.SFTPConfig{KeyFile: "${HR_KEY}", KnownHosts: "known_hosts", Archive: "done", Failed: "failed", Held: "held", Ready: "stable", Results: true},
	}
	var got sources.Config
	if err := yaml.Unmarshal([]byte(section), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if faults := got.Validate(); faults != nil {
		t.Errorf("faults are %v", faults)
	}
	if row, err := got.HeaderRow(); row != 3 || err != nil {
		t.Errorf("header in row %d (%v)", row, err)
	}
}

// TestValidate names each impossible value by its key.
func TestValidate(t *testing.T) {
	c := sources.Config{
		Content: "some", Files: "all", Format: "xls", Header: "0", CSV: sources.CSVConfig{Delimiter: "ab", Encoding: "klingon"},
		SFTP: &sources.SFTPConfig{Ready: "soon"},
	}
	var keys []string
	for _, f := range c.Validate() {
		keys = append(keys, f.Key)
		if !strings.HasPrefix(f.Error(), f.Key+": ") {
			t.Errorf("the error is %q", f.Error())
		}
	}
	if diff := cmp.Diff([]string{"content", "files", "format", "header", "csv.delimiter", "csv.encoding", "sftp.ready"}, keys); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, d := range []string{"", "auto", ",", ";", "\t", `\t`, "tab", "|", ":", "^", "pipe", "comma", "semicolon", "colon"} {
		c := sources.Config{CSV: sources.CSVConfig{Delimiter: d}}
		if faults := c.Validate(); faults != nil {
			t.Errorf("delimiter %q: %v", d, faults)
		}
	}
	for _, d := range []string{`"`, "'", `\`, "§", "\n"} {
		c := sources.Config{CSV: sources.CSVConfig{Delimiter: d}}
		if faults := c.Validate(); faults == nil {
			t.Errorf("delimiter %q is allowed", d)
		}
	}
}

// TestExpand lists the files of a glob as people order them.
func TestExpand(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{
		"part10.csv", "part2.csv", "part1.csv", "part02.csv", "part2b.csv", "[1].csv", "other.txt",
		"part1.results.csv", "part1.results.12.csv", "part2.Results.CSV", "[1].results.csv", "x.results.xlsx", "x.results.1.html", "results.csv", "x.results.old.csv",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(list), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(folder, "part3.csv"), 0o700); err != nil {
		t.Fatal(err)
	}
	for pattern, want := range map[string][]string{
		"part*.csv": {"part1.csv", "part02.csv", "part2.csv", "part2b.csv", "part10.csv"},
		"part?.csv": {"part1.csv", "part2.csv"},
		"[1].csv":   {"[1].csv"},
		"none.csv":  {"none.csv"},
		"*results*": {"results.csv", "x.results.old.csv"},
	} {
		got, err := sources.Expand(t.Context(), filepath.Join(folder, pattern), sources.Config{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			got[i] = filepath.Base(got[i])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", pattern, diff)
		}
	}
	for _, pattern := range []string{"none*.csv", "[a", "x.results.?.html"} {
		if got, err := sources.Expand(t.Context(), filepath.Join(folder, pattern), sources.Config{}); !errors.Is(err, sources.ErrNotUnderstood) {
			t.Errorf("%s: %q, %v", pattern, got, err)
		}
	}
	for _, location := range []string{"-", "sftp://hr@example.com/people.csv"} {
		if got, err := sources.Expand(t.Context(), location, sources.Config{}); err != nil || len(got) != 1 || got[0] != location {
			t.Errorf("%s: %q, %v", location, got, err)
		}
	}
}
