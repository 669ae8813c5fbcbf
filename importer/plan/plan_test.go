package plan

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"muster/importer"
)

func header() Header {
	return Header{
		Created: time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC), Actor: "local:root", Directory: "sqlite:/srv/muster.db",
		File:       Input{Name: "people.csv", Location: "/srv/people.csv", SHA256: "0f"},
		Definition: &Input{Name: "hr", Location: "/srv/hr.yaml", SHA256: "1e"},
		Catalog:    Input{SHA256: "2d"}, Options: Options{Rows: "2-9", Atomic: true},
	}
}

// results draws the results of some rows, in the file's order.
func results() *rapid.Generator[[]importer.RowResult] {
	return rapid.Custom(func(t *rapid.T) []importer.RowResult {
		row := 0
		return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) importer.RowResult {
			row += rapid.IntRange(1, 3).Draw(t, "gap")
			r := importer.RowResult{
				Row: row, Line: row + 1,
				Result: importer.Result(rapid.IntRange(0, int(importer.NumResults)-1).Draw(t, "result")),
			}
			if rapid.Bool().Draw(t, "somebody") {
				r.ContactID = uuid.New()
				r.Before = &importer.Person{ContactID: r.ContactID, Version: rapid.Int64Range(1, 9).Draw(t, "version")}
			}
			if rapid.Bool().Draw(t, "changed") {
				r.Changes = []importer.FieldChange{
					{Field: "mobile", From: rapid.String().Draw(t, "from"), To: rapid.String().Draw(t, "to")},
					{Field: "groups", IsList: true, ToList: rapid.SliceOf(rapid.String()).Draw(t, "groups")},
				}
			}
			if r.Result == importer.Failed {
				r.Problems = []importer.Problem{{Severity: importer.Error, Code: "email.invalid", Message: rapid.String().Draw(t, "message")}}
			}
			return r
		}), 0, 8).Draw(t, "rows")
	})
}

func write(t interface{ Fatal(...any) }, path string, rows []importer.RowResult) {
	w, err := Create(path, header())
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	s := &importer.Summary{Problems: map[string]int{}}
	for i := range rows {
		s.Rows[rows[i].Result]++
		if err := w.Report(&rows[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Keep(s); err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.plan")
	rapid.Check(t, func(t *rapid.T) {
		rows := results().Draw(t, "rows")
		write(t, path, rows)
		r, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		want := header()
		want.Format, want.Secrets = 1, "read from the file again"
		if diff := cmp.Diff(want, r.Header); diff != "" {
			t.Error(diff)
		}
		for i := range rows {
			row := &rows[i]
			if passed, err := r.Next(row.Row); err != nil || passed == nil || passed.Row != row.Row || passed.Result != row.Result ||
				passed.ContactID != row.ContactID || row.Before != nil && passed.Version != row.Before.Version ||
				string(passed.Changes) != string(importer.AppendChanges(nil, row.Changes)) {
				t.Errorf("row %d reads %+v (%v)", row.Row, passed, err)
			}
		}
		if x, err := r.Next(1000); x != nil || err != nil {
			t.Errorf("after the end: %+v, %v", x, err)
		}
		verify(t, path, nil)
	})
}

func verify(t interface{ Errorf(string, ...any) }, path string, want error) {
	r, err := Open(path)
	if err == nil {
		defer r.Close()
		_, err = r.Verify()
	}
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}

func TestRowsOfWhichThePlanSaysNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.plan")
	write(t, path, []importer.RowResult{{Row: 2}, {Row: 3}, {Row: 6}})
	r, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, step := range []struct {
		row   int
		known bool
	}{{1, false}, {3, true}, {4, false}, {6, true}, {7, false}} {
		if x, err := r.Next(step.row); err != nil || (x != nil) != step.known {
			t.Errorf("row %d: %+v, %v", step.row, x, err)
		}
	}
}

// Whom a plan deactivates because they are in no row is read back; none of them can be lost or added.
func TestAbsentPeopleAreReadBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.plan")
	w, err := Create(path, header())
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	want := map[uuid.UUID]int64{uuid.New(): 3, uuid.New(): 1}
	for id, version := range want {
		p := &importer.AbsentPerson{ContactID: id, Version: version, Name: "Anita Singh (E1)", Changes: []importer.FieldChange{{Field: "status", From: "active", To: "inactive"}}}
		if err := w.Absent(p); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Report(&importer.RowResult{Row: 2, Line: 2}), w.Keep(&importer.Summary{Rows: importer.Counts{1}, Deactivated: 2})); err != nil {
		t.Fatal(err)
	}
	r, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	end, err := r.Verify()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, end.Absent); diff != "" {
		t.Error(diff)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(whole), "\n")
	for name, text := range map[string]string{
		"lost":        lines[0] + lines[2] + lines[3] + lines[4],
		"twice":       lines[0] + lines[1] + lines[1] + lines[3] + lines[4],
		"later":       lines[0] + lines[1] + lines[3] + lines[2] + lines[4],
		"nobody":      strings.Replace(string(whole), `"version":3`, `"version":0`, 1),
		"with a row":  strings.Replace(string(whole), `"version":3`, `"version":3,"row":7`, 1),
		"more at end": strings.Replace(string(whole), `"deactivated":2`, `"deactivated":3`, 1),
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) { verify(t, path, ErrUnusable) })
	}
}

