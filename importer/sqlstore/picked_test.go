package sqlstore_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"muster/importer/sqlstore"
)

func TestPickedFiles(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		store := open(t, dsn, sqlstore.Options{Create: true})
		seen := time.Date(2026, 11, 21, 2, 30, 0, 0, time.UTC)
		imp := uuid.Must(uuid.NewV7())
		entry := func(name string, state sqlstore.PickedState, at time.Time) sqlstore.PickedFile {
			return sqlstore.PickedFile{
				ID: uuid.Must(uuid.NewV7()), Definition: "hr", Folder: "/drop", Name: name, Size: 1 << 40, SHA256: "ab" + name, Claim: name + ".muster-1",
				Marker: name + ".done", State: state, Seen: at,
			}
		}
		b, a := entry("b.csv", sqlstore.PickedClaimed, seen.Add(time.Second)), entry("a.csv", sqlstore.PickedClaimed, seen)
		for _, f := range []*sqlstore.PickedFile{&b, &a} {
			if err := store.RecordPicked(t.Context(), f); err != nil {
				t.Fatal(err)
			}
		}
		opened := func(want ...sqlstore.PickedFile) {
			t.Helper()
			got, err := store.OpenPicked(t.Context(), "hr", "/drop")
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("open: %v\n%s", err, diff)
			}
		}
		opened(a, b)
		a.State, a.Import, a.Place = sqlstore.PickedImported, imp, "done/a.csv"
		b.State = sqlstore.PickedLeft
		for _, f := range []*sqlstore.PickedFile{&a, &b} {
			if err := store.RecordPicked(t.Context(), f); err != nil {
				t.Fatal(err)
			}
		}
		opened(a)
		if got, err := store.PickedFor(t.Context(), imp); err != nil || !cmp.Equal(got, []sqlstore.PickedFile{a}) {
			t.Errorf("of the import: %v, %v", got, err)
		}
		a.State = sqlstore.PickedLost
		if err := store.RecordPicked(t.Context(), &a); err != nil {
			t.Fatal(err)
		}
		opened()
		for _, asked := range [][3]string{{"hr", "a.csv", a.SHA256}, {"hr", "b.csv", a.SHA256}, {"it", "a.csv", a.SHA256}, {"hr", "a.csv", "cd"}} {
			got, err := store.LostPicked(t.Context(), asked[0], asked[1], asked[2])
			if err != nil || (len(got) == 1) != (asked[0] == "hr" && asked[1] == "a.csv" && asked[2] == a.SHA256) {
				t.Errorf("%q: %v, %v", asked, got, err)
			}
		}
	})
}

func TestOnePickupAtATime(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		first, second := open(t, dsn, sqlstore.Options{Create: true}), open(t, dsn, sqlstore.Options{Create: true})
		unlock, err := first.LockPickup(t.Context(), "hr", 0)
		if err != nil {
			t.Fatal(err)
		}
		var locked *sqlstore.PickupLockedError
		if _, err := second.LockPickup(t.Context(), "hr", 0); !errors.As(err, &locked) || locked.Definition != "hr" {
			t.Errorf("the same definition: %v", err)
		}
		other, err := second.LockPickup(t.Context(), "it", 0)
		if err != nil {
			t.Fatalf("another definition: %v", err)
		}
		other()
		ended := make(chan error)
		go func() {
			again, err := second.LockPickup(t.Context(), "hr", time.Minute)
			if err == nil {
				again()
			}
			ended <- err
		}()
		unlock()
		if err := <-ended; err != nil {
			t.Errorf("after the first: %v", err)
		}
	})
}
