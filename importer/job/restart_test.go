package job_test

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"muster/importer"
	"muster/importer/importertest/pgtest"
	"muster/importer/job"
	"muster/importer/sqlstore"
)

// A restarter restarts the database with the n-th news of progress.
type restarter struct {
	mu     sync.Mutex
	n      int
	server *pgtest.Server
	err    error
}

func (r *restarter) Update(importer.ProgressStatus) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.n--; r.n == 0 {
		r.err = r.server.Restart()
	}
}

// An import outlives a restart of PostgreSQL: it waits, connects again, and carries on with the batch that it had in
// hand, which is written once.
func TestAnImportOutlivesARestartOfPostgreSQL(t *testing.T) {
	own := &pgtest.Server{} // it is restarted: the one that all tests share is not
	t.Cleanup(func() {
		if err := own.Stop(); err != nil {
			t.Error(err)
		}
	})
	for _, managers := range []bool{false, true} {
		t.Run(fmt.Sprintf("managers=%v", managers), func(t *testing.T) {
			want := outlive(t, own, managers, 0)
			for _, at := range []int{1, 5, 12} {
				if diff := cmp.Diff(want, outlive(t, own, managers, at)); diff != "" {
					t.Fatalf("restarted with step %d (-never +restarted):\n%s", at, diff)
				}
			}
		})
	}
}

// outlive imports the crowd, with the database restarted on the way.
func outlive(t *testing.T, own *pgtest.Server, managers bool, at int) (got whole) {
	t.Helper()
	dir := t.TempDir()
	first, path := filepath.Join(dir, "before.csv"), filepath.Join(dir, "people.csv")
	before().write(t, first)
	crowd(managers).write(t, path)
	inStore(t, own.Database(t), func(store *sqlstore.Store) {
		base := job.Options{Location: first, Store: store, Catalog: catalog(), OSUser: "test", Host: "test"}
		if _, err := job.Run(t.Context(), base); err != nil {
			t.Fatal(err)
		}
		r := &restarter{n: at, server: own}
		o := asked(path)
		o.Store, o.Progress = store, r
		summary, err := job.Run(t.Context(), o)
		if err != nil || r.err != nil || r.n > 0 {
			t.Fatal(err, r.err, r.n)
		}
		got = whole{
			Outcome: outcome{Rows: summary.Rows, Problems: summary.Problems, State: summary.State, Report: readReport(t, path+".jsonl")},
			Mails:   summary.Mails, People: people(t, store), Audit: audit(t, store, uuid.MustParse(summary.Import)),
		}
	})
	return got
}
