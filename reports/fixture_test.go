package reports

import (
	"os"
	"path/filepath"
	"testing"

	"muster/importer"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// joiners is a small file with one of everything: each result, a warning, formulas, duplicate headers, a
// hidden column, a line break in a cell, a row that is too long.
func joiners() (*importer.Layout, []*importer.RowResult) {
	layout := &importer.Layout{
		Header:    []string{"Personalnummer", "Vorname", "E-Mail", "Telefon", "Telefon", "Kennwort", "Notiz"},
		HeaderRow: 1, FirstRow: 2,
		Columns: map[string]int{"external_id": 0, "given_name": 1, "email": 2, "mobile": 3, "phone": 4, "password": 5},
		Hidden:  []bool{5: true, 6: false},
		Mapped:  []bool{true, true, true, true, true, true, false},
	}
	return layout, []*importer.RowResult{
		{
			Row: 2, Line: 2, Result: importer.Created, UserID: testID(1), ContactID: testID(2),
			Changes: []importer.FieldChange{{Field: "given_name", To: "Anita"}, {Field: "groups", ToList: []string{"Sales", "Team A"}, IsList: true}},
			Cells:   []string{"E-17", "Anita", "anita@example.com", "+4930123", "", "[hidden]", "línea 1\nlínea 2"},
		},
		{
			Row: 3, Line: 4, Result: importer.Updated, UserID: testID(3), ContactID: testID(4),
			Changes: []importer.FieldChange{
				{Field: "mobile", From: "+4930123", To: "+4930124"},
				{Field: "groups", FromList: []string{"Sales"}, IsList: true},
			},
			Problems: []importer.Problem{{
				Severity: importer.Warning, Code: "email.suspect", Field: "email", Column: "E-Mail", Value: "bo@exampel.com",
				Message: "the domain looks like a typing mistake", Hint: "bo@example.com",
			}},
			Cells: []string{"E-18", "Bo", "bo@exampel.com", "+49-30-124", "-5", "[hidden]"},
		},
		{
			Row: 4, Line: 5, Result: importer.Failed,
			Changes: []importer.FieldChange{{Field: "given_name", To: "=HYPERLINK(\"http://x\")"}},
			Problems: []importer.Problem{
				{Severity: importer.Error, Code: "email.invalid", Field: "email", Column: "E-Mail", Value: "bob@", Message: "the address has no domain"},
				{Severity: importer.Error, Code: "group.unknown", Field: "groups", Message: "the group is not in the catalog", Hint: "Sales"},
			},
			Cells: []string{"007", "=HYPERLINK(\"http://x\")", "bob@", "@x", "+1", "[hidden]", "<script>alert(1)</script>", "zu viel"},
		},
		{Row: 6, Line: 7, Result: importer.Unchanged, UserID: testID(5), ContactID: testID(6), Cells: []string{"E-19", "Çağla", "c@example.com", "", "", "", "a;b,\"c\""}},
		{
			Row: 7, Line: 8, Result: importer.Skipped, ContactID: testID(7), Cells: []string{"E-20", "王芳", "d@example.com"},
			Problems: []importer.Problem{{Severity: importer.Warning, Code: "run.stopped", Message: "the import was stopped before this row"}},
		},
	}
}

func testID(n byte) uuid.UUID { return uuid.UUID{0: 1, 6: 0x70, 8: 0x80, 15: n} }

// writeAll writes the results to the paths and returns those that came about.
func writeAll(t *testing.T, paths []string, o Options, results []*importer.RowResult) []string {
	t.Helper()
	set, err := Open(paths, o)
	if err != nil {
		t.Fatal(err)
	}
	defer set.Abort()
	for _, r := range results {
		if err := set.Report(r); err != nil {
			t.Fatal(err)
		}
	}
	placed, err := set.Close()
	if err != nil {
		t.Fatal(err)
	}
	return placed
}

// names lists what is in a folder.
func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	found := []string{}
	for _, e := range entries {
		found = append(found, e.Name())
	}
	return found
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// golden compares with testdata; MUSTER_UPDATE=1 writes it anew, to be looked at before it is committed.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("MUSTER_UPDATE") != "" {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(read(t, path), got); diff != "" {
		t.Errorf("%s differs (- wanted, + got):\n%s", path, diff)
	}
}
