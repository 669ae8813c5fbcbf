package job_test

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"muster/importer"
	"muster/importer/importertest/pgtest"
	"muster/importer/job"
	"muster/importer/sqlstore"
)

var server pgtest.Server

func TestMain(m *testing.M) {
	flag.Parse()
	// Each check makes four directories: an eighth of the usual number is plenty.
	if err := flag.Set("rapid.checks", "12"); err != nil {
		panic(err)
	}
	code := m.Run()
	if err := server.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, "stop PostgreSQL:", err)
		code = 1
	}
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// databases are those in which everything must come out the same.
var databases = []struct {
	name string
	dsn  func(t *testing.T) string
}{
	{"sqlite", func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "muster.db") }},
	{"postgres", func(t *testing.T) string { return server.Database(t) }},
}

// inStore opens the directory, new and empty, for as long as use needs it.
func inStore(t *testing.T, dsn string, use func(*sqlstore.Store)) {
	t.Helper()
	store, err := sqlstore.Open(t.Context(), dsn, sqlstore.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}()
	use(store)
}

func catalog() *importer.Catalog {
	return &importer.Catalog{
		Groups: []importer.Named{{Name: "Sales"}, {Name: "Engineering"}},
		Roles:  []importer.Named{{Name: "reader"}, {Name: "editor"}},
		Scopes: []importer.Named{{Name: "admin"}, {Name: "audit"}},
	}
}

// A file is a generated file of people.
type file [][]string

var header = []string{"Personnel number", "First name", "Last name", "E-Mail", "Mobile", "Country", "Groups", "Manager"}

// files generates files from small sets of values, so that rows meet: repeated keys, recycled addresses,
// managers further down, circles, unknown groups, cells that are no address.
func files(rows int) *rapid.Generator[file] {
	pick := func(values ...string) *rapid.Generator[string] { return rapid.SampledFrom(values) }
	row := rapid.Custom(func(t *rapid.T) []string {
		n := rapid.IntRange(1, rows+3).Draw(t, "id")
		m := rapid.IntRange(1, rows+3).Draw(t, "mail")
		boss := rapid.IntRange(1, 3*rows).Draw(t, "boss")
		manager := ""
		if boss <= rows {
			manager = fmt.Sprintf("E%d", boss)
		}
		return []string{
			pick(fmt.Sprintf("E%d", n), fmt.Sprintf("E%d", n), "").Draw(t, "external id"),
			pick("Anita", "Žofie", "李").Draw(t, "given"),
			pick("Singh", "O'Neill", "").Draw(t, "family"),
			pick(fmt.Sprintf("p%d@example.com", m), fmt.Sprintf("P%d@Example.com", m), "bob@", "").Draw(t, "email"),
			pick("", "+49 1512 3456789", "none").Draw(t, "mobile"),
			pick("", "DE", "Atlantis").Draw(t, "country"),
			pick("", "Sales", "sales; Engineering", "Nobody").Draw(t, "groups"),
			manager,
		}
	})
	return rapid.Custom(func(t *rapid.T) file {
		return append(file{header}, rapid.SliceOfN(row, 0, rows).Draw(t, "rows")...)
	})
}

func (f file) write(t *testing.T, path string) {
	t.Helper()
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if err := csv.NewWriter(out).WriteAll(f); err != nil {
		t.Fatal(err)
	}
}

// outcome is what a run came to, without what is different every time: ids and times.
type outcome struct {
	Rows     importer.Counts
	Problems map[string]int
	State    importer.State
	Report   []map[string]any
}

// importFile imports the file and checks the counting law in the summary, the report and the directory.
func importFile(t *testing.T, o job.Options) outcome {
	t.Helper()
	report := filepath.Join(t.TempDir(), "report.jsonl")
	o.Reports = []string{report}
	o.OSUser, o.Host = "test", "test"
	summary, err := job.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	out := outcome{Rows: summary.Rows, Problems: summary.Problems, State: summary.State, Report: readReport(t, report)}
	var counted importer.Counts
	for _, line := range out.Report {
		for r := range importer.NumResults {
			if line["result"] == r.String() {
				counted[r]++
			}
		}
	}
	if counted != summary.Rows {
		t.Errorf("the report counts %v, the summary %v", counted, summary.Rows)
	}
	if o.DryRun {
		return out
	}
	var kept importer.Counts
	for row, err := range o.Store.ImportRows(t.Context(), uuid.MustParse(summary.Import)) {
		if err != nil {
			t.Fatal(err)
		}
		for r := range importer.NumResults {
			if row.Result == r.String() {
				kept[r]++
			}
		}
	}
	if kept != summary.Rows {
		t.Errorf("the directory counts %v, the summary %v", kept, summary.Rows)
	}
	return out
}

