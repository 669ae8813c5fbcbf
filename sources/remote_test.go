package sources_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pkg/sftp"
	"go.uber.org/goleak"
	"golang.org/x/crypto/ssh"

	"muster/sources"
	"muster/sources/sftpdir"
)

// serveFolder serves the files of a folder of this machine over SFTP, to hr with the password "secret". It returns what
// locations on the server begin with, and the configuration that trusts it.
func serveFolder(t *testing.T) (prefix string, config sources.Config) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	login := &ssh.ServerConfig{PasswordCallback: func(_ ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
		if string(password) != "secret" {
			return nil, errors.New("no")
		}
		return &ssh.Permissions{}, nil
	}}
	login.AddHostKey(key)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return // the test has ended
			}
			running.Go(func() { serveSFTP(conn, login) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		running.Wait() // which shows as well that each connection was closed
		goleak.VerifyNone(t)
	})
	t.Setenv(sftpdir.PasswordVariable, "secret")
	t.Setenv("SSH_AUTH_SOCK", "")
	return "sftp://hr@" + listener.Addr().String(), sources.Config{SFTP: &sources.SFTPConfig{HostKey: ssh.FingerprintSHA256(key.PublicKey())}}
}

// serveSFTP serves one connection to its end.
func serveSFTP(conn net.Conn, login *ssh.ServerConfig) {
	defer conn.Close()
	_, channels, requests, err := ssh.NewServerConn(conn, login)
	if err != nil {
		return // the client says what is wrong
	}
	var running sync.WaitGroup
	defer running.Wait()
	running.Go(func() { ssh.DiscardRequests(requests) })
	for c := range channels {
		channel, requests, err := c.Accept()
		if err != nil {
			return
		}
		running.Go(func() {
			for r := range requests {
				_ = r.Reply(r.Type == "subsystem", nil) // a client that has gone needs no reply
			}
		})
		running.Go(func() {
			if server, err := sftp.NewServer(channel); err == nil {
				_ = server.Serve()
				_ = server.Close()
			}
			_ = channel.Close() // or the client waits for ever
		})
	}
}

// TestRemote imports what is on a server as if it were here, and leaves no copy.
func TestRemote(t *testing.T) {
	prefix, config := serveFolder(t)
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	for name, data := range map[string]string{"people.csv": list, "people.csv.gz": gzipped(list), "50% of #1?.csv": list} {
		path := save(t, name, data)
		file, err := sources.Open(t.Context(), prefix+path, config)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if copies := folderOf(t, temporary); len(copies) != 1 || copies[0].Mode().Perm() != 0o600 {
			t.Errorf("%s: copies %v", name, copies)
		}
		want := [][]string{{"id", "name"}, {"1", "Anita"}, {"2", "Bob"}}
		if diff := cmp.Diff(want, cells(t, file)); diff != "" || file.Name != name || file.Size != int64(len(data)) {
			t.Errorf("%s: %+v\n%s", name, file, diff)
		}
		if err := file.Close(); err != nil {
			t.Error(err)
		}
		if copies := folderOf(t, temporary); len(copies) > 0 {
			t.Errorf("%s: left %v", name, copies)
		}
	}
}

// folderOf returns the files in a folder.
func folderOf(t *testing.T, folder string) (infos []fs.FileInfo) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	for _, e := range entries {
		info, infoErr := e.Info()
		infos, err = append(infos, info), errors.Join(err, infoErr)
	}
	if err != nil {
		t.Fatal(err)
	}
	return infos
}

func TestExpandRemote(t *testing.T) {
	prefix, config := serveFolder(t)
	folder := t.TempDir()
	for _, name := range []string{"part10.csv", "part2.csv", "part2.results.csv", "notes.txt"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(list), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(folder, "link.csv")); err != nil {
		t.Fatal(err)
	}
	got, err := sources.Expand(t.Context(), prefix+folder+"/*.csv", config)
	if err != nil || !slices.Equal(got, []string{prefix + folder + "/part2.csv", prefix + folder + "/part10.csv"}) {
		t.Errorf("%q, %v", got, err)
	}
	for pattern, says := range map[string]string{"/*.xlsx": "no file matches", "/[a": "cannot be read", "/l*.csv": "symbolic link"} {
		_, err := sources.Expand(t.Context(), prefix+folder+pattern, config)
		if !errors.Is(err, sources.ErrNotUnderstood) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", pattern, err)
		}
	}
	if _, err := sources.Open(t.Context(), prefix+folder+"/link.csv", config); !errors.Is(err, sources.ErrNotUnderstood) {
		t.Errorf("a symbolic link: %v", err)
	}
	if _, err := sources.Open(t.Context(), prefix+folder+"/gone.csv", config); !errors.Is(err, fs.ErrNotExist) || errors.Is(err, sources.ErrNotUnderstood) {
		t.Errorf("a missing file: %v", err)
	}
	if _, err := sources.Expand(t.Context(), prefix+folder+"/gone/*.csv", config); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing folder: %v", err)
	}
	t.Setenv(sftpdir.PasswordVariable, "wrong")
	if _, err := sources.Expand(t.Context(), prefix+folder+"/*.csv", config); !errors.Is(err, sftpdir.ErrLogin) {
		t.Errorf("a wrong password: %v", err)
	}
}

// TestRemoteLocation refuses what cannot be meant, before anything is connected to, and never repeats a password.
func TestRemoteLocation(t *testing.T) {
	for location, says := range map[string]string{
		"sftp://hr:pa5sword@example.com/people.csv":   sftpdir.PasswordVariable,
		"sftp://hr:pa5sw@ord@example.com/people.csv":  sftpdir.PasswordVariable,
		"sftp://hr:pa5s/word@example.com/people.csv":  "cannot be read",
		"sftp://example.com/people.csv":               "user@host",
		"sftp://hr@/people.csv":                       "user@host",
		"sftp://hr@example.com:ssh/people.csv":        "the port being a number",
		"sftp://hr@example.com:1:2/people.csv":        "cannot be read",
		"sftp://hr@example.com":                       "it is a folder",
		"sftp://hr@example.com/outgoing/":             "/outgoing/*.csv",
		"sftp://hr@example.com/*/people.csv":          "only the last part",
		"sftp://hr@example.com:70000/outgoing/p*.csv": "no port",
	} {
		for _, f := range []func() error{
			func() error { _, err := sources.Open(t.Context(), location, sources.Config{}); return err },
			func() error { _, err := sources.Expand(t.Context(), location, sources.Config{}); return err },
		} {
			if err := f(); err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "pa5s") {
				t.Errorf("%s: %v", location, err)
			}
		}
	}
}
