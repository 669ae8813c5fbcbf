package notify

import (
	"net/mail"
	"strings"
	"time"

	"github.com/google/uuid"
	gomail "github.com/wneessen/go-mail"

	"muster/importer/value/email"
)

// A recipient is an address as SMTP wants it.
type recipient struct {
	mail.Address
	// utf8 says that the part before the @ has letters beyond ASCII, which only servers with SMTPUTF8 (RFC 6531) take.
	// Those of the domain are written in ASCII, which all do.
	utf8 bool
}

// newRecipient reads an address of the directory.
func newRecipient(to string) (recipient, error) {
	none := &mailError{why: "the address is not one that mail can be sent to", final: true}
	address, err := email.Parse(to)
	if err != nil {
		return recipient{}, none
	}
	// net/mail takes a local part out of its quotes, and puts it back when it is written.
	parsed, err := mail.ParseAddress(address.String())
	if err != nil {
		return recipient{}, none
	}
	local, _, _ := cutAddress(parsed.Address)
	key := address.Key()
	domain := key[strings.LastIndexByte(key, '@')+1:] // A-labels, see email.Key
	return recipient{mail.Address{Address: local + "@" + domain}, !isASCII(local)}, nil
}

// newMessage puts the text into the form of RFC 5322. What comes from people's data goes into the text, the subject and the
// recipient only, and there as a value that go-mail encodes: none of it can become a header of its own.
func newMessage(id uuid.UUID, from mail.Address, to recipient, t text, now time.Time) *gomail.Msg {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	m.FromMailAddress(&from)
	m.ToMailAddress(&to.Address)
	// Plain text that looks like an encoded word (RFC 2047) would be decoded by who reads it.
	m.Subject(strings.ReplaceAll(t.subject, "=?", "= ?"))
	m.SetDateWithValue(now)
	_, domain, _ := cutAddress(from.Address)
	m.SetMessageIDWithValue(id.String() + "@" + domain)
	m.SetGenHeader("Content-Language", t.language)
	// No out-of-office replies, please: RFC 3834, and what Exchange understands.
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetGenHeader(gomail.HeaderXAutoResponseSuppress, "All")
	m.SetBodyString(gomail.TypeTextPlain, t.plain)
	if t.markup != "" {
		m.AddAlternativeString(gomail.TypeTextHTML, t.markup)
	}
	return m
}
