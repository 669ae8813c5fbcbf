package sqlstore_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"muster/importer"
	"muster/importer/importertest"
	"muster/importer/sqlstore"
)

func TestSecondImportIsToldWhoHoldsTheLock(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		first := importertest.Import()
		journal, err := open(t, dsn, sqlstore.Options{Create: true}).Begin(ctx, first)
		if err != nil {
			t.Fatal(err)
		}
		defer journal.Close()
		_, err = open(t, dsn, sqlstore.Options{}).Begin(ctx, importertest.Import())
		locked, ok := errors.AsType[*sqlstore.LockedError](err)
		if !ok {
			t.Fatalf("got %v", err)
		}
		for _, part := range []string{first.Actor.Name, first.Actor.Host, first.ID.String(), "2026-11-21T02:30:00Z"} {
			if !strings.Contains(locked.Error(), part) {
				t.Errorf("%q does not name %s", locked, part)
			}
		}
	})
}

func TestSecondImportWaits(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		journal, err := open(t, dsn, sqlstore.Options{Create: true}).Begin(ctx, importertest.Import())
		if err != nil {
			t.Fatal(err)
		}
		second := importertest.Import()
		second.Wait = time.Minute
		began := make(chan error)
		store := open(t, dsn, sqlstore.Options{})
		go func() {
			journal, err := store.Begin(ctx, second)
			if err == nil {
				err = journal.Close()
			}
			began <- err
		}()
		select {
		case err := <-began:
			t.Fatalf("the second did not wait: %v", err)
		default:
		}
		if err := journal.Finish(ctx, &importer.Summary{State: importer.Finished}); err != nil {
			t.Fatal(err)
		}
		if err := <-began; err != nil {
			t.Errorf("the second: %v", err)
		}
	})
}

func TestCancelEndsTheWait(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		ctx, cancel := context.WithCancel(context.Background())
		journal, err := open(t, dsn, sqlstore.Options{Create: true}).Begin(ctx, importertest.Import())
		if err != nil {
			t.Fatal(err)
		}
		defer journal.Close()
		store := open(t, dsn, sqlstore.Options{})
		second := importertest.Import()
		second.Wait = time.Hour
		cancel()
		if _, err := store.Begin(ctx, second); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

// TestImportEndsWhenItsLockIsLost breaks the connection that holds the lock, and another import begins.
func TestImportEndsWhenItsLockIsLost(t *testing.T) {
	for name, atomic := range map[string]bool{"batches": false, "atomic": true} {
		t.Run(name, func(t *testing.T) {
			ctx, dsn, imp := context.Background(), server.Database(t), importertest.Import()
			imp.Atomic = atomic
			store := open(t, dsn, sqlstore.Options{Create: true})
			journal, err := store.Begin(ctx, imp)
			if err != nil {
				t.Fatal(err)
			}
			defer journal.Close()
			breakLock(t, dsn)
			second, err := store.Begin(ctx, importertest.Import())
			if err != nil {
				t.Fatalf("the second import: %v", err)
			}
			defer second.Close()
			for row := 2; row < 4; row++ { // it stays lost
				err = journal.Write(ctx, importertest.Batch(row, importertest.Create(row, importertest.Person(row, imp))))
				if !errors.Is(err, sqlstore.ErrLockLost) {
					t.Errorf("write: got %v", err)
				}
			}
			if _, err := journal.Link(ctx, nil); !errors.Is(err, sqlstore.ErrLockLost) {
				t.Errorf("link: got %v", err)
			}
			if err := journal.Finish(ctx, &importer.Summary{State: importer.Interrupted}); err != nil {
				t.Errorf("finish: %v", err)
			}
			if people := collect(t, store.Users(ctx, sqlstore.Filter{})); len(people) > 0 {
				t.Errorf("%d people were written without the lock", len(people))
			}
		})
	}
}

// TestImportTakesItsLockAgain breaks the connection that holds the lock while nobody else wants it.
func TestImportTakesItsLockAgain(t *testing.T) {
	ctx, dsn, imp := context.Background(), server.Database(t), importertest.Import()
	store := open(t, dsn, sqlstore.Options{Create: true})
	journal, err := store.Begin(ctx, imp)
	if err != nil {
		t.Fatal(err)
	}
	defer journal.Close()
	for row := 2; row < 4; row++ {
		breakLock(t, dsn)
		if err := journal.Write(ctx, importertest.Batch(row, importertest.Create(row, importertest.Person(row, imp)))); err != nil {
			t.Fatal(err)
		}
	}
	var locked *sqlstore.LockedError
	if _, err := store.Begin(ctx, importertest.Import()); !errors.As(err, &locked) {
		t.Errorf("a second import began beside it: %v", err)
	}
	if people := collect(t, store.Users(ctx, sqlstore.Filter{})); len(people) != 2 {
		t.Errorf("%d people were written, want 2", len(people))
	}
}

// breakLock ends the sessions that hold advisory locks, and waits until they are gone.
func breakLock(t *testing.T, dsn string) {
	t.Helper()
	var broken int
	err := raw(t, dsn).QueryRow(`select count(*) filter (where pg_terminate_backend(pid, 10000)) from pg_locks
		where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`).Scan(&broken)
	if err != nil || broken != 1 {
		t.Fatalf("%d locks were broken: %v", broken, err)
	}
}

// TestInterruptedImportCannotWrite marks a running import as another one does that believes it dead.
func TestInterruptedImportCannotWrite(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		ctx, imp := context.Background(), importertest.Import()
		journal, err := open(t, dsn, sqlstore.Options{Create: true}).Begin(ctx, imp)
		if err != nil {
			t.Fatal(err)
		}
		defer journal.Close()
		execRaw(t, raw(t, dsn), "update imports set state = 'interrupted'")
		err = journal.Write(ctx, importertest.Batch(1, importertest.Create(2, importertest.Person(1, imp))))
		if !errors.Is(err, sqlstore.ErrLockLost) {
			t.Errorf("got %v", err)
		}
	})
}
