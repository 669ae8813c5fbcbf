package sqlstore_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"muster/importer/sqlstore"
)

// TestOpenLeavesForeignDatabaseAlone has each of the directory's tables, and goose's, belong to another program.
func TestOpenLeavesForeignDatabaseAlone(t *testing.T) {
	var names []string
	onBoth(t, func(t *testing.T, dsn string) {
		open(t, dsn, sqlstore.Options{Create: true})
		query := "select name from sqlite_master where type = 'table' and name <> 'sqlite_sequence'"
		if !strings.HasPrefix(dsn, "sqlite:") {
			query = "select tablename from pg_tables where schemaname = current_schema()"
		}
		names = lines(t, raw(t, dsn), query)
	})
	if len(names) < 10 {
		t.Fatalf("the directory has only the tables %v", names)
	}
	for _, table := range names {
		t.Run(table, func(t *testing.T) {
			onBoth(t, func(t *testing.T, dsn string) {
				db := raw(t, dsn)
				execRaw(t, db, `create table "`+table+`" (theirs integer)`)
				for _, o := range []sqlstore.Options{{Create: true, Migrate: true}, {}, {ReadOnly: true}} {
					_, err := sqlstore.Open(context.Background(), dsn, o)
					if !errors.Is(err, sqlstore.ErrForeign) || strings.Contains(err.Error(), "\n") {
						t.Errorf("with %+v: got %v", o, err)
					}
				}
				execRaw(t, db, `select theirs from "`+table+`"`)
			})
		})
	}
}

func TestOpenLeavesForeignFileAsItIs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.db")
	execRaw(t, raw(t, "sqlite:"+path), "create table of_no_interest (id integer)")
	before := contents(t, path)
	_, err := sqlstore.Open(context.Background(), "sqlite:"+path, sqlstore.Options{Create: true})
	if want := "sqlite:" + path + " is a database of another program; name another file"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if !bytes.Equal(before, contents(t, path)) {
		t.Error("the file was changed")
	}
}

func contents(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestOpenSharesPostgresSchema has another program's tables beside the directory's, under other names.
func TestOpenSharesPostgresSchema(t *testing.T) {
	dsn := server.Database(t)
	execRaw(t, raw(t, dsn), "create table of_no_interest (id integer)")
	open(t, dsn, sqlstore.Options{Create: true})
}

func TestOpenFillsEmptyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "empty.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if !open(t, "sqlite:"+path, sqlstore.Options{Create: true}).Name().New {
		t.Error("the directory is not new")
	}
}

// TestFailedOpenTakesAwayOnlyItsOwnFile cancels Open after it made the file, and with a file that was there.
func TestFailedOpenTakesAwayOnlyItsOwnFile(t *testing.T) {
	for name, c := range map[string]struct {
		there []string
		want  []string
	}{
		"its own":     {nil, []string{"x.db.lock"}},
		"one of them": {[]string{"x.db"}, []string{"x.db"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for _, file := range c.there {
				if err := os.WriteFile(filepath.Join(dir, file), nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			ctx, cancel := context.WithCancel(context.Background())
			cancel()
			if _, err := sqlstore.Open(ctx, "sqlite:"+filepath.Join(dir, "x.db"), sqlstore.Options{Create: true}); !errors.Is(err, context.Canceled) {
				t.Fatalf("got %v", err)
			}
			entries, err := os.ReadDir(dir)
			if err != nil {
				t.Fatal(err)
			}
			var left []string
			for _, e := range entries {
				left = append(left, e.Name())
			}
			if !slices.Equal(left, c.want) {
				t.Errorf("left are %v, want %v", left, c.want)
			}
		})
	}
}
