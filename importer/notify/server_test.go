package notify_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"muster/importer/notify"
)

func TestParseServer(t *testing.T) {
	s := parseServer(t, " smtp://mus%40ter:p%3Ass@mail.example.com:2525?from=Acme+IT+%3Cit@example.com%3E&tls=opportunistic&rate=60&hello=hr1&timeout=30s\n")
	if s.Address() != "mail.example.com:2525" || s.User != "mus@ter" || s.Password != "p:ss" || s.TLS != notify.TLSOpportunistic ||
		s.PerMinute != 60 || s.Hello != "hr1" || s.Timeout != 30*time.Second || s.From.Name != "Acme IT" || s.From.Address != "it@example.com" {
		t.Errorf("%s %s %s %s %d %s %v %v", s.Address(), s.User, s.Password, s.TLS, s.PerMinute, s.Hello, s.Timeout, s.From)
	}
	for text, want := range map[string]struct {
		address string
		tls     notify.TLS
		from    string
	}{
		"smtp://mail.example.com?from=it@example.com":                    {"mail.example.com:587", notify.TLSRequired, "it@example.com"},
		"smtps://mail.example.com?from=it@example.com":                   {"mail.example.com:465", notify.TLSImplicit, "it@example.com"},
		"smtps://mail.example.com?from=it@example.com&tls=required":      {"mail.example.com:465", notify.TLSImplicit, "it@example.com"},
		"smtp://it%40example.com:x@mail.example.com":                     {"mail.example.com:587", notify.TLSRequired, "it@example.com"},
		"smtp://[::1]:25?from=root@localhost&tls=none":                   {"[::1]:25", notify.TLSNone, "root@localhost"},
		"smtp://a:b@localhost:25?from=it@example.com&tls=none":           {"localhost:25", notify.TLSNone, "it@example.com"},
		"smtp://it%40example.com:x@mail.example.com?from=hr@example.com": {"mail.example.com:587", notify.TLSRequired, "hr@example.com"},
	} {
		s := parseServer(t, text)
		if s.Address() != want.address || s.TLS != want.tls || s.From.Address != want.from {
			t.Errorf("%s: %s %s %s", text, s.Address(), s.TLS, s.From.Address)
		}
	}
}

func TestParseServerRefuses(t *testing.T) {
	for text, says := range map[string]string{
		"": "", "mail.example.com": "", "smtp://?from=it@example.com": "", "://hunter2": "", "smtp://u:hunter2@:25?from=a@b.example": "",
		"http://u:hunter2@mail.example.com?from=it@example.com":            "smtps://",
		"smtp://u:hunter2@mail.example.com":                                "from=",
		"smtp://u:hunter2@mail.example.com?from=hunter2":                   "from=",
		"smtp://u:hunter2@mail.example.com:0?from=it@example.com":          "port",
		"smtp://u:hunter2@mail.example.com:99999?from=it@example.com":      "port",
		"smtp://u:hunter2@mail.example.com?from=it@example.com&tls=no":     "tls=",
		"smtp://u:hunter2@mail.example.com?from=it@example.com&tls=none":   "plain text",
		"smtps://u:hunter2@mail.example.com?from=it@example.com&tls=none":  "tls=",
		"smtp://u:hunter2@mail.example.com?from=it@example.com&rate=0":     "rate=",
		"smtp://u:hunter2@mail.example.com?from=it@example.com&timeout=1":  "timeout=",
		"smtp://u:hunter2@mail.example.com?from=it@example.com&hello=a%0A": "hello=",
		"smtp://u:hunter2@mail.example.com?from=it@example.com&form=x":     "unknown setting",
		"smtp://u:hunter2@mail.example.com?from=it@example.com&%zz":        "settings",
		"smtp://u:hunter2%zz@mail.example.com?from=it@example.com":         "",
		"smtp://u:hunter2@mail.example.com?from=j%C3%B6rg@example.com":     "sender",
	} {
		_, err := notify.ParseServer(text)
		if !errors.Is(err, notify.ErrServer) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: error %v, want one with %q", text, err, says)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the error %q shows the password", err)
		}
	}
}

func TestAServerPrintsWithoutItsPassword(t *testing.T) {
	s := parseServer(t, "smtp://u:hunter2@mail.example.com?from=it@example.com")
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d"} {
		for _, printed := range []string{fmt.Sprintf(format, s), fmt.Sprintf(format, *s)} {
			if printed != "mail.example.com:587" {
				t.Errorf("%s prints %q", format, printed)
			}
		}
	}
}

func FuzzParseServer(f *testing.F) {
	f.Add("smtp://u:p@mail.example.com:25?from=it@example.com&tls=required&rate=60&hello=a&timeout=1s")
	f.Add("smtps://[::1]?from=%3C%3E")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := notify.ParseServer(text)
		if err != nil {
			if !errors.Is(err, notify.ErrServer) {
				t.Errorf("error %v", err)
			}
			return
		}
		if s.Host == "" || s.Port < 1 || s.Port > 65535 || !strings.Contains(s.From.Address, "@") || strings.ContainsAny(s.From.Address+s.Hello, "\r\n") {
			t.Errorf("accepted with host %q, port %d, from %q", s.Host, s.Port, s.From.Address)
		}
	})
}
