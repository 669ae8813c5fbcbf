package samples_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster/importer/importertest/pgtest"
)

var update = flag.Bool("update", false, "write what comes out to the wanted folders")

// TestSamples runs the commands of every sample in a copy of its folder, on each database, and compares
// with its wanted folder everything that is in there. With -update it writes those files anew, after
// which they are to be read by a person; a new one begins as an empty file.
func TestSamples(t *testing.T) {
	muster := build(t)
	server := new(pgtest.Server)
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Errorf("stop PostgreSQL: %v", err)
		}
	})
	samples, err := filepath.Glob("*/commands")
	if err != nil || len(samples) == 0 {
		t.Fatalf("found %d samples: %v", len(samples), err)
	}
	for _, commands := range samples {
		folder := filepath.Dir(commands)
		for _, database := range databases(server) {
			t.Run(folder+"/"+database.name, func(t *testing.T) {
				s := &sample{muster: muster, folder: folder, work: t.TempDir(), masks: newMasks()}
				s.dsn = database.open(t)
				s.run(t)
				s.compare(t, *update && database.name == "sqlite")
			})
		}
	}
}

// A database is one in which the samples must come out the same.
type database struct {
	name string
	open func(t testing.TB) (dsn string) // a new, empty one
}

func databases(server *pgtest.Server) []database {
	return []database{
		{"sqlite", newSQLite},
		{"postgres", server.Database},
	}
}

func newSQLite(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "muster.db")
}

// build makes the binary that the samples are run with: the one that users get.
func build(t *testing.T) string {
	t.Helper()
	muster := filepath.Join(t.TempDir(), "muster")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-o", muster, "muster/cmd/muster")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build muster: %v\n%s", err, out)
	}
	return muster
}

// A sample is one folder, on its way through one database.
type sample struct {
	muster string
	folder string // where it is kept
	work   string // its copy
	dsn    string
	masks  *masks
}

// key seals what waits for its mail: 32 bytes in base64. PostgreSQL has no folder beside it where muster could keep one.
const key = "c2FtcGxlcyBzZWFsIG5vdGhpbmcgdGhhdCBtYXR0ZXI="

func (s *sample) run(t *testing.T) {
	t.Helper()
	if err := os.CopyFS(s.work, os.DirFS(s.folder)); err != nil {
		t.Fatal(err)
	}
	commands, err := os.ReadFile(filepath.Join(s.folder, "commands"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(commands)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if err := s.command(t.Context(), line); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
}

// importIn finds the id of the import that a summary is about.
var importIn = regexp.MustCompile(`"import":"([^"]+)"`)

// imports puts the id of the import in the place of "@FILE", where FILE is the JSON that an earlier command has printed.
func (s *sample) imports(words []string) error {
	for i, word := range words {
		name, ok := strings.CutPrefix(word, "@")
		if !ok {
			continue
		}
		text, err := os.ReadFile(filepath.Join(s.work, name))
		if err != nil {
			return err
		}
		found := importIn.FindSubmatch(text)
		if found == nil {
			return fmt.Errorf("%s names no import", name)
		}
		words[i] = string(found[1])
	}
	return nil
}

// command runs one line of the form "CODE ARGUMENTS… [< FILE] [> FILE]". A word @FILE is the import of that summary.
func (s *sample) command(ctx context.Context, line string) error {
	line, file, keep := strings.Cut(line, ">")
	line, input, typed := strings.Cut(line, "<")
	words := strings.Fields(line)
	want, err := strconv.Atoi(words[0])
	if err != nil {
		return errors.New("a command begins with the exit code that is wanted")
	}
	if err := s.imports(words); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, s.muster, words[1:]...)
	cmd.Dir = s.work
	cmd.Env = append(os.Environ(), "MUSTER_DB="+s.dsn, "MUSTER_KEY="+key)
	if typed {
		text, err := os.ReadFile(filepath.Join(s.work, strings.TrimSpace(input)))
		if err != nil {
			return err
		}
		cmd.Stdin = bytes.NewReader(text)
	}
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	err = cmd.Run()
	if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
		return err
	}
	if got := cmd.ProcessState.ExitCode(); got != want {
		return fmt.Errorf("exit code %d, want %d\n%s%s", got, want, out.Bytes(), said.Bytes())
	}
	if keep {
		return os.WriteFile(filepath.Join(s.work, strings.TrimSpace(file)), out.Bytes(), 0o644)
	}
	return nil
}

// compare holds the files of the wanted folder against those in the copy; update writes them instead.
func (s *sample) compare(t *testing.T, update bool) {
	t.Helper()
	wanted, err := filepath.Glob(filepath.Join(s.folder, "wanted", "*"))
	if err != nil || len(wanted) == 0 {
		t.Fatalf("nothing is wanted of this sample: %v", err)
	}
	for _, path := range wanted {
		raw, err := os.ReadFile(filepath.Join(s.work, filepath.Base(path)))
		if err != nil {
			t.Errorf("no command wrote it: %v", err)
			continue
		}
		got := s.masks.apply(string(raw))
		if update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Error(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Error(err)
			continue
		}
		if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", path, diff)
		}
	}
}

// masks replaces what is another on every run. Ids keep their identity: the same one gets the same
// number in all files.
type masks struct {
	ids map[string]string
}

func newMasks() *masks { return &masks{ids: make(map[string]string)} }

var (
	anyID   = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)
	anyTime = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z`)
	anyPace = regexp.MustCompile(`"(seconds|rows_per_second)": ?[-+.0-9e]+`)
	anyHere = regexp.MustCompile(`"(?:(?:os_user|host|db)": ?"|(?:actor|created_by)": ?"local:)[^"]*"`)
)

func (m *masks) apply(text string) string {
	text = anyID.ReplaceAllStringFunc(text, func(id string) string {
		if m.ids[id] == "" {
			m.ids[id] = fmt.Sprintf("<id %d>", len(m.ids)+1)
		}
		return m.ids[id]
	})
	text = anyTime.ReplaceAllString(text, "<time>")
	text = anyPace.ReplaceAllString(text, `"$1":"<measured>"`)
	return anyHere.ReplaceAllStringFunc(text, func(member string) string {
		name, _, _ := strings.Cut(member, ":")
		return name + `:"<here>"`
	})
}
