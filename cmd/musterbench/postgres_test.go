package main

import (
	"os"
	"path/filepath"
	"testing"

	"muster/importer/importertest/people"
)

// TestYardstickDoesTheJob holds the hand-written SQL to the same counts as muster: it is of no use as a
// yardstick when it does less.
func TestYardstickDoesTheJob(t *testing.T) {
	const rows = 2000
	server := testServer(t)
	y := &yardstick{server: server, database: "yardstick", folder: filepath.Join(t.TempDir(), "yardstick")}
	if err := y.prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	failed := refused(rows)
	changed := changedOf(rows)
	for _, step := range []struct {
		name    string
		changed float64
		want    counts
	}{
		{stepCreate, 0, counts{Created: rows - failed, Failed: failed}},
		{stepAgain, 0, counts{Unchanged: rows - failed, Failed: failed}},
		{stepChanged, 0.1, counts{Updated: changed, Unchanged: rows - failed - changed, Failed: failed}},
		{"back", 0, counts{Updated: changed, Unchanged: rows - failed - changed, Failed: failed}},
	} {
		file := filepath.Join(t.TempDir(), "people.csv")
		options := people.Realistic(rows)
		options.Changed = step.changed
		if err := writePeople(file, options); err != nil {
			t.Fatal(err)
		}
		m, err := y.measure(t.Context(), file)
		if err != nil {
			t.Fatal(err)
		}
		if m.counts != step.want {
			t.Errorf("%s: got %+v, want %+v", step.name, m.counts, step.want)
		}
	}
}

// changedOf counts the people who changed and are not refused.
func changedOf(rows int) int {
	options := people.Realistic(rows)
	before := make(map[string]string, rows)
	for p := range people.All(options) {
		before[p.Number] = p.Department
	}
	options.Changed = 0.1
	n := 0
	for p := range people.All(options) {
		if !p.Refused && p.Department != before[p.Number] {
			n++
		}
	}
	return n
}

// testServer starts a server for the test. Without one installed the test is skipped, except where CI is set.
func testServer(t *testing.T) *postgres {
	t.Helper()
	if _, err := findServer(); err != nil && os.Getenv("CI") == "" {
		t.Skip(err) //nolint:forbidigo // a helper, which fails where CI is set
	}
	server, err := startPostgres(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.stop(t.Context()); err != nil {
			t.Error(err)
		}
	})
	return server
}
