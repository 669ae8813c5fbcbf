package job_test

import (
	"errors"
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
)

// feedText is a feed as it is written down; what holds it back is for a second person to release.
const feedText = `name: nightly
source: {content: full}
rules: {missing: deactivate, four_eyes: true}
`

// A desk is a directory, and the definition and the file that are imported into it.
type desk struct {
	*testing.T
	store *sqlstore.Store
	def   *definition.Definition
	path  string
}

func newDesk(t *testing.T, store *sqlstore.Store) *desk {
	t.Helper()
	dir := t.TempDir()
	config := filepath.Join(dir, "nightly.yaml")
	if err := os.WriteFile(config, []byte(feedText), 0o600); err != nil {
		t.Fatal(err)
	}
	def, err := definition.Load(config, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{T: t, store: store, def: def, path: filepath.Join(dir, "people.csv")}
	d.run(30)
	return d
}

// run imports the first n of the people.
func (d *desk) run(n int) *importer.Summary {
	d.Helper()
	numbered(n, false).write(d.T, d.path)
	return summaryOf(d.T, job.Options{Location: d.path, Store: d.store, Definition: *d.def})
}

func (d *desk) record(s *importer.Summary) *sqlstore.Record {
	d.Helper()
	record, err := d.store.Record(d.Context(), uuid.MustParse(s.Import))
	if err != nil {
		d.Fatal(err)
	}
	return record
}

// release lets a held import go on, as this user of the operating system.
func (d *desk) release(held *importer.Summary, osUser string) (*importer.Summary, error) {
	d.Helper()
	record := d.record(held)
	request, err := job.RequestOf(record)
	if err != nil {
		d.Fatal(err)
	}
	o, err := request.Release(record, "", "", func(string) string { return "" })
	if err != nil {
		return nil, err
	}
	o.Store, o.OSUser, o.Host = d.store, osUser, "test"
	return job.Run(d.Context(), *o)
}

func (d *desk) active() int { d.Helper(); return len(activeOf(d.T, d.store)) }

func onDesks(t *testing.T, use func(*desk)) {
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			inStore(t, db.dsn(t), func(store *sqlstore.Store) { use(newDesk(t, store)) })
		})
	}
}

// A released import does what it was held for, under its own id; its rows have one result each.
func TestAReleasedImportGoesOn(t *testing.T) {
	onDesks(t, func(d *desk) {
		held := d.run(20)
		if held.State != importer.Held || d.active() != 30 {
			t.Fatalf("%s, %d are active", held.State, d.active())
		}
		if _, err := d.release(held, "test"); !errors.Is(err, job.ErrRefused) || !strings.Contains(err.Error(), "four eyes") {
			t.Errorf("the one who began it released it: %v", err)
		}
		if state := d.record(held).State; state != importer.Held || d.active() != 30 {
			t.Errorf("after a release that was refused it is %s, and %d are active", state, d.active())
		}
		s, err := d.release(held, "boss")
		if err != nil || s.State != importer.Finished || s.Import != held.Import || s.Deactivated != 10 || d.active() != 20 {
			t.Fatalf("%+v, %v; %d are active", s, err, d.active())
		}
		record := d.record(held)
		want := *s
		want.RowsPerSecond, want.Input, want.Examples, want.Whole, want.Started = record.RowsPerSecond, nil, nil, false, record.Started
		want.Again = nil
		if diff := cmp.Diff(&want, record.Summary); diff != "" {
			t.Errorf("the directory says something else of it (-summary +directory):\n%s", diff)
		}
		rows := 0
		for row, err := range d.store.ImportRows(t.Context(), uuid.MustParse(held.Import)) {
			if err != nil || row.Result != "unchanged" {
				t.Errorf("row %d is %s, %v", row.Row, row.Result, err)
			}
			rows++
		}
		if rows != 20 {
			t.Errorf("%d rows have a result", rows)
		}
		if got := d.events(held); got != "import.started test, import.held test, import.released boss, import.started boss, import.finished boss" {
			t.Errorf("the audit says: %s", got)
		}
		if _, err := d.release(held, "boss"); !errors.Is(err, sqlstore.ErrNotHeld) {
			t.Errorf("released again: %v", err)
		}
	})
}

// events lists what the audit has of the import itself, with who did it.
func (d *desk) events(s *importer.Summary) string {
	d.Helper()
	var list []string
	for a, err := range d.store.Audit(d.Context(), sqlstore.Filter{Import: uuid.MustParse(s.Import)}) {
		if err != nil {
			d.Fatal(err)
		}
		if strings.HasPrefix(a.Event, "import.") {
			list = append(list, a.Event+" "+a.OSUser)
		}
	}
	return strings.Join(list, ", ")
}

// What was looked at is what is released: if more people would be affected by now, it is held again.
func TestAReleaseAllowsNoMoreThanWasShown(t *testing.T) {
	onDesks(t, func(d *desk) {
		held := d.run(20)
		more := filepath.Join(t.TempDir(), "more.csv")
		numbered(35, false).write(t, more)
		joiners := summaryOf(t, job.Options{Location: more, Store: d.store, Definition: *d.def, First: 32})
		if joiners.Rows[importer.Created] != 5 {
			t.Fatalf("%+v", joiners)
		}
		s, err := d.release(held, "boss")
		if err != nil || s.State != importer.Held || len(s.Limits) != 1 || s.Limits[0].Count != 15 || d.active() != 35 {
			t.Errorf("%+v, %v; %d are active", s, err, d.active())
		}
		s, err = d.release(held, "boss")
		if err != nil || s.State != importer.Finished || s.Deactivated != 15 || d.active() != 20 {
			t.Errorf("%+v, %v; %d are active", s, err, d.active())
		}
	})
}

// A newer file makes a held one out of date; a file that was changed is not the one that was held.
func TestWhatCannotBeReleased(t *testing.T) {
	onDesks(t, func(d *desk) {
		held := d.run(20)
		numbered(19, false).write(t, d.path)
		if _, err := d.release(held, "boss"); !errors.Is(err, job.ErrRefused) {
			t.Errorf("another file was released: %v", err)
		}
		newer := d.run(30)
		if _, err := d.release(held, "boss"); !errors.Is(err, sqlstore.ErrNotHeld) || !strings.Contains(err.Error(), newer.Import) {
			t.Errorf("a file that is out of date was released: %v", err)
		}
		if d.record(held).SupersededBy != newer.Import || d.active() != 30 {
			t.Errorf("superseded by %q, %d are active", d.record(held).SupersededBy, d.active())
		}
		if _, err := d.release(newer, "boss"); !errors.Is(err, sqlstore.ErrNotHeld) {
			t.Errorf("one that was not held was released: %v", err)
		}
	})
}
