package main

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// A postOffice is a real SMTP server in this process, without TLS.
type postOffice struct {
	address string
	refuse  func(to string) error // nil: it takes all

	mu      sync.Mutex
	letters []letter
}

// A letter is a mail that arrived.
type letter struct {
	to, subject, id, text string
}

// openPostOffice starts a server on a free port of this machine.
func openPostOffice(t *testing.T) *postOffice {
	t.Helper()
	office := &postOffice{}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &counter{office: office}, nil }))
	server.Domain = "mail.example.com"
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	office.address = listener.Addr().String()
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	t.Cleanup(func() {
		_ = server.Close()
		_ = listener.Close() // a server that has not begun to serve does not know it
		if err := <-done; err != nil && !errors.Is(err, smtp.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			t.Errorf("the mail server: %v", err)
		}
	})
	return office
}

// env is the environment in which this server is the mail server.
func (o *postOffice) env() map[string]string {
	return map[string]string{"MUSTER_SMTP": "smtp://" + o.address + "?from=it@example.com&tls=none"}
}

// collect returns what arrived since the last time, and keeps nothing.
func (o *postOffice) collect() []letter {
	o.mu.Lock()
	defer o.mu.Unlock()
	letters := slices.Clone(o.letters)
	o.letters = nil
	return letters
}

// A counter is one dialogue.
type counter struct {
	office *postOffice
	to     string
}

func (c *counter) Reset()                               {}
func (c *counter) Logout() error                        { return nil }
func (c *counter) Mail(string, *smtp.MailOptions) error { return nil }

func (c *counter) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.to = to
	if c.office.refuse != nil {
		return c.office.refuse(to)
	}
	return nil
}

func (c *counter) Data(r io.Reader) error {
	l, err := readLetter(r)
	if err != nil {
		return err
	}
	l.to = c.to
	c.office.mu.Lock()
	defer c.office.mu.Unlock()
	c.office.letters = append(c.office.letters, l)
	return nil
}

// readLetter reads a mail in text and HTML.
func readLetter(r io.Reader) (l letter, err error) {
	message, err := mail.ReadMessage(r)
	if err != nil {
		return l, err
	}
	l.subject, err = new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject"))
	if err != nil {
		return l, err
	}
	l.id = message.Header.Get("Message-ID")
	_, params, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil {
		return l, err
	}
	part, err := multipart.NewReader(message.Body, params["boundary"]).NextPart() // decodes quoted-printable
	if err != nil {
		return l, err
	}
	text, err := io.ReadAll(part)
	l.text = strings.ReplaceAll(string(text), "\r\n", "\n")
	return l, err
}
