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
	"muster/importer/importertest"
	"muster/importer/job"
	"muster/importer/sqlstore"
	"muster/mapping"
	"muster/sources"
)

// repeatedFiles generates files in which people stand in several rows, linked by either key, that agree or not.
func repeatedFiles(t *rapid.T, label string, more ...string) file {
	f := file{append([]string{"Personnel number", "E-Mail", "First name", "Last name", "Job title", "Groups", "Roles", "Status", "Manager", "Scopes"}, more...)}
	row := rapid.Custom(func(t *rapid.T) []string {
		n := rapid.IntRange(1, 5).Draw(t, "person")
		pick := func(label string, values ...string) string { return rapid.SampledFrom(values).Draw(t, label) }
		id, mail := fmt.Sprintf("E%d", n), fmt.Sprintf("p%d@example.com", n)
		cells := []string{
			pick("external id", id, id, ""), pick("email", mail, strings.ToUpper(mail), "", "bob@", "p1@example.com"),
			"Ann", pick("family", "Lee", "Lee", "Lee", "Ray", ""), pick("title", "", "", "Clerk", "Chief"),
			pick("groups", "", "Sales", "Engineering", "+Engineering", "-Sales", "Nobody"), pick("roles", "", "reader", "editor"),
			pick("status", "", "", "", "active", "inactive"), pick("manager", "", "", "E1", "E2", "p5@example.com", "E9"),
			pick("scopes", "", "", "admin", "audit", "-admin"),
		}
		for _, column := range more {
			cells = append(cells, pick(column, "", "E1", "E2", "p3@example.com", "E4", "E9"))
		}
		return cells
	})
	return append(f, rapid.SliceOfN(row, 0, 12).Draw(t, label)...)
}

// inMemory imports the file into a directory in memory.
func inMemory(t *testing.T, m *importertest.Memory, path string, rules importer.Rules, batch int) importer.Counts {
	t.Helper()
	f, err := sources.Open(t.Context(), path, sources.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in, err := job.Inspect(f, sources.Config{}, catalog())
	if err != nil {
		t.Fatal(err)
	}
	mapper, err := mapping.New(nil, in, mapping.Options{Catalog: catalog()})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.Rows()
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	imp := &importer.Import{ID: uuid.Must(uuid.NewV7()), Actor: importer.Actor{Name: "local:test", All: true}, Writers: 3}
	journal, err := m.Begin(t.Context(), imp)
	if err != nil {
		t.Fatal(err)
	}
	defer journal.Close()
	s, err := importer.Run(t.Context(), importer.Options{
		Import: imp, Rules: &rules, Index: importer.NewIndex(catalog()), Source: rows, Mapper: mapper, Directory: m,
		Journal: journal, BatchSize: batch, Reread: f.Rows,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s.Rows
}

// everybody returns whom the generated files can have made, without ids.
func everybody(t *testing.T, dir importer.Directory) []*importer.Person {
	t.Helper()
	var keys importer.Keys
	for n := range 10 {
		keys.ExternalIDs = append(keys.ExternalIDs, fmt.Sprintf("E%d", n))
		keys.Emails = append(keys.Emails, fmt.Sprintf("p%d@example.com", n))
	}
	found, err := dir.Match(t.Context(), keys)
	if err != nil {
		t.Fatal(err)
	}
	people := make([]*importer.Person, len(found))
	for i, p := range found {
		people[i] = &importer.Person{Version: p.Version, Values: p.Values, Grants: p.Grants}
	}
	slices.SortFunc(people, func(a, b *importer.Person) int {
		return strings.Compare(a.Values[importer.ExternalID]+a.Values[importer.Email], b.Values[importer.ExternalID]+b.Values[importer.Email])
	})
	return people
}

// agreeEverywhere imports two files one after the other into both databases, with several numbers of workers and sizes of
// batches, and into memory: the dry run says what the import does, and all come to the same.
func agreeEverywhere(t *testing.T, rt *rapid.T, rules importer.Rules, files ...file) {
	dir := t.TempDir()
	paths := make([]string, len(files))
	for i, f := range files {
		paths[i] = filepath.Join(dir, fmt.Sprintf("%d.csv", i))
		f.write(t, paths[i])
	}
	memory := &importertest.Memory{}
	var counts []importer.Counts
	for i, path := range paths {
		counts = append(counts, inMemory(t, memory, path, rules, 2+i))
	}
	want := everybody(t, memory)
	var report [][]map[string]any
	for _, db := range databases {
		for _, workers := range map[string][]int{"sqlite": {1}, "postgres": {4}}[db.name] {
			inStore(t, db.dsn(t), func(store *sqlstore.Store) {
				var reports [][]map[string]any
				for i, path := range paths {
					o := job.Options{Location: path, Store: store, Catalog: catalog(), Workers: workers, BatchSize: 1 + 3*(workers-1), DryRun: true}
					o.Definition.Rules = rules
					planned := importFile(t, o)
					o.DryRun = false
					done := importFile(t, o)
					if diff := cmp.Diff(planned.Report, done.Report); diff != "" {
						rt.Errorf("%s, %d workers, file %d: the import did not do what the dry run said:\n%s", db.name, workers, i, diff)
					}
					if done.Rows != counts[i] {
						rt.Errorf("%s, %d workers, file %d: got %v, in memory %v", db.name, workers, i, done.Rows, counts[i])
					}
					reports = append(reports, done.Report)
				}
				if report == nil {
					report = reports
				}
				if diff := cmp.Diff(report, reports); diff != "" {
					rt.Errorf("%s, %d workers: other results (-first +this):\n%s", db.name, workers, diff)
				}
				if diff := cmp.Diff(want, everybody(t, store)); diff != "" {
					rt.Errorf("%s, %d workers: other people (-memory +database):\n%s", db.name, workers, diff)
				}
			})
		}
	}
}

func TestMergedRowsComeToTheSameEverywhere(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		agreeEverywhere(t, rt, importer.Rules{Repeats: importer.RepeatsMerge, Existing: rapid.SampledFrom([]string{"", "skip", "fail"}).Draw(rt, "existing")},
			repeatedFiles(rt, "first file"), repeatedFiles(rt, "second file"))
	})
}

func TestClonesComeToTheSameEverywhere(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rules := importer.Rules{Repeats: rapid.SampledFrom([]string{"", importer.RepeatsMerge}).Draw(rt, "repeats")}
		agreeEverywhere(t, rt, rules, repeatedFiles(rt, "first file", "clone_from"), repeatedFiles(rt, "second file", "clone_from"))
	})
}
