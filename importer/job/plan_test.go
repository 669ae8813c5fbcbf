package job_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jmoiron/sqlx"
	"pgregory.net/rapid"

	"muster/importer"
	"muster/importer/definition"
	"muster/importer/job"
	"muster/importer/sqlstore"
)

// A plannedRow is a line of a plan or of a report, as far as both have it.
type plannedRow struct {
	Row       int
	Result    string
	ContactID *string `json:"contact_id"`
	Changes   map[string]any
	Problems  []importer.Problem
}

// rowsIn reads the lines about rows of a plan or a report.
func rowsIn(t *testing.T, path string) []plannedRow {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows []plannedRow
	scanner := bufio.NewScanner(f)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		var row plannedRow
		if err := json.Unmarshal(scanner.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		if row.Row > 0 {
			rows = append(rows, row)
		}
	}
	return rows
}

func (r *plannedRow) drifted() bool {
	for _, p := range r.Problems {
		if p.Code == "plan.drifted" {
			return true
		}
	}
	return false
}

// keepPlan makes a plan and returns it, nil where none was kept because nothing would come of it.
func keepPlan(t *testing.T, o job.Options) *job.Plan {
	t.Helper()
	path := filepath.Join(t.TempDir(), "people.plan")
	o.DryRun, o.Keep = true, &job.Plan{Path: path}
	o.Reports = []string{filepath.Join(t.TempDir(), "planned.jsonl")}
	summary, err := job.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if summary.State != importer.Planned {
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("a plan of an import that would be %s was kept: %v", summary.State, err)
		}
		return nil
	}
	planned, err := job.OpenPlan(path)
	if err != nil {
		t.Fatal(err)
	}
	return planned
}

// applyPlan carries the plan out and returns the summary and the report.
func applyPlan(t *testing.T, o job.Options, planned *job.Plan) (*importer.Summary, []plannedRow) {
	t.Helper()
	report := filepath.Join(t.TempDir(), "applied.jsonl")
	o.Apply, o.Reports = planned, []string{report}
	summary, err := job.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return summary, rowsIn(t, report)
}

// What a plan says is what applying it does, and that is what importing the file does, whatever the file and the
// directory, the database and the batches.
func TestApplyingAPlanDoesWhatItSays(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		first, second := files(12).Draw(rt, "first file"), files(12).Draw(rt, "second file")
		var rules importer.Rules
		if rapid.Bool().Draw(rt, "several rows about one person") {
			second, rules.Repeats = repeatedFiles(rt, "repeating file"), importer.RepeatsMerge
		}
		atomic := rapid.Bool().Draw(rt, "atomic")
		paths := []string{filepath.Join(t.TempDir(), "first.csv"), filepath.Join(t.TempDir(), "second.csv")}
		first.write(t, paths[0])
		second.write(t, paths[1])
		db := rapid.SampledFrom(databases).Draw(rt, "database")
		var direct, applied []string
		imported := false
		inStore(t, db.dsn(t), func(store *sqlstore.Store) {
			importFile(t, job.Options{Location: paths[0], Store: store, Catalog: catalog()})
			imported = importFile(t, job.Options{Location: paths[1], Store: store, Atomic: atomic, Definition: definition.Definition{Rules: rules}}).State == importer.Finished
			direct = people(t, store)
		})
		inStore(t, db.dsn(t), func(store *sqlstore.Store) {
			importFile(t, job.Options{Location: paths[0], Store: store, Catalog: catalog()})
			o := job.Options{Location: paths[1], Store: store, Atomic: atomic, OSUser: "test", Host: "test", BatchSize: 5, Definition: definition.Definition{Rules: rules}}
			planned := keepPlan(t, o)
			if (planned != nil) != imported {
				rt.Errorf("%s: plan %v, but the import finished: %v", db.name, planned, imported)
			}
			if planned == nil {
				return
			}
			_, report := applyPlan(t, o, planned)
			compareWithPlan(rt, rowsIn(t, planned.Path), report)
			applied = people(t, store)
		})
		if diff := cmp.Diff(direct, applied); imported && diff != "" {
			rt.Errorf("%s: the directory differs (-imported +applied):\n%s", db.name, diff)
		}
	})
}

