package sftptest

import (
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"muster/sources/sftpdir"
)

// Password lets the user hr in.
const Password = "secret" //nolint:gosec // of tests

// A Server is an SFTP server in this process that serves the files of a folder, and misbehaves on demand. Its fields may
// be set before the first connection.
type Server struct {
	// Folder is the folder that is served.
	Folder string
	// CutAfter cuts one connection once so many bytes went over all of them, in both directions; 0 never.
	CutAfter int64
	// Before is asked before each request, and may delay or refuse it: with os.ErrPermission, with any other error (a bare
	// "failure" to the client), or not at all (nil). It is called from several goroutines. Defaults to nobody.
	Before func(method, path, target string) error
	// Size is what the server says that a file's size is. Defaults to the truth.
	Size func(path string, size int64) int64
	// Room is how many bytes may be written to each file until the disk is full; 0 is without end.
	Room int64
	// Jump lets clients connect to other servers through this one.
	Jump bool

	key     ssh.Signer
	address *net.TCPAddr
	config  *ssh.ServerConfig
	running sync.WaitGroup

	mu     sync.Mutex
	moved  int64
	cut    bool
	logins int
	conns  []net.Conn
}

// Start starts a server that runs as long as the test. The user hr logs in with Password.
func Start(t testing.TB, adjust ...func(*Server)) *Server {
	t.Helper()
	s := &Server{Folder: t.TempDir()}
	_, s.key = NewKey(t, "")
	s.config = &ssh.ServerConfig{PasswordCallback: s.login}
	s.config.AddHostKey(s.key)
	for _, a := range adjust {
		a(s)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = listener.Addr().(*net.TCPAddr)
	s.running.Go(func() { s.accept(listener) })
	t.Cleanup(func() {
		_ = listener.Close()
		s.HangUp()
		s.running.Wait()
	})
	return s
}

// Options says how to connect: with the right password and host key, and as little patience as tests need.
func (s *Server) Options() sftpdir.Options {
	return sftpdir.Options{
		User: "hr", Host: "127.0.0.1", Port: s.address.Port, Folder: s.Folder, HostKey: s.Fingerprint(),
		Timeout: 10 * time.Second, Retries: 3, RetryAfter: time.Millisecond, Getenv: Environment(sftpdir.PasswordVariable, Password),
	}
}

// Location is where the folder is, as definitions have it: sftp://hr@127.0.0.1:port/folder.
func (s *Server) Location() string { return "sftp://hr@" + s.address.String() + s.Folder }

// Fingerprint is that of the host key.
func (s *Server) Fingerprint() string { return ssh.FingerprintSHA256(s.key.PublicKey()) }

// Cut reports whether the connection was cut that CutAfter asks for.
func (s *Server) Cut() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cut
}

// Traffic returns how many bytes went over all connections so far.
func (s *Server) Traffic() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.moved
}

// Logins returns how many logins were tried so far: one for each connection that got that far.
func (s *Server) Logins() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.logins
}

// HangUp breaks all connections.
func (s *Server) HangUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.conns {
		_ = c.Close()
	}
	s.conns = nil
}

func (s *Server) login(c ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.logins++
	if c.User() == "hr" && string(password) == Password {
		return &ssh.Permissions{}, nil
	}
	return nil, errors.New("no")
}

func (s *Server) accept(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return // the test has ended
		}
		counted := &counted{Conn: conn, server: s}
		s.mu.Lock()
		s.conns = append(s.conns, counted)
		s.mu.Unlock()
		s.running.Go(func() { s.handle(counted) })
	}
}

// handle serves one connection.
func (s *Server) handle(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	_, channels, requests, err := ssh.NewServerConn(conn, s.config)
	if err != nil {
		return // the client says what is wrong
	}
	s.running.Go(func() { ssh.DiscardRequests(requests) })
	for c := range channels {
		if c.ChannelType() == "direct-tcpip" && s.Jump {
			s.running.Go(func() { s.forward(c) })
			continue
		}
		if c.ChannelType() != "session" {
			_ = c.Reject(ssh.Prohibited, "no")
			continue
		}
		channel, requests, err := c.Accept()
		if err != nil {
			return
		}
		s.running.Go(func() {
			for r := range requests {
				_ = r.Reply(r.Type == "subsystem", nil) // a client that has gone needs no reply
			}
		})
		s.running.Go(func() {
			server := sftp.NewRequestServer(channel, sftp.Handlers{FileGet: s, FilePut: s, FileCmd: s, FileList: s})
			_ = server.Serve()
			_ = server.Close()
			_ = channel.Close() // or the client waits for ever
		})
	}
}

// forward connects a client with the server that it asks for (RFC 4254, section 7.2).
func (s *Server) forward(c ssh.NewChannel) {
	var to struct {
		Host       string
		Port       uint32
		Origin     string
		OriginPort uint32
	}
	if err := ssh.Unmarshal(c.ExtraData(), &to); err != nil {
		_ = c.Reject(ssh.ConnectionFailed, "no address")
		return
	}
	conn, err := net.DialTCP("tcp", nil, &net.TCPAddr{IP: net.ParseIP(to.Host), Port: int(to.Port)})
	if err != nil {
		_ = c.Reject(ssh.ConnectionFailed, "nobody there")
		return
	}
	defer func() { _ = conn.Close() }()
	channel, requests, err := c.Accept()
	if err != nil {
		return
	}
	s.running.Go(func() { ssh.DiscardRequests(requests) })
	s.running.Go(func() {
		_, _ = io.Copy(channel, conn) // until one of them ends
		_ = channel.Close()
	})
	_, _ = io.Copy(conn, channel)
}

// A counted connection counts what goes over it, and is cut when it is time.
type counted struct {
	net.Conn
	server *Server
}

var errCut = errors.New("cut")

// take counts n bytes, and returns how many of them still get through; last tells that the connection is then to be cut.
func (c *counted) take(n int) (through int, last bool) {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.CutAfter > 0 && !s.cut && s.moved+int64(n) >= s.CutAfter {
		n, s.cut = int(s.CutAfter-s.moved), true
		last = true
	}
	s.moved += int64(n)
	return n, last
}

// Write implements net.Conn.
func (c *counted) Write(p []byte) (int, error) {
	through, last := c.take(len(p))
	n, err := c.Conn.Write(p[:through])
	if last {
		return n, errors.Join(errCut, c.Conn.Close())
	}
	return n, err
}

// Read implements net.Conn.
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	through, last := c.take(n)
	if last {
		return through, errors.Join(errCut, c.Conn.Close())
	}
	return n, err
}
