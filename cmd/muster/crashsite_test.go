package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"muster/importer"
	"muster/importer/sqlstore"
)

// crashRows is how many rows the imports have that are killed, and crashBatch how many of them are written at once.
const (
	crashRows  = 1500
	crashBatch = "50"
)

// A crashDatabase makes empty directories, and copies of full ones.
type crashDatabase struct {
	name string
	make func(t *testing.T) string
	copy func(t *testing.T, dsn string) string
}

func crashDatabases() []crashDatabase {
	file := func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "muster.db") }
	return []crashDatabase{
		{"sqlite", file, func(t *testing.T, dsn string) string {
			to := file(t)
			content, err := os.ReadFile(strings.TrimPrefix(dsn, "sqlite:"))
			if err == nil {
				err = os.WriteFile(strings.TrimPrefix(to, "sqlite:"), content, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
			return to
		}},
		{"postgres", func(t *testing.T) string { return server.Database(t) }, func(t *testing.T, dsn string) string { return server.Copy(t, dsn) }},
	}
}

// A crashScenario is one way in which an import runs.
type crashScenario struct {
	name     string
	managers bool
	stdin    bool
	flags    []string
	rules    string
	takes    time.Duration // when nobody kills it
	want     *aftermath
}

func crashScenarios() []*crashScenario {
	return []*crashScenario{
		{name: "one pass"},
		{name: "survey", managers: true, rules: "  missing: deactivate\n  limits: {deactivate: 100%}\n"},
		{name: "standard input", stdin: true},
		{name: "atomic", managers: true, flags: []string{"--atomic"}},
	}
}

// A crashSite is where imports are killed, in one database.
type crashSite struct {
	program   string
	db        crashDatabase
	base      string // the DSN of the directory before the import
	scenarios []*crashScenario
}

// newCrashSite fills a directory, and finds out what the import comes to that nobody kills.
func newCrashSite(t *testing.T, program string, db crashDatabase) *crashSite {
	t.Helper()
	c := &crashSite{program: program, db: db, base: db.make(t), scenarios: crashScenarios()}
	w := &wreck{crashSite: c, dir: t.TempDir(), dsn: c.base}
	writeCSV(t, filepath.Join(w.dir, "before.csv"), crashBefore())
	write(t, filepath.Join(w.dir, "catalog.yaml"), crashCatalog)
	write(t, filepath.Join(w.dir, "before.yaml"), "name: crash\nsource: {content: full}\n")
	w.run(t, []string{"import", "before.csv", "-c", "before.yaml", "--catalog", "catalog.yaml", "--json"}, c.scenarios[0], 0)
	if n := strings.Count(w.output.String(), `"failed":0`); n != 1 {
		t.Fatalf("the directory could not be filled:\n%s", w.output.String())
	}
	for _, s := range c.scenarios {
		w := c.prepare(t, s)
		begun := time.Now()
		w.run(t, w.importCommand(s), s, 0)
		s.takes = time.Since(begun)
		s.want = w.look(t)
		if s.want.Rows[importer.Created.String()] == 0 || s.want.Rows[importer.Updated.String()] == 0 || len(s.want.Outbox) == 0 {
			t.Fatalf("%s: the import is not worth killing: %v, %d mails\n%s", s.name, s.want.Rows, len(s.want.Outbox), w.output.String())
		}
	}
	return c
}

// prepare makes a directory and a folder for one import.
func (c *crashSite) prepare(t *testing.T, s *crashScenario) *wreck {
	t.Helper()
	w := &wreck{crashSite: c, dir: t.TempDir(), dsn: c.db.copy(t, c.base)}
	writeCSV(t, filepath.Join(w.dir, "people.csv"), crashPeople(s))
	write(t, filepath.Join(w.dir, "crash.yaml"), "name: crash\nsource: {content: full}\nrules:\n  onboarding: invite\n  notify: send\n  create_groups: true\n"+s.rules)
	return w
}

// A wreck is one import that is killed, and what is left of it.
type wreck struct {
	*crashSite
	dir    string
	dsn    string
	output bytes.Buffer
}

func (w *wreck) importCommand(s *crashScenario) []string {
	file := "people.csv"
	if s.stdin {
		file = "-"
	}
	return append([]string{
		"import", file, "-c", "crash.yaml", "--batch", crashBatch, "--json", "--wait", "1m",
		"--report", "report.jsonl", "--report", "report.csv", "--failed", "refused.csv",
	}, s.flags...)
}

// run runs the program, and kills it at the end of its time, if it has one. It reports whether it had to.
func (w *wreck) run(t *testing.T, args []string, s *crashScenario, end time.Duration) (killed bool) {
	t.Helper()
	cmd := exec.Command(w.program, args...) //nolint:gosec // built by this test
	cmd.Dir = w.dir
	cmd.Env = append(os.Environ(), "MUSTER_DB="+w.dsn, "MUSTER_KEY="+crashKey, "XDG_CACHE_HOME="+w.dir, "TMPDIR="+w.dir)
	w.output.Reset()
	cmd.Stdout, cmd.Stderr = &w.output, &w.output
	if s.stdin && args[0] == "import" {
		in, err := os.Open(filepath.Join(w.dir, "people.csv"))
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		cmd.Stdin = in
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if end > 0 {
		deadline := time.AfterFunc(end, func() { _ = cmd.Process.Kill() })
		defer deadline.Stop()
	}
	err := cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) && !exit.Exited() {
		return true
	}
	if code := cmd.ProcessState.ExitCode(); code != exitDone && code != exitRowsFailed {
		t.Fatalf("muster %s: %v\n%s", strings.Join(args, " "), err, w.output.String())
	}
	return false
}

// lastImport returns the id of the import, "" where there is none yet, and whether it has ended.
func (w *wreck) lastImport(t *testing.T) (id string, done bool) {
	t.Helper()
	w.open(t, func(store *sqlstore.Store) {
		first := true
		for s, err := range store.Imports(t.Context(), sqlstore.Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			if first { // the one that made the directory
				first = false
				continue
			}
			id, done = s.Import, s.State != importer.Running && s.State != importer.Interrupted
		}
	})
	return id, done
}

func (w *wreck) open(t *testing.T, use func(*sqlstore.Store)) {
	t.Helper()
	store, err := sqlstore.Open(t.Context(), w.dsn, sqlstore.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	use(store)
}

// crashKey seals the mails.
const crashKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

const crashCatalog = `organizations: [hq, lab]
organization_roles: [member]
groups: [Sales, Engineering]
roles: [reader, editor]
licenses: [{name: standard, seats: 1300}]
defaults: {license: standard}
username: {format: "{given_name:1}{family_name}"}
`

var crashHeader = []string{"Personnel number", "First name", "Last name", "E-Mail", "Mobile", "Country", "Groups", "Organization", "Organization role", "Roles", "Manager"}

// crashBefore is who is there before.
func crashBefore() [][]string {
	rows := [][]string{crashHeader}
	for i := 1; i <= crashRows/2; i++ {
		rows = append(rows, []string{fmt.Sprintf("E%d", i), "Anita", "Singh", fmt.Sprintf("p%d@example.com", i), "", "", "Sales", "hq", "member", "reader", ""})
	}
	return rows
}

// crashPeople is a file in which rows meet: people who are new, who change, who stay as they are, whose address another row
// takes, who come twice, whose group is new, whose username needs a number, who find no seat, and who are wrong.
func crashPeople(s *crashScenario) [][]string {
	rows := [][]string{crashHeader}
	atomic, last := len(s.flags) > 0, crashRows
	if atomic { // nothing may be refused
		last = 1250
	}
	for i := 1; i <= last; i++ {
		row := []string{
			fmt.Sprintf("E%d", i), "Anita", []string{"Singh", "Rao", "Bose", "Iyer"}[i%4], fmt.Sprintf("p%d@example.com", i),
			[]string{"", "+49 1512 3456789"}[i%2], "DE", []string{"Sales", "Engineering; New", "Sales; Club"}[i%3], []string{"hq", "lab"}[i%5/4], "member", []string{"reader", "editor"}[i%7/6], "",
		}
		switch {
		case i%5 == 1 && i < crashRows/2:
			row = []string{row[0], "Anita", "Singh", row[3], "", "", "Sales", "hq", "member", "reader", ""} // as they are
		case i%10 == 3:
			row[3] = fmt.Sprintf("new%d@example.com", i) // leaves the old address
		case i%10 == 7 && !atomic:
			row[3] = fmt.Sprintf("p%d@example.com", i-4) // and somebody wants it
		case i%50 == 9 && !atomic:
			row[3] = "bob@"
		case i%50 == 19 && !atomic:
			row[0] = fmt.Sprintf("E%d", i-1)
		case i%50 == 29 && !atomic:
			continue // is missing
		}
		if s.managers && i%3 == 0 {
			row[10] = fmt.Sprintf("E%d", []int{last - 2, 2, min(i+1, last)}[i%9/3])
		}
		rows = append(rows, row)
	}
	if !s.managers {
		for i := range rows {
			rows[i] = rows[i][:len(crashHeader)-1]
		}
	}
	return rows
}

func writeCSV(t *testing.T, path string, rows [][]string) {
	t.Helper()
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	write(t, path, b.String())
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// nameOf tells people apart by what does not change.
func nameOf(id uuid.UUID, names map[string]string, kind, name string) {
	names[id.String()] = kind + " " + name
}
