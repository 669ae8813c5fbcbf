package definition

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// seed gives the fuzzer every file of the folders.
func seed(f *testing.F, patterns ...string) {
	f.Helper()
	for _, pattern := range patterns {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			f.Fatalf("no seeds in %s: %v", pattern, err)
		}
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
}

// FuzzParse: whatever the file, the answer is a definition or errors that name their file, never a panic and never an
// error of the library behind it.
func FuzzParse(f *testing.F) {
	seed(f, "testdata/good/*.yaml", "testdata/bad/*.yaml")
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Parse("fuzz.yaml", data, environment)
		onlyOurs(t, err)
		if (d == nil) == (err == nil) {
			t.Errorf("Parse returned %v and %v", d, err)
		}
	})
}

// FuzzParseCatalog: as FuzzParse; and what was read can be written and read again.
func FuzzParseCatalog(f *testing.F) {
	seed(f, "testdata/catalog.yaml", "testdata/bad-catalog/*.yaml")
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := ParseCatalog("fuzz.yaml", data)
		onlyOurs(t, err)
		if err != nil {
			return
		}
		written, err := MarshalCatalog(c)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(written, []byte("{}\n")) {
			return // nothing in it
		}
		again, err := ParseCatalog("again.yaml", written)
		if err != nil {
			t.Fatalf("%v\n%s", err, written)
		}
		rewritten, err := MarshalCatalog(again)
		if diff := cmp.Diff(string(written), string(rewritten)); diff != "" || err != nil {
			t.Errorf("written again it differs (%v):\n%s", err, diff)
		}
	})
}

func onlyOurs(t *testing.T, err error) {
	t.Helper()
	var all *Errors
	if err == nil {
		return
	}
	if !errors.As(err, &all) || len(all.List) == 0 {
		t.Fatalf("%T: %v", err, err)
	}
	for _, one := range all.List {
		if one.File != "fuzz.yaml" || one.Message == "" {
			t.Errorf("%+v", one)
		}
	}
}
