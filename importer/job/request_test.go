package job_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"muster/importer"
	"muster/importer/definition"
	"muster/importer/job"
	"muster/importer/sqlstore"
	"muster/sources"
)

// An import can be run again from what the directory keeps of it: the definition as it was written, with its
// variables still in it, and the flags over it.
func TestAnImportRecordsWhatItWasAskedFor(t *testing.T) {
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "people.csv")
			numbered(3, false).write(t, path)
			const text = "source: {sftp: {key_file: \"${KEY}\"}}\nrules: {match: [email]}\n"
			getenv := func(string) string { return "a secret" }
			d, err := definition.Parse("nightly.yaml", []byte(text), getenv)
			if err != nil {
				t.Fatal(err)
			}
			overrides := job.Overrides{Existing: importer.ExistingSkip, CreateGroups: true}
			overrides.Apply(d)
			asked := job.Options{
				Location: path, Definition: *d, Overrides: overrides, Catalog: catalog(), Atomic: true, BatchSize: 2,
				First: 2, Last: 3, Reports: []string{path + ".csv"}, Failed: path + ".failed.csv", OSUser: "test", Host: "test",
			}
			inStore(t, db.dsn(t), func(store *sqlstore.Store) {
				o := asked
				o.Store = store
				summary, err := job.Run(t.Context(), o)
				if err != nil {
					t.Fatal(err)
				}
				record, err := store.Record(t.Context(), uuid.MustParse(summary.Import))
				if err != nil {
					t.Fatal(err)
				}
				if bytes.Contains(record.Request, []byte("secret")) {
					t.Errorf("the record tells a secret: %s", record.Request)
				}
				request, err := job.RequestOf(record)
				if err != nil {
					t.Fatal(err)
				}
				again, err := request.Options(record, getenv)
				if err != nil {
					t.Fatal(err)
				}
				want := asked
				want.OSUser, want.Host = "", ""
				if diff := cmp.Diff(want, *again); diff != "" {
					t.Errorf("the import would not be run again as it was (-asked +again):\n%s", diff)
				}
			})
		})
	}
}

// A looker reads what is in a folder while the import runs.
type looker struct {
	folder string
	found  []byte
}

func (l *looker) Update(importer.ProgressStatus) {
	files, _ := filepath.Glob(filepath.Join(l.folder, "*"))
	for _, f := range files {
		l.found, _ = os.ReadFile(f)
	}
}

// What comes over standard input is kept while the import runs, as it came, and not longer; with passwords in
// it, not at all.
func TestStandardInputIsKeptWhileItIsNeeded(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := io.WriteString(z, "email,first name\na@example.com,Anita\n"); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, input string
		kept        bool
	}{
		{"plain", "email,first name\na@example.com,Anita\n", true},
		{"packed", packed.String(), true},
		{"passwords", "email,first name,password\na@example.com,Anita,Correct-7Horse\n", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "inputs")
			look := &looker{folder: folder}
			inStore(t, databases[0].dsn(t), func(store *sqlstore.Store) {
				_, err := job.Run(t.Context(), job.Options{
					Location: sources.StandardName, Stdin: strings.NewReader(tt.input), Store: store, KeepIn: folder,
					Reports: []string{filepath.Join(t.TempDir(), "r.csv")}, Progress: look,
				})
				if err != nil {
					t.Fatal(err)
				}
			})
			want := ""
			if tt.kept {
				want = tt.input
			}
			if string(look.found) != want {
				t.Errorf("kept %q, want %q", look.found, want)
			}
			if _, err := os.Stat(folder); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("the folder is still there after the import: %v", err)
			}
		})
	}
}
