package sqlstore_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"muster/importer/sqlstore"
)

func TestARunIsBegunOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		store := open(t, dsn, sqlstore.Options{Create: true})
		planned := time.Date(2026, 11, 21, 2, 30, 0, 0, time.UTC)
		var mine atomic.Int32
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				ok, err := store.ClaimRun(t.Context(), "hr", planned)
				if err != nil {
					t.Error(err)
				}
				if ok {
					mine.Add(1)
				}
			})
		}
		all.Wait()
		if mine.Load() != 1 {
			t.Errorf("%d began it", mine.Load())
		}
		if ok, err := store.ClaimRun(t.Context(), "hr", planned.AddDate(0, 0, 1)); err != nil || !ok {
			t.Errorf("the next night: %v, %v", ok, err)
		}
		if ok, err := store.ClaimRun(t.Context(), "it", planned); err != nil || !ok {
			t.Errorf("another definition: %v, %v", ok, err)
		}
		if err := store.EndRun(t.Context(), "hr", planned, "finished"); err != nil {
			t.Error(err)
		}
		for i, want := range []bool{true, false} {
			if ok, err := store.ClaimTelling(t.Context(), "hr", "no_file", "2026-11-21"); err != nil || ok != want {
				t.Errorf("telling %d: %v, %v", i, ok, err)
			}
		}
	})
}
