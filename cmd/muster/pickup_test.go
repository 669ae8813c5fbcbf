package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"muster/sources/sftpdir"
	"muster/sources/sftpdir/sftptest"
)

// runPickup runs the command against a server, with the host key that the definition is to pin, and returns its exit code and all
// that it says.
func runPickup(t *testing.T, s *sftptest.Server, folder, hostKey, password string) (code int, said string) {
	t.Helper()
	home := t.TempDir()
	location := strings.TrimSuffix(s.Location(), s.Folder) + folder
	config := filepath.Join(home, "hr.yaml")
	text := fmt.Sprintf("source:\n  location: %s/*.csv\n  sftp: {host_key: %q, known_hosts: %s/none, stable_for: 0s, results: true}\n", location, hostKey, home)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv(sftpdir.PasswordVariable, password)
	t.Setenv("SSH_AUTH_SOCK", "")
	var out, errs bytes.Buffer
	a := &app{stdin: strings.NewReader(""), stdout: &out, stderr: &errs, getenv: os.Getenv, now: time.Now, stop: make(chan struct{})}
	code = a.run(t.Context(), []string{"pickup", "-c", config, "--db", "sqlite:" + filepath.Join(home, "muster.db")})
	return code, out.String() + errs.String()
}

// TestPickupInTrouble: whatever goes wrong is one sentence and the right exit code, and the file is where it was, or in its place.
func TestPickupInTrouble(t *testing.T) {
	refuse := func(method string, err error) func(*sftptest.Server) {
		return func(s *sftptest.Server) {
			s.Before = func(m, _, _ string) error {
				if m == method {
					return err
				}
				return nil
			}
		}
	}
	const list = "E-Mail,First name,Last name\na@example.com,Anita,Singh\n"
	for name, c := range map[string]struct {
		adjust                    func(*sftptest.Server)
		folder, hostKey, password string
		code                      int
		says                      string
		taken                     bool // the file is no longer where it was dropped
	}{
		"nothing wrong":    {code: exitDone, says: "created     1", taken: true},
		"wrong password":   {password: "wrong", code: exitFailed, says: "does not let hr in"},
		"changed host key": {hostKey: "SHA256:" + strings.Repeat("A", 43), code: exitFailed, says: "nothing was sent"},
		"unknown host":     {hostKey: "none", code: exitFailed, says: "is not known"},
		"no such folder":   {folder: "/nowhere", code: exitFailed, says: "it is not there; check the name and the folder"},
		"may not rename":   {adjust: refuse("Rename", os.ErrPermission), code: exitFailed, says: "grant the user of the login the right to write to and rename files in"},
		"may not make":     {adjust: refuse("Mkdir", os.ErrPermission), code: exitFailed, says: "the right to make folders in"},
		"may not read":     {adjust: refuse("Get", os.ErrPermission), code: exitFailed, says: "the user needs the right to read it"},
		"may not write":    {adjust: refuse("Put", os.ErrPermission), code: exitFailed, says: "was not put away; the next pickup does that", taken: true},
		"full server":      {adjust: func(s *sftptest.Server) { s.Room = 10 }, code: exitFailed, says: "is its disk full?", taken: true},
		"a failure":        {adjust: refuse("Rename", errors.New("failure")), code: exitFailed, says: "grant"},
		"grows": {adjust: func(s *sftptest.Server) {
			s.Before = func(m, path, _ string) error {
				if m != "Get" {
					return nil
				}
				return appendTo(path)
			}
		}, code: exitDone, says: "people.csv is still being written"},
		"vanishes": {adjust: func(s *sftptest.Server) {
			s.Before = func(m, path, _ string) error {
				if m != "Get" {
					return nil
				}
				return os.Remove(path)
			}
		}, code: exitDone, says: "people.csv is gone: another program has taken it", taken: true},
	} {
		t.Run(name, func(t *testing.T) {
			server := sftptest.Start(t, func(s *sftptest.Server) {
				if c.adjust != nil {
					c.adjust(s)
				}
			})
			dropped := filepath.Join(server.Folder, "people.csv")
			if err := os.WriteFile(dropped, []byte(list), 0o600); err != nil {
				t.Fatal(err)
			}
			hostKey := map[string]string{"": server.Fingerprint(), "none": ""}[c.hostKey]
			if hostKey == "" && c.hostKey != "none" {
				hostKey = c.hostKey
			}
			folder, password := c.folder, c.password
			if folder == "" {
				folder = server.Folder
			}
			if password == "" {
				password = sftptest.Password
			}
			code, said := runPickup(t, server, folder, hostKey, password)
			if code != c.code || !strings.Contains(said, c.says) || strings.Contains(said, sftptest.Password) {
				t.Errorf("exit code %d, %s", code, said)
			}
			if _, err := os.Stat(dropped); (err != nil) != c.taken {
				t.Errorf("the dropped file: %v", err)
			}
		})
	}
}

// appendTo writes to a file that somebody else reads.
func appendTo(path string) error {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = file.WriteString("one more\n")
		err = errors.Join(err, file.Close())
	}
	return err
}