func compareWithPlan(t *rapid.T, planned, done []plannedRow) {
	if len(planned) != len(done) {
		t.Fatalf("%d rows planned, %d done", len(planned), len(done))
	}
	for i := range planned {
		p, d := planned[i], done[i]
		if p.ContactID == nil {
			d.ContactID = nil // who is new has no id in the plan
		}
		if diff := cmp.Diff(p, d, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("row %d (-planned +done):\n%s", p.Row, diff)
		}
	}
}

// Whatever happens to the directory in between, a row is carried out as it was planned, or not at all.
func TestARowIsDoneAsPlannedOrNotAtAll(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir := t.TempDir()
		var paths []string
		for i := range 3 {
			paths = append(paths, filepath.Join(dir, fmt.Sprintf("%d.csv", i)))
			files(8).Draw(rt, fmt.Sprintf("file %d", i)).write(t, paths[i])
		}
		atomic := rapid.Bool().Draw(rt, "atomic")
		db := rapid.SampledFrom(databases).Draw(rt, "database")
		inStore(t, db.dsn(t), func(store *sqlstore.Store) {
			importFile(t, job.Options{Location: paths[0], Store: store, Catalog: catalog()})
			o := job.Options{Location: paths[1], Store: store, OSUser: "test", Host: "test", BatchSize: 3}
			planned := keepPlan(t, o)
			importFile(t, job.Options{Location: paths[2], Store: store})
			before := people(t, store)
			o.Atomic = atomic
			summary, report := applyPlan(t, o, planned)
			rows := rowsIn(t, planned.Path)
			for i := range rows {
				switch p, d := &rows[i], &report[i]; {
				case d.drifted() && d.Result != "failed":
					rt.Errorf("row %d drifted and is %s", d.Row, d.Result)
				case d.drifted(), d.Result == "skipped" && atomic, d.Result == "failed" && p.Result == "failed":
				case d.Result != p.Result, cmp.Diff(p.Changes, d.Changes) != "":
					rt.Errorf("row %d was to be %s with %v and is %s with %v", d.Row, p.Result, p.Changes, d.Result, d.Changes)
				}
			}
			stopped := summary.State == importer.Stopped
			if stopped != (atomic && summary.Rows[importer.Failed] > 0) {
				rt.Errorf("atomic %v, %v: %s", atomic, summary.Rows, summary.State)
			}
			if diff := cmp.Diff(before, people(t, store)); stopped && diff != "" {
				rt.Errorf("nothing was to be changed:\n%s", diff)
			}
		})
	})
}

// planOf imports three people, plans that the first gets another name, the second comes new, the third is refused
// and the fourth stays; and returns the plan.
func planOf(t *testing.T, store *sqlstore.Store) (job.Options, *job.Plan) {
	t.Helper()
	dir := t.TempDir()
	seed, path := filepath.Join(dir, "seed.csv"), filepath.Join(dir, "people.csv")
	writeLines(t, seed, "external id,email,first name,last name", "E1,p1@example.com,Anita,Singh", "E4,p4@example.com,Chen,Wei")
	writeLines(t, path, "external id,email,first name,last name",
		"E1,p1@example.com,Anita,Lee", "E2,p2@example.com,Bob,Lee", "E3,p3@,Eva,Novak", "E4,p4@example.com,Chen,Wei")
	o := job.Options{Location: seed, Store: store, OSUser: "test", Host: "test", Reports: []string{filepath.Join(dir, "seed.jsonl")}}
	if _, err := job.Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	o.Location = path
	return o, keepPlan(t, o)
}

