package job_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"muster/importer"
	"muster/importer/job"
	"muster/importer/sqlstore"
)

// A stopAt asks for an orderly end with the n-th news of progress.
type stopAt struct {
	mu   sync.Mutex
	n    int
	stop chan struct{}
}

func (s *stopAt) Update(importer.ProgressStatus) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.n--; s.n == 0 {
		close(s.stop)
	}
}

// before is a directory with people whom crowd changes.
func before() file {
	f := file{header}
	for i := 1; i <= 60; i++ {
		f = append(f, []string{fmt.Sprintf("E%d", i), "Anita", "Singh", fmt.Sprintf("p%d@example.com", i), "", "", "Sales", ""})
	}
	return f
}

// crowd is a file in which rows meet: new and old people, recycled addresses, repeated keys, managers in both directions.
func crowd(managers bool) file {
	f := file{header}
	for i := 1; i <= 120; i++ {
		mail := fmt.Sprintf("p%d@example.com", i)
		switch {
		case i%10 == 3:
			mail = fmt.Sprintf("new%d@example.com", i) // leaves the old address
		case i%10 == 7:
			mail = fmt.Sprintf("p%d@example.com", i-4) // which another row then wants
		case i%10 == 9:
			mail = "bob@"
		}
		manager := ""
		if managers && i%3 == 0 {
			manager = fmt.Sprintf("E%d", 121-i)
		}
		f = append(f, []string{fmt.Sprintf("E%d", i), "Anita", fmt.Sprintf("Singh%d", i%4), mail, "", "DE", []string{"Sales", "New"}[i%2], manager})
	}
	if !managers {
		for i := range f {
			f[i] = f[i][:len(header)-1]
		}
	}
	return f
}

// asked is the import that the tests below cut off.
func asked(path string) job.Options {
	o := job.Options{
		Location: path, BatchSize: 7, Catalog: catalog(), Reports: []string{path + ".jsonl"}, OSUser: "test", Host: "test",
		Overrides: job.Overrides{CreateGroups: true},
	}
	o.Catalog.Username.Format = "{given_name:1}{family_name}"
	o.Catalog.Licenses = []importer.LicenseType{{Name: "standard", Seats: 90}}
	o.Catalog.Defaults.License = "standard"
	o.Overrides.Apply(&o.Definition)
	return o
}

// An import that is stopped after any step, and carried on, comes to the same as one that was not stopped: in
// the summary, in the report and in the directory.
func TestAnInterruptedImportIsCarriedOn(t *testing.T) {
	for _, db := range databases {
		for _, managers := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/managers=%v", db.name, managers), func(t *testing.T) {
				want := carryOn(t, db.dsn(t), managers, 1_000_000)
				if want.Outcome.Rows.Read() != 120 || want.Outcome.Rows[importer.Updated] == 0 || want.Outcome.Rows[importer.Failed] == 0 {
					t.Fatalf("the test is not worth much: %v", want.Outcome.Rows)
				}
				for stop := 1; stop < 50; stop += 16 {
					got := carryOn(t, db.dsn(t), managers, stop)
					if diff := cmp.Diff(want, got); diff != "" {
						t.Fatalf("stopped with step %d (-uninterrupted +carried on):\n%s", stop, diff)
					}
				}
			})
		}
	}
}

// A whole is what an import came to in the end.
type whole struct {
	Outcome outcome
	Mails   importer.Mails
	People  []string
	Audit   []string
}

// carryOn imports the crowd, stops with every stop-th step and carries on until it is done.
func carryOn(t *testing.T, dsn string, managers bool, stop int) (got whole) {
	t.Helper()
	dir := t.TempDir()
	first, path := filepath.Join(dir, "before.csv"), filepath.Join(dir, "people.csv")
	before().write(t, first)
	crowd(managers).write(t, path)
	inStore(t, dsn, func(store *sqlstore.Store) {
		base := job.Options{Location: first, Store: store, Catalog: catalog(), OSUser: "test", Host: "test"}
		if _, err := job.Run(t.Context(), base); err != nil {
			t.Fatal(err)
		}
		o := asked(path)
		var summary *importer.Summary
		for tries := 0; summary == nil || summary.State == importer.Interrupted; tries++ {
			if tries > 200 {
				t.Fatal("it never ends")
			}
			if summary != nil {
				o = resumed(t, store, uuid.MustParse(summary.Import), "")
			}
			s := &stopAt{n: stop + 6*tries, stop: make(chan struct{})}
			o.Store, o.Progress, o.Stop, o.OSUser, o.Host = store, s, s.stop, "test", "test"
			var err error
			if summary, err = job.Run(t.Context(), o); err != nil && !errors.Is(err, importer.ErrInterrupted) {
				t.Fatal(err)
			}
		}
		got = whole{
			Outcome: outcome{Rows: summary.Rows, Problems: summary.Problems, State: summary.State, Report: readReport(t, path+".jsonl")},
			Mails:   summary.Mails, People: people(t, store), Audit: audit(t, store, uuid.MustParse(summary.Import)),
		}
	})
	return got
}

// resumed returns how to carry the import on.
func resumed(t *testing.T, store *sqlstore.Store, id uuid.UUID, file string) job.Options {
	t.Helper()
	record, err := store.Record(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	request, err := job.RequestOf(record)
	if err != nil {
		t.Fatal(err)
	}
	o, err := request.Resume(record, file, os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	return *o
}

// audit lists what the import did to people, without ids and times.
func audit(t *testing.T, store *sqlstore.Store, id uuid.UUID) []string {
	t.Helper()
	rows := make(map[int]string)
	for e, err := range store.Audit(t.Context(), sqlstore.Filter{Import: id}) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Row == nil {
			continue
		}
		rows[*e.Row] += fmt.Sprintf("%d %s %s -> %s;", *e.Row, e.Event, e.Before, e.After)
	}
	var list []string
	for row := range 1000 {
		if rows[row] != "" {
			list = append(list, rows[row])
		}
	}
	return list
}
