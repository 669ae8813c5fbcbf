package sftpdir_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pkg/sftp"
	"github.com/skeema/knownhosts"
	"go.uber.org/goleak"
	"golang.org/x/crypto/ssh"

	"muster/sources/sftpdir"
	"muster/sources/sftpdir/sftptest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A remote is a file as the server describes it, which need not be what it sends.
type remote struct {
	data  string
	claim int64       // the size that it names before, where not that of data
	later int64       // the size that it names from the second time on, where not the same
	mode  fs.FileMode // of a plain file by default
	hang  bool        // reading it never ends
}

// A server is an SFTP server in this process, over SSH, with files in memory.
type server struct {
	address string
	key     ssh.Signer
	files   map[string]remote
	// cutAfter cuts a connection once it was sent so many bytes; 0 never.
	cutAfter int
	// deaf leaves requests about the connection, which ask whether the server is there, unanswered.
	deaf bool
	gone chan struct{} // has an element for each connection that ended

	config  *ssh.ServerConfig
	ended   chan struct{} // releases what hangs
	running sync.WaitGroup

	mu     sync.Mutex
	asked  map[string]int // how often the size of an open file was asked for
	conns  []net.Conn
	logins int
}

// serve starts a server with the files. The user hr logs in with the password "secret".
func serve(t testing.TB, files map[string]remote, adjust ...func(*server)) *server {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{files: files, ended: make(chan struct{}), gone: make(chan struct{}, 100), asked: map[string]int{}}
	if s.key, err = ssh.NewSignerFromKey(private); err != nil {
		t.Fatal(err)
	}
	s.config = &ssh.ServerConfig{PasswordCallback: func(c ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.logins++
		if c.User() == "hr" && string(password) == "secret" {
			return &ssh.Permissions{}, nil
		}
		return nil, errors.New("no")
	}}
	s.config.AddHostKey(s.key)
	for _, a := range adjust {
		a(s)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = listener.Addr().String()
	s.running.Go(func() { s.accept(listener) })
	t.Cleanup(func() {
		_ = listener.Close()
		close(s.ended)
		s.mu.Lock()
		for _, c := range s.conns {
			_ = c.Close()
		}
		s.mu.Unlock()
		s.running.Wait()
	})
	return s
}

func (s *server) accept(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return // the test has ended
		}
		if s.cutAfter > 0 {
			conn = &fragile{Conn: conn, left: s.cutAfter}
		}
		s.mu.Lock()
		s.conns = append(s.conns, conn)
		s.mu.Unlock()
		s.running.Go(func() { s.handle(conn) })
	}
}

func (s *server) handle(conn net.Conn) {
	defer func() { _ = conn.Close(); s.gone <- struct{}{} }()
	_, channels, requests, err := ssh.NewServerConn(conn, s.config)
	if err != nil {
		return // the client says what is wrong
	}
	s.running.Go(func() {
		for r := range requests {
			if !s.deaf {
				_ = r.Reply(false, nil) // which is what OpenSSH says
			}
		}
	})
	for c := range channels {
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
			handlers := sftp.Handlers{FileGet: s, FileList: s}
			server := sftp.NewRequestServer(channel, handlers)
			_ = server.Serve()
			_ = server.Close()
			_ = channel.Close() // or the client waits for ever
		})
	}
}

// Fileread implements sftp.FileReader.
func (s *server) Fileread(r *sftp.Request) (io.ReaderAt, error) {
	file, ok := s.files[path.Base(r.Filepath)]
	switch {
	case !ok:
		return nil, os.ErrNotExist
	case file.data == "forbidden":
		return nil, sftp.ErrSSHFxPermissionDenied
	case file.hang:
		return hanging{s.ended}, nil
	}
	return strings.NewReader(file.data), nil
}

// Filelist implements sftp.FileLister.
func (s *server) Filelist(r *sftp.Request) (sftp.ListerAt, error) {
	if r.Method == "List" {
		if path.Base(r.Filepath) == "nowhere" {
			return nil, os.ErrNotExist
		}
		var all listed
		for name, file := range s.files {
			all = append(all, described{name, file, file.size()})
		}
		return all, nil
	}
	name := path.Base(r.Filepath)
	file, ok := s.files[name]
	if !ok || file.data == "vanished" && r.Method == "Stat" {
		return nil, os.ErrNotExist
	}
	return listed{described{name, file, s.size(name, file, r.Method)}}, nil
}

// size is what the server says this time; Stat is how it is asked for the size of an open file.
func (s *server) size(name string, file remote, method string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if method == "Stat" {
		s.asked[name]++
	}
	// Once when it was opened, once by the library, and once at the end.
	if file.later != 0 && s.asked[name] > 2 {
		return file.later
	}
	return file.size()
}

func (r remote) size() int64 {
	if r.claim != 0 {
		return r.claim
	}
	return int64(len(r.data))
}

// described is a fs.FileInfo.
type described struct {
	name string
	remote
	bytes int64
}

func (d described) Name() string       { return d.name }
func (d described) Size() int64        { return d.bytes }
func (d described) Mode() fs.FileMode  { return d.mode | 0o644 }
func (d described) ModTime() time.Time { return time.Unix(1_800_000_000, 0) }
func (d described) IsDir() bool        { return d.mode.IsDir() }
func (d described) Sys() any           { return nil }

// listed is a sftp.ListerAt.
type listed []fs.FileInfo

func (l listed) ListAt(into []fs.FileInfo, offset int64) (int, error) {
	if offset >= int64(len(l)) {
		return 0, io.EOF
	}
	n := copy(into, l[offset:])
	if n < len(into) {
		return n, io.EOF
	}
	return n, nil
}

// hanging is read without end or result.
type hanging struct{ ended <-chan struct{} }

func (h hanging) ReadAt([]byte, int64) (int, error) {
	<-h.ended
	return 0, io.ErrUnexpectedEOF
}

// A fragile connection breaks once so many bytes were written to it.
type fragile struct {
	net.Conn
	mu   sync.Mutex
	left int
}

func (f *fragile) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	n, err := f.Conn.Write(p[:min(len(p), f.left)])
	if f.left -= n; err == nil && f.left == 0 {
		err = errors.Join(io.ErrClosedPipe, f.Conn.Close())
	}
	return n, err
}

// options log in to the server, which they know.
func (s *server) options(t testing.TB) sftpdir.Options {
	t.Helper()
	host, port, err := net.SplitHostPort(s.address)
	if err != nil {
		t.Fatal(err)
	}
	number, err := net.LookupPort("tcp", port)
	if err != nil {
		t.Fatal(err)
	}
	return sftpdir.Options{
		User: "hr", Host: host, Port: number, Folder: "/outgoing",
		KnownHosts: sftptest.Write(t, knownhosts.Line([]string{s.address}, s.key.PublicKey())+"\n"),
		Timeout:    10 * time.Second,
		Getenv:     sftptest.Environment(sftpdir.PasswordVariable, "secret"),
	}
}

// newKey returns the path of a new private key, protected by the passphrase where there is one, and the public key.
func newKey(t testing.TB, passphrase string) (file string, public ssh.PublicKey) {
	t.Helper()
	file, key := sftptest.NewKey(t, passphrase)
	return file, key.PublicKey()
}

// dial connects, and closes the folder when the test ends.
func dial(t testing.TB, o sftpdir.Options) *sftpdir.Folder {
	t.Helper()
	folder, err := sftpdir.Dial(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := folder.Close(); err != nil {
			t.Error(err)
		}
	})
	return folder
}
