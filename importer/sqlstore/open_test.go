package sqlstore_test

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"muster/importer/sqlstore"
)

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	create := sqlstore.Options{Create: true}
	for name, c := range map[string]struct {
		dsn     string
		options sqlstore.Options
		is      error
		says    string
	}{
		"another scheme":      {"mysql://root:hunter2@x/y", create, sqlstore.ErrDSN, "postgres://"},
		"no scheme":           {"muster.db", create, sqlstore.ErrDSN, "sqlite:PATH"},
		"no path":             {"sqlite:", create, sqlstore.ErrDSN, "sqlite:PATH"},
		"a URL that is none":  {"postgres://me:hunter2@[::1/x", create, sqlstore.ErrDSN, "postgres://"},
		"a folder":            {"sqlite:" + dir, create, nil, "is a folder"},
		"a folder not there":  {"sqlite:" + filepath.Join(dir, "no", "x.db"), create, nil, "does not exist"},
		"not a database":      {"sqlite:" + write("text.db", strings.Repeat("no database ", 1000)), create, nil, "is not a SQLite database"},
		"no file":             {"sqlite:" + filepath.Join(dir, "none.db"), sqlstore.Options{}, sqlstore.ErrNotThere, ""},
		"no file to read":     {"sqlite:" + filepath.Join(dir, "none.db"), sqlstore.Options{ReadOnly: true, Create: true}, sqlstore.ErrNotThere, ""},
		"an empty file":       {"sqlite:" + write("empty.db", ""), sqlstore.Options{ReadOnly: true}, sqlstore.ErrNotThere, ""},
		"nobody listens":      {"postgres://me:hunter2@127.0.0.1:1/x", create, nil, "does not answer"},
		"a host that is none": {"postgres://me:hunter2@host.invalid/x", create, nil, "does not answer"},
	} {
		t.Run(name, func(t *testing.T) {
			store, err := sqlstore.Open(context.Background(), c.dsn, c.options)
			if err == nil {
				store.Close()
				t.Fatal("it opened")
			}
			if c.is != nil && !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %q", err)
			}
			if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "\n") {
				t.Errorf("the error shows a password or has several lines: %q", err)
			}
		})
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "none.db*")); len(left) > 0 {
		t.Errorf("a refused Open left %v", left)
	}
}

func TestOpenPostgresDatabaseNotThere(t *testing.T) {
	u, err := url.Parse(server.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/nobody_made_this"
	if _, err := sqlstore.Open(context.Background(), u.String(), sqlstore.Options{ReadOnly: true}); !errors.Is(err, sqlstore.ErrNotThere) {
		t.Errorf("reading: got %v", err)
	}
	_, err = sqlstore.Open(context.Background(), u.String(), sqlstore.Options{Create: true})
	if err == nil || !strings.Contains(err.Error(), "createdb") {
		t.Errorf("writing: got %v", err)
	}
}

func TestOpenMakesOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		first := open(t, dsn, sqlstore.Options{Create: true})
		if name := first.Name(); !name.New || strings.Contains(name.DB, "sslmode") {
			t.Errorf("the first is %+v", name)
		}
		for _, o := range []sqlstore.Options{{Create: true}, {}, {ReadOnly: true}} {
			if name := open(t, dsn, o).Name(); name.New {
				t.Errorf("with %+v it is new again", o)
			}
		}
	})
}

func TestNameHidesPassword(t *testing.T) {
	u, err := url.Parse(server.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(u.User.Username(), "hunter2") // which trust authentication ignores
	if os.Getenv("MUSTER_TEST_POSTGRES") != "" {
		u.User = url.User(u.User.Username())
	}
	if name := open(t, u.String(), sqlstore.Options{Create: true}).Name().DB; strings.Contains(name, "hunter2") || !strings.HasPrefix(name, "postgres://") {
		t.Errorf("the directory is called %q", name)
	}
}

// raw opens the database as any other program would.
func raw(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	driver, source := "postgres", dsn
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		driver, source = "sqlite", path
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func execRaw(t *testing.T, db *sql.DB, statement string) {
	t.Helper()
	if _, err := db.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func TestOpenOtherSchema(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		open(t, dsn, sqlstore.Options{Create: true})
		db := raw(t, dsn)
		execRaw(t, db, "insert into schema_version (version_id, is_applied) values (9999, true)")
		if _, err := sqlstore.Open(context.Background(), dsn, sqlstore.Options{Create: true, Migrate: true}); !errors.Is(err, sqlstore.ErrSchemaNew) {
			t.Errorf("newer: got %v", err)
		}
	})
}

func TestConcurrentFirstOpen(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		const openers = 4
		errs := make(chan error, openers)
		for range openers {
			go func() {
				store, err := sqlstore.Open(context.Background(), dsn, sqlstore.Options{Create: true})
				if err == nil {
					err = store.Close()
				}
				errs <- err
			}()
		}
		for range openers {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
	})
}
