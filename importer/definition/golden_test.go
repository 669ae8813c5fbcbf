package definition

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// update writes what the tests get as what they want: go test ./importer/definition -update.
var update = flag.Bool("update", false, "write the golden files anew")

// environment is what definitions in tests may refer to.
func environment(name string) string {
	return map[string]string{"HR_KEY": "/secrets/hr.key", "HOOK_SECRET": "not to be shown"}[name]
}

// Every file under testdata/bad and testdata/bad-catalog is refused, with exactly the messages that stand beside it.
func TestBadFilesAreRefused(t *testing.T) {
	folders := map[string]func(name string, data []byte) error{
		"bad": func(name string, data []byte) error {
			_, err := Parse(name, data, environment)
			return err
		},
		"bad-catalog": func(name string, data []byte) error {
			_, err := ParseCatalog(name, data)
			return err
		},
	}
	for folder, parse := range folders {
		paths, err := filepath.Glob(filepath.Join("testdata", folder, "*.yaml"))
		if err != nil || len(paths) == 0 {
			t.Fatalf("no files under testdata/%s: %v", folder, err)
		}
		for _, path := range paths {
			t.Run(folder+"/"+filepath.Base(path), func(t *testing.T) {
				data := readFile(t, path)
				err := parse(filepath.Base(path), data)
				if err == nil {
					t.Fatal("the file was accepted")
				}
				golden(t, strings.TrimSuffix(path, ".yaml")+".want", err.Error()+"\n")
			})
		}
	}
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// golden compares got with the file at path, or writes it there with -update.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(string(readFile(t, path)), got); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", path, diff)
	}
}
