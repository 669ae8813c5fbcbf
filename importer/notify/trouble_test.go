package notify_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"

	"muster/importer/notify"
)

// sendTwo sends two mails to different people and returns the report, the error and the store.
func sendTwo(t *testing.T, config *notify.Server) (notify.Report, *outbox, error) {
	t.Helper()
	store := newOutbox(mailTo(notify.AccountCreated, 1), mailTo(notify.AccountCreated, 2))
	report, err := newSender(t, store, config, newClock(), nil).Send(t.Context())
	return report, store, err
}

// wantServerError checks that a round ended because of the server, with no mail to blame.
func wantServerError(t *testing.T, report notify.Report, store *outbox, err error, says string) {
	t.Helper()
	var ofServer *notify.ServerError
	if !errors.As(err, &ofServer) || !strings.Contains(err.Error(), says) {
		t.Errorf("error %v, want a *ServerError with %q", err, says)
	}
	if report != (notify.Report{Waiting: 2}) {
		t.Errorf("report %+v", report)
	}
	for _, e := range store.entries {
		if e.state != "queued" || e.Attempts != 0 || e.why != "" {
			t.Errorf("a mail is %s after %d attempts: %q", e.state, e.Attempts, e.why)
		}
	}
}

func TestAServerThatCannotBeUsedEndsTheRound(t *testing.T) {
	certificate := newCertificate(t)
	for name, tt := range map[string]struct {
		setup    func(*mailServer)
		settings string
		says     string
	}{
		"greets with 421":      {func(s *mailServer) { s.onConnect = func(int, *smtp.Conn) error { return reply(421, "overloaded") } }, "&tls=none", "overloaded"},
		"drops at once":        {func(s *mailServer) { s.onConnect = func(_ int, c *smtp.Conn) error { return drop(c, "") } }, "&tls=none", "connect"},
		"drops at MAIL":        {func(s *mailServer) { s.onMail = drop }, "&tls=none", "name the sender"},
		"refuses the sender":   {func(s *mailServer) { s.onMail = func(*smtp.Conn, string) error { return reply(550, "who are you?") } }, "&tls=none", "who are you?"},
		"wants a sign-in":      {func(s *mailServer) { s.onRcpt = func(*smtp.Conn, string) error { return reply(530, "sign in") } }, "&tls=none", "sign in"},
		"has no STARTTLS":      {nil, "", "STARTTLS"},
		"has a strange key":    {func(s *mailServer) { s.TLSConfig = certificate.server() }, "", "certificate"},
		"strange, if possible": {func(s *mailServer) { s.TLSConfig = certificate.server() }, "&tls=opportunistic", "certificate"},
	} {
		t.Run(name, func(t *testing.T) {
			server := startServer(t, tt.setup)
			report, store, err := sendTwo(t, server.config(t, tt.settings))
			wantServerError(t, report, store, err, tt.says)
			if arrived := server.all(); len(arrived) > 0 {
				t.Errorf("%d mails arrived", len(arrived))
			}
		})
	}
}

func TestAServerThatIsNotThere(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	report, store, err := sendTwo(t, parseServer(t, "smtp://"+address+"?from=it@example.com"))
	wantServerError(t, report, store, err, address)
}

func TestADroppedConnectionCostsOneMailAnAttempt(t *testing.T) {
	for name, setup := range map[string]func(*mailServer){
		"recipient": func(s *mailServer) { s.onRcpt = dropOnce(s) },
		"content":   func(s *mailServer) { s.onData = dropOnce(s) },
	} {
		t.Run(name, func(t *testing.T) {
			server := startServer(t, setup)
			report, store, err := sendTwo(t, server.config(t, "&tls=none"))
			if err != nil || report != (notify.Report{Sent: 1, Retried: 1}) {
				t.Errorf("report %+v, error %v", report, err)
			}
			if diff := cmp.Diff([]string{"queued", "sent"}, store.states()); diff != "" || store.entries[0].Attempts != 1 {
				t.Errorf("%s; %d attempts", diff, store.entries[0].Attempts)
			}
		})
	}
}

// dropOnce breaks the first connection.
func dropOnce(s *mailServer) func(*smtp.Conn, string) error {
	return func(c *smtp.Conn, _ string) error {
		if s.connected() == 1 {
			_ = drop(c, "")
			return errors.New("dropped")
		}
		return nil
	}
}

func TestAServerThatTakesTwoMailsAConnection(t *testing.T) {
	taken := make(map[*smtp.Conn]int)
	server := startServer(t, func(s *mailServer) {
		s.onMail = func(c *smtp.Conn, _ string) error {
			if taken[c]++; taken[c] > 2 {
				return reply(421, "enough")
			}
			return nil
		}
	})
	store := newOutbox()
	for person := range 7 {
		store.entries = append(store.entries, newOutbox(mailTo(notify.AccountCreated, person)).entries...)
	}
	if report := mustSend(t, newSender(t, store, server.config(t, "&tls=none"), newClock(), nil)); report != (notify.Report{Sent: 7}) {
		t.Errorf("report %+v", report)
	}
	if len(server.all()) != 7 || server.connected() != 4 {
		t.Errorf("%d mails over %d connections", len(server.all()), server.connected())
	}
}

