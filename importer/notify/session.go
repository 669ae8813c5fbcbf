package notify

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

const (
	// timeout is how long a server may take where its address does not say.
	timeout = time.Minute
	// farewell is how long it may take to say good-bye.
	farewell = 5 * time.Second
)

// A session is the connection to the mail server, opened when the first mail needs it and used for all that follow. It
// is for one goroutine.
type session struct {
	server  *Server
	client  *gomail.Client
	smtp    *smtp.Client // nil: not connected
	conn    net.Conn     // what smtp talks over; go-mail does not close it when a dialogue fails half-way
	carried int          // mails that went over this connection, accepted or not
}

// newSession prepares a session; it does not connect.
func newSession(server *Server) (*session, error) {
	s := &session{server: server}
	options := []gomail.Option{
		gomail.WithPort(server.Port), gomail.WithTimeout(server.timeout()), gomail.WithoutRset(),
		gomail.WithTLSPolicy(server.policy()), gomail.WithTLSConfig(server.tlsConfig()), gomail.WithDialContextFunc(s.dial),
	}
	if server.Hello != "" {
		options = append(options, gomail.WithHELO(server.Hello))
	}
	if server.User != "" {
		options = append(options, gomail.WithUsername(server.User), gomail.WithPassword(server.Password),
			// Of these the server's first; the plain ones only go over TLS or to this machine.
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1, gomail.SMTPAuthPlain,
				gomail.SMTPAuthLogin, gomail.SMTPAuthCramMD5))
	}
	var err error
	if s.client, err = gomail.NewClient(server.Host, options...); err != nil {
		return nil, fmt.Errorf("%w: %s", ErrOption, reason(err.Error(), server.Password))
	}
	return s, nil
}

func (s *Server) timeout() time.Duration { return cmp.Or(s.Timeout, timeout) }

// policy says what go-mail is to do about STARTTLS. TLS that is there from the first byte is our dial's matter; "opportunistic" then
// only makes go-mail see that it is there.
func (s *Server) policy() gomail.TLSPolicy {
	switch s.TLS {
	case TLSNone:
		return gomail.NoTLS
	case TLSOpportunistic, TLSImplicit:
		return gomail.TLSOpportunistic
	default:
		return gomail.TLSMandatory
	}
}

func (s *Server) tlsConfig() *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.TLSConfig != nil {
		config = s.TLSConfig.Clone()
	}
	config.ServerName = cmp.Or(config.ServerName, s.Host)
	return config
}

// dial connects, and remembers the connection so that it can be closed in any case.
func (s *session) dial(ctx context.Context, network, address string) (net.Conn, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	s.conn = conn
	if s.server.TLS != TLSImplicit {
		return conn, nil
	}
	secure := tls.Client(conn, s.server.tlsConfig())
	return secure, secure.HandshakeContext(ctx)
}

// open connects and signs in, where that is not done.
func (s *session) open(ctx context.Context) error {
	if s.smtp != nil {
		return nil
	}
	client, err := s.client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		s.drop()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return s.unusable("connect", err)
	}
	s.smtp, s.carried = client, 0
	return nil
}

// close says good-bye to the server.
func (s *session) close() {
	if s.smtp != nil && s.smtp.UpdateDeadline(farewell) == nil {
		_ = s.smtp.Quit() // all mails are settled; the server may be gone
	}
	s.drop()
}

// drop ends the connection without a word.
func (s *session) drop() {
	if s.conn != nil {
		_ = s.conn.Close() // QUIT may have closed it
	}
	s.smtp, s.conn = nil, nil
}

// unusable returns the error that ends a round.
func (s *session) unusable(doing string, err error) error {
	return &ServerError{s.server.Address(), doing, reason(err.Error(), s.server.Password)}
}

// send hands one message to the server. The error is a [*mailError] if it is about this mail, and a [*ServerError] if no mail can be
// sent now. secret is kept out of both. The context ends the connecting, and not the sending: half-way the server might
// have accepted the mail.
func (s *session) send(ctx context.Context, m *gomail.Msg, to recipient, secret string) error {
	for {
		if err := s.open(ctx); err != nil {
			return err
		}
		if offered, _ := s.smtp.Extension("SMTPUTF8"); to.utf8 && !offered {
			return &mailError{why: "the mail server does not take addresses with letters beyond ASCII", final: true}
		}
		s.smtp.SkipSMTPUTF8(!to.utf8)
		used := s.carried > 0
		err := s.client.SendWithSMTPClient(s.smtp, m)
		s.carried++
		if m.IsDelivered() {
			return nil
		}
		about := s.judge(err, to, secret)
		var ofServer *ServerError
		if !errors.As(about, &ofServer) {
			return about
		}
		s.drop()
		if !used {
			return about
		}
		// The server has had enough of this connection (a time or a number of mails): it may like a new one.
	}
}

// judge says what an error of go-mail means. It leaves a connection behind that is ready for the next mail, or none.
func (s *session) judge(err error, to recipient, secret string) error {
	var failed *gomail.SendError
	if !errors.As(err, &failed) {
		s.drop()
		return s.unusable("send", err)
	}
	code := failed.ErrorCode() // 0: the network, not the server
	switch {
	case failed.Reason == gomail.ErrConnCheck:
		return s.unusable("check the connection", err)
	case failed.Reason == gomail.ErrSMTPMailFrom:
		// Not said about a recipient: the server does not like the sender, or us, or is going down.
		return s.unusable("name the sender", err)
	case code == signInFirst:
		return s.unusable("name a recipient without having signed in", err)
	}
	if code == 0 || code == closing {
		s.drop()
	} else if s.smtp.Reset() != nil {
		s.drop()
	}
	said, _, _ := strings.Cut(failed.Error(), ", affected ") // what follows is ours: recipient and Message-ID
	why := "the mail server " + s.server.Address() + " did not take it: " + reason(said, secret, to.Address.Address, s.server.Password)
	return &mailError{why: why, final: code >= permanent}
}

// Reply codes of SMTP (RFC 5321, 4.2.3; RFC 4954, 6).
const (
	closing     = 421 // the server is about to close the connection
	permanent   = 500 // and above: there is no use in trying again
	signInFirst = 530
)