func readReport(t *testing.T, path string) []map[string]any {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var lines []map[string]any
	scanner := bufio.NewScanner(f)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		line := make(map[string]any)
		if err := json.Unmarshal(scanner.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		delete(line, "user_id")
		delete(line, "contact_id")
		lines = append(lines, line)
	}
	return lines
}

// people lists who is in the directory, without ids and times.
func people(t *testing.T, store *sqlstore.Store) []string {
	t.Helper()
	var list []string
	for c, err := range store.Contacts(t.Context(), sqlstore.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		manager := string(c.Manager)
		list = append(list, strings.Join([]string{
			string(c.ExternalID), string(c.DisplayName), string(c.Email), string(c.Mobile), string(c.Country), manager,
		}, "|"))
	}
	for u, err := range store.Users(t.Context(), sqlstore.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, fmt.Sprint(u.Email, u.Status, u.Groups, u.Roles))
	}
	return list
}

// The same files come to the same results, and the counting law holds, in both databases, with any number
// of workers and any size of batch.
func TestEveryRowHasOneResultEverywhere(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		first, second := files(12).Draw(rt, "first file"), files(12).Draw(rt, "second file")
		atomic := rapid.Bool().Draw(rt, "atomic")
		dir := t.TempDir()
		paths := []string{filepath.Join(dir, "first.csv"), filepath.Join(dir, "second.csv")}
		first.write(t, paths[0])
		second.write(t, paths[1])
		var want *world
		for _, db := range databases {
			for _, workers := range []int{1, 8} {
				inStore(t, db.dsn(t), func(store *sqlstore.Store) {
					got := importBoth(t, store, paths, workers, atomic)
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

// A world is what two imports came to, and who is in the directory afterwards.
type world struct {
	Imports []outcome
	People  []string
}

// importBoth imports one file after the other, each after a dry run, which must say what the import then does.
func importBoth(t *testing.T, store *sqlstore.Store, paths []string, workers int, atomic bool) *world {
	t.Helper()
	w := &world{}
	for i, path := range paths {
		o := job.Options{
			Location: path, Store: store, Catalog: catalog(), Workers: workers, BatchSize: 1 + 4*workers%7,
			Atomic: atomic && i == 1, DryRun: true,
		}
		planned := importFile(t, o)
		o.DryRun = false
		done := importFile(t, o)
		if diff := cmp.Diff(planned.Report, done.Report); diff != "" {
			t.Errorf("%d workers, file %d: the import did not do what the dry run said:\n%s", workers, i+1, diff)
		}
		w.Imports = append(w.Imports, done)
	}
	w.People = people(t, store)
	return w
}

// A stopper asks for an orderly end as soon as something was reported.
type stopper struct {
	once sync.Once
	stop chan struct{}
}

func (s *stopper) Update(p importer.ProgressStatus) {
	if p.Rows > 0 && p.Phase != "checking" {
		s.once.Do(func() { close(s.stop) })
	}
}

// numbered returns a file of n people, with or without managers: the two ways of a run.
func numbered(n int, managers bool) file {
	f := file{header}
	for i := 1; i <= n; i++ {
		manager := ""
		if managers && i > 1 {
			manager = "E1"
		}
		f = append(f, []string{fmt.Sprintf("E%d", i), "Anita", "Singh", fmt.Sprintf("p%d@example.com", i), "", "", "", manager})
	}
	if !managers {
		for i := range f {
			f[i] = f[i][:len(header)-1]
		}
	}
	return f
}

func TestAnInterruptedImportSaysWhatItDid(t *testing.T) {
	for _, db := range databases {
		for _, managers := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/managers=%v", db.name, managers), func(t *testing.T) {
				dir := t.TempDir()
				path, report := filepath.Join(dir, "people.csv"), filepath.Join(dir, "report.jsonl")
				numbered(400, managers).write(t, path)
				s := &stopper{stop: make(chan struct{})}
				inStore(t, db.dsn(t), func(store *sqlstore.Store) {
					summary, err := job.Run(t.Context(), job.Options{
						Location: path, Store: store, BatchSize: 5, Progress: s, Stop: s.stop, Reports: []string{report},
					})
					if !errors.Is(err, importer.ErrInterrupted) || summary.State != importer.Interrupted {
						t.Fatalf("got %v, %v", summary.State, err)
					}
					read := summary.Rows.Read()
					if read == 0 || read == 400 {
						t.Errorf("%d of 400 rows were imported; the run did not stop on the way", read)
					}
					if lines := readReport(t, report); len(lines) != read {
						t.Errorf("the report has %d rows, the summary %d", len(lines), read)
					}
					if there := len(people(t, store)); there != 2*read {
						t.Errorf("%d contacts and users are there after %d rows", there, read)
					}
					kept, err := store.Import(t.Context(), uuid.MustParse(summary.Import))
					if err != nil || kept.State != importer.Interrupted || kept.Rows != summary.Rows {
						t.Errorf("the directory says %v %v, %v", kept.State, kept.Rows, err)
					}
				})
			})
		}
	}
}

func TestASecondImportSaysWhoIsRunning(t *testing.T) {
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "people.csv")
			numbered(3, false).write(t, path)
			inStore(t, db.dsn(t), func(store *sqlstore.Store) {
				first, err := store.Begin(t.Context(), &importer.Import{
					ID: uuid.Must(uuid.NewV7()), Source: "other.csv", Actor: importer.Actor{Name: "local:boss", Host: "here"}, Started: time.Now(),
				})
				if err != nil {
					t.Fatal(err)
				}
				_, err = job.Run(t.Context(), job.Options{Location: path, Store: store})
				var locked *sqlstore.LockedError
				if !errors.As(err, &locked) || !strings.Contains(err.Error(), "local:boss") {
					t.Errorf("got %v", err)
				}
				if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*results*")); len(left) > 0 {
					t.Errorf("an import that did not begin left %v", left)
				}
				if err := first.Close(); err != nil {
					t.Fatal(err)
				}
				if _, err := job.Run(t.Context(), job.Options{Location: path, Store: store}); err != nil {
					t.Errorf("after the first has ended: %v", err)
				}
			})
		})
	}
}