func TestAServerThatTakesTooLong(t *testing.T) {
	wake := make(chan struct{})
	server := startServer(t, func(s *mailServer) {
		s.onData = func(_ *smtp.Conn, data string) error {
			if strings.Contains(data, "To: <person1@") {
				<-wake
			}
			return nil
		}
	})
	t.Cleanup(func() { close(wake) }) // before the server closes
	report, store, err := sendTwo(t, server.config(t, "&tls=none&timeout=200ms"))
	if err != nil || report != (notify.Report{Sent: 1, Retried: 1}) {
		t.Errorf("report %+v, error %v", report, err)
	}
	if !strings.Contains(store.entries[0].why, "timeout") {
		t.Errorf("why: %q", store.entries[0].why)
	}
}

func TestTLS(t *testing.T) {
	certificate := newCertificate(t)
	for name, tt := range map[string]struct {
		settings string
		offered  bool
		secure   bool
	}{
		"required":                     {"", true, true},
		"opportunistic, offered":       {"&tls=opportunistic", true, true},
		"opportunistic, not offered":   {"&tls=opportunistic", false, false},
		"none, although it is offered": {"&tls=none", true, false},
	} {
		t.Run(name, func(t *testing.T) {
			server := startServer(t, func(s *mailServer) {
				if tt.offered {
					s.TLSConfig = certificate.server()
				}
			})
			config := server.config(t, tt.settings)
			config.TLSConfig = certificate.client()
			if _, _, err := sendTwo(t, config); err != nil {
				t.Fatal(err)
			}
			for _, a := range server.all() {
				if a.secure != tt.secure {
					t.Errorf("over TLS: %v, want %v", a.secure, tt.secure)
				}
			}
			if len(server.all()) != 2 {
				t.Errorf("%d mails arrived", len(server.all()))
			}
		})
	}
}

func TestTLSFromTheFirstByte(t *testing.T) {
	certificate := newCertificate(t)
	server := startServer(t, func(s *mailServer) { s.password, s.implicit = "p4ssword", certificate.server() })
	config := parseServer(t, "smtps://muster:p4ssword@"+server.address+"?from=it@example.com")
	report, store, err := sendTwo(t, config)
	wantServerError(t, report, store, err, "certificate")
	config.TLSConfig = certificate.client()
	if report, _, err := sendTwo(t, config); err != nil || report.Sent != 2 || !server.all()[0].secure {
		t.Errorf("report %+v, error %v", report, err)
	}
}

func TestSigningIn(t *testing.T) {
	certificate := newCertificate(t)
	server := startServer(t, func(s *mailServer) {
		s.password, s.TLSConfig = "p@ss/word", certificate.server()
	})
	config := parseServer(t, "smtp://muster:p%40ss%2Fword@"+server.address+"?from=it@example.com")
	config.TLSConfig = certificate.client()
	if report, _, err := sendTwo(t, config); err != nil || report.Sent != 2 {
		t.Errorf("report %+v, error %v", report, err)
	}
	config.Password = "not-the-password"
	report, store, err := sendTwo(t, config)
	wantServerError(t, report, store, err, "AUTH failed")
	if err != nil && strings.Contains(err.Error(), config.Password) {
		t.Errorf("the error %q shows the password", err)
	}
	config.TLS = notify.TLSNone // the server does not offer to sign in without
	report, store, err = sendTwo(t, config)
	wantServerError(t, report, store, err, "AUTH")
}

// A server may repeat what it was sent, and templates may be badly written: the secret stays in the mail.
func TestASecretStaysInItsMail(t *testing.T) {
	const secret = "Tr0ub4dor-and-3"
	server := startServer(t, func(s *mailServer) {
		s.onData = func(_ *smtp.Conn, data string) error { return reply(554, "refused: "+secret+" "+secret) }
	})
	templates, err := notify.LoadTemplates(fstest.MapFS{
		"en/account_created.txt": {Data: []byte("Subject: Hello {{.Password}}\n\n{{.Password}}{{.Link}}")},
	})
	if err != nil {
		t.Fatal(err)
	}
	store := newOutbox(withSecret(t, mailTo(notify.Welcome, 1), secret), withSecret(t, mailTo(notify.TemporaryPassword, 2), secret),
		withSecret(t, mailTo(notify.Invitation, 3), secret))
	var log bytes.Buffer
	sender := newSender(t, store, server.config(t, "&tls=none"), newClock(), func(o *notify.Options) {
		o.Log = slog.New(slog.NewJSONHandler(&log, nil))
	})
	report, err := sender.Send(t.Context())
	if report != (notify.Report{Dead: 3}) || err != nil {
		t.Fatalf("report %+v, error %v", report, err)
	}
	for _, e := range store.entries {
		if strings.Contains(e.why, secret) || !strings.Contains(e.why, "[hidden]") {
			t.Errorf("why: %q", e.why)
		}
	}
	if strings.Contains(log.String(), secret) || strings.Contains(log.String(), "person1@") || strings.Count(log.String(), "\n") != 3 {
		t.Errorf("log: %s", log.String())
	}
	quiet := startServer(t, nil)
	store = newOutbox(withSecret(t, mailTo(notify.AccountCreated, 1), secret))
	mustSend(t, newSender(t, store, quiet.config(t, "&tls=none"), newClock(), func(o *notify.Options) { o.Templates = templates }))
	if arrived := quiet.all(); len(arrived) != 1 || strings.Contains(arrived[0].data, secret) {
		t.Errorf("arrived: %v", arrived)
	}
}

func TestAReportIsWrittenAsJSON(t *testing.T) {
	got, err := json.Marshal(notify.Report{Sent: 1, Retried: 2, Dead: 3, Waiting: 4})
	if want := `{"sent":1,"retried":2,"dead":3,"waiting":4}`; err != nil || string(got) != want {
		t.Errorf("%s, %v, want %s", got, err, want)
	}
}
