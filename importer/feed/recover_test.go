package feed_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"muster/importer"
	"muster/importer/feed"
)

// A stopper asks for an orderly end with the n-th news of progress.
type stopper struct {
	left int
	stop chan struct{}
}

// Update implements importer.Progress.
func (s *stopper) Update(importer.ProgressStatus) {
	if s.left--; s.left == 0 {
		close(s.stop)
	}
}

// TestInterruptedImport stops an import in the middle: the file stays claimed, and the next pickup carries the same import on.
func TestInterruptedImport(t *testing.T) {
	r := local(t)
	var data strings.Builder
	data.WriteString("E-Mail,First name,Last name\n")
	const n = 200
	for i := range n {
		fmt.Fprintf(&data, "p%d@example.com,Anita,Singh\n", i)
	}
	save(t, r.root, "a.csv", data.String())
	stop := &stopper{left: 5, stop: make(chan struct{})}
	r.o.Job.BatchSize, r.o.Job.Progress, r.o.Job.Stop = 10, stop, stop.stop
	round, err := feed.Pickup(t.Context(), r.o)
	if err != nil || len(round.Files) != 1 || round.Files[0].Summary == nil || round.Files[0].Summary.State != importer.Interrupted {
		t.Fatalf("%+v, %v", round, err)
	}
	if read := round.Files[0].Summary.Rows.Read(); read == 0 || read == n {
		t.Fatalf("the test is not worth much: %d rows", read)
	}
	if left := names(t, r.root); len(left) != 1 || left[0] != round.Files[0].Place {
		t.Errorf("files %q", left)
	}
	r.o.Job.Progress, r.o.Job.Stop = nil, nil
	again := r.round(t)
	if len(again.Files) != 1 || again.Files[0].Summary.Import != round.Files[0].Summary.Import || again.Files[0].Summary.Rows[importer.Created] != n {
		t.Errorf("%+v, %+v", again, again.Files[0].Summary)
	}
	equal(t, "imports", []string{"a.csv"}, r.imports(t))
	equal(t, "files", []string{"done/2026-11-21T023000Z-a.csv", "done/2026-11-21T023000Z-a.results.csv"}, names(t, r.root))
	if lines := strings.Count(files(t, r.root)["done/2026-11-21T023000Z-a.results.csv"], "created"); lines != n {
		t.Errorf("the report has %d rows of %d", lines, n)
	}
}

// TestTakeHeld takes a file that was put away out of its place again, as who releases its import does.
func TestTakeHeld(t *testing.T) {
	r := local(t)
	save(t, r.root, "a.csv", people("a"))
	s := r.round(t).Files[0].Summary
	id, err := importID(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, release := range []bool{false, true} {
		held, err := feed.TakeHeld(t.Context(), r.o, id)
		if err != nil {
			t.Fatal(err)
		}
		if got := files(t, held.Path()[:strings.LastIndex(held.Path(), "/")])["a.csv"]; got != people("a") {
			t.Errorf("the copy is %q", got)
		}
		if _, err := feed.Pickup(t.Context(), r.o); err == nil {
			t.Error("a pickup runs meanwhile")
		}
		if release {
			s.State = importer.Finished
			if place, err := held.PutAway(t.Context(), s); err != nil || !strings.HasPrefix(place, "done/") {
				t.Errorf("%q, %v", place, err)
			}
		}
		if err := held.Close(); err != nil {
			t.Error(err)
		}
		r.round(t) // puts back what was not put away
		equal(t, "imports", []string{"a.csv"}, r.imports(t))
		if done := names(t, r.root); len(done) != 2 || !strings.HasPrefix(done[0], "done/") {
			t.Errorf("released %v: files %q", release, done)
		}
	}
	if _, err := feed.TakeHeld(t.Context(), r.o, newStranger()); err == nil {
		t.Error("a file that nobody picked up")
	}
}

func importID(s *importer.Summary) (uuid.UUID, error) { return uuid.Parse(s.Import) }

func newStranger() uuid.UUID { return uuid.Must(uuid.NewV7()) }