// Wherever a plan is cut off, or a line is lost, repeated or damaged, it is refused.
func TestADamagedPlanIsRefused(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "people.plan")
	write(t, path, []importer.RowResult{{Row: 2, Line: 2}, {Row: 3, Line: 3, Result: importer.Failed}, {Row: 4, Line: 4}})
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(strings.TrimSuffix(string(whole), "\n"), "\n")
	without := func(i int) string { return strings.Join(append(append([]string{}, lines[:i]...), lines[i+1:]...), "") }
	tests := map[string]struct{ text, want string }{
		"empty":            {"", "no plan of muster"},
		"a list of people": {"email\nanita@example.com\n", "no plan of muster"},
		"other JSON":       {"{}\n", "no plan of muster"},
		"newer":            {strings.Replace(string(whole), `"muster_plan":1`, `"muster_plan":2,"x":1`, 1), "newer format"},
		"unknown key":      {strings.Replace(string(whole), `"actor"`, `"actress"`, 1), "line 1: the header"},
		"lost row":         {without(2), "line 4: rows are missing"},
		"lost end":         {without(4), "line 4: the plan is cut off"},
		"row twice":        {strings.Join([]string{lines[0], lines[1], lines[1], lines[2], lines[3], lines[4]}, ""), "line 3: the rows are not in"},
		"result":           {strings.Replace(string(whole), `"failed"`, `"fallen"`, 1), "line 3: the line has no result"},
		"not JSON":         {strings.Replace(string(whole), `"failed",`, `"failed";`, 1), "line 3: the line cannot be read"},
		"two on a line":    {strings.Replace(string(whole), "}\n{\"row\":3", "} {\"row\":3", 1), "line 2: the line cannot be read"},
		"no row":           {strings.Replace(string(whole), `"row":3,`, ``, 1), "line 3: the line has no row"},
		"after the end":    {string(whole) + lines[1], "something after the end"},
	}
	for name, tt := range tests {
		damaged := filepath.Join(dir, "damaged.plan")
		if err := os.WriteFile(damaged, []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := Open(damaged)
		if err == nil {
			_, err = r.Verify()
			r.Close()
		}
		if !errors.Is(err, ErrUnusable) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
	for n := range whole[:len(whole)-2] {
		if err := os.WriteFile(path, whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		verify(t, path, ErrUnusable)
	}
}

func TestAPlanAppearsOnlyWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "people.plan")
	w, err := Create(path, header())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Report(&importer.RowResult{Row: 2}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the plan is there before it is whole: %v", err)
	}
	w.Abort()
	w.Abort()
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	write(t, path, nil)
	write(t, path, nil) // a newer plan takes its place
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestAPlanTakesNoOtherFilesPlace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.csv")
	const people = "email\nanita@example.com\n"
	if err := os.WriteFile(path, []byte(people), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Create(path, header()); !errors.Is(err, ErrUnusable) {
		t.Errorf("got %v", err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != people {
		t.Errorf("the file reads %q, %v", text, err)
	}
}

func FuzzReader(f *testing.F) {
	path := filepath.Join(f.TempDir(), "seed.plan")
	write(f, path, []importer.RowResult{{Row: 2, Line: 2}, {Row: 4, Line: 4, Result: importer.Failed}})
	seed, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Add([]byte(`{"muster_plan":1}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(t.TempDir(), "fuzz.plan")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := Open(path)
		if err != nil {
			return
		}
		defer r.Close()
		// A plan that is fine has a header, a line a row, and an end.
		end, err := r.Verify()
		if lines := strings.Count(strings.TrimSuffix(string(text), "\n"), "\n") + 1; err == nil && end.Rows.Read() != lines-2 {
			t.Errorf("%d rows in %d lines", end.Rows.Read(), lines)
		}
	})
}
