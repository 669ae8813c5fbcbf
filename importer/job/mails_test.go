package job_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"muster/importer"
	"muster/importer/definition"
	"muster/importer/job"
	"muster/importer/sqlstore"
	"muster/importer/value/seal"
)

// A mail that waits follows its user: it goes to the address that they have by then, and not at all while they may not
// come in.
func TestAMailThatWaitsFollowsItsUser(t *testing.T) {
	key, err := seal.NewKey([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			inStore(t, db.dsn(t), func(store *sqlstore.Store) {
				feed := func(row string) {
					t.Helper()
					path := filepath.Join(t.TempDir(), "people.csv")
					if err := os.WriteFile(path, []byte("personnel number,first name,last name,email,status\n"+row+"\n"), 0o600); err != nil {
						t.Fatal(err)
					}
					s, err := job.Run(t.Context(), job.Options{
						Location: path, Store: store, OSUser: "hr", Host: "here", Key: func(bool) (*seal.Key, error) { return key, nil },
						Definition: definition.Definition{Name: "hr", Rules: importer.Rules{Onboarding: "invite", Notify: "send"}},
					})
					if err != nil || s.Rows[importer.Failed] > 0 {
						t.Fatalf("%+v, %v", s, err)
					}
				}
				claimed := func() []importer.DueMail {
					t.Helper()
					mails, err := store.MailQueue().Claim(t.Context(), 9, time.Now().Add(time.Hour))
					if err != nil {
						t.Fatal(err)
					}
					return mails
				}
				feed("E1,Anita,Singh,wrong@example.com,active")
				feed("E1,Anita,Singh,wrong@example.com,inactive")
				if mails := claimed(); len(mails) != 0 {
					t.Errorf("somebody who has left gets %+v", mails)
				}
				feed("E1,Anita,Singh,anita@example.com,active")
				if mails := claimed(); len(mails) != 1 || mails[0].To != "anita@example.com" || mails[0].Template != importer.MailInvitation {
					t.Errorf("got %+v", mails)
				}
			})
		})
	}
}
