package feed_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster/importer"
	"muster/importer/definition"
	"muster/importer/feed"
	"muster/importer/job"
	"muster/importer/sqlstore"
)

// toldNight imports a file by the definition, and tells about it. It returns what the web address got.
func toldNight(t *testing.T, store *sqlstore.Store, d *definition.Definition, file string) (told *importer.Telling) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "people.csv")
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	s, err := job.Run(t.Context(), job.Options{Location: path, Store: store, OSUser: "hr", Host: "here", Definition: *d, Now: func() time.Time {
		now = now.Add(time.Millisecond)
		return now
	}})
	if s == nil {
		t.Fatal(err)
	}
	teller := feed.Teller{Store: store, Post: func(_ context.Context, address, secret string, body []byte) error {
		if address != "https://ops.example.com/hook" || secret != "s3cret" || strings.Contains(string(body), secret) {
			t.Errorf("sent %s to %s", body, address)
		}
		told = &importer.Telling{}
		return json.Unmarshal(body, told)
	}}
	if err := teller.Ended(t.Context(), d, s, err); err != nil {
		t.Fatal(err)
	}
	return told
}

func TestTeller(t *testing.T) {
	store, err := sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "muster.db"), sqlstore.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	d := &definition.Definition{Name: "hr", Tell: []definition.Tell{
		{Webhook: "https://ops.example.com/hook", Secret: "s3cret", On: []string{feed.EventNewProblems, feed.EventSuccess}},
		{Mail: "hr-it@example.com", On: []string{feed.EventRowsFailed, feed.EventNoFile}},
	}}
	const header, good = "first name,last name,email\n", "Anita,Singh,anita@example.com\n"

	told := toldNight(t, store, d, header+good+"Bob,Berg,bob@\n")
	want := []importer.ProblemNews{{Code: "email.invalid", Message: told.Problems[0].Message, Row: 3, Rows: 1, New: 1}}
	if diff := cmp.Diff(want, told.Problems); diff != "" || told.Summary.Rows[importer.Failed] != 1 {
		t.Errorf("the first night: %s %+v", diff, told.Summary)
	}
	if diff := cmp.Diff([]string{"rows_failed", "finished", "new_problems"}, told.Events); diff != "" {
		t.Error(diff)
	}
	if told := toldNight(t, store, d, header+"Dora,Dahl,dora@example.com\n"+good+"Bob,Berg,bob@\n"); told != nil {
		t.Errorf("the same problem, in another row, is told: %+v", told)
	}
	told = toldNight(t, store, d, header+good+"Carl,Cole,carl@\n")
	if told == nil || told.Solved != 1 || told.Problems[0].New != 1 {
		t.Errorf("another problem: %+v", told)
	}
	told = toldNight(t, store, d, header+good)
	if told == nil || told.Solved != 1 || len(told.Problems) != 0 || told.Events[0] != feed.EventSuccess {
		t.Errorf("all is well: %+v", told)
	}
	wantMails(t, store, 3)
}

func wantMails(t *testing.T, store *sqlstore.Store, want int) {
	t.Helper()
	mails := 0
	for m, err := range store.Outbox(t.Context(), sqlstore.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if m.To != "hr-it@example.com" || m.Template != importer.MailImportReport || m.State != "queued" {
			t.Errorf("got %+v", m)
		}
		mails++
	}
	if mails != want {
		t.Errorf("%d mails, want %d", mails, want)
	}
}

func TestTellerTellsAllAndOnce(t *testing.T) {
	store, err := sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "muster.db"), sqlstore.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	calls := 0
	teller := feed.Teller{Store: store, Post: func(context.Context, string, string, []byte) error {
		calls++
		return errors.New("the web address does not answer")
	}}
	d := &definition.Definition{Name: "hr", Tell: []definition.Tell{
		{Webhook: "https://ops.example.com/hook", On: []string{feed.EventNoFile, feed.EventFailed}},
		{Mail: "hr-it@example.com", On: []string{feed.EventNoFile, feed.EventFailed}},
	}}
	if err := teller.NoFile(t.Context(), d, "2026-11-21"); err == nil || calls != 1 {
		t.Errorf("%d calls, %v", calls, err)
	}
	wantMails(t, store, 1)
	if err := teller.NoFile(t.Context(), d, "2026-11-21"); err != nil || calls != 1 {
		t.Errorf("the same day again: %d calls, %v", calls, err)
	}
	if err := teller.Ended(t.Context(), d, nil, errors.New("no such folder")); err == nil || calls != 2 {
		t.Errorf("%d calls, %v", calls, err)
	}
	wantMails(t, store, 2)
}
