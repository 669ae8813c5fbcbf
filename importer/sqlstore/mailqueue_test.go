package sqlstore_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"muster/importer"
	"muster/importer/importertest"
	"muster/importer/notify"
	"muster/importer/sqlstore"
)

var _ notify.Store = (*sqlstore.MailQueue)(nil)

// mailTo returns a mail of the template to the person, with something sealed in it where secret is.
func mailTo(p *importer.Person, template string, secret string) importer.Mail {
	m := importer.Mail{ID: uuid.Must(uuid.NewV7()), Template: template, To: p.Values[importer.Email]}
	if secret != "" {
		m.Sealed = []byte(secret)
	}
	return m
}

// queueFor makes so many people, in an import of their own, who each get these mails; mails are in the order of their ids.
func queueFor(t *testing.T, store *sqlstore.Store, people int, templates ...string) (imp *importer.Import, mails []importer.Mail) {
	t.Helper()
	imp = importertest.Import()
	decisions := make([]*importer.Decision, people)
	for i := range decisions {
		p := importertest.Person(i+1, imp)
		decisions[i] = importertest.Create(i+2, p)
		for _, template := range templates {
			m := mailTo(p, template, "sealed")
			mails = append(mails, m)
			decisions[i].Mails = append(decisions[i].Mails, m)
		}
	}
	run(t, store, imp, decisions...)
	return imp, mails
}

func claim(t interface{ Fatal(...any) }, q *sqlstore.MailQueue, limit int, now time.Time) []importer.DueMail {
	mails, err := q.Claim(context.Background(), limit, now)
	if err != nil {
		t.Fatal(err)
	}
	return mails
}

func ids(mails []importer.DueMail) []uuid.UUID {
	list := []uuid.UUID{}
	for i := range mails {
		list = append(list, mails[i].ID)
	}
	return list
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// sealedMails counts the mails that still have a secret.
func sealedMails(t *testing.T, dsn string) (n int) {
	t.Helper()
	must(t, raw(t, dsn).QueryRow("select count(*) from outbox where sealed <> ''").Scan(&n))
	return n
}

func TestAClaimedMailHasAllThatItsTextNeeds(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		store, imp := openFixed(t, dsn), importertest.Import()
		imp.Catalog.Tenant.URL = "https://id.example.com"
		p := importertest.Person(1, imp)
		d := importertest.Create(2, p)
		m := mailTo(p, importer.MailInvitation, "\x00\xffsealed")
		m.Expires = clock.Add(time.Hour)
		added := mailTo(p, importer.MailOrganizationAdded, "")
		added.Organization = "hq"
		d.Mails = []importer.Mail{m, added}
		run(t, store, imp, d)
		want := importer.DueMail{
			ID: m.ID, User: p.UserID, To: "Zoe.0001@example.com", Template: importer.MailInvitation, Language: "de",
			Person:  importer.Addressee{GivenName: "Zoë", FamilyName: "O'Neill-1", DisplayName: "Zoë O'Neill-1", Username: "zoe0001"},
			Tenant:  importer.Tenant{Name: "Acme", URL: "https://id.example.com"},
			Expires: m.Expires, Sealed: m.Sealed,
		}
		second := want
		second.ID, second.Template, second.Organization = added.ID, importer.MailOrganizationAdded, "hq"
		second.Expires, second.Sealed = time.Time{}, []byte{}
		if diff := cmp.Diff([]importer.DueMail{want, second}, claim(t, store.MailQueue(), 9, clock)); diff != "" {
			t.Errorf("another mail (-want +got):\n%s", diff)
		}
	})
}

func TestAMailAboutAnImportSaysWhatCameOfIt(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		store, actor := openFixed(t, dsn), importertest.Actor()
		imp, _ := queueFor(t, store, 1)
		summary, err := store.Import(t.Context(), imp.ID)
		must(t, err)
		must(t, store.QueueTelling(t.Context(), "hr@example.com", &importer.Telling{Definition: "hr", Summary: summary}))
		must(t, store.QueueTelling(t.Context(), "hr@example.com", &importer.Telling{Definition: "hr", Error: "no file came"}))
		if _, err := store.MailQueue().Drop(t.Context(), imp.ID, &actor); !errors.Is(err, sqlstore.ErrNoMails) {
			t.Errorf("drops what is not for users: %v", err)
		}
		mails := claim(t, store.MailQueue(), 9, clock)
		if len(mails) != 2 || mails[0].Telling.Summary.Rows != (importer.Counts{importer.Created: 1}) || mails[0].Telling.Summary.State != importer.Finished {
			t.Fatalf("%d mails, the first about %+v", len(mails), mails[0].Telling)
		}
		if about := mails[1].Telling; about.Definition != "hr" || about.Summary != nil || about.Error != "no file came" {
			t.Errorf("without a run it is about %+v", about)
		}
	})
}

