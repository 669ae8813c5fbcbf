package feed_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster/importer/feed"
	"muster/importer/value/filename"
	"muster/sources/localdir"
	"muster/sources/sftpdir"
	"muster/sources/sftpdir/sftptest"
)

// An opener connects to the folder of that path on this machine, as often as it is called.
type opener func(t *testing.T, root string) feed.Folder

// openers returns the kinds of folders: on this machine, behind OpenSSH, and behind the server in this process.
func openers(t *testing.T) map[string]opener {
	t.Helper()
	overSFTP := func(o sftpdir.Options) opener {
		return func(t *testing.T, root string) feed.Folder {
			t.Helper()
			o := o
			o.Folder = root
			folder, err := sftpdir.Dial(t.Context(), o)
			return closing(t, folder, err)
		}
	}
	return map[string]opener{
		"openssh": overSFTP(sftptest.OpenSSH(t)),
		"process": overSFTP(sftptest.Start(t).Options()),
		"local": func(t *testing.T, root string) feed.Folder {
			t.Helper()
			folder, err := localdir.Open(root)
			return closing(t, folder, err)
		},
	}
}

// closing closes the folder when the test ends.
func closing(t *testing.T, folder feed.Folder, err error) feed.Folder {
	t.Helper()
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

// TestFolder is the conformance suite of feed.Folder.
func TestFolder(t *testing.T) {
	for name, open := range openers(t) {
		for what, test := range map[string]func(*testing.T, opener){
			"list": listsPlainFiles, "stat": describes, "fetch": fetches, "growing file": fetchesNoGrowingFile, "move": moves,
			"race": onlyOneMoves, "put": puts, "folders": makesFolders, "remove": removesOnlyItsOwn, "cancelled": stops,
		} {
			t.Run(name+"/"+what, func(t *testing.T) { test(t, open) })
		}
	}
}

func save(t *testing.T, root, name, data string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(root, name), []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
}

// files returns the files below a folder of this machine, with their content.
func files(t *testing.T, root string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		all[strings.TrimPrefix(name, root+"/")] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func same(t *testing.T, root string, want map[string]string) {
	t.Helper()
	if diff := cmp.Diff(want, files(t, root)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func listsPlainFiles(t *testing.T, open opener) {
	root := t.TempDir()
	for _, name := range []string{"a.csv", "b.csv", "c.txt", "\u202evsc.csv"} {
		save(t, root, name, "12345")
	}
	modified := time.Unix(1_800_000_000, 0)
	if err := errors.Join(
		os.Symlink("/etc/passwd", filepath.Join(root, "link.csv")), os.Mkdir(filepath.Join(root, "folder.csv"), 0o700),
		os.Chtimes(filepath.Join(root, "a.csv"), modified, modified),
	); err != nil {
		t.Fatal(err)
	}
	infos, refused, err := open(t, root).List(t.Context(), "*.csv")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, info := range infos {
		names = append(names, info.Name())
		if info.Size() != 5 || info.Name() == "a.csv" && !info.ModTime().Equal(modified) {
			t.Errorf("%s has %d bytes, of %v", info.Name(), info.Size(), info.ModTime())
		}
	}
	slices.Sort(names)
	if !slices.Equal(names, []string{"a.csv", "b.csv"}) {
		t.Errorf("files %q", names)
	}
	if len(refused) != 3 {
		t.Errorf("refused %q", refused)
	}
	for _, err := range refused {
		if !errors.Is(err, filename.ErrRefused) || strings.Contains(err.Error(), "\u202e") {
			t.Errorf("refused: %q", err)
		}
	}
	if _, _, err := open(t, root).List(t.Context(), "[a"); err == nil {
		t.Error("a pattern without an end is accepted")
	}
}

func describes(t *testing.T, open opener) {
	root := t.TempDir()
	folder := open(t, root)
	save(t, root, "a.csv", "12345")
	if err := os.Symlink("a.csv", filepath.Join(root, "link.csv")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a.csv", filepath.Join(root, "a.csv")} {
		if info, err := folder.Stat(t.Context(), name); err != nil || info.Name() != "a.csv" || info.Size() != 5 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	for name, want := range map[string]error{
		"b.csv": fs.ErrNotExist, "nowhere/a.csv": fs.ErrNotExist, "link.csv": filename.ErrRefused, "..": filename.ErrRefused, "a\n": filename.ErrRefused,
	} {
		if info, err := folder.Stat(t.Context(), name); info != nil || !errors.Is(err, want) {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}

// long is larger than what one packet holds.
var long = strings.Repeat("4711,Anita,anita@example.com\n", 20_000)

func fetches(t *testing.T, open opener) {
	root := t.TempDir()
	folder := open(t, root)
	for name, data := range map[string]string{"short.csv": "id\n", "long.csv": long, "empty.csv": ""} {
		save(t, root, name, data)
		var got bytes.Buffer
		if err := folder.Fetch(t.Context(), name, &got); err != nil || got.String() != data {
			t.Errorf("%s: %d bytes, %v", name, got.Len(), err)
		}
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(root, "link.csv")); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]error{"gone.csv": fs.ErrNotExist, "link.csv": filename.ErrRefused, "../x": filename.ErrRefused} {
		if err := folder.Fetch(t.Context(), name, io.Discard); !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := folder.Fetch(t.Context(), "long.csv", writer(func([]byte) (int, error) { return 0, errFull })); !errors.Is(err, errFull) {
		t.Errorf("a full disk: %v", err)
	}
}

var errFull = errors.New("no space left on the disk")

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

func fetchesNoGrowingFile(t *testing.T, open opener) {
	root := t.TempDir()
	save(t, root, "long.csv", long)
	grows := writer(func(p []byte) (int, error) {
		file, err := os.OpenFile(filepath.Join(root, "long.csv"), os.O_APPEND|os.O_WRONLY, 0)
		if err == nil {
			_, err = file.WriteString("one more\n")
			err = errors.Join(err, file.Close())
		}
		return len(p), err
	})
	if err := open(t, root).Fetch(t.Context(), "long.csv", grows); !errors.Is(err, sftpdir.ErrChanged) && !errors.Is(err, localdir.ErrChanged) {
		t.Errorf("%v", err)
	}
}

func moves(t *testing.T, open opener) {
	root := t.TempDir()
	folder := open(t, root)
	save(t, root, "a.csv", "a")
	save(t, root, "b.csv", "b")
	if err := os.Mkdir(filepath.Join(root, "done"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := folder.Move(t.Context(), "a.csv", "done/a.csv"); err != nil {
		t.Error(err)
	}
	if err := folder.Move(t.Context(), "b.csv", filepath.Join(root, "c.csv")); err != nil {
		t.Error(err)
	}
	if err := folder.Move(t.Context(), "c.csv", "done/a.csv"); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over another file: %v", err)
	}
	if err := folder.Move(t.Context(), "gone.csv", "done/b.csv"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	if err := folder.Move(t.Context(), "c.csv", "nowhere/c.csv"); !errors.Is(err, sftpdir.ErrNoRename) && !errors.Is(err, localdir.ErrNoRename) {
		t.Errorf("to a missing folder: %v", err)
	}
	if err := folder.Move(t.Context(), "c.csv", "done/\n"); !errors.Is(err, filename.ErrRefused) {
		t.Errorf("to an odd name: %v", err)
	}
	same(t, root, map[string]string{"done/a.csv": "a", "c.csv": "b"})
}

// removesOnlyItsOwn: nothing that others dropped is ever deleted.
func removesOnlyItsOwn(t *testing.T, open opener) {
	root := t.TempDir()
	folder := open(t, root)
	probe := filename.Probe()
	save(t, root, "a.csv", "a")
	save(t, root, probe, "x")
	if err := folder.Remove(t.Context(), "a.csv"); !errors.Is(err, filename.ErrRefused) {
		t.Errorf("somebody's file: %v", err)
	}
	if err := folder.Remove(t.Context(), probe); err != nil {
		t.Error(err)
	}
	if err := folder.Remove(t.Context(), probe); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("once more: %v", err)
	}
	same(t, root, map[string]string{"a.csv": "a"})
}

// onlyOneMoves has several connections move the same files to names of their own.
func onlyOneMoves(t *testing.T, open opener) {
	root := t.TempDir()
	const rounds, movers = 40, 4
	for i := range rounds {
		save(t, root, fmt.Sprintf("%d.csv", i), "x")
	}
	var folders []feed.Folder
	for range movers {
		folders = append(folders, open(t, root))
	}
	won := make([][movers]bool, rounds)
	var running sync.WaitGroup
	for m, folder := range folders {
		running.Go(func() {
			for i := range rounds {
				err := folder.Move(t.Context(), fmt.Sprintf("%d.csv", i), fmt.Sprintf("%d.csv.%d", i, m))
				won[i][m] = err == nil
				if err != nil && !errors.Is(err, fs.ErrNotExist) {
					t.Errorf("%d by %d: %v", i, m, err)
				}
			}
		})
	}
	running.Wait()
	want := map[string]string{}
	for i, by := range won {
		winners := 0
		for m, won := range by {
			if won {
				winners++
				want[fmt.Sprintf("%d.csv.%d", i, m)] = "x"
			}
		}
		if winners != 1 {
			t.Errorf("%d.csv was moved by %d", i, winners)
		}
	}
	same(t, root, want)
}

func puts(t *testing.T, open opener) {
	root := t.TempDir()
	folder := open(t, root)
	r := strings.NewReader(long)
	if _, err := r.Seek(10, io.SeekStart); err != nil { // Put begins at the beginning all the same
		t.Fatal(err)
	}
	save(t, root, "b.csv", "something else")
	save(t, root, "a.csv"+sftpdir.PartEnding, strings.Repeat("left by a broken connection", 100_000))
	for _, name := range []string{"a.csv", filepath.Join(root, "b.csv")} {
		if err := folder.Put(t.Context(), name, r); err != nil {
			t.Error(err)
		}
	}
	if err := folder.Put(t.Context(), "nowhere/a.csv", r); err == nil {
		t.Error("a file is in a folder that is not there")
	}
	if err := folder.Put(t.Context(), "..", r); !errors.Is(err, filename.ErrRefused) {
		t.Errorf("an odd name: %v", err)
	}
	same(t, root, map[string]string{"a.csv": long, "b.csv": long})
}

func makesFolders(t *testing.T, open opener) {
	root := t.TempDir()
	folder := open(t, root)
	for _, name := range []string{"done", "done", "a/b/c", filepath.Join(root, "a/d")} {
		if err := folder.MakeFolder(t.Context(), name); err != nil {
			t.Error(err)
		}
		if !filepath.IsAbs(name) {
			name = filepath.Join(root, name)
		}
		if info, err := os.Stat(name); err != nil || !info.IsDir() {
			t.Errorf("%s: %v", name, err)
		}
	}
	save(t, root, "file", "x")
	for _, name := range []string{"file", "file/in/it"} {
		if err := folder.MakeFolder(t.Context(), name); err == nil || !strings.Contains(err.Error(), "cannot be made") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func stops(t *testing.T, open opener) {
	root := t.TempDir()
	save(t, root, "long.csv", long)
	folder := open(t, root)
	ctx, cancel := context.WithCancel(t.Context())
	stopping := writer(func(p []byte) (int, error) {
		cancel()
		return len(p), nil
	})
	err := folder.Fetch(ctx, "long.csv", stopping)
	if err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if _, _, err := folder.List(ctx, "*"); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// TestSFTPFolderInTrouble is about servers that refuse, fill up or answer nothing.
func TestSFTPFolderInTrouble(t *testing.T) {
	refuse := func(method string, with error) func(*sftptest.Server) {
		return func(s *sftptest.Server) {
			s.Before = func(m, _, _ string) error {
				if m == method {
					return with
				}
				return nil
			}
		}
	}
	move := func(f feed.Folder) error { return f.Move(t.Context(), "long.csv", "b.csv") }
	putIt := func(f feed.Folder) error { return f.Put(t.Context(), "b.csv", strings.NewReader(long)) }
	makeIt := func(f feed.Folder) error { return f.MakeFolder(t.Context(), "done") }
	fetch := func(f feed.Folder) error { return f.Fetch(t.Context(), "long.csv", io.Discard) }
	for name, c := range map[string]struct {
		server func(*sftptest.Server)
		do     func(feed.Folder) error
		is     error
		says   string
	}{
		"may not rename":       {refuse("Rename", os.ErrPermission), move, sftpdir.ErrNoRename, "grant the user of the login the right to write to and rename files in"},
		"cannot rename":        {refuse("Rename", errors.New("failure")), move, sftpdir.ErrNoRename, "grant"},
		"may not write":        {refuse("Put", os.ErrPermission), putIt, fs.ErrPermission, "grant the user of the login the right to write to"},
		"full disk":            {func(s *sftptest.Server) { s.Room = 100_000 }, putIt, nil, "is its disk full?"},
		"loses what it writes": {func(s *sftptest.Server) { s.Size = func(_ string, n int64) int64 { return n - 1 } }, putIt, nil, "kept"},
		"may not make folders": {refuse("Mkdir", os.ErrPermission), makeIt, nil, "the right to make folders in"},
		"may not read":         {refuse("Get", os.ErrPermission), fetch, fs.ErrPermission, "the right to read"},
		"lies about the size":  {func(s *sftptest.Server) { s.Size = func(_ string, n int64) int64 { return n + 1 } }, fetch, sftpdir.ErrChanged, "fetch it again"},
	} {
		server := sftptest.Start(t, c.server)
		save(t, server.Folder, "long.csv", long)
		folder, err := sftpdir.Dial(t.Context(), server.Options())
		err = c.do(closing(t, folder, err))
		if err == nil || c.is != nil && !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
		if files(t, server.Folder)["long.csv"] != long {
			t.Errorf("%s: the file is gone", name)
		}
		if files(t, server.Folder)["b.csv"] != "" {
			t.Errorf("%s: half a file is there", name)
		}
	}
}
