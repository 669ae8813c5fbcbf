package filename_test

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"pgregory.net/rapid"

	"muster/importer/value/filename"
)

func TestCheck(t *testing.T) {
	for name, fine := range map[string]bool{
		"people.csv": true, "50% of #1?.csv": true, "Züge (2).csv": true, "..csv": true, ".people": true,
		"": false, ".": false, "..": false, "../people.csv": false, "a/b": false, `a\b`: false, "a\x00b": false,
		"people\n.csv": false, "\u202evsc.elpoep": false, "people-\xff.csv": false,
	} {
		err := filename.Check(name)
		if (err == nil) != fine || err != nil && !errors.Is(err, filename.ErrRefused) {
			t.Errorf("%q: %v", name, err)
		}
		if err != nil && (strings.ContainsAny(err.Error(), "\n\u202e") || !utf8.ValidString(err.Error())) {
			t.Errorf("%q is repeated as it is: %q", name, err)
		}
	}
}

func TestCheckPlain(t *testing.T) {
	files := fstest.MapFS{
		"file": {Data: []byte("x")}, "link": {Mode: fs.ModeSymlink}, "folder": {Mode: fs.ModeDir}, "pipe": {Mode: fs.ModeNamedPipe},
	}
	for name := range files {
		info, err := files.Lstat(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := filename.CheckPlain(name, info); (err == nil) != (name == "file") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCompare(t *testing.T) {
	want := []string{"part1.csv", "part02.csv", "part2.csv", "part10.csv", "part10a.csv", "quarter.csv"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, filename.Compare)
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// TestCompareIsAnOrder: the same both ways round, and only a name is like itself.
func TestCompareIsAnOrder(t *testing.T) {
	name := rapid.StringMatching(`[ab0-2]{0,6}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := name.Draw(t, "a"), name.Draw(t, "b"), name.Draw(t, "c")
		if filename.Compare(a, b) != -filename.Compare(b, a) || (filename.Compare(a, b) == 0) != (a == b) {
			t.Fatalf("%q and %q: %d, %d", a, b, filename.Compare(a, b), filename.Compare(b, a))
		}
		if filename.Compare(a, b) < 0 && filename.Compare(b, c) < 0 && filename.Compare(a, c) >= 0 {
			t.Fatalf("%q < %q < %q", a, b, c)
		}
	})
}