func writeLines(t *testing.T, path string, lines ...string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Each row that is not as planned any more is refused, whatever it is that changed; the others go through.
func TestDriftIsRefusedRowByRow(t *testing.T) {
	tests := []struct {
		name, between string // what somebody else imports in between
		drifted       int    // the row, 0 for none
	}{
		{"nothing", "E9,p9@example.com,Somebody,Else", 0},
		{"the same field", "E1,p1@example.com,Anita,Berg", 2},
		{"another field", "E1,p1@example.com,Anna,Singh", 2},
		{"already done", "E1,p1@example.com,Anita,Lee", 2},
		{"somebody new is there by now", "E2,p2@example.com,Bob,Berg", 3},
		{"an address is taken by now", "E7,p2@example.com,Eve,Lee", 3},
		{"who was to stay has changed", "E4,p4@example.com,Chen,Li", 5},
	}
	for _, db := range databases {
		for _, tt := range tests {
			t.Run(db.name+"/"+tt.name, func(t *testing.T) {
				inStore(t, db.dsn(t), func(store *sqlstore.Store) {
					o, planned := planOf(t, store)
					between := filepath.Join(t.TempDir(), "between.csv")
					writeLines(t, between, "external id,email,first name,last name", tt.between)
					importFile(t, job.Options{Location: between, Store: store})
					_, report := applyPlan(t, o, planned)
					for i, want := range []string{"updated", "created", "failed", "unchanged"} {
						row := &report[i]
						drifted := row.Row == tt.drifted
						if drifted {
							want = "failed"
						}
						if row.Result != want || row.drifted() != drifted {
							t.Errorf("row %d is %s %v, want %s", row.Row, row.Result, row.Problems, want)
						}
					}
				})
			})
		}
	}
}

// A meddler changes everybody once it was decided what becomes of them, before it is written.
type meddler struct {
	t    *testing.T
	dsn  string
	done bool
}

func (m *meddler) Update(s importer.ProgressStatus) {
	if m.done || s.Phase != "checking" {
		return
	}
	m.done = true
	driver, dsn := "postgres", m.dsn
	if path, ok := strings.CutPrefix(m.dsn, "sqlite:"); ok {
		driver, dsn = "sqlite", path
	}
	db, err := sqlx.Open(driver, dsn)
	if err == nil {
		_, err = db.ExecContext(m.t.Context(), "update contacts set mobile = '+4930999', version = version + 1")
		err = errors.Join(err, db.Close())
	}
	if err != nil {
		m.t.Error(err)
	}
}

// Who changes between decision and write is not decided anew: the plan did not say what becomes of them now.
func TestAPersonWhoChangesWhileThePlanIsAppliedIsLeftAlone(t *testing.T) {
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			dsn := db.dsn(t)
			inStore(t, dsn, func(store *sqlstore.Store) {
				path := filepath.Join(t.TempDir(), "people.csv")
				numbered(3, true).write(t, path)
				importFile(t, job.Options{Location: path, Store: store, Catalog: catalog()})
				f := numbered(3, true)
				f[2][1] = "Anna"
				f.write(t, path)
				o := job.Options{Location: path, Store: store, OSUser: "test", Host: "test"}
				planned := keepPlan(t, o)
				o.Progress = &meddler{t: t, dsn: dsn}
				_, report := applyPlan(t, o, planned)
				if got := report[1]; got.Result != "failed" || !got.drifted() {
					t.Errorf("row 3 is %s: %v", got.Result, got.Problems)
				}
				for _, line := range people(t, store) {
					if strings.Contains(line, "Anna") {
						t.Errorf("somebody was changed in spite of it: %s", line)
					}
				}
			})
		})
	}
}

