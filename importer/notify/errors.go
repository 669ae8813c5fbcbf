package notify

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// The errors of this package. None contains a secret, neither that of a mail nor that of the mail server.
var (
	// ErrServer means that MUSTER_SMTP does not name a mail server.
	ErrServer = errors.New("not an address of a mail server such as smtp://user:password@mail.example.com:587?from=it@example.com")
	// ErrTemplate means that a template cannot be used.
	ErrTemplate = errors.New("the mail template cannot be used")
	// ErrOption means that a Sender cannot be made from its options.
	ErrOption = errors.New("the sender of mail cannot be set up")
)

// A ServerError says that the mail server cannot be used at all, so that a round ended early. No mail is to blame for it.
type ServerError struct {
	Server string // host and port
	Doing  string // what was being done: "connect", "name the sender"
	Reason string // what the server or the network said
}

// Error says what went wrong with which server.
func (e *ServerError) Error() string {
	return fmt.Sprintf("the mail server %s cannot be used: %s: %s", e.Server, e.Doing, e.Reason)
}

// A mailError says why one mail was not sent.
type mailError struct {
	why   string // a sentence
	final bool   // there is no use in trying again
}

func (e *mailError) Error() string { return e.why }

// reasonLength is how much of a foreign text becomes part of a reason, in characters.
const reasonLength = 300

// reason makes one short line of what a server said, without the secrets that it may have repeated.
func reason(said string, secrets ...string) string {
	for _, secret := range secrets {
		if secret != "" {
			said = strings.ReplaceAll(said, secret, "[hidden]")
		}
	}
	line := []rune(oneLine(said))
	if len(line) > reasonLength {
		return string(line[:reasonLength]) + "…"
	}
	return string(line)
}

// oneLine replaces line ends and other control characters by blanks, so that the text cannot become another line of a
// log or of a header.
func oneLine(s string) string {
	blanks := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(blanks), " ")
}
