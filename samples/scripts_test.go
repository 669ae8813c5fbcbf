package samples_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster/importer/importertest/pgtest"
)

// TestNightly runs the script of hr-nightly, which starts an SFTP server of its own, on each database, and compares what it
// prints: the script itself leaves out ids, times and ports. With -update it writes that anew.
func TestNightly(t *testing.T) {
	muster := build(t)
	server := new(pgtest.Server)
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Errorf("stop PostgreSQL: %v", err)
		}
	})
	file := filepath.Join("hr-nightly", "wanted", "output.txt")
	for _, database := range databases(server) {
		t.Run(database.name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), filepath.Join("hr-nightly", "run"), muster)
			cmd.Env = append(os.Environ(), "MUSTER_DB="+database.open(t))
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if *update && database.name == "sqlite" {
				if err := os.WriteFile(file, out, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(out)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", file, diff)
			}
		})
	}
}

// TestRun runs each sample as a person does.
func TestRun(t *testing.T) {
	muster := build(t)
	samples, err := filepath.Glob("*/commands")
	if err != nil || len(samples) == 0 {
		t.Fatalf("found %d samples: %v", len(samples), err)
	}
	for _, commands := range samples {
		name := filepath.Dir(commands)
		t.Run(name, func(t *testing.T) {
			if out, err := exec.CommandContext(t.Context(), "./run", name, muster).CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
