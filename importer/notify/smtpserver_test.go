package notify_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"muster/importer/notify"
)

// A mailServer is a real SMTP server in this process. Its hooks, all optional, decide about each step: an error is the
// reply, and a hook that closes the connection drops it. They are set before the first mail.
type mailServer struct {
	*smtp.Server
	address string

	onConnect func(number int, c *smtp.Conn) error // number counts from 1
	onMail    func(c *smtp.Conn, from string) error
	onRcpt    func(c *smtp.Conn, to string) error
	onData    func(c *smtp.Conn, data string) error
	password  string      // "" offers no sign-in
	implicit  *tls.Config // TLS from the first byte

	mu          sync.Mutex
	arrived     []arrival
	connections int
}

// An arrival is a mail that the server has accepted.
type arrival struct {
	from, to string
	utf8     bool // SMTPUTF8 was asked for
	secure   bool // it came over TLS
	data     string
}

// startServer starts a server on a free port of this machine. setup may change it before.
func startServer(t testing.TB, setup func(*mailServer)) *mailServer {
	t.Helper()
	s := &mailServer{}
	s.Server = smtp.NewServer(smtp.BackendFunc(s.newSession))
	s.Domain = "mail.example.com"
	s.ErrorLog = silent{}
	if setup != nil {
		setup(s)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = listener.Addr().String()
	if s.implicit != nil {
		listener = tls.NewListener(listener, s.implicit)
	}
	done := make(chan error, 1)
	go func() { done <- s.Serve(listener) }()
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close the mail server: %v", err)
		}
		_ = listener.Close() // a server that has not begun to serve does not know it
		if err := <-done; err != nil && !errors.Is(err, smtp.ErrServerClosed) {
			t.Errorf("the mail server: %v", err)
		}
	})
	return s
}

// config returns how to reach the server: settings is what stands after from=.
func (s *mailServer) config(t testing.TB, settings string) *notify.Server {
	t.Helper()
	return parseServer(t, "smtp://"+s.address+"?from=it@example.com"+settings)
}

func parseServer(t testing.TB, text string) *notify.Server {
	t.Helper()
	server, err := notify.ParseServer(text)
	if err != nil {
		t.Fatal(err)
	}
	return server
}

func (s *mailServer) all() []arrival {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.arrived)
}

func (s *mailServer) connected() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.connections
}

func (s *mailServer) newSession(c *smtp.Conn) (smtp.Session, error) {
	s.mu.Lock()
	s.connections++
	number := s.connections
	s.mu.Unlock()
	if s.onConnect != nil {
		if err := s.onConnect(number, c); err != nil {
			return nil, err
		}
	}
	if s.password != "" {
		return &signedSession{session{server: s, conn: c}}, nil
	}
	return &session{server: s, conn: c}, nil
}

// A session is one dialogue.
type session struct {
	server *mailServer
	conn   *smtp.Conn
	mail   arrival
}

func (s *session) Reset()        { s.mail = arrival{} }
func (s *session) Logout() error { return nil }

func (s *session) Mail(from string, o *smtp.MailOptions) error {
	_, secure := s.conn.TLSConnectionState()
	s.mail = arrival{from: from, utf8: o.UTF8, secure: secure}
	return call(s.server.onMail, s.conn, from)
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mail.to += to // two recipients would show
	return call(s.server.onRcpt, s.conn, to)
}

func (s *session) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.mail.data = string(data)
	if err := call(s.server.onData, s.conn, s.mail.data); err != nil {
		return err
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.arrived = append(s.server.arrived, s.mail)
	return nil
}

func call(hook func(*smtp.Conn, string) error, c *smtp.Conn, s string) error {
	if hook == nil {
		return nil
	}
	return hook(c, s)
}

// A signedSession wants a password first.
type signedSession struct{ session }

func (s *signedSession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *signedSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "muster" || password != s.server.password {
			return errors.New("wrong password " + password) // a server that says too much
		}
		return nil
	}), nil
}

// reply is an answer of a server.
func reply(code int, text string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: text}
}

// drop breaks the connection in the middle of the dialogue.
func drop(c *smtp.Conn, _ string) error { return c.Conn().Close() }

type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}

// A certificate is one for 127.0.0.1 that only its own pool trusts.
type certificate struct {
	tls       tls.Certificate
	pool      *x509.CertPool
	cert, key string // PEM files
}

func newCertificate(t testing.TB) certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage: x509.KeyUsageDigitalSignature, BasicConstraintsValid: true, IsCA: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	keyPEM := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER})
	c := certificate{pool: x509.NewCertPool()}
	if c.tls, err = tls.X509KeyPair(certPEM, keyPEM); err != nil {
		t.Fatal(err)
	}
	c.pool.AppendCertsFromPEM(certPEM)
	folder := t.TempDir()
	c.cert, c.key = filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	if err := errors.Join(os.WriteFile(c.cert, certPEM, 0o600), os.WriteFile(c.key, keyPEM, 0o600)); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c certificate) server() *tls.Config { return &tls.Config{Certificates: []tls.Certificate{c.tls}} }
func (c certificate) client() *tls.Config { return &tls.Config{RootCAs: c.pool} }

// parse reads a mail as it arrived.
func parse(t interface{ Fatal(...any) }, data string) *mail.Message {
	message, err := mail.ReadMessage(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return message
}
