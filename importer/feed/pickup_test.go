package feed_test

import (
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster/importer"
	"muster/importer/definition"
	"muster/importer/feed"
	"muster/importer/job"
	"muster/importer/sqlstore"
	"muster/reports"
	"muster/sources"
	"muster/sources/localdir"
	"muster/sources/sftpdir"
	"muster/sources/sftpdir/sftptest"
)

// people is a file of one person.
func people(name string) string {
	return "E-Mail,First name,Last name\n" + name + "@example.com," + name + ",Singh\n"
}

// pickedAt is when the pickups of these tests happen.
var pickedAt = time.Date(2026, 11, 21, 2, 30, 0, 0, time.UTC)

// A rig is a drop folder, and a directory into which its files are imported.
type rig struct {
	root  string // of the folder, on this machine
	store *sqlstore.Store
	o     feed.PickupOptions
	skip  int // imports of others, who had the directory before
}

// newStore makes a directory.
func newStore(t testing.TB, dsn string) *sqlstore.Store {
	t.Helper()
	store, err := sqlstore.Open(context.Background(), dsn, sqlstore.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}

func sqlite(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "muster.db")
}

// newRig picks up *.csv in a folder that is at a location, into a directory of its own.
func newRig(t testing.TB, root, location string, open func(context.Context) (feed.Folder, error)) *rig {
	t.Helper()
	return rigIn(t, newStore(t, sqlite(t)), root, location, open)
}

// rigIn is newRig with a directory that is there.
func rigIn(t testing.TB, store *sqlstore.Store, root, location string, open func(context.Context) (feed.Folder, error)) *rig {
	t.Helper()
	r := &rig{root: root, store: store}
	r.skip = len(r.imports(t))
	r.o = feed.PickupOptions{
		Job: job.Options{
			Store: r.store, OSUser: "test", Host: "test", Now: func() time.Time { return pickedAt },
			Definition: definition.Definition{Name: "hr", Source: sources.Config{
				Location: location + "/*.csv*", SFTP: &sources.SFTPConfig{Results: true},
			}},
		},
		Open:  open,
		Pause: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
	return r
}

// local is a rig on this machine.
func local(t testing.TB) *rig {
	t.Helper()
	root := t.TempDir()
	return newRig(t, root, root, nil)
}

// over is a rig on an SFTP server.
func over(t testing.TB, o sftpdir.Options) *rig {
	t.Helper()
	return overIn(t, newStore(t, sqlite(t)), o)
}

func overIn(t testing.TB, store *sqlstore.Store, o sftpdir.Options) *rig {
	t.Helper()
	location := fmt.Sprintf("sftp://%s@%s:%d%s", o.User, o.Host, o.Port, o.Folder)
	return rigIn(t, store, o.Folder, location, func(ctx context.Context) (feed.Folder, error) { return sftpdir.Dial(ctx, o) })
}

// round does one round, which has to work.
func (r *rig) round(t *testing.T) *feed.Round {
	t.Helper()
	round, err := feed.Pickup(t.Context(), r.o)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range round.Files {
		if f.Err != nil {
			t.Errorf("%s: %v", f.Name, f.Err)
		}
	}
	return round
}

// imports returns the names of what was imported, in this order.
func (r *rig) imports(t testing.TB) []string {
	t.Helper()
	var names []string
	for s, err := range r.store.Imports(context.Background(), sqlstore.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, s.Source)
	}
	if len(names) <= r.skip {
		return nil
	}
	return names[r.skip:]
}

