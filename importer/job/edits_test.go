package job_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster/importer"
	"muster/importer/definition"
	"muster/importer/job"
	"muster/importer/sqlstore"
)

// Night after night the file says the same, and what somebody changed by hand in between stays, in both databases and
// in any number of batches; what the definition itself changed or emptied is no change by hand.
func TestEditsAreKeptNightAfterNight(t *testing.T) {
	const header = "external id,email,first name,last name,job title,department"
	nightly := definition.Definition{Name: "hr", Rules: importer.Rules{KeepEdits: true}}
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			dir := t.TempDir()
			inStore(t, db.dsn(t), func(store *sqlstore.Store) {
				run := func(d definition.Definition, lines ...string) *importer.Summary {
					path := filepath.Join(dir, "people.csv")
					writeLines(t, path, append([]string{header}, lines...)...)
					summary, err := job.Run(t.Context(), job.Options{
						Location: path, Store: store, Definition: d, BatchSize: 2, OSUser: "test", Host: "test",
						Reports: []string{filepath.Join(dir, "report.jsonl")},
					})
					if err != nil {
						t.Fatal(err)
					}
					return summary
				}
				var people, changed []string
				for i := range 5 {
					people = append(people, fmt.Sprintf("E%d,p%d@example.com,Anita,Singh,Clerk,Sales", i, i))
					changed = append(changed, fmt.Sprintf("E%d,p%d@example.com,Anita,Singh,Chief,Sales", i, i))
				}
				run(nightly, people...)
				run(definition.Definition{}, "E3,p3@example.com,Anita,Berg,Head,Sales")
				for night := range 2 {
					s := run(nightly, people...)
					want := importer.Counts{importer.Unchanged: 5}
					if diff := cmp.Diff(want, s.Rows); diff != "" || s.HeldBack.Edits != 2 || s.Problems["edit.kept"] != 1 {
						t.Errorf("night %d: %d kept, %v\n%s", night, s.HeldBack.Edits, s.Problems, diff)
					}
				}
				s := run(nightly, changed...)
				want := importer.Counts{importer.Updated: 4, importer.Unchanged: 1}
				if diff := cmp.Diff(want, s.Rows); diff != "" || s.HeldBack.Edits != 2 {
					t.Errorf("%d kept\n%s", s.HeldBack.Edits, diff)
				}
				// Back again: what this definition set last is what is there.
				if s := run(nightly, people...); s.Rows[importer.Updated] != 4 {
					t.Errorf("%v", s.Rows)
				}
			})
		})
	}
}
