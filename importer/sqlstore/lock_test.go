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
