package main

import (
	"bytes"
	"database/sql"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/lib/pq"
	_ "modernc.org/sqlite"
)

// A desk is where somebody types command lines: a folder with files, an environment and a directory of its own.
type desk struct {
	*testing.T
	dsn string
	env map[string]string
}

// onBothDesks runs the test with an empty directory of either kind, in a new folder that has the files.
func onBothDesks(t *testing.T, files map[string]string, test func(d *desk)) {
	t.Helper()
	for _, kind := range []string{"sqlite", "postgres"} {
		t.Run(kind, func(t *testing.T) {
			t.Chdir(t.TempDir())
			for name, text := range files {
				if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			here, err := os.Getwd()
			if err != nil {
				t.Fatal(err)
			}
			d := &desk{T: t, dsn: "sqlite:" + filepath.Join(here, "muster.db"), env: map[string]string{"MUSTER_KEY_FILE": ""}}
			if kind == "postgres" {
				d.dsn = server.Database(t)
				d.env["MUSTER_KEY"] = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="
			}
			d.env["MUSTER_DB"] = d.dsn
			test(d)
		})
	}
}

// with returns the desk with some of the environment changed.
func (d *desk) with(env map[string]string) *desk {
	c := *d
	c.env = maps.Clone(d.env)
	maps.Copy(c.env, env)
	return &c
}

// try runs a command line, with stdin as what is typed, and returns how it ended and what it printed.
func (d *desk) try(stdin string, args ...string) (code int, stdout, stderr string) {
	d.Helper()
	var out, errs bytes.Buffer
	a := &app{
		stdin: strings.NewReader(stdin), stdout: &out, stderr: &errs, now: time.Now,
		getenv: func(name string) string { return d.env[name] }, stop: make(chan struct{}),
	}
	code = a.run(d.Context(), args)
	return code, out.String(), errs.String()
}

// run runs a command line that has to end with this exit code, and returns what it printed on standard output.
func (d *desk) run(want int, args ...string) string {
	d.Helper()
	code, stdout, stderr := d.try("", args...)
	if code != want {
		d.Fatalf("muster %s: exit code %d, want %d\n%s%s", strings.Join(args, " "), code, want, stdout, stderr)
	}
	return stdout
}

// query returns the texts of one column.
func (d *desk) query(query string) []string {
	d.Helper()
	rows, err := d.database().QueryContext(d.Context(), query)
	if err != nil {
		d.Fatal(err)
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var text sql.NullString
		if err := rows.Scan(&text); err != nil {
			d.Fatal(err)
		}
		list = append(list, text.String)
	}
	if err := rows.Err(); err != nil {
		d.Fatal(err)
	}
	return list
}

// database opens the directory past the program.
func (d *desk) database() *sql.DB {
	d.Helper()
	driver, source := "postgres", d.dsn
	if path, ok := strings.CutPrefix(d.dsn, "sqlite:"); ok {
		driver, source = "sqlite", path
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		d.Fatal(err)
	}
	d.Cleanup(func() {
		if err := db.Close(); err != nil {
			d.Error(err)
		}
	})
	return db
}

// exec changes the directory past the program.
func (d *desk) exec(statement string) {
	d.Helper()
	if _, err := d.database().ExecContext(d.Context(), statement); err != nil {
		d.Fatalf("%s: %v", statement, err)
	}
}
