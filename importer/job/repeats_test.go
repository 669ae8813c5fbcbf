package job_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
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

// inMemory imports the file into a directory in memory, or another one. meddle, if there is one, stands before the journal.
func inMemory(t *testing.T, m importertest.Store, path string, rules importer.Rules, batch int, meddle ...func(importer.Journal) importer.Journal) importer.Counts {
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
	imp := &importer.Import{ID: uuid.Must(uuid.NewV7()), Actor: importer.Actor{Name: "local:test", All: true}, Started: importertest.Started, Writers: 3}
	journal, err := m.Begin(t.Context(), imp)
	if err != nil {
		t.Fatal(err)
	}
	defer journal.Close()
	for _, by := range meddle {
		journal = by(journal)
	}
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

// An intruder changes somebody behind the import's back, before its first batch is written.
type intruder struct {
	importer.Journal
	person *importer.Person
	once   sync.Once
}

func (m *intruder) Write(ctx context.Context, b *importer.Batch) error {
	var err error
	m.once.Do(func() {
		err = m.Journal.Write(ctx, importertest.Batch(1000, importertest.Update(1000, m.person, func(p *importer.Person) {
			p.Values[importer.JobTitle], p.Values[importer.Mobile] = "Cook", "+4930123456"
		})))
	})
	if err != nil {
		return err
	}
	return m.Journal.Write(ctx, b)
}

// The first row turns out to have nothing to do, because somebody else has just done it: then the second is decided again too,
// although the person's version is the one that it expects, and what else has changed meanwhile stays.
func TestFurtherRowsSeeWhatOthersChangedMeanwhile(t *testing.T) {
	sqlite, err := sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "muster.db"), sqlstore.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer sqlite.Close()
	for name, store := range map[string]importertest.Store{"memory": &importertest.Memory{}, "sqlite": sqlite} {
		for batch := range 2 {
			t.Run(fmt.Sprintf("%s, batches of %d", name, batch+1), func(t *testing.T) {
				dir, id := t.TempDir(), fmt.Sprintf("E%d", batch)
				path, again := filepath.Join(dir, "first.csv"), filepath.Join(dir, "second.csv")
				head := []string{"Personnel number", "Job title", "Department"}
				file{head, {id, "Clerk", "Kitchen"}}.write(t, path)
				file{head, {id, "Cook", ""}, {id, "", "Canteen"}}.write(t, again)
				rules := importer.Rules{Repeats: importer.RepeatsMerge, Required: []string{"external_id"}}
				inMemory(t, store, path, rules, 10)
				keys := importer.Keys{ExternalIDs: []string{id}}
				found, err := store.Match(t.Context(), keys)
				if err != nil || len(found) != 1 {
					t.Fatalf("found %d, %v", len(found), err)
				}
				counts := inMemory(t, store, again, rules, batch+1, func(j importer.Journal) importer.Journal {
					return &intruder{Journal: j, person: found[0]}
				})
				if counts[importer.Unchanged] != 1 || counts[importer.Updated] != 1 {
					t.Errorf("got %v", counts)
				}
				now, err := store.Match(t.Context(), keys)
				if err != nil || len(now) != 1 {
					t.Fatalf("found %d, %v", len(now), err)
				}
				v := now[0].Values
				if v[importer.JobTitle] != "Cook" || v[importer.Mobile] != "+4930123456" || v[importer.Department] != "Canteen" {
					t.Errorf("got %q %q %q", v[importer.JobTitle], v[importer.Mobile], v[importer.Department])
				}
			})
		}
	}
}