// Usernames are the same with any number of workers, in both databases, and in a second run they stay.
func TestUsernamesAreTheSameEverywhere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.csv")
	f := file{{"E-Mail", "First name", "Last name", "Username"}}
	for i := range 300 {
		name := [...]string{"Anita", "Åsa", "Bob"}[i%3]
		given := ""
		if i%50 == 49 {
			given = fmt.Sprintf("asingh%d", i)
		}
		f = append(f, []string{fmt.Sprintf("p%d@example.com", i), name, "Singh", given})
	}
	f.write(t, path)
	var want []string
	for _, db := range databases {
		for _, workers := range []int{1, 8} {
			inStore(t, db.dsn(t), func(store *sqlstore.Store) {
				o := job.Options{
					Location: path, Store: store, Workers: workers, BatchSize: 3 + 10*workers,
					Catalog: &importer.Catalog{Username: importer.UsernameRules{Format: "{given_name:1}{family_name}"}},
				}
				for range 2 {
					if got := importFile(t, o); got.Rows.Read() != 300 || got.Rows[importer.Failed] != 0 {
						t.Errorf("%s, %d workers: got %v %v", db.name, workers, got.Rows, got.Problems)
					}
				}
				var got []string
				for u, err := range store.Users(t.Context(), sqlstore.Filter{}) {
					if err != nil {
						t.Fatal(err)
					}
					got = append(got, string(u.Username)+" "+string(u.Email))
				}
				if want == nil {
					want = got
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s, %d workers (-first +this):\n%s", db.name, workers, diff)
				}
			})
		}
	}
	if len(want) != 300 || want[0] != "asingh p0@example.com" {
		t.Errorf("got %d users, the first %q", len(want), want[0])
	}
}
