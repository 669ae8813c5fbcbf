package job_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"muster/importer"
	"muster/importer/definition"
	"muster/importer/job"
	"muster/importer/sqlstore"
	"muster/sources"
)

// nightly is the definition of a feed whose files name everybody.
func nightly(limits importer.Limits) definition.Definition {
	return definition.Definition{
		Name:   "nightly",
		Source: sources.Config{Content: sources.ContentFull},
		Rules:  importer.Rules{Missing: importer.MissingDeactivate, Limits: limits},
	}
}

// A night is what an import of a feed came to.
type night struct {
	Outcome     outcome
	Deactivated int
	Limits      []importer.Breach
	Absent      *importer.Absent
	People      []string
}

// Whom a file names is never deactivated, whatever is wrong with the row; who is deactivated and why is the same in both
// databases, with any number of workers and any size of batch; and a dry run says it before.
func TestNobodyWhoIsNamedIsDeactivated(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		feed := rapid.SliceOfN(files(8), 2, 3).Draw(rt, "nights")
		limits := rapid.SampledFrom([]importer.Limits{{}, {Deactivate: "2"}, {Deactivate: "0", Failed: "6"}}).Draw(rt, "limits")
		repeats := rapid.SampledFrom([]string{"", importer.RepeatsMerge}).Draw(rt, "repeats")
		dir := t.TempDir()
		for i, f := range feed {
			f.write(t, filepath.Join(dir, fmt.Sprintf("%d.csv", i)))
		}
		var want []night
		for _, db := range databases {
			for _, workers := range []int{1, 8} {
				inStore(t, db.dsn(t), func(store *sqlstore.Store) {
					var got []night
					for i, f := range feed {
						o := job.Options{
							Location: filepath.Join(dir, fmt.Sprintf("%d.csv", i)), Store: store, Catalog: catalog(),
							Definition: nightly(limits), Workers: workers, BatchSize: 1 + 4*workers%7,
						}
						o.Definition.Rules.Repeats = repeats
						got = append(got, f.importNight(t, rt, o))
					}
					if want == nil {
						want = got
					}
					if diff := cmp.Diff(want, got); diff != "" {
						rt.Errorf("%s, %d workers (-first +this):\n%s", db.name, workers, diff)
					}
				})
			}
		}
	})
}

// importNight imports the file after a dry run.
func (f file) importNight(t *testing.T, rt *rapid.T, o job.Options) night {
	t.Helper()
	o.DryRun = true
	planned := summaryOf(t, o)
	before := activeOf(t, o.Store)
	o.DryRun = false
	n := night{Outcome: importFile(t, o)}
	last := lastImport(t, o.Store)
	n.Deactivated, n.Limits, n.Absent = last.Deactivated, last.Limits, last.Absent
	if planned.State == importer.Held != (last.State == importer.Held) ||
		last.State != importer.Held && planned.Deactivated != last.Deactivated {
		rt.Errorf("the dry run is %s and deactivates %d, the import %s, %d", planned.State, planned.Deactivated, last.State, last.Deactivated)
	}
	after := activeOf(t, o.Store)
	gone := 0
	for user, who := range before {
		if _, still := after[user]; still {
			continue
		}
		gone++
		id, mail := who[0], who[1]
		for _, row := range f[1:] {
			if id != "" && row[0] == id || mail != "" && strings.EqualFold(row[3], mail) {
				rt.Errorf("%s was deactivated, though there is the row %v", who, row)
			}
		}
	}
	if gone != last.Deactivated {
		rt.Errorf("%d were deactivated, the import says %d", gone, last.Deactivated)
	}
	n.People = people(t, o.Store)
	return n
}

func summaryOf(t *testing.T, o job.Options) *importer.Summary {
	t.Helper()
	o.Reports = []string{filepath.Join(t.TempDir(), "report.csv")}
	o.OSUser, o.Host = "test", "test"
	s, err := job.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func lastImport(t *testing.T, store *sqlstore.Store) importer.Summary {
	t.Helper()
	var last importer.Summary
	for s, err := range store.Imports(t.Context(), sqlstore.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		last = s
	}
	return last
}

// activeOf has the external id and the email of the active users, by their ids.
func activeOf(t *testing.T, store *sqlstore.Store) map[uuid.UUID][2]string {
	t.Helper()
	active := make(map[uuid.UUID][2]string)
	for u, err := range store.Users(t.Context(), sqlstore.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if u.Status == importer.StatusActive {
			active[u.ID] = [2]string{string(u.Contact.ExternalID), string(u.Email)}
		}
	}
	return active
}

// Who came once, left and came back has the same id all the time, and nobody else has changed.
func TestAbsentPeopleComeBack(t *testing.T) {
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			full, without := numbered(30, false), numbered(30, false)
			without = slices.Delete(without, 7, 8)
			inStore(t, db.dsn(t), func(store *sqlstore.Store) {
				var ids []string
				for i, f := range []file{full, without, without, full, full} {
					path := filepath.Join(t.TempDir(), "people.csv")
					f.write(t, path)
					s := summaryOf(t, job.Options{Location: path, Store: store, Definition: nightly(importer.Limits{})})
					gone, back := 0, 0
					if i == 1 {
						gone = 1
					}
					if i == 3 {
						back = 1
					}
					if s.State != importer.Finished || s.Deactivated != gone || s.Rows[importer.Updated] != back {
						t.Errorf("night %d: %s, %d deactivated, %v", i+1, s.State, s.Deactivated, s.Rows)
					}
					var now []string
					for u, err := range store.Users(t.Context(), sqlstore.Filter{}) {
						if err != nil {
							t.Fatal(err)
						}
						now = append(now, u.ID.String())
					}
					if ids == nil {
						ids = now
					}
					if diff := cmp.Diff(ids, now); diff != "" {
						t.Errorf("night %d has other users:\n%s", i+1, diff)
					}
				}
			})
		})
	}
}

// A newer complete file makes one that is held back out of date; a part of one does not.
func TestANewerFileSupersedesAHeldOne(t *testing.T) {
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			dir := t.TempDir()
			all, half := filepath.Join(dir, "all.csv"), filepath.Join(dir, "half.csv")
			numbered(30, false).write(t, all)
			numbered(15, false).write(t, half)
			inStore(t, db.dsn(t), func(store *sqlstore.Store) {
				run := func(path string, last int) *importer.Summary {
					return summaryOf(t, job.Options{Location: path, Store: store, Definition: nightly(importer.Limits{}), Last: last})
				}
				run(all, 0)
				states := func() (list []importer.State) {
					for s, err := range store.Imports(t.Context(), sqlstore.Filter{}) {
						if err != nil {
							t.Fatal(err)
						}
						list = append(list, s.State)
					}
					return list[1:]
				}
				run(half, 0)
				if s := run(all, 5); s.Absent == nil || s.Absent.Nobody == "" || s.Deactivated != 0 {
					t.Errorf("a part of a file says %+v about who is absent", s.Absent)
				}
				if diff := cmp.Diff([]importer.State{importer.Held, importer.Finished}, states()); diff != "" {
					t.Errorf("after a part of a file:\n%s", diff)
				}
				run(half, 0)
				if diff := cmp.Diff([]importer.State{importer.Superseded, importer.Finished, importer.Held}, states()); diff != "" {
					t.Errorf("after another one that is held:\n%s", diff)
				}
				run(all, 0)
				want := []importer.State{importer.Superseded, importer.Finished, importer.Superseded, importer.Finished}
				if diff := cmp.Diff(want, states()); diff != "" {
					t.Errorf("after a good one:\n%s", diff)
				}
			})
		})
	}
}
