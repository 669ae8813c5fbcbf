package notify

import (
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/idna"
)

// Environment is the variable that names the mail server.
const Environment = "MUSTER_SMTP"

// A TLS policy says how the connection to the mail server is protected.
type TLS string

// The TLS policies.
const (
	TLSRequired      TLS = "required"      // STARTTLS, or no mail at all; the default
	TLSOpportunistic TLS = "opportunistic" // STARTTLS where the server offers it
	TLSNone          TLS = "none"          // plain text: for a relay on this machine
	TLSImplicit      TLS = "implicit"      // TLS from the first byte (RFC 8314), what smtps:// means
)

// The ports where the address has none: submission (RFC 6409), and submission over TLS (RFC 8314).
const (
	submissionPort  = 587
	submissionsPort = 465
)

// A Server is a mail server and how to use it.
type Server struct {
	Host string
	Port int
	// User and Password sign in. Empty: the server takes mail without.
	User, Password string
	// From is the sender of all mail; its domain is that of the Message-IDs.
	From mail.Address
	// TLS defaults to TLSRequired.
	TLS TLS
	// TLSConfig says whom to trust. Defaults to the system's authorities and the host's name.
	TLSConfig *tls.Config
	// PerMinute is how many mails may go out in a minute, evenly spread. Defaults to 0, which is no limit.
	PerMinute int
	// Hello is how this machine calls itself. Defaults to its host name.
	Hello string
	// Timeout is how long the server may take to say hello, or to take one mail. Defaults to one minute.
	Timeout time.Duration
}

// ParseServer reads the text of MUSTER_SMTP:
//
//	smtp://USER:PASSWORD@HOST:PORT?from=ADDRESS&tls=required&rate=60&hello=NAME&timeout=1m
//
// smtps:// is TLS from the first byte, on port 465; else the port defaults to 587. User and password are optional and
// percent-encoded where needed. from may have a name ("Acme IT <it@example.com>") and defaults to the user where that is an
// address; tls is required (default), opportunistic or none; rate is mails per minute. Errors wrap [ErrServer] and
// do not repeat the text, which has a password in it.
func ParseServer(text string) (*Server, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Host == "" || u.Hostname() == "" {
		return nil, fmt.Errorf("%s is %w", Environment, ErrServer)
	}
	s := &Server{Host: u.Hostname(), User: u.User.Username()}
	s.Password, _ = u.User.Password()
	if err := s.scheme(u); err != nil {
		return nil, err
	}
	settings, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, wrong("has settings that cannot be read")
	}
	for name, values := range settings {
		if err := s.set(name, values[len(values)-1]); err != nil {
			return nil, err
		}
	}
	return s, s.complete(settings.Has("from"))
}

// wrong returns an ErrServer with what is wrong.
func wrong(what string) error { return fmt.Errorf("%s %s: %w", Environment, what, ErrServer) }

func (s *Server) scheme(u *url.URL) error {
	switch u.Scheme {
	case "smtp":
		s.TLS, s.Port = TLSRequired, submissionPort
	case "smtps":
		s.TLS, s.Port = TLSImplicit, submissionsPort
	default:
		return wrong("begins with neither smtp:// nor smtps://")
	}
	if u.Port() == "" {
		return nil
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil || port == 0 {
		return wrong("has no port from 1 to 65535")
	}
	s.Port = int(port)
	return nil
}

// set takes one of the settings after the question mark.
func (s *Server) set(name, value string) error {
	set, ok := map[string]func(string) bool{
		"from": s.setFrom, "tls": s.setTLS, "rate": s.setRate, "hello": s.setHello, "timeout": s.setTimeout,
	}[name]
	switch {
	case !ok:
		return wrong("has an unknown setting; known are from, tls, rate, hello and timeout")
	case !set(value):
		return wrong("has a " + name + "= that cannot be used")
	default:
		return nil
	}
}

func (s *Server) setFrom(value string) bool {
	from, err := mail.ParseAddress(value)
	if err == nil {
		s.From = *from
	}
	return err == nil
}

func (s *Server) setTLS(value string) bool {
	policy := TLS(value)
	if s.TLS == TLSImplicit {
		return policy == TLSRequired // it is always there
	}
	s.TLS = policy
	return policy == TLSRequired || policy == TLSOpportunistic || policy == TLSNone
}

func (s *Server) setRate(value string) bool {
	rate, err := strconv.Atoi(value)
	s.PerMinute = rate
	return err == nil && rate > 0
}

func (s *Server) setHello(value string) bool {
	s.Hello = value
	return value != "" && !strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r > '~' })
}

func (s *Server) setTimeout(value string) bool {
	timeout, err := time.ParseDuration(value)
	s.Timeout = timeout
	return err == nil && timeout > 0
}

// complete checks what depends on several settings.
func (s *Server) complete(hasFrom bool) error {
	if user, err := mail.ParseAddress(s.User); !hasFrom && err == nil {
		s.From = *user
	}
	local, domain, ok := cutAddress(s.From.Address)
	ascii, err := idna.ToASCII(domain)
	if !ok || err != nil || !isASCII(local) {
		return wrong("needs a sender: add ?from=it@example.com")
	}
	s.From.Address = local + "@" + ascii
	s.From.Name = oneLine(s.From.Name)
	if s.User != "" && s.TLS == TLSNone && !isLocal(s.Host) {
		return wrong("would send the password in plain text; leave out tls=none")
	}
	return nil
}

// Address returns host and port.
func (s Server) Address() string { return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) }

// Format prints the address without user and password, whatever the verb, so that no log shows them by accident.
func (s Server) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.Address()) }

// cutAddress splits an address at its last @.
func cutAddress(address string) (local, domain string, ok bool) {
	at := strings.LastIndexByte(address, '@')
	if at < 1 || at == len(address)-1 {
		return "", "", false
	}
	return address[:at], address[at+1:], true
}

func isLocal(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 })
}
