package notify_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"muster/importer"
	"muster/importer/notify"
	"muster/importer/value/seal"
)

// A fakeClock passes time only when somebody waits or moves it.
type fakeClock struct {
	mu    sync.Mutex
	time  time.Time
	waits []time.Duration
}

func newClock() *fakeClock { return &fakeClock{time: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)} }

func (c *fakeClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.time
}

func (c *fakeClock) wait(_ context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.time = c.time.Add(d)
	c.waits = append(c.waits, d)
	return nil
}

func testKey(t testing.TB, b byte) *seal.Key {
	t.Helper()
	key, err := seal.NewKey(bytes.Repeat([]byte{b}, seal.KeyLength))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// newSender returns a sender with a fake clock and no jitter. change may change its options.
func newSender(t testing.TB, store notify.Store, server *notify.Server, clock *fakeClock, change func(*notify.Options)) *notify.Sender {
	t.Helper()
	o := notify.Options{
		Server: server, Key: testKey(t, 7), Now: clock.now, Wait: clock.wait, Random: func() float64 { return 0.5 },
	}
	if change != nil {
		change(&o)
	}
	sender, err := notify.New(store, o)
	if err != nil {
		t.Fatal(err)
	}
	return sender
}

// mustSend sends one round and returns its report.
func mustSend(t testing.TB, sender *notify.Sender) notify.Report {
	t.Helper()
	report, err := sender.Send(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// mailTo returns a mail of the template to an invented person, about whose account it is.
func mailTo(template string, person int) notify.Mail {
	return notify.Mail{
		ID: uuid.Must(uuid.NewV7()), User: uuid.UUID{15: byte(person + 1)}, Template: template, Language: "en",
		To:     fmt.Sprintf("person%d@example.com", person),
		Person: notify.Person{GivenName: "Anita", FamilyName: "Singh", Username: "asingh"},
		Tenant: importer.Tenant{Name: "Acme", URL: "https://id.example.com"}, Organization: "Sales",
	}
}

// withSecret seals a secret into the mail.
func withSecret(t testing.TB, m notify.Mail, secret string) notify.Mail {
	t.Helper()
	sealed, err := testKey(t, 7).Seal([]byte(secret), m.ID.String())
	if err != nil {
		t.Fatal(err)
	}
	m.Sealed = sealed
	return m
}

// parts returns the decoded text and HTML of a mail, and its decoded subject.
func parts(t testing.TB, m *mail.Message) (subject, text, html string) {
	t.Helper()
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	media, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	if media != "multipart/alternative" {
		body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
		if err != nil {
			t.Fatal(err)
		}
		return subject, string(body), ""
	}
	bodies := make(map[string]string)
	for reader := multipart.NewReader(m.Body, params["boundary"]); ; {
		part, err := reader.NextPart() // decodes quoted-printable
		if errors.Is(err, io.EOF) {
			return subject, bodies["text/plain"], bodies["text/html"]
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		media, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type"))
		bodies[media] = string(body)
	}
}