// TestTheQueueIsAsItsModelSays does the same things to both databases and to a model, and compares who may be mailed.
func TestTheQueueIsAsItsModelSays(t *testing.T) {
	dsns := []string{server.Database(t), "sqlite:" + filepath.Join(t.TempDir(), "muster.db")}
	for _, dsn := range dsns {
		store := open(t, dsn, sqlstore.Options{Create: true})
		imp, mails := queueFor(t, store, 3, importer.MailAccountCreated, importer.MailTemporaryPassword)
		actor := importertest.Actor()
		db := raw(t, dsn)
		rapid.Check(t, func(t *rapid.T) {
			if _, err := db.Exec("update outbox set state = 'queued', next_attempt_at = null, claimed_until = null, attempts = 0"); err != nil {
				t.Fatal(err)
			}
			m := newQueueModel(mails)
			q := store.MailQueue()
			now := clock
			anyMail := rapid.SampledFrom(mails)
			t.Repeat(map[string]func(*rapid.T){
				"time": func(t *rapid.T) { now = now.Add(time.Duration(rapid.IntRange(1, 20).Draw(t, "minutes")) * time.Minute) },
				"claim": func(t *rapid.T) {
					limit := rapid.IntRange(1, 7).Draw(t, "limit")
					if diff := cmp.Diff(m.claim(limit, now), ids(claim(t, q, limit, now))); diff != "" {
						t.Fatalf("claims another mail (-want +got):\n%s", diff)
					}
				},
				"sent": func(t *rapid.T) {
					id := anyMail.Draw(t, "mail").ID
					m.at(id).state = "sent"
					mustNote(t, q.Sent(context.Background(), id))
				},
				"retry": func(t *rapid.T) {
					id, at := anyMail.Draw(t, "mail").ID, now.Add(10*time.Minute)
					if e := m.at(id); e.state == "sending" {
						e.state, e.due = "queued", at
					}
					mustNote(t, q.Retry(context.Background(), id, at, "the server was asleep"))
				},
				"dead": func(t *rapid.T) {
					id := anyMail.Draw(t, "mail").ID
					if e := m.at(id); e.state == "sending" {
						e.state = "dead"
					}
					mustNote(t, q.Dead(context.Background(), id, "nobody of that name"))
				},
				"hold": func(t *rapid.T) {
					id := anyMail.Draw(t, "mail").ID
					m.at(id).state = "held"
					_, err := db.Exec("update outbox set state = 'held', next_attempt_at = null, claimed_until = null where id = '" + id.String() + "'")
					mustNote(t, err)
				},
				"release": func(t *rapid.T) {
					n, err := q.Release(context.Background(), imp.ID, &actor)
					if want := m.release(); n != want || (err != nil) != (want == 0) {
						t.Fatalf("released %d, %v, want %d", n, err, want)
					}
				},
			})
		})
	}
}

func mustNote(t *rapid.T, err error) {
	if err != nil {
		t.Fatal(err)
	}
}

// A queueModel is an outbox as simple as can be.
type queueModel []*queued

type queued struct {
	id, user int // the mail's place, and whose it is
	uuid     uuid.UUID
	state    string
	due      time.Time // when it is due, or its claim runs out
}

func newQueueModel(mails []importer.Mail) *queueModel {
	m := queueModel{}
	for i := range mails {
		m = append(m, &queued{i, i / 2, mails[i].ID, "queued", time.Time{}})
	}
	return &m
}

func (m *queueModel) at(id uuid.UUID) *queued {
	return (*m)[slices.IndexFunc(*m, func(e *queued) bool { return e.uuid == id })]
}

func (m *queueModel) release() (n int) {
	for _, e := range *m {
		if e.state == "held" {
			e.state, e.due = "queued", time.Time{}
			n++
		}
	}
	return n
}

func (m *queueModel) claim(limit int, now time.Time) []uuid.UUID {
	claimed, blocked := []uuid.UUID{}, map[int]bool{}
	for _, e := range *m {
		waits := e.state == "queued" || e.state == "sending"
		switch {
		case e.state == "held" || waits && e.due.After(now):
			blocked[e.user] = true
		case waits && !blocked[e.user] && len(claimed) < limit:
			e.state, e.due = "sending", now.Add(notify.ClaimFor)
			claimed = append(claimed, e.uuid)
		}
	}
	return claimed
}

// TestSendersShareTheQueue lets several programs send at the same time. Each mail is claimed once, and never before the
// earlier one of its user is sent.
func TestSendersShareTheQueue(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		const senders, people = 4, 40
		_, mails := queueFor(t, open(t, dsn, sqlstore.Options{Create: true}), people, importer.MailAccountCreated, importer.MailTemporaryPassword)
		var mu sync.Mutex
		sent := make(map[uuid.UUID]int)
		first := make(map[uuid.UUID]uuid.UUID) // of each user, by the second one
		for i := 0; i < len(mails); i += 2 {
			first[mails[i+1].ID] = mails[i].ID
		}
		errs := make(chan error, senders)
		for i := range senders {
			q := open(t, dsn, sqlstore.Options{}).MailQueue()
			go func() { errs <- sendAll(q, i+1, &mu, sent, first) }()
		}
		for range senders {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
		if len(sent) != len(mails) {
			t.Errorf("%d of %d mails were sent", len(sent), len(mails))
		}
		if n := sealedMails(t, dsn); n != 0 {
			t.Errorf("%d secrets are left", n)
		}
	})
}

