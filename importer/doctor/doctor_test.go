package doctor_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"muster/importer"
	"muster/importer/doctor"
	"muster/importer/sqlstore"
)

// examine returns the findings about a setup, one line each: check, verdict, what was found.
func examine(t *testing.T, d *doctor.Doctor, environment map[string]string) []string {
	t.Helper()
	d.Getenv = func(name string) string { return environment[name] }
	d.OSUser, d.Host = "hr", "here"
	var lines []string
	for _, f := range d.Examine(t.Context()) {
		if f.Verdict != doctor.Well && f.Mend == "" {
			t.Errorf("nothing to do about %s: %s", f.Check, f.Found)
		}
		lines = append(lines, f.Check+" "+string(f.Verdict)+": "+f.Found)
	}
	return lines
}

func wantLine(t *testing.T, lines []string, parts ...string) {
	t.Helper()
	if !slices.ContainsFunc(lines, func(line string) bool {
		return !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(line, part) })
	}) {
		t.Errorf("no line with %q among\n%s", parts, strings.Join(lines, "\n"))
	}
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOnDayOne(t *testing.T) {
	db := filepath.Join(t.TempDir(), "muster.db")
	d := &doctor.Doctor{DSN: "sqlite:" + db, KeyFile: db + ".key", Definitions: []string{
		write(t, "hr.yaml", "name: hr\nrules: {onboarding: invite, notify: send}\n"),
		write(t, "bad.yaml", "nam: hr\n"),
	}}
	lines := examine(t, d, nil)
	wantLine(t, lines, "database well", "the first import makes it")
	wantLine(t, lines, "key well", "the first import that needs one makes")
	wantLine(t, lines, "mail worry", "no mail server is set")
	wantLine(t, lines, "definition hr well")
	wantLine(t, lines, "definition", "bad.yaml trouble", "name")
	wantLine(t, lines, "disk ")
	if _, err := os.Stat(db); err == nil {
		t.Error("it made a directory")
	}
}

func TestOfADirectory(t *testing.T) {
	dsn := "sqlite:" + filepath.Join(t.TempDir(), "muster.db")
	store, err := sqlstore.Open(t.Context(), dsn, sqlstore.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	local := false
	catalog := &importer.Catalog{Groups: []importer.Named{{Name: "Sales"}}, Local: &local, Actors: []importer.CatalogActor{{Name: "boss", Scopes: []string{"admin"}}}, Scopes: []importer.Named{{Name: "admin"}}}
	if _, err := store.LoadCatalog(t.Context(), catalog, importer.Actor{Name: "local:hr", All: true}); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	hr := write(t, "hr.yaml", "name: hr\nrules: {actor_holds: {scopes: [admin]}}\n")

	d := &doctor.Doctor{DSN: dsn, Definitions: []string{hr}}
	lines := examine(t, d, map[string]string{"MUSTER_SMTP": "smtp://127.0.0.1:1?from=it@example.com&tls=none", "MUSTER_KEY": "short"})
	wantLine(t, lines, "database well")
	wantLine(t, lines, "clock well")
	wantLine(t, lines, "catalog well", "1 groups")
	wantLine(t, lines, "key trouble")
	wantLine(t, lines, "mail trouble")
	wantLine(t, lines, "definition hr trouble")

	d = &doctor.Doctor{DSN: dsn, Definitions: []string{hr}, Actor: "boss", Now: func() time.Time { return time.Now().Add(time.Hour) }}
	lines = examine(t, d, nil)
	wantLine(t, lines, "clock trouble", "apart")
	wantLine(t, lines, "definition hr well")
}
