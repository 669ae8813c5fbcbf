package notify_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"muster/importer/notify"
)

// What stands in a file cannot become a header, another recipient or markup.
func TestNothingCanBeInjected(t *testing.T) {
	server := startServer(t, nil)
	config := server.config(t, "&tls=none")
	wanted := []string{
		"Auto-Submitted", "Content-Language", "Content-Type", "Date", "From", "Message-Id", "Mime-Version", "Subject", "To",
		"X-Auto-Response-Suppress",
	}
	hostile := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"A\r\nBcc: boss@example.com", "A\nBcc: boss@example.com\n\nbody", "A\r\n.\r\nMAIL FROM:<x@example.com>", "\u2028Bcc: x",
		"=?utf-8?q?A=0D=0ABcc:_boss@example.com?=", "<script>alert(1)</script>", strings.Repeat("long ", 300), "ü", "\x00", "",
	}))
	rapid.Check(t, func(rt *rapid.T) {
		m := mailTo(rapid.SampledFrom([]string{notify.AccountCreated, notify.OrganizationAdded, notify.Welcome}).Draw(rt, "template"), 1)
		m.Person.DisplayName = hostile.Draw(rt, "name")
		m.Person.Username = hostile.Draw(rt, "username")
		m.Organization = hostile.Draw(rt, "organization")
		m.Tenant.Name = hostile.Draw(rt, "tenant")
		m.Tenant.URL = hostile.Draw(rt, "url")
		m.Language = hostile.Draw(rt, "language")
		before := len(server.all())
		if report := mustSend(t, newSender(t, newOutbox(m), config, newClock(), nil)); report.Sent != 1 {
			rt.Fatalf("report %+v", report)
		}
		arrived := server.all()[before:]
		if len(arrived) != 1 || arrived[0].to != m.To {
			rt.Fatalf("arrived: %+v", arrived)
		}
		message := parse(rt, arrived[0].data)
		if diff := cmp.Diff(wanted, slices.Sorted(maps.Keys(message.Header))); diff != "" {
			rt.Fatal(diff)
		}
		subject, _, html := parts(t, message)
		if strings.ContainsAny(subject, "\r\n") || strings.Contains(html, "<script>") {
			rt.Fatalf("subject %q, HTML %s", subject, html)
		}
	})
}

func TestAddressesBeyondASCII(t *testing.T) {
	for name, tt := range map[string]struct {
		to, arrives string
		offered     bool // the server offers SMTPUTF8
		utf8        bool // it is used
		state       string
	}{
		"ASCII":                 {"anita@example.com", "anita@example.com", true, false, "sent"},
		"domain":                {"anita@bücher.example", "anita@xn--bcher-kva.example", false, false, "sent"},
		"local part":            {"jörg@example.com", "jörg@example.com", true, true, "sent"},
		"local part, not taken": {"jörg@example.com", "", false, false, "dead"},
		"both":                  {"jörg@bücher.example", "jörg@xn--bcher-kva.example", true, true, "sent"},
		"quoted":                {`"anita singh"@example.com`, `"anita singh"@example.com`, false, false, "sent"},
		"tag":                   {"anita+hr@example.com", "anita+hr@example.com", true, false, "sent"},
	} {
		t.Run(name, func(t *testing.T) {
			server := startServer(t, func(s *mailServer) { s.EnableSMTPUTF8 = tt.offered })
			m := mailTo(notify.AccountCreated, 1)
			m.To = tt.to
			store := newOutbox(m)
			mustSend(t, newSender(t, store, server.config(t, "&tls=none"), newClock(), nil))
			if store.entries[0].state != tt.state {
				t.Fatalf("%s: %s", store.entries[0].state, store.entries[0].why)
			}
			for _, a := range server.all() {
				if to := strings.ReplaceAll(a.to, `"`, ""); to != strings.ReplaceAll(tt.arrives, `"`, "") || a.utf8 != tt.utf8 {
					t.Errorf("to %q, SMTPUTF8 %v, want %q, %v", a.to, a.utf8, tt.arrives, tt.utf8)
				}
			}
		})
	}
}

func TestTheSendersName(t *testing.T) {
	server := startServer(t, nil)
	config := parseServer(t, "smtp://"+server.address+"?tls=none&from=B%C3%BCro+%3Cit@b%C3%BCcher.example%3E")
	if _, _, err := sendTwo(t, config); err != nil {
		t.Fatal(err)
	}
	header := parse(t, server.all()[0].data).Header
	from, err := header.AddressList("From")
	if err != nil || from[0].Name != "Büro" || from[0].Address != "it@xn--bcher-kva.example" {
		t.Errorf("From: %v, %v", from, err)
	}
	if id := header.Get("Message-Id"); !strings.HasSuffix(id, "@xn--bcher-kva.example>") {
		t.Errorf("Message-ID %s", id)
	}
}