// sendAll claims and sends until all is sent, some at a time.
func sendAll(q *sqlstore.MailQueue, limit int, mu *sync.Mutex, sent map[uuid.UUID]int, first map[uuid.UUID]uuid.UUID) error {
	for {
		mails, err := q.Claim(context.Background(), limit, clock)
		if err != nil {
			return err
		}
		mu.Lock()
		if len(mails) == 0 && len(sent) == 2*len(first) {
			mu.Unlock()
			return nil
		}
		for _, m := range mails {
			earlier, second := first[m.ID]
			mine := slices.ContainsFunc(mails, func(o importer.DueMail) bool { return o.ID == earlier })
			if second && sent[earlier] == 0 && !mine {
				err = fmt.Errorf("mail %s overtook %s", m.ID, earlier)
			}
			if sent[m.ID]++; sent[m.ID] > 1 {
				err = fmt.Errorf("mail %s was claimed twice", m.ID)
			}
		}
		mu.Unlock()
		for _, m := range mails {
			err = errors.Join(err, q.Sent(context.Background(), m.ID))
		}
		if err != nil {
			return err
		}
	}
}

// TestDropErasesTheSecrets also of mails that are dead, and leaves alone what somebody is sending.
func TestDropErasesTheSecrets(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		store, actor := openFixed(t, dsn), importertest.Actor()
		imp, mails := queueFor(t, store, 3, importer.MailInvitation)
		q := store.MailQueue()
		claim(t, q, 2, clock)
		must(t, q.Dead(t.Context(), mails[0].ID, "nobody of that name"))
		if n, err := q.Drop(t.Context(), imp.ID, &actor); n != 2 || err != nil {
			t.Errorf("dropped %d, %v", n, err)
		}
		if n := sealedMails(t, dsn); n != 1 {
			t.Errorf("%d secrets are left, want that of the mail that is being sent", n)
		}
		must(t, q.Sent(t.Context(), mails[1].ID))
		if _, err := q.Drop(t.Context(), imp.ID, &actor); !errors.Is(err, sqlstore.ErrNoMails) {
			t.Errorf("a second time: %v", err)
		}
		if _, err := q.Drop(t.Context(), uuid.New(), &actor); !errors.Is(err, sqlstore.ErrNoImport) {
			t.Errorf("of no import: %v", err)
		}
	})
}

func TestExportHandsOutOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		store, actor := openFixed(t, dsn), importertest.Actor()
		imp, _ := queueFor(t, store, 2, importer.MailAccountCreated, importer.MailOrganizationAdded)
		execRaw(t, raw(t, dsn), "update outbox set sealed = '' where template <> 'account_created' or recipient like '%0001%'")
		execRaw(t, raw(t, dsn), "update outbox set template = 'temporary_password', state = 'dead' where sealed <> ''")
		q := store.MailQueue()
		if _, err := q.Export(t.Context(), imp.ID, &actor, func(iter.Seq2[importer.DueMail, error]) error { return errors.New("disk full") }); err == nil {
			t.Error("the disk was full")
		}
		clerk := importer.Actor{Name: "clerk", OSUser: "tester"}
		if _, err := q.Export(t.Context(), imp.ID, &clerk, nil); !errors.Is(err, importer.ErrActor) {
			t.Errorf("by somebody who holds nothing: %v", err)
		}
		var got []string
		n, err := q.Export(t.Context(), imp.ID, &actor, func(mails iter.Seq2[importer.DueMail, error]) error {
			for m, err := range mails {
				if err != nil {
					return err
				}
				got = append(got, m.Person.Username+" "+string(m.Sealed)+" "+m.Tenant.Name)
			}
			return nil
		})
		if diff := cmp.Diff([]string{"zoe0002 sealed Acme"}, got); diff != "" || n != 1 || err != nil {
			t.Errorf("%d, %v (-want +got):\n%s", n, err, diff)
		}
		if n := sealedMails(t, dsn); n != 0 {
			t.Errorf("%d secrets are left", n)
		}
		if _, err := q.Export(t.Context(), imp.ID, &actor, drained); !errors.Is(err, sqlstore.ErrNoMails) {
			t.Errorf("a second time: %v", err)
		}
		entries := collect(t, store.Audit(t.Context(), sqlstore.Filter{Import: imp.ID}))
		if last := entries[len(entries)-1]; last.Event != "credentials.exported" || last.Actor != actor.Name {
			t.Errorf("the last entry of the audit is %+v", last)
		}
		// The others are still to be sent.
		if left := claim(t, q, 9, clock); len(left) != 3 {
			t.Errorf("%d mails are left", len(left))
		}
	})
}

// drained reads all mails and keeps none.
func drained(mails iter.Seq2[importer.DueMail, error]) error {
	for _, err := range mails {
		if err != nil {
			return err
		}
	}
	return nil
}
