package sftpdir_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/skeema/knownhosts"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"muster/sources/sftpdir"
	"muster/sources/sftpdir/sftptest"
)

// connects logs in, hangs up, and reports how that went.
func connects(t *testing.T, o sftpdir.Options) error {
	t.Helper()
	folder, err := sftpdir.Dial(t.Context(), o)
	if err != nil {
		return err
	}
	return folder.Close()
}

// TestUnknownHost shows what makes the server known, and sends nothing before.
func TestUnknownHost(t *testing.T) {
	server := serve(t, nil)
	o := server.options(t)
	for _, o.KnownHosts = range []string{sftptest.Write(t, ""), t.TempDir() + "/missing"} {
		err := connects(t, o)
		var key *sftpdir.HostKeyError
		if !errors.As(err, &key) || !errors.Is(err, sftpdir.ErrHostKey) {
			t.Fatalf("%v", err)
		}
		if fingerprint := ssh.FingerprintSHA256(server.key.PublicKey()); key.Fingerprint != fingerprint ||
			!strings.Contains(err.Error(), fingerprint) || !strings.Contains(err.Error(), key.Line) {
			t.Errorf("%v", err)
		}
		if server.logins > 0 {
			t.Error("the password was sent")
		}
		known := o
		known.KnownHosts = sftptest.Write(t, key.Line+"\n")
		if err := connects(t, known); err != nil {
			t.Errorf("with the line: %v", err)
		}
		server.logins = 0
	}
}

