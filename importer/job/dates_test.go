package job_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster/importer"
	"muster/importer/definition"
	"muster/importer/job"
	"muster/importer/sqlstore"
	"muster/importer/value/seal"
)

const datesFile = `first name,last name,email,start date,end date,status
Anita,Singh,anita@example.com,2026-12-01,,active
Bob,Berg,bob@example.com,,2026-11-30,active
Carl,Cole,carl@example.com,2026-12-01,,inactive
Dora,Dahl,dora@example.com,,,active
`

func TestDatesComeWithoutAFile(t *testing.T) {
	key, err := seal.NewKey([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			inStore(t, db.dsn(t), func(store *sqlstore.Store) { datesCome(t, store, key) })
		})
	}
}

func datesCome(t *testing.T, store *sqlstore.Store, key *seal.Key) {
	path := filepath.Join(t.TempDir(), "people.csv")
	if err := os.WriteFile(path, []byte(datesFile), 0o600); err != nil {
		t.Fatal(err)
	}
	keys := func(bool) (*seal.Key, error) { return key, nil }
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	_, err := job.Run(t.Context(), job.Options{
		Location: path, Store: store, OSUser: "hr", Host: "here", Now: clock, Key: keys,
		Definition: definition.Definition{
			Name: "hr", TimeZone: "Europe/Berlin", Rules: importer.Rules{Onboarding: "invite", Notify: "send"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	wantStatuses(t, store, "anita inactive 0", "bob invited 1", "carl inactive 0", "dora invited 1")

	options := job.DatesOptions{Store: store, OSUser: "hr", Host: "here", Now: clock, Key: keys}
	s, err := job.ApplyDates(t.Context(), options)
	if err != nil || s != nil {
		t.Fatalf("nobody is due: got %+v, %v", s, err)
	}
	now = time.Date(2026, 11, 30, 23, 30, 0, 0, time.UTC) // 00:30 on the next day in Berlin
	s, err = job.ApplyDates(t.Context(), options)
	if err != nil || s.Rows[importer.Updated] != 2 || s.Rows.Read() != 2 || s.Mails.Queued != 1 || s.State != importer.Finished {
		t.Fatalf("got %+v, %v", s, err)
	}
	wantStatuses(t, store, "anita invited 1", "bob inactive 1", "carl inactive 0", "dora invited 1")
	var events []string
	for e, err := range store.Audit(t.Context(), sqlstore.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if string(e.Import) == s.Import {
			events = append(events, e.Event)
		}
	}
	slices.Sort(events)
	if diff := cmp.Diff([]string{"import.finished", "import.started", "user.deactivated", "user.invited"}, events); diff != "" {
		t.Error(diff)
	}
	if s, err = job.ApplyDates(t.Context(), options); err != nil || s != nil {
		t.Errorf("once more: got %+v, %v", s, err)
	}
}

// wantStatuses compares each user's name, status and number of mails.
func wantStatuses(t *testing.T, store *sqlstore.Store, want ...string) {
	t.Helper()
	mails := make(map[string]int)
	for m, err := range store.Outbox(t.Context(), sqlstore.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		mails[m.To]++
	}
	var got []string
	for u, err := range store.Users(t.Context(), sqlstore.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%s %s %d", string(u.Email)[:len(u.Email)-len("@example.com")], u.Status, mails[string(u.Email)]))
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
