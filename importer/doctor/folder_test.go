package doctor_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"muster/importer/doctor"
	"muster/sources/sftpdir"
	"muster/sources/sftpdir/sftptest"
)

// examineFolder returns the findings about a definition with this source.
func examineFolder(t *testing.T, source string) []string {
	t.Helper()
	d := &doctor.Doctor{DSN: "sqlite:" + filepath.Join(t.TempDir(), "muster.db"), Definitions: []string{write(t, "hr.yaml", "name: hr\nsource:\n"+source)}}
	return examine(t, d, nil)
}

// drop makes a drop folder with a file of somebody else.
func drop(t *testing.T, folder string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, "people.csv"), []byte("id\n1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// wantUntouched wants nothing in the folder but the file that was dropped, and empty folders for what is done.
func wantUntouched(t *testing.T, root string) {
	t.Helper()
	var found []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && path != root {
			found = append(found, strings.TrimPrefix(path, root+"/"))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(found, []string{"done", "failed", "held", "people.csv"}) {
		t.Errorf("the folder now has %q", found)
	}
}

func overSSH(o sftpdir.Options) string {
	return fmt.Sprintf("  location: sftp://%s@%s:%d%s/*.csv\n  sftp: {key_file: %q, known_hosts: %q}\n", o.User, o.Host, o.Port, o.Folder, o.KeyFile, o.KnownHosts)
}

func TestOfADropFolder(t *testing.T) {
	local := t.TempDir()
	server := sftptest.OpenSSH(t)
	for root, source := range map[string]string{
		local:         "  location: " + local + "/*.csv\n  sftp: {results: true}\n",
		server.Folder: overSSH(server),
	} {
		drop(t, root)
		lines := examineFolder(t, source)
		for _, done := range []string{"reached", "listed", "people.csv can be read", "written there", "renamed there", "put away to done", "results can be written to done", "put away to failed", "put away to held"} {
			wantLine(t, lines, "files of hr well", done)
		}
		wantUntouched(t, root)
	}
}

func TestOfAServerThatIsNotKnown(t *testing.T) {
	server := sftptest.OpenSSH(t)
	known, err := os.ReadFile(server.KnownHosts)
	if err != nil {
		t.Fatal(err)
	}
	server.KnownHosts = filepath.Join(t.TempDir(), "known_hosts")
	d := &doctor.Doctor{DSN: "sqlite:" + filepath.Join(t.TempDir(), "muster.db"), Definitions: []string{write(t, "hr.yaml", "name: hr\nsource:\n"+overSSH(server))}}
	wantLine(t, examine(t, d, nil), "files of hr trouble", "is not known yet", "SHA256:")
	findings := d.Examine(t.Context())
	if mend := findings[len(findings)-1].Mend; !strings.HasSuffix(mend, server.KnownHosts+": "+strings.TrimSpace(string(known))) {
		t.Errorf("to mend it: %s", mend)
	}
	if _, err := os.Stat(server.KnownHosts); err == nil {
		t.Error("the key was accepted without a person")
	}
}

// TestOfAServerThatRefuses looks at servers that let muster do less than it needs, and leaves nothing behind on them.
func TestOfAServerThatRefuses(t *testing.T) {
	t.Setenv(sftpdir.PasswordVariable, sftptest.Password)
	for name, c := range map[string]struct{ method, path, trouble string }{
		"list":         {"List", "", "does not allow it"},
		"read":         {"Get", "people.csv", "people.csv"},
		"write":        {"Put", "", "grant the user of the login the right to write"},
		"rename":       {"Rename", "", "write to and rename files"},
		"make folders": {"Mkdir", "/failed", "/failed cannot be made"},
		"results":      {"Put", "/held/", "/held"},
	} {
		t.Run(name, func(t *testing.T) {
			server := sftptest.Start(t, func(s *sftptest.Server) {
				s.Before = func(method, path, _ string) error {
					if method == c.method && strings.Contains(path, c.path) {
						return fs.ErrPermission
					}
					return nil
				}
			})
			drop(t, server.Folder)
			lines := examineFolder(t, "  location: "+server.Location()+"/*.csv\n  sftp: {host_key: \""+server.Fingerprint()+"\"}\n")
			wantLine(t, lines, "files of hr trouble", c.trouble)
			for _, pattern := range []string{".*", "*/.*"} {
				left, err := filepath.Glob(filepath.Join(server.Folder, pattern))
				if err != nil || len(left) > 0 {
					t.Errorf("left behind: %q, %v", left, err)
				}
			}
		})
	}
}

// TestOfAProbeThatStays says which file to delete where that is not allowed to muster.
func TestOfAProbeThatStays(t *testing.T) {
	t.Setenv(sftpdir.PasswordVariable, sftptest.Password)
	server := sftptest.Start(t, func(s *sftptest.Server) {
		s.Before = func(method, path, _ string) error {
			if method == "Remove" {
				return fs.ErrPermission
			}
			return nil
		}
	})
	lines := examineFolder(t, "  location: "+server.Location()+"/*.csv\n  sftp: {host_key: \""+server.Fingerprint()+"\"}\n")
	wantLine(t, lines, "files of hr", "remove", ".muster-probe-")
}

// TestOfFilesThatAreOnlyRead writes nothing beside files that no pickup takes.
func TestOfFilesThatAreOnlyRead(t *testing.T) {
	root := t.TempDir()
	lines := examineFolder(t, "  location: "+root+"/*.csv\n")
	if slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, "files of") }) {
		t.Errorf("%q", lines)
	}
}