func TestChangedHostKey(t *testing.T) {
	server := serve(t, nil)
	_, other := newKey(t, "")
	line := knownhosts.Line([]string{server.address}, other)
	mine := knownhosts.Line([]string{server.address}, server.key.PublicKey())
	for name, lines := range map[string]string{
		"another key":  line,
		"revoked":      mine + "\n@revoked * " + strings.SplitN(mine, " ", 2)[1],
		"another kind": knownhosts.Line([]string{server.address}, newECDSA(t).PublicKey()),
	} {
		o := server.options(t)
		o.KnownHosts = sftptest.Write(t, lines+"\n")
		err := connects(t, o)
		var key *sftpdir.HostKeyError
		if !errors.Is(err, sftpdir.ErrHostKey) || !errors.As(err, &key) || key.Line != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if server.logins > 0 {
		t.Error("the password was sent")
	}
}

func TestPinnedHostKey(t *testing.T) {
	server := serve(t, nil)
	o := server.options(t)
	o.KnownHosts = ""
	o.HostKey = ssh.FingerprintSHA256(server.key.PublicKey())
	if err := connects(t, o); err != nil {
		t.Errorf("the right key: %v", err)
	}
	_, other := newKey(t, "")
	o.HostKey = ssh.FingerprintSHA256(other)
	if err := connects(t, o); !errors.Is(err, sftpdir.ErrHostKey) {
		t.Errorf("another key: %v", err)
	}
	if server.logins > 1 {
		t.Error("the password was sent")
	}
}

// TestPinnedAmongSeveral finds the pinned key of a server that prefers to show another one.
func TestPinnedAmongSeveral(t *testing.T) {
	second := newECDSA(t)
	server := serve(t, nil, func(s *server) { s.config.AddHostKey(second) })
	for _, key := range []ssh.Signer{server.key, second} {
		o := server.options(t)
		o.KnownHosts, o.HostKey = "", ssh.FingerprintSHA256(key.PublicKey())
		if err := connects(t, o); err != nil {
			t.Errorf("%s: %v", key.PublicKey().Type(), err)
		}
		o.KnownHosts, o.HostKey = sftptest.Write(t, knownhosts.Line([]string{server.address}, key.PublicKey())+"\n"), ""
		if err := connects(t, o); err != nil {
			t.Errorf("%s as the only known one: %v", key.PublicKey().Type(), err)
		}
	}
}

// newECDSA returns a new key of another kind than newKey.
func newECDSA(t *testing.T) ssh.Signer {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

func TestLogin(t *testing.T) {
	plain, key := newKey(t, "")
	protected, other := newKey(t, "open sesame")
	accept := func(s *server) {
		s.config.PasswordCallback = nil
		s.config.PublicKeyCallback = func(_ ssh.ConnMetadata, shown ssh.PublicKey) (*ssh.Permissions, error) {
			if f := ssh.FingerprintSHA256(shown); f == ssh.FingerprintSHA256(key) || f == ssh.FingerprintSHA256(other) {
				return &ssh.Permissions{}, nil
			}
			return nil, errors.New("no")
		}
	}
	stranger, _ := newKey(t, "")
	server := serve(t, nil, accept)
	for name, c := range map[string]struct {
		key  string
		env  []string
		says string // "" where the login works
	}{
		"key":                {plain, nil, ""},
		"passphrase":         {protected, []string{sftpdir.PassphraseVariable, "open sesame"}, ""},
		"agent":              {"", []string{"SSH_AUTH_SOCK", serveAgent(t, plain)}, ""},
		"no passphrase":      {protected, nil, sftpdir.PassphraseVariable},
		"wrong passphrase":   {protected, []string{sftpdir.PassphraseVariable, "Sesame"}, "does not open"},
		"key not accepted":   {stranger, nil, "does not let hr in"},
		"agent without keys": {"", []string{"SSH_AUTH_SOCK", serveAgent(t)}, "does not let hr in"},
		"no agent":           {"", []string{"SSH_AUTH_SOCK", "/nowhere"}, "agent"},
		"password refused":   {"", []string{sftpdir.PasswordVariable, "secret"}, "does not let hr in"},
		"nothing":            {"", nil, sftpdir.PasswordVariable},
		"no key":             {sftptest.Write(t, "hello"), nil, "no private key"},
		"missing key":        {"/nowhere/key", nil, "no such file"},
	} {
		o := server.options(t)
		o.KeyFile, o.Getenv = c.key, sftptest.Environment(c.env...)
		err := connects(t, o)
		if c.says == "" && err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if c.says != "" && (!errors.Is(err, sftpdir.ErrLogin) || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && (strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "esame")) {
			t.Errorf("%s: a secret is in %v", name, err)
		}
	}
}

// serveAgent starts an SSH agent with the keys, and returns its socket.
func serveAgent(t *testing.T, keys ...string) string {
	t.Helper()
	ring := agent.NewKeyring()
	for _, name := range keys {
		pem, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		key, err := ssh.ParseRawPrivateKey(pem)
		if err != nil {
			t.Fatal(err)
		}
		if err := ring.Add(agent.AddedKey{PrivateKey: key}); err != nil {
			t.Fatal(err)
		}
	}
	folder, err := os.MkdirTemp("", "agent") //nolint:usetesting // the path of a socket must be short
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("unix", folder+"/socket")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_ = agent.ServeAgent(ring, conn) // ends when the client goes
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() {
		_ = listener.Close()
		<-done
		if err := os.RemoveAll(folder); err != nil {
			t.Error(err)
		}
	})
	return folder + "/socket"
}

// TestKeyboardInteractive answers the one question for the password, and no other.
func TestKeyboardInteractive(t *testing.T) {
	asks := func(shown ...bool) *server {
		return serve(t, nil, func(s *server) {
			s.config.PasswordCallback = nil
			s.config.KeyboardInteractiveCallback = func(_ ssh.ConnMetadata, ask ssh.KeyboardInteractiveChallenge) (*ssh.Permissions, error) {
				answers, err := ask("", "", make([]string, len(shown)), shown)
				if err != nil || len(answers) != 1 || answers[0] != "secret" {
					return nil, errors.New("no")
				}
				return &ssh.Permissions{}, nil
			}
		})
	}
	if err := connects(t, asks(false).options(t)); err != nil {
		t.Errorf("the password: %v", err)
	}
	for name, server := range map[string]*server{"shown": asks(true), "two": asks(false, false)} {
		if err := connects(t, server.options(t)); err == nil {
			t.Errorf("%s: the password was given", name)
		}
	}
}

func TestOptions(t *testing.T) {
	for name, o := range map[string]sftpdir.Options{
		"host":        {User: "hr"},
		"user":        {Host: "files.example.com"},
		"port":        {User: "hr", Host: "files.example.com", Port: 70_000},
		"fingerprint": {User: "hr", Host: "files.example.com", HostKey: "16:27:ac:a5"},
	} {
		if err := connects(t, o); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// TestUnansweredConnection is about servers that take the connection and say nothing.
func TestUnansweredConnection(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") // whose connections nobody accepts
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	o := sftpdir.Options{
		User: "hr", Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port, Timeout: 100 * time.Millisecond,
		KnownHosts: sftptest.Write(t, ""), Getenv: sftptest.Environment(sftpdir.PasswordVariable, "secret"),
	}
	if err := connects(t, o); !errors.Is(err, sftpdir.ErrSilent) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	o.Timeout = time.Minute
	if _, err := sftpdir.Dial(ctx, o); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