// A plan is for one file, one definition and one catalog.
func TestOnlyWhatWasPlannedIsApplied(t *testing.T) {
	tests := []struct {
		name   string
		change func(*testing.T, *job.Options)
		want   string
	}{
		{"file", func(t *testing.T, o *job.Options) {
			o.Location = filepath.Join(t.TempDir(), "other.csv")
			writeLines(t, o.Location, "email", "p1@example.com")
		}, "the file (other.csv) changed"},
		{"definition", func(_ *testing.T, o *job.Options) { o.Definition.SHA256 = "0f" }, "the definition changed"},
		{"catalog", func(_ *testing.T, o *job.Options) { o.Catalog = catalog() }, "the catalog changed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inStore(t, databases[0].dsn(t), func(store *sqlstore.Store) {
				o, planned := planOf(t, store)
				tt.change(t, &o)
				o.Apply = planned
				summary, err := job.Run(t.Context(), o)
				if summary != nil || !errors.Is(err, job.ErrRefused) || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("got %v, %v; want %q", summary, err, tt.want)
				}
			})
		})
	}
}

// Who is absent from the file is deactivated as the plan shows it: exactly those whom it names, as they were then.
func TestAPlanDeactivatesWhomItShows(t *testing.T) {
	type between struct {
		name    string
		file    []string // imported in between
		nightly bool     // by the same definition
		atomic  bool
		want    int
		drifted []string
		state   importer.State
	}
	for _, db := range databases {
		for _, test := range []between{
			{name: "nothing", want: 2, state: importer.Finished},
			{name: "nothing, atomic", atomic: true, want: 2, state: importer.Finished},
			{name: "one changed", file: []string{"external id,email,job title", "E5,p5@example.com,Chief"}, want: 1, drifted: []string{"E5"}, state: importer.Finished},
			{name: "one changed, atomic", file: []string{"external id,email,job title", "E5,p5@example.com,Chief"}, atomic: true, drifted: []string{"E5"}, state: importer.Stopped},
			{name: "one inactive", file: []string{"external id,email,status", "E4,p4@example.com,inactive"}, want: 1, drifted: []string{"E4"}, state: importer.Finished},
			{name: "one more absent", file: []string{"external id,given name,family name,email", "E9,Nina,New,p9@example.com"}, nightly: true, want: 2, state: importer.Finished},
		} {
			t.Run(db.name+"/"+test.name, func(t *testing.T) {
				dir := t.TempDir()
				all, some, other := filepath.Join(dir, "all.csv"), filepath.Join(dir, "some.csv"), filepath.Join(dir, "other.csv")
				numbered(5, false).write(t, all)
				numbered(3, false).write(t, some)
				writeLines(t, other, test.file...)
				inStore(t, db.dsn(t), func(store *sqlstore.Store) {
					o := job.Options{Store: store, Definition: nightly(importer.Limits{Deactivate: "3"}), OSUser: "test", Host: "test"}
					o.Location = all
					importFile(t, o)
					o.Location = some
					planned := keepPlan(t, o)
					if len(planned.End.Absent) != 2 {
						t.Fatalf("the plan has %d absent people", len(planned.End.Absent))
					}
					if test.file != nil {
						meanwhile := job.Options{Location: other, Store: store}
						if test.nightly {
							meanwhile.Definition.Name = "nightly"
						}
						importFile(t, meanwhile)
					}
					before := activeOf(t, store)
					o.Atomic = test.atomic
					summary, _ := applyPlan(t, o, planned)
					if summary.State != test.state || summary.Deactivated != test.want || summary.Absent.Drifts != len(test.drifted) ||
						len(summary.Absent.People) != test.want {
						t.Errorf("%s, %d deactivated: %+v", summary.State, summary.Deactivated, summary.Absent)
					}
					for i, who := range test.drifted {
						if !strings.Contains(summary.Absent.Drifted[i], who) {
							t.Errorf("drifted: %v", summary.Absent.Drifted)
						}
					}
					if gone := len(before) - len(activeOf(t, store)); gone != test.want {
						t.Errorf("%d people are not active any more", gone)
					}
				})
			})
		}
	}
}
