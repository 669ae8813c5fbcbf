package sqlstore_test

import (
	"bytes"
	"database/sql"
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"muster/importer"
	"muster/importer/definition"
	"muster/importer/job"
	"muster/importer/sqlstore"
	"muster/importer/value/seal"
)

// A world is a directory of its own in which files are imported and undone.
type world struct {
	*rapid.T
	t      *testing.T
	name   string
	store  *sqlstore.Store
	db     *sql.DB
	folder string
	key    *seal.Key
}

// worlds returns two empty directories, one in each database.
func worlds(t *testing.T) (list []*world) {
	key, err := seal.NewKey(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"sqlite", "postgres"} {
		dsn := databases[name](t)
		list = append(list, &world{
			t: t, name: name, store: open(t, dsn, sqlstore.Options{Create: true}), db: raw(t, dsn), folder: t.TempDir(), key: key,
		})
	}
	return list
}

// peopleTables hold people, those first that refer to others.
var peopleTables = []string{"invitations", "identities", "memberships", "group_members", "grants", "users", "contacts"}

// begin begins a round of a property in a directory without people.
func (w *world) begin(rt *rapid.T) {
	w.T = rt
	execRaw(w.t, w.db, "update outbox set user_id = null")
	execRaw(w.t, w.db, "update contacts set manager_id = null")
	for _, table := range peopleTables {
		execRaw(w.t, w.db, "delete from "+table)
	}
}

// A feed is a file and the definition under which it is imported.
type feed struct {
	rows [][]string
	d    definition.Definition
	// atomic and batch are how it is imported.
	atomic bool
	batch  int
}

var feedHeader = []string{
	"external_id", "first name", "last name", "email", "username", "mobile", "groups", "roles", "organizations", "status",
	"manager", "attributes.cost_center", "attributes.grade", "start date", "require mfa", "password hash",
}

// feeds generates files out of small sets of values, so that rows and files meet.
func feeds(people int) *rapid.Generator[*feed] {
	return rapid.Custom(func(t *rapid.T) *feed {
		pick := func(label string, values ...string) string { return rapid.SampledFrom(values).Draw(t, label) }
		f := &feed{rows: [][]string{feedHeader}}
		f.d.Name = pick("definition", "hr", "it")
		f.d.Rules.ContactsOnly = rapid.IntRange(0, 3).Draw(t, "contacts only") == 0
		f.d.Rules.CreateGroups = true
		f.d.Rules.Onboarding = pick("onboarding", "", "", "none", "direct")
		f.d.Rules.ExternalSystem = pick("system", "", "", "sap")
		f.atomic, f.batch = rapid.Bool().Draw(t, "atomic"), rapid.IntRange(1, 6).Draw(t, "batch")
		f.d.Rules.Severity = map[string]string{"manager.unknown": "warning"}
		order := rapid.Permutation(numbers(people)).Draw(t, "people")
		if f.d.Rules.Repeats = pick("repeats", "", "merge"); f.d.Rules.Repeats != "" {
			order = append(order[:people-1:people-1], order[0])
		}
		for _, n := range order[:rapid.IntRange(1, people).Draw(t, "rows")] {
			boss := rapid.IntRange(1, 3*people).Draw(t, "boss")
			manager := ""
			if boss <= people {
				manager = fmt.Sprintf("E%d", boss)
			}
			f.rows = append(f.rows, []string{
				pick("id", fmt.Sprintf("E%d", n), fmt.Sprintf("E%d", n), ""),
				pick("given", "Anita", "Žofie"), pick("family", "Singh", "O'Neill"),
				pick("email", fmt.Sprintf("p%d@example.com", n), fmt.Sprintf("q%d@example.com", n)),
				pick("username", "", fmt.Sprintf("user%d", n), fmt.Sprintf("name%d", n)),
				pick("mobile", "", "+49 1512 3456789", "+49 1512 3456780"),
				pick("groups", "", "Sales", "Sales; Engineering", "+Support", "-Sales"),
				pick("roles", "", "reader", "editor; reader", "-reader"),
				pick("organizations", "", "hq:member", "hq:admin; lab:member"),
				pick("status", "", "active", "inactive"), manager,
				pick("cost center", "", "410", "420"), pick("grade", "", "a", "b"),
				pick("start", "", "2020-01-01", "2999-01-01"), pick("mfa", "", "yes", "no"),
				pick("hash", "", "{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g0YWJj", "$1$abcdefgh$irWbblnpmw.5z7wgBnprh0"),
			})
		}
		return f
	})
}

func numbers(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i + 1
	}
	return list
}

func undoCatalog() *importer.Catalog {
	return &importer.Catalog{
		Groups: []importer.Named{{Name: "Everybody"}, {Name: "Sales"}}, Roles: []importer.Named{{Name: "reader"}, {Name: "editor"}},
		Organizations: []importer.Organization{{Name: "hq"}, {Name: "lab"}}, OrganizationRoles: []importer.Named{{Name: "admin"}, {Name: "member"}},
		Attributes: map[string]importer.AttributeType{"cost_center": {Type: "string"}, "grade": {Type: "string"}},
		Defaults:   importer.CatalogDefaults{Groups: []string{"Everybody"}},
	}
}