// names returns those of the files below the folder.
func names(t *testing.T, root string) []string {
	t.Helper()
	var all []string
	for name := range files(t, root) {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

func equal(t *testing.T, what string, want, got []string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// TestPickup takes what is there, the oldest first, and puts it away with its report.
func TestPickup(t *testing.T) {
	server := sftptest.Start(t)
	for name, r := range map[string]*rig{"local": local(t), "openssh": over(t, sftptest.OpenSSH(t)), "process": over(t, server.Options())} {
		t.Run(name, func(t *testing.T) {
			for i, file := range []string{"part10.csv", "part2.csv", "old.csv"} {
				save(t, r.root, file, people(strings.TrimSuffix(file, ".csv")))
				at := pickedAt.Add(-time.Duration(max(i, 1)) * time.Hour)
				if err := os.Chtimes(filepath.Join(r.root, file), at, at); err != nil {
					t.Fatal(err)
				}
			}
			save(t, r.root, "people.results.csv", "a report of an earlier import")
			save(t, r.root, "notes.txt", "hello")
			if err := os.Symlink("/etc/passwd", filepath.Join(r.root, "link.csv")); err != nil {
				t.Fatal(err)
			}
			var ended []string
			r.o.Ended = func(f *feed.File) { ended = append(ended, f.Name) }
			round := r.round(t)
			order := []string{"old.csv", "part2.csv", "part10.csv"}
			equal(t, "told", order, ended)
			equal(t, "imports", order, r.imports(t))
			if len(round.Refused) != 1 || !strings.Contains(round.Refused[0].Error(), "symbolic link") {
				t.Errorf("refused %v", round.Refused)
			}
			for _, f := range round.Files {
				place := "done/2026-11-21T023000Z-" + f.Name
				if f.Place != place || f.Summary.Rows[importer.Created] != 1 || len(f.Summary.Reports) != 1 ||
					!strings.HasSuffix(f.Summary.Reports[0], strings.TrimSuffix(place, ".csv")+".results.csv") {
					t.Errorf("%+v, %+v", f, f.Summary)
				}
				person := strings.TrimSuffix(f.Name, ".csv")
				if got := files(t, r.root)[place]; got != people(person) {
					t.Errorf("%s is %q", place, got)
				}
				result := files(t, r.root)[strings.TrimSuffix(place, ".csv")+".results.csv"]
				if all := strings.Contains(result, ","+person+","); !strings.Contains(result, "created") || all != (name == "local") {
					t.Errorf("the report is %q", result)
				}
			}
			if _, err := os.Stat(filepath.Join(r.root, "link.csv")); err != nil {
				t.Error(err)
			}
			before := names(t, r.root)
			if round := r.round(t); len(round.Files) != 0 || len(round.Waiting) != 0 {
				t.Errorf("again: %+v", round)
			}
			equal(t, "files after a round without work", before, names(t, r.root))
		})
	}
	if n := server.Logins(); n != 2 {
		t.Errorf("%d connections for two rounds", n)
	}
}

// TestReportThatCannotBeWritten imports once, says where the results are, and puts the file away in the next round.
func TestReportThatCannotBeWritten(t *testing.T) {
	server := sftptest.Start(t, func(s *sftptest.Server) { s.Room = 10 })
	r := over(t, server.Options())
	save(t, r.root, "a.csv", people("a"))
	round, err := feed.Pickup(t.Context(), r.o)
	if err != nil {
		t.Fatal(err)
	}
	f := round.Files[0]
	if f.Err == nil || !strings.Contains(f.Err.Error(), "muster imports show "+f.Summary.Import) || len(f.Summary.Reports) != 0 {
		t.Errorf("%v, reports %q", f.Err, f.Summary.Reports)
	}
	r.round(t)
	equal(t, "imports", []string{"a.csv"}, r.imports(t))
	if files(t, r.root)["done/2026-11-21T023000Z-a.csv"] == "" {
		t.Errorf("%q", names(t, r.root))
	}
}

// TestHidden takes a hidden file only where that is asked for: it may still be on its way.
func TestHidden(t *testing.T) {
	r := local(t)
	save(t, r.root, ".people.csv", people("a"))
	if round := r.round(t); len(round.Files)+len(round.Waiting)+len(round.Refused) != 0 {
		t.Errorf("%+v", round)
	}
	r.o.Job.Definition.Source.Location = r.root + "/.*.csv"
	r.round(t)
	equal(t, "imports", []string{".people.csv"}, r.imports(t))
}

// TestReady takes no file before it is complete.
func TestReady(t *testing.T) {
	sum := func(data string) string { s := sha256.Sum256([]byte(data)); return hex.EncodeToString(s[:]) }
	weak := func(data string) string { s := md5.Sum([]byte(data)); return hex.EncodeToString(s[:]) }
	a, b := people("a"), people("b")
	for name, c := range map[string]struct {
		ready  string
		files  map[string]string
		during map[string]string // written while the pickup waits
		done   []string
		left   []string
		says   string
	}{
		"stable":                       {sources.Stable, map[string]string{"a.csv": a, "b.csv": b[:10]}, map[string]string{"b.csv": b}, []string{"a.csv"}, []string{"b.csv"}, "b.csv is still being written"},
		"stable, with checksums about": {"", map[string]string{"a.csv": a, "a.csv.sha256": "x"}, nil, []string{"a.csv"}, []string{"a.csv.sha256"}, ""},
		"marker":                       {sources.Marker, map[string]string{"a.csv": a, "b.csv": b, "a.csv.done": "", "c.csv.done": ""}, nil, []string{"a.csv", "a.csv.done"}, []string{"b.csv", "c.csv.done"}, "there is no b.csv.done"},
		"sha256": {
			sources.Checksum,
			map[string]string{"a.csv": a, "a.csv.sha256": sum(a) + "  a.csv\n", "b.csv": b, "b.csv.sha256": sum(a) + "  b.csv\n"},
			nil,
			[]string{"a.csv", "a.csv.sha256"},
			[]string{"b.csv", "b.csv.sha256"},
			"b.csv is not imported: it is not the file",
		},
		"md5":         {sources.Checksum, map[string]string{"a.csv": a, "a.csv.md5": "MD5 (a.csv) = " + strings.ToUpper(weak(a))}, nil, []string{"a.csv", "a.csv.md5"}, nil, ""},
		"no checksum": {sources.Checksum, map[string]string{"a.csv": a, "a.csv.sha256": "see the mail", "b.csv": b}, nil, nil, []string{"a.csv", "a.csv.sha256", "b.csv"}, "there is no checksum in a.csv.sha256"},
		"long":        {sources.Checksum, map[string]string{"a.csv": a, "a.csv.sha256": strings.Repeat(" ", 10_000) + sum(a)}, nil, nil, []string{"a.csv", "a.csv.sha256"}, "there is no checksum"},
	} {
		t.Run(name, func(t *testing.T) {
			r := local(t)
			r.o.Job.Definition.Source.SFTP = &sources.SFTPConfig{Ready: c.ready, StableFor: "30s"}
			for file, data := range c.files {
				save(t, r.root, file, data)
			}
			r.o.Pause = func(_ context.Context, d time.Duration) error {
				if d != 30*time.Second {
					t.Errorf("waits for %v", d)
				}
				for file, data := range c.during {
					save(t, r.root, file, data)
				}
				return nil
			}
			round := r.round(t)
			var done, left []string
			for _, name := range names(t, r.root) {
				switch dir, base := path.Split(name); {
				case strings.Contains(base, ".results."):
				case dir == "done/":
					done = append(done, strings.TrimPrefix(base, "2026-11-21T023000Z-"))
				default:
					left = append(left, name)
				}
			}
			equal(t, "done", c.done, done)
			equal(t, "left", c.left, left)
			if said := strings.Join(round.Waiting, "\n"); !strings.Contains(said, c.says) {
				t.Errorf("says %q", said)
			}
		})
	}
}

// TestFailedFileDoesNotStopTheNext, unless the definition says so.
func TestFailedFileDoesNotStopTheNext(t *testing.T) {
	for _, stop := range []bool{false, true} {
		r := local(t)
		r.o.Job.Definition.Source.StopOnFailure = stop
		save(t, r.root, "a.csv", "%PDF-1.7")
		save(t, r.root, "b.csv", people("b"))
		at := pickedAt.Add(-time.Hour)
		if err := os.Chtimes(filepath.Join(r.root, "a.csv"), at, at); err != nil {
			t.Fatal(err)
		}
		round, err := feed.Pickup(t.Context(), r.o)
		if err != nil {
			t.Fatal(err)
		}
		if !errors.Is(round.Files[0].Err, sources.ErrNotUnderstood) || round.Files[0].Place != "failed/2026-11-21T023000Z-a.csv" {
			t.Errorf("%+v", round.Files[0])
		}
		if left := files(t, r.root)["b.csv"] != ""; left != stop || stop != strings.Contains(strings.Join(round.Waiting, ""), "1 more files") {
			t.Errorf("stop_on_failure %v: %q, %q", stop, names(t, r.root), round.Waiting)
		}
		r.round(t)
		equal(t, "imports", []string{"b.csv"}, r.imports(t))
	}
}

// TestArchiveNameExists overwrites nothing.
func TestArchiveNameExists(t *testing.T) {
	r := local(t)
	for _, person := range []string{"a", "b", "c"} {
		save(t, r.root, "people.csv", people(person))
		r.round(t)
	}
	got := files(t, r.root)
	for place, person := range map[string]string{"": "a", "-2": "b", "-3": "c"} {
		if got["done/2026-11-21T023000Z"+place+"-people.csv"] != people(person) {
			t.Errorf("%q", names(t, r.root))
		}
		if !strings.Contains(got["done/2026-11-21T023000Z"+place+"-people.results.csv"], person+"@") {
			t.Errorf("the report of %s: %q", person, got)
		}
	}
}

// TestTwoPickups take each file once between them, though they know nothing of each other.
func TestTwoPickups(t *testing.T) {
	server := sftptest.OpenSSH(t)
	for name, pair := range map[string]func() [2]*rig{
		"local": func() [2]*rig {
			a, b := local(t), local(t)
			b.root, b.o.Job.Definition.Source = a.root, a.o.Job.Definition.Source
			return [2]*rig{a, b}
		},
		"openssh": func() [2]*rig { return [2]*rig{over(t, server), over(t, server)} },
	} {
		t.Run(name, func(t *testing.T) {
			pair := pair()
			const n = 20
			for i := range n {
				save(t, pair[0].root, fmt.Sprintf("part%d.csv", i), people(fmt.Sprintf("p%d", i)))
			}
			var running sync.WaitGroup
			for _, r := range pair {
				running.Go(func() {
					if _, err := feed.Pickup(t.Context(), r.o); err != nil {
						t.Error(err)
					}
				})
			}
			running.Wait()
			all := slices.Concat(pair[0].imports(t), pair[1].imports(t))
			t.Logf("%d and %d imports", len(pair[0].imports(t)), len(pair[1].imports(t)))
			slices.Sort(all)
			if len(all) != n || len(slices.Compact(all)) != n {
				t.Errorf("%d imports: %q", len(all), all)
			}
			if done := names(t, pair[0].root); len(done) != 2*n {
				t.Errorf("files %q", done)
			}
		})
	}
}

// TestOneDirectoryOnePickup names who is in the way, or waits.
func TestOneDirectoryOnePickup(t *testing.T) {
	r := local(t)
	save(t, r.root, "a.csv", people("a"))
	unlock, err := r.store.LockPickup(t.Context(), "hr", 0)
	if err != nil {
		t.Fatal(err)
	}
	var locked *sqlstore.PickupLockedError
	if _, err := feed.Pickup(t.Context(), r.o); !errors.As(err, &locked) {
		t.Errorf("%v", err)
	}
	r.o.Job.Wait = time.Minute
	time.AfterFunc(50*time.Millisecond, unlock)
	r.round(t)
	equal(t, "imports", []string{"a.csv"}, r.imports(t))
}

// A breaking folder fails with the n-th call, before or after it was carried out, and with all after it: as if the
// program had been killed there.
type breaking struct {
	feed.Folder
	left  int
	after bool
	calls int
}

var errKilled = errors.New("killed")

func (b *breaking) call(do func() error) error {
	b.calls++
	if b.left--; b.left < 0 || b.left == 0 && !b.after {
		return errKilled
	}
	err := do()
	if b.left == 0 {
		return errKilled
	}
	return err
}

func (b *breaking) List(ctx context.Context, pattern string) (files []fs.FileInfo, refused []error, err error) {
	err = b.call(func() (err error) { files, refused, err = b.Folder.List(ctx, pattern); return err })
	return files, refused, err
}

func (b *breaking) Stat(ctx context.Context, file string) (info fs.FileInfo, err error) {
	err = b.call(func() (err error) { info, err = b.Folder.Stat(ctx, file); return err })
	return info, err
}

func (b *breaking) Fetch(ctx context.Context, name string, w io.Writer) error {
	return b.call(func() error { return b.Folder.Fetch(ctx, name, w) })
}

func (b *breaking) Move(ctx context.Context, from, to string) error {
	return b.call(func() error { return b.Folder.Move(ctx, from, to) })
}

func (b *breaking) Put(ctx context.Context, to string, r io.ReadSeeker) error {
	return b.call(func() error { return b.Folder.Put(ctx, to, r) })
}

func (b *breaking) MakeFolder(ctx context.Context, folder string) error {
	return b.call(func() error { return b.Folder.MakeFolder(ctx, folder) })
}

// TestKilled ends a pickup at each of its calls: the next one completes it, with nothing lost and nothing doubled.
func TestKilled(t *testing.T) {
	store := newStore(t, sqlite(t))
	for _, ready := range []string{sources.Stable, sources.Marker} {
		kills := 0
		for at := 1; ; at++ {
			done := false
			for _, after := range []bool{false, true} {
				root := t.TempDir()
				r := rigIn(t, store, root, root, nil)
				r.o.Job.Definition.Source.SFTP.Ready = ready
				want := map[string]string{}
				for _, person := range []string{"a", "b"} {
					save(t, r.root, person+".csv", people(person))
					want[person+".csv"] = people(person)
					if ready == sources.Marker {
						save(t, r.root, person+".csv.done", "")
						want[person+".csv.done"] = ""
					}
				}
				plain, err := localdir.Open(r.root)
				if err != nil {
					t.Fatal(err)
				}
				b := &breaking{Folder: plain, left: at, after: after}
				r.o.Open = func(context.Context) (feed.Folder, error) { return b, nil }
				_, _ = feed.Pickup(t.Context(), r.o) // killed
				if b.calls < at {
					done = true
					continue
				}
				kills++
				r.o.Open = nil
				r.round(t)
				whole(t, fmt.Sprintf("%s, killed at call %d, after it: %v", ready, at, after), r, want)
			}
			if done {
				break
			}
		}
		if kills < 30 {
			t.Errorf("only %d kills", kills)
		}
		t.Logf("%s: %d kills, 0 lost, 0 doubled", ready, kills)
	}
}

var placed = regexp.MustCompile(`^done/2026-11-21T023000Z(-\d+)?-(.*)$`)

// whole checks that each file was imported once, is in its place, and that nothing else is left.
func whole(t *testing.T, what string, r *rig, want map[string]string) {
	t.Helper()
	got := map[string]string{}
	for name, data := range files(t, r.root) {
		match := placed.FindStringSubmatch(name)
		switch {
		case match == nil:
			t.Errorf("%s: %s is left", what, name)
		case strings.Contains(name, ".results."):
		case got[match[2]] != "":
			t.Errorf("%s: %s is there twice", what, match[2])
		default:
			got[match[2]] = data
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
	imports := r.imports(t)
	slices.Sort(imports)
	var names []string
	for name := range want {
		if strings.HasSuffix(name, ".csv") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if !slices.Equal(names, imports) {
		t.Errorf("%s: imports %q", what, imports)
	}
	open, err := r.store.OpenPicked(t.Context(), "hr", strings.TrimSuffix(r.o.Job.Definition.Source.Location, "*.csv*"))
	if err != nil || len(open) > 0 {
		t.Errorf("%s: unfinished %v, %v", what, open, err)
	}
}

// TestAlreadyImported: what was imported, could not be put away and was then dropped again by hand is not imported twice.
func TestAlreadyImported(t *testing.T) {
	r := local(t)
	save(t, r.root, "a.csv", people("a"))
	plain, err := localdir.Open(r.root)
	if err != nil {
		t.Fatal(err)
	}
	r.o.Open = func(context.Context) (feed.Folder, error) { return &noPlace{plain}, nil }
	round, err := feed.Pickup(t.Context(), r.o)
	if err != nil || len(round.Files) != 1 || !strings.Contains(round.Files[0].Err.Error(), "was not put away") {
		t.Fatalf("%+v, %v", round, err)
	}
	if err := os.Rename(filepath.Join(r.root, round.Files[0].Place), filepath.Join(r.root, "a.csv")); err != nil {
		t.Fatal(err)
	}
	r.o.Open = nil
	r.round(t)
	equal(t, "imports", []string{"a.csv"}, r.imports(t))
	equal(t, "files", []string{"done/2026-11-21T023000Z-a.csv", "done/2026-11-21T023000Z-a.results.csv"}, names(t, r.root))
	save(t, r.root, "a.csv", people("a")) // the next night's file may well be the same
	r.round(t)
	equal(t, "imports", []string{"a.csv", "a.csv"}, r.imports(t))
}

// A noPlace folder lets files be claimed, and not be put away.
type noPlace struct{ feed.Folder }

func (n *noPlace) Move(ctx context.Context, from, to string) error {
	if strings.HasPrefix(to, "done/") {
		return sftpdir.ErrNoRename
	}
	return n.Folder.Move(ctx, from, to)
}

// TestNotTheFilesFault gives the file back where every file would fail.
func TestNotTheFilesFault(t *testing.T) {
	r := local(t)
	save(t, r.root, "a.csv", people("a"))
	r.o.Job.ActorName = "nobody"
	if _, err := feed.Pickup(t.Context(), r.o); !errors.Is(err, job.ErrRefused) {
		t.Errorf("%v", err)
	}
	equal(t, "files", []string{"a.csv"}, names(t, r.root))
	r.o.Job.ActorName = ""
	r.round(t)
	equal(t, "imports", []string{"a.csv"}, r.imports(t))
}

// TestReportsInTheCurrentFolder is the way of all imports of what is on a server, where nobody asked for results there.
func TestReportsInTheCurrentFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	r := over(t, sftptest.Start(t).Options())
	r.o.Job.Definition.Source.SFTP.Results = false
	r.o.Job.Definition.Report = reports.Config{Files: []string{"csv", "jsonl"}}
	save(t, r.root, "a.csv.gz", people("a"))
	r.round(t)
	equal(t, "files there", []string{"done/2026-11-21T023000Z-a.csv.gz"}, names(t, r.root))
	equal(t, "files here", []string{"a.results.csv", "a.results.jsonl"}, names(t, "."))
}
