package sftptest

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"testing"
	"time"

	"github.com/skeema/knownhosts"
	"golang.org/x/crypto/ssh"

	"muster/sources/sftpdir"
)

// answersWithin is how long another program may take to start.
const answersWithin = 20 * time.Second

// OpenSSH starts OpenSSH's server as this user, on a free port of the loopback, with a key of its own and one that may
// log in. It returns how to connect, to a new folder. Where it is not installed the test is skipped; where CI is set, it
// fails. (A server started by root needs the folder /run/sshd, which the package makes when the service starts.)
func OpenSSH(t testing.TB) sftpdir.Options {
	t.Helper()
	program := findProgram(t)
	if os.Getuid() == 0 {
		if err := os.MkdirAll("/run/sshd", 0o755); err != nil {
			t.Fatal(err)
		}
	}
	hostFile, host := NewKey(t, "")
	keyFile, key := NewKey(t, "")
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
MaxStartups 100
Subsystem sftp internal-sftp
`, port, hostFile, Write(t, string(ssh.MarshalAuthorizedKey(key.PublicKey()))))
	run(t, exec.Command(program, "-D", "-e", "-f", Write(t, config))) // in the foreground: to be stopped by its id
	address := fmt.Sprintf("127.0.0.1:%d", port)
	awaitListener(t, address)
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	return sftpdir.Options{
		User: me.Username, Host: "127.0.0.1", Port: port, Folder: t.TempDir(), KeyFile: keyFile,
		KnownHosts: Write(t, knownhosts.Line([]string{address}, host.PublicKey())+"\n"), Getenv: Environment(),
	}
}

// run starts a program that runs as long as the test.
func run(t testing.TB, command *exec.Cmd) {
	t.Helper()
	var said bytes.Buffer
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
			t.Errorf("stop %s: %v", command.Path, err)
		}
		<-ended
		if t.Failed() {
			t.Logf("%s said: %s", command.Path, said.String())
		}
	})
}

func findProgram(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"sshd", "/usr/sbin/sshd", "/usr/local/sbin/sshd"} {
		if program, err := exec.LookPath(name); err == nil && filepath.IsAbs(program) { // sshd starts itself again by its path
			return program
		}
	}
	const advice = "no OpenSSH server to test with: install it (Debian: apt-get install openssh-server)"
	if os.Getenv("CI") == "" {
		t.Skip(advice)
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
	defer func() { _ = listener.Close() }()
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
