package sqlstore_test

import (
	"context"
	"path/filepath"
	"testing"

	"muster/importer/importertest"
	"muster/importer/sqlstore"
)

// databases are the two kinds of directory, each as a DSN of an empty one.
var databases = map[string]func(t testing.TB) string{
	"postgres": func(t testing.TB) string { return server.Database(t) },
	"sqlite":   func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "muster.db") },
}

// onBoth runs the test on both databases.
func onBoth(t *testing.T, test func(t *testing.T, dsn string)) {
	t.Helper()
	for name, dsn := range databases {
		t.Run(name, func(t *testing.T) { test(t, dsn(t)) })
	}
}

func open(t testing.TB, dsn string, o sqlstore.Options) *sqlstore.Store {
	t.Helper()
	store, err := sqlstore.Open(context.Background(), dsn, o)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return store
}

func TestStore(t *testing.T) {
	for name, dsn := range databases {
		t.Run(name, func(t *testing.T) {
			importertest.RunStore(t, func(t *testing.T) importertest.Store {
				return open(t, dsn(t), sqlstore.Options{Create: true})
			})
		})
	}
}