// importFeed imports the file and returns what came of it.
func (w *world) importFeed(f *feed) *importer.Summary {
	path := filepath.Join(w.folder, "people.csv")
	out := &bytes.Buffer{}
	if err := csv.NewWriter(out).WriteAll(f.rows); err != nil {
		w.Fatal(err)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		w.Fatal(err)
	}
	summary, err := job.Run(w.t.Context(), job.Options{
		Location: path, Definition: f.d, Store: w.store, Catalog: undoCatalog(), Atomic: f.atomic, BatchSize: f.batch,
		Reports: []string{filepath.Join(w.folder, "report.jsonl")}, OSUser: "test", Host: "test",
		Key: func(bool) (*seal.Key, error) { return w.key, nil },
	})
	if err != nil {
		w.Fatalf("%s: import: %v", w.name, err)
	}
	return summary
}

// undo undoes the import and checks that a dry run says before what is then done.
func (w *world) undo(id string, batch int) *importer.Summary {
	o := job.UndoOptions{
		Store: w.store, Import: uuid.MustParse(id), OSUser: "test", Host: "test", DryRun: true, BatchSize: batch,
		Key: func(bool) (*seal.Key, error) { return w.key, nil },
	}
	planned := filepath.Join(w.folder, "planned.jsonl")
	o.Reports = []string{planned}
	before := w.dump()
	if _, err := job.Undo(w.t.Context(), o); err != nil {
		w.Fatalf("%s: plan the undo: %v", w.name, err)
	}
	if diff := cmp.Diff(before, w.dump()); diff != "" {
		w.Fatalf("%s: a dry run changed the directory:\n%s", w.name, diff)
	}
	done := filepath.Join(w.folder, "done.jsonl")
	o.DryRun, o.Reports = false, []string{done}
	summary, err := job.Undo(w.t.Context(), o)
	if err != nil {
		w.Fatalf("%s: undo: %v", w.name, err)
	}
	if diff := cmp.Diff(read(w, planned), read(w, done)); diff != "" {
		w.Fatalf("%s: the undo did not do what the dry run said:\n%s", w.name, diff)
	}
	return summary
}

func read(w *world, path string) []string {
	text, err := os.ReadFile(path)
	if err != nil {
		w.Fatal(err)
	}
	return strings.Split(string(text), "\n")
}

// dump returns every row of the tables of people, but for the versions of contacts, which never go back.
func (w *world) dump() []string {
	var all []string
	for _, table := range peopleTables {
		all = append(all, w.rows(table)...)
	}
	slices.Sort(all)
	return all
}

func (w *world) rows(table string) (list []string) {
	rows, err := w.db.Query("select * from " + table)
	if err != nil {
		w.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		w.Fatal(err)
	}
	for rows.Next() {
		cells := make([]sql.NullString, len(names))
		targets := make([]any, len(names))
		for i := range cells {
			targets[i] = &cells[i]
		}
		if err := rows.Scan(targets...); err != nil {
			w.Fatal(err)
		}
		line := table
		for i, c := range cells {
			if names[i] != "version" && c.Valid {
				line += fmt.Sprintf(" %s=%q", names[i], c.String)
			}
		}
		list = append(list, line)
	}
	if err := rows.Err(); err != nil {
		w.Fatal(err)
	}
	return list
}

// Whatever an import did to whatever directory: undone at once, it leaves the directory as it was, bit for bit.
func TestUndoGivesTheDirectoryBack(t *testing.T) {
	both := worlds(t)
	check(t, 40)
	rapid.Check(t, func(rt *rapid.T) {
		earlier := rapid.SliceOfN(feeds(6), 0, 3).Draw(rt, "earlier files")
		undone := feeds(6).Draw(rt, "undone file")
		for _, w := range both {
			w.begin(rt)
			for _, f := range earlier {
				w.importFeed(f)
			}
			before := w.dump()
			imported := w.importFeed(undone)
			if imported.State == importer.Stopped {
				continue
			}
			summary := w.undo(imported.Import, undone.batch)
			if diff := cmp.Diff(before, w.dump()); diff != "" {
				rt.Fatalf("%s: the directory is not what it was (-before +now):\n%s", w.name, diff)
			}
			wantUndone(w, imported, summary)
		}
	})
}

// check bounds how often a property that imports files into two databases is checked.
func check(t *testing.T, times int) {
	t.Helper()
	f := flag.Lookup("rapid.checks")
	before := f.Value.String()
	if before != f.DefValue {
		return // somebody asked for another number
	}
	if err := f.Value.Set(strconv.Itoa(times)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Value.Set(before); err != nil {
			t.Error(err)
		}
	})
}

// wantUndone checks the counts of an undo and that a second one does nothing.
func wantUndone(w *world, imported, undo *importer.Summary) {
	changed := imported.Rows[importer.Created] + imported.Rows[importer.Updated]
	if undo.Rows.Read() > changed || undo.Rows[importer.Failed] > 0 || undo.Undo.Kept+undo.Undo.Deactivated > 0 {
		w.Fatalf("%s: %d rows changed something, the undo comes to %v, %+v", w.name, changed, undo.Rows, undo.Undo)
	}
	var kept int
	for _, err := range w.store.ImportRows(w.t.Context(), uuid.MustParse(undo.Import)) {
		if err != nil {
			w.Fatalf("%s: %v", w.name, err)
		}
		kept++
	}
	if kept != undo.Rows.Read() {
		w.Fatalf("%s: the directory has %d results, the summary %d", w.name, kept, undo.Rows.Read())
	}
	again, err := job.Undo(w.t.Context(), job.UndoOptions{Store: w.store, Import: uuid.MustParse(imported.Import)})
	if err != nil || again.Undo.Nothing == "" || again.Rows.Read() != 0 {
		w.Fatalf("%s: a second undo came to %+v, %v", w.name, again, err)
	}
}
