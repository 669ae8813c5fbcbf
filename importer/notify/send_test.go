package notify_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"muster/importer/notify"
)

func TestAMailArrives(t *testing.T) {
	server := startServer(t, nil)
	m := withSecret(t, mailTo(notify.TemporaryPassword, 1), "Tr0ub4dor&3<>")
	store := newOutbox(m)
	sender := newSender(t, store, server.config(t, "&tls=none"), newClock(), nil)
	if diff := cmp.Diff(notify.Report{Sent: 1}, mustSend(t, sender)); diff != "" {
		t.Fatal(diff)
	}
	arrived := server.all()[0]
	if arrived.from != "it@example.com" || arrived.to != m.To || arrived.utf8 {
		t.Errorf("envelope %q → %q, SMTPUTF8 %v", arrived.from, arrived.to, arrived.utf8)
	}
	message := parse(t, arrived.data)
	for header, want := range map[string]string{
		"Message-Id": "<" + m.ID.String() + "@example.com>", "To": "<" + m.To + ">", "From": "<it@example.com>",
		"Auto-Submitted": "auto-generated", "Content-Language": "en", "Date": "Mon, 02 Mar 2026 08:00:00 +0000",
	} {
		if got := message.Header.Get(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	subject, text, html := parts(t, message)
	if subject != "Your temporary password at Acme" {
		t.Errorf("subject %q", subject)
	}
	if !strings.Contains(text, "\r\n    Tr0ub4dor&3<>\r\n") || !strings.Contains(html, "<code>Tr0ub4dor&amp;3&lt;&gt;</code>") {
		t.Errorf("the password is not readable in\n%s\n%s", text, html)
	}
	if store.entries[0].state != "sent" || store.entries[0].Sealed != nil {
		t.Errorf("state %s, secret %x", store.entries[0].state, store.entries[0].Sealed)
	}
}

func TestManyMailsTakeOneConnection(t *testing.T) {
	server := startServer(t, nil)
	store := newOutbox()
	for person := range 120 {
		store.entries = append(store.entries, newOutbox(mailTo(notify.AccountCreated, person)).entries...)
	}
	sender := newSender(t, store, server.config(t, "&tls=none"), newClock(), nil)
	if report := mustSend(t, sender); report.Sent != 120 {
		t.Errorf("report %+v", report)
	}
	if server.connected() != 1 || len(server.all()) != 120 {
		t.Errorf("%d mails over %d connections, want 120 over 1", len(server.all()), server.connected())
	}
	if report := mustSend(t, sender); report != (notify.Report{}) || server.connected() != 1 {
		t.Errorf("with nothing to do: %+v, %d connections", report, server.connected())
	}
}

func TestATemporaryRefusalIsTriedAgainEverMoreSlowly(t *testing.T) {
	server := startServer(t, func(s *mailServer) {
		s.onRcpt = func(*smtp.Conn, string) error { return reply(451, "try again later") }
	})
	store, clock := newOutbox(mailTo(notify.AccountCreated, 1)), newClock()
	sender := newSender(t, store, server.config(t, "&tls=none"), clock, func(o *notify.Options) { o.MaxAttempts = 5 })
	e := store.entries[0]
	for attempt, pause := range []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute} {
		if report := mustSend(t, sender); report != (notify.Report{Retried: 1}) {
			t.Fatalf("attempt %d: %+v", attempt+1, report)
		}
		if e.Attempts != attempt+1 || e.at.Sub(clock.now()) != pause {
			t.Errorf("attempt %d: counted %d, next in %v, want %v", attempt+1, e.Attempts, e.at.Sub(clock.now()), pause)
		}
		if report := mustSend(t, sender); report != (notify.Report{}) {
			t.Errorf("tried before its time: %+v", report)
		}
		clock.time = e.at
	}
	if report := mustSend(t, sender); report != (notify.Report{Dead: 1}) || e.state != "dead" {
		t.Errorf("after the last attempt: %+v, %s", report, e.state)
	}
	if !strings.Contains(e.why, "try again later") || strings.Contains(e.why, e.To) {
		t.Errorf("why: %q, want what the server said without the address", e.why)
	}
}

func TestAPermanentRefusalIsFinalAndTheOthersGo(t *testing.T) {
	for name, setup := range map[string]func(*mailServer){
		"recipient": func(s *mailServer) {
			s.onRcpt = func(_ *smtp.Conn, to string) error {
				if strings.HasPrefix(to, "person1@") {
					return reply(550, "no such mailbox "+to)
				}
				return nil
			}
		},
		"content": func(s *mailServer) {
			s.onData = func(_ *smtp.Conn, data string) error {
				if strings.Contains(data, "To: <person1@") {
					return reply(554, "looks like spam")
				}
				return nil
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := startServer(t, setup)
			store := newOutbox(mailTo(notify.AccountCreated, 0), mailTo(notify.AccountCreated, 1), mailTo(notify.AccountCreated, 2))
			sender := newSender(t, store, server.config(t, "&tls=none"), newClock(), nil)
			if report := mustSend(t, sender); report != (notify.Report{Sent: 2, Dead: 1}) {
				t.Errorf("report %+v", report)
			}
			if diff := cmp.Diff([]string{"sent", "dead", "sent"}, store.states()); diff != "" {
				t.Error(diff)
			}
			if server.connected() != 1 {
				t.Errorf("%d connections, want 1: a refusal is no reason to hang up", server.connected())
			}
		})
	}
}

func TestAPersonsLaterMailWaitsForTheEarlierOne(t *testing.T) {
	refuse := true
	server := startServer(t, func(s *mailServer) {
		s.onRcpt = func(_ *smtp.Conn, to string) error {
			if refuse && to == "person1@example.com" {
				refuse = false // once: the next mail would be taken
				return reply(450, "busy")
			}
			return nil
		}
	})
	store := newOutbox(mailTo(notify.AccountCreated, 1), mailTo(notify.AccountCreated, 2),
		withSecret(t, mailTo(notify.TemporaryPassword, 1), "a secret"), withSecret(t, mailTo(notify.TemporaryPassword, 2), "a secret"))
	clock := newClock()
	sender := newSender(t, store, server.config(t, "&tls=none"), clock, nil)
	if report := mustSend(t, sender); report != (notify.Report{Sent: 2, Retried: 1, Waiting: 1}) {
		t.Errorf("report %+v", report)
	}
	if diff := cmp.Diff([]string{"queued", "sent", "queued", "sent"}, store.states()); diff != "" {
		t.Error(diff)
	}
	if store.entries[2].Attempts != 0 {
		t.Error("waiting counts as an attempt")
	}
	clock.time = store.entries[0].at
	if report := mustSend(t, sender); report != (notify.Report{Sent: 2}) {
		t.Errorf("later: %+v", report)
	}
	want := []string{store.entries[1].ID.String(), store.entries[3].ID.String(), store.entries[0].ID.String(), store.entries[2].ID.String()}
	if diff := cmp.Diff(want, arrivedIDs(t, server)); diff != "" {
		t.Error(diff)
	}
}

// arrivedIDs returns the ids of the mails, in the order in which they arrived.
func arrivedIDs(t interface{ Fatal(...any) }, server *mailServer) []string {
	var ids []string
	for _, a := range server.all() {
		id, _, _ := strings.Cut(strings.Trim(parse(t, a.data).Header.Get("Message-Id"), "<>"), "@")
		ids = append(ids, id)
	}
	return ids
}

// Whatever a server does, short of refusing for good, each mail arrives and a person's mails in order; a mail that
// arrives twice has the same id.
func TestMailsArriveInOrderWhateverFails(t *testing.T) {
	var mu sync.Mutex     // each connection has a goroutine of its own
	var failures []string // what happens to the next mails
	next := func() (failure string) {
		mu.Lock()
		defer mu.Unlock()
		if len(failures) > 0 {
			failure, failures = failures[0], failures[1:]
		}
		return failure
	}
	var lost *mailServer
	server := startServer(t, func(s *mailServer) {
		lost = s
		s.onRcpt = func(c *smtp.Conn, to string) error {
			switch next() {
			case "busy":
				return reply(450, "busy")
			case "closing":
				return reply(421, "closing")
			case "dropped":
				return drop(c, to)
			}
			return nil
		}
		s.onData = func(c *smtp.Conn, data string) error {
			switch next() {
			case "busy":
				return reply(451, "busy")
			case "dropped": // after it was accepted, before it is said
				lost.mu.Lock()
				defer lost.mu.Unlock()
				lost.arrived = append(lost.arrived, arrival{data: data})
				_ = drop(c, "")
				return errors.New("dropped")
			}
			return nil
		}
	})
	config := server.config(t, "&tls=none")
	rapid.Check(t, func(rt *rapid.T) {
		drawn := rapid.SliceOfN(rapid.SampledFrom([]string{"", "busy", "closing", "dropped"}), 0, 30).Draw(rt, "failures")
		mu.Lock()
		failures = drawn
		mu.Unlock()
		store, clock := newOutbox(), newClock()
		for _, person := range rapid.SliceOfN(rapid.IntRange(1, 3), 1, 8).Draw(rt, "persons") {
			store.entries = append(store.entries, newOutbox(mailTo(notify.AccountCreated, person)).entries...)
		}
		server.mu.Lock()
		server.arrived = nil
		server.mu.Unlock()
		sender := newSender(t, store, config, clock, func(o *notify.Options) { o.MaxAttempts, o.Batch = 100, 3 })
		for slices.Contains(store.states(), "queued") || slices.Contains(store.states(), "sending") {
			if _, err := sender.Send(t.Context()); err != nil {
				rt.Fatal(err)
			}
			clock.time = clock.time.Add(time.Hour)
		}
		checkOrder(rt, store, arrivedIDs(rt, server))
	})
}

// checkOrder checks that each mail arrived, and none before an earlier one of the same person.
func checkOrder(t *rapid.T, store *outbox, ids []string) {
	firstAt := make(map[uuid.UUID]int)
	for _, e := range store.entries {
		at := slices.Index(ids, e.ID.String())
		if at < 0 || at < firstAt[e.User] {
			t.Fatalf("mail %v of user %v arrived at %d, the one before at %d", e.ID, e.User, at, firstAt[e.User])
		}
		firstAt[e.User] = at
	}
}

func TestACrashAfterDataRepeatsTheSameMessageID(t *testing.T) {
	server := startServer(t, nil)
	store, clock := newOutbox(mailTo(notify.AccountCreated, 1)), newClock()
	store.failSent = errors.New("the database is gone")
	sender := newSender(t, store, server.config(t, "&tls=none"), clock, nil)
	if _, err := sender.Send(t.Context()); err == nil || !strings.Contains(err.Error(), "the database is gone") {
		t.Fatalf("error %v", err)
	}
	if report := mustSend(t, sender); report != (notify.Report{}) {
		t.Errorf("sent again while it is claimed: %+v", report)
	}
	clock.time = clock.time.Add(notify.ClaimFor)
	if report := mustSend(t, sender); report != (notify.Report{Sent: 1}) {
		t.Errorf("report %+v", report)
	}
	if ids := arrivedIDs(t, server); len(ids) != 2 || ids[0] != ids[1] {
		t.Errorf("Message-IDs %v, want the same twice", ids)
	}
}

func TestTheRateIsKept(t *testing.T) {
	server := startServer(t, nil)
	store, clock := newOutbox(), newClock()
	for person := range 40 {
		store.entries = append(store.entries, newOutbox(mailTo(notify.AccountCreated, person)).entries...)
	}
	sender := newSender(t, store, server.config(t, "&tls=none&rate=2"), clock, nil)
	start := clock.now()
	if report := mustSend(t, sender); report != (notify.Report{Sent: 40}) {
		t.Errorf("report %+v", report)
	}
	if took := clock.now().Sub(start); took != 39*30*time.Second {
		t.Errorf("40 mails at 2 a minute took %v", took)
	}
	// 20 minutes are longer than a claim lasts, and what was not sent in time went back first.
	if store.claims < 3 || len(server.all()) != 40 {
		t.Errorf("%d claims, %d mails arrived", store.claims, len(server.all()))
	}
}

func TestCancellingPutsTheRestBack(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	server := startServer(t, func(s *mailServer) {
		s.onData = func(*smtp.Conn, string) error { cancel(); return nil }
	})
	store := newOutbox(mailTo(notify.AccountCreated, 1), mailTo(notify.AccountCreated, 2), mailTo(notify.AccountCreated, 3))
	sender := newSender(t, store, server.config(t, "&tls=none"), newClock(), nil)
	report, err := sender.Send(ctx)
	if !errors.Is(err, context.Canceled) || report != (notify.Report{Sent: 1, Waiting: 2}) {
		t.Errorf("report %+v, error %v", report, err)
	}
	if diff := cmp.Diff([]string{"sent", "queued", "queued"}, store.states()); diff != "" {
		t.Error(diff)
	}
	if report := mustSend(t, sender); report.Sent != 2 || store.entries[1].Attempts != 0 {
		t.Errorf("afterwards %+v, %d attempts counted", report, store.entries[1].Attempts)
	}
}

func TestMailThatCannotBeWritten(t *testing.T) {
	noURL := withSecret(t, mailTo(notify.Invitation, 1), "a token")
	noURL.Tenant.URL = ""
	otherMail := withSecret(t, mailTo(notify.Invitation, 1), "a token")
	otherMail.Sealed = noURL.Sealed
	badAddress := mailTo(notify.AccountCreated, 1)
	badAddress.To = "person@example.com\r\nRCPT TO:<boss@example.com>"
	for name, tt := range map[string]struct {
		mail  notify.Mail
		key   byte
		state string
		why   string
	}{
		"wrong key":           {withSecret(t, mailTo(notify.Welcome, 1), "a secret"), 8, "queued", "use the key that was set when it was made"},
		"no key":              {withSecret(t, mailTo(notify.Welcome, 1), "a secret"), 0, "queued", "MUSTER_KEY"},
		"secret of another":   {otherMail, 7, "queued", "belongs to something else"},
		"secret is gone":      {mailTo(notify.Invitation, 1), 7, "dead", "invite the person again"},
		"no tenant address":   {noURL, 7, "queued", "give the tenant a url"},
		"unknown template":    {mailTo("greeting", 1), 7, "queued", `no template "greeting"`},
		"import is not there": {mailTo(notify.ImportReport, 1), 7, "queued", "no longer there"},
		"address":             {badAddress, 7, "dead", "not one that mail can be sent to"},
	} {
		t.Run(name, func(t *testing.T) {
			server := startServer(t, nil)
			store := newOutbox(tt.mail)
			sender := newSender(t, store, server.config(t, "&tls=none"), newClock(), func(o *notify.Options) {
				if o.Key = nil; tt.key > 0 {
					o.Key = testKey(t, tt.key)
				}
			})
			mustSend(t, sender)
			if e := store.entries[0]; e.state != tt.state || !strings.Contains(e.why, tt.why) {
				t.Errorf("%s: %q, want %s: … %s …", e.state, e.why, tt.state, tt.why)
			}
			if server.connected() != 0 {
				t.Error("connected for nothing")
			}
		})
	}
}

func TestNewRefusesWhatCannotWork(t *testing.T) {
	server := parseServer(t, "smtp://localhost?from=it@example.com")
	for name, o := range map[string]notify.Options{
		"no server":     {},
		"link":          {Server: server, InvitationLink: "https://id.example.com/set"},
		"attempts":      {Server: server, MaxAttempts: -1},
		"negative rate": {Server: &notify.Server{Host: "localhost", PerMinute: -1}},
		"port":          {Server: &notify.Server{Host: "localhost", Port: 70000}},
	} {
		if _, err := notify.New(newOutbox(), o); !errors.Is(err, notify.ErrOption) {
			t.Errorf("%s: error %v, want %v", name, err, notify.ErrOption)
		}
	}
	if _, err := notify.New(nil, notify.Options{Server: server}); !errors.Is(err, notify.ErrOption) {
		t.Errorf("no store: error %v", err)
	}
}

// Example sends what is due once.
func ExampleSender_Send() {
	server, err := notify.ParseServer("smtp://mail.example.com?from=it@example.com&rate=600")
	if err != nil {
		fmt.Println(err)
		return
	}
	sender, err := notify.New(newOutbox(), notify.Options{Server: server})
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := sender.Send(context.Background())
	fmt.Println(report.Sent, "sent,", report.Dead, "given up,", err)
	// Output: 0 sent, 0 given up, <nil>
}
