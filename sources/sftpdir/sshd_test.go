package sftpdir_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/skeema/knownhosts"
	"golang.org/x/crypto/ssh"

	"muster/sources/sftpdir"
)

// answersWithin is how long another program may take to start.
const answersWithin = 20 * time.Second

// startSSHD starts OpenSSH's server as this user, on a free port of the loopback, with a key of its own and one that may
// log in. It returns how to connect, to a new folder. Where it is not installed the test is skipped; where CI is set, it
// fails. (A server started by root needs the folder /run/sshd, which the package makes when the service starts.)
func startSSHD(t testing.TB) sftpdir.Options {
	t.Helper()
	program := findSSHD(t)
	if os.Getuid() == 0 {
		if err := os.MkdirAll("/run/sshd", 0o755); err != nil {
			t.Fatal(err)
		}
	}
	hostFile, hostKey := newKey(t, "")
	keyFile, key := newKey(t, "")
	port := freePort(t)
	config := fmt.Sprintf(`ListenAddress 127.0.0.1:%d
HostKey %s
AuthorizedKeysFile %s
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
Subsystem sftp internal-sftp
`, port, hostFile, write(t, string(ssh.MarshalAuthorizedKey(key))))
	var said bytes.Buffer
	command := exec.Command(program, "-D", "-e", "-f", write(t, config)) // in the foreground: to be stopped by its id
	command.Stdout, command.Stderr = &said, &said
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = command.Wait() // killed
	}()
	t.Cleanup(func() {
		if err := command.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Errorf("stop sshd: %v", err)
		}
		<-ended
		if t.Failed() {
			t.Logf("sshd said: %s", said.String())
		}
	})
	address := fmt.Sprintf("127.0.0.1:%d", port)
	awaitListener(t, address)
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	return sftpdir.Options{
		User: me.Username, Host: "127.0.0.1", Port: port, Folder: t.TempDir(), KeyFile: keyFile,
		KnownHosts: write(t, knownhosts.Line([]string{address}, hostKey)+"\n"), Getenv: environment(),
	}
}

func findSSHD(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"sshd", "/usr/sbin/sshd", "/usr/local/sbin/sshd"} {
		if program, err := exec.LookPath(name); err == nil && filepath.IsAbs(program) { // sshd starts itself again by its path
			return program
		}
	}
	const advice = "no OpenSSH server to test with: install it (Debian: apt-get install openssh-server)"
	if os.Getenv("CI") == "" {
		t.Skip(advice) //nolint:forbidigo // a helper, which fails where CI is set
	}
	t.Fatal(advice)
	return ""
}

// freePort returns a port on which nobody listens, for now.
func freePort(t testing.TB) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

// awaitListener waits until somebody answers.
func awaitListener(t testing.TB, address string) {
	t.Helper()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	patience := time.After(answersWithin)
	for {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			_ = conn.Close()
			return
		}
		select {
		case <-again.C:
		case <-patience:
			t.Fatalf("nobody answers: %v", err)
		}
	}
}

func TestOpenSSH(t *testing.T) {
	o := startSSHD(t)
	for name, data := range map[string]string{"people-1.csv": "id\n1\n", "people-2.csv": strings.Repeat(long, 10), "notes.txt": "x"} {
		if err := os.WriteFile(filepath.Join(o.Folder, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(o.Folder, "people-3.csv")); err != nil {
		t.Fatal(err)
	}
	folder := dial(t, o)
	listing, err := folder.List(t.Context(), "people-*.csv")
	if err != nil || len(listing.Files) != 2 || len(listing.Refused) != 1 {
		t.Fatalf("%+v, %v", listing, err)
	}
	for _, file := range listing.Files {
		want, err := os.ReadFile(filepath.Join(o.Folder, file.Name))
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if err := folder.Fetch(t.Context(), file.Name, &got); err != nil || !bytes.Equal(got.Bytes(), want) || file.Size != int64(len(want)) {
			t.Errorf("%+v: %d bytes, %v", file, got.Len(), err)
		}
	}
	for name, want := range map[string]error{"people-3.csv": sftpdir.ErrRefused, "people-4.csv": os.ErrNotExist} {
		if err := folder.Fetch(t.Context(), name, new(bytes.Buffer)); !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestOpenSSHGrows writes to the file while it is fetched.
func TestOpenSSHGrows(t *testing.T) {
	o := startSSHD(t)
	path := filepath.Join(o.Folder, "people.csv")
	if err := os.WriteFile(path, []byte(strings.Repeat(long, 4)), 0o600); err != nil {
		t.Fatal(err)
	}
	writer := writerFunc(func(p []byte) (int, error) {
		file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
		if err == nil {
			_, err = file.WriteString("one more\n")
			err = errors.Join(err, file.Close())
		}
		return len(p), err
	})
	if err := dial(t, o).Fetch(t.Context(), "people.csv", writer); !errors.Is(err, sftpdir.ErrChanged) {
		t.Errorf("%v", err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestOpenSSHRefuses(t *testing.T) {
	o := startSSHD(t)
	stranger, _ := newKey(t, "")
	wrong := o
	wrong.KeyFile = stranger
	if err := connects(t, wrong); !errors.Is(err, sftpdir.ErrLogin) {
		t.Errorf("wrong key: %v", err)
	}
	unknown := o
	unknown.KnownHosts = write(t, "")
	var key *sftpdir.HostKeyError
	if err := connects(t, unknown); !errors.As(err, &key) || key.Line == "" {
		t.Fatalf("unknown host: %v", err)
	}
	pinned := o
	pinned.HostKey = key.Fingerprint
	if err := connects(t, pinned); err != nil {
		t.Errorf("pinned: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := sftpdir.Dial(ctx, o); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
