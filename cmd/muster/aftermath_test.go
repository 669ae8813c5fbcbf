package main

import (
	"encoding/json"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"muster/importer/sqlstore"
)

// An aftermath is everything that an import leaves behind. Ids are replaced by names and times are left out: they differ
// from one import to the next.
type aftermath struct {
	Summary map[string]any
	People  []string
	Rows    map[string]int // of the directory, by result
	Results []string       // of the directory
	Audit   []string
	Outbox  []string
	Reports map[string]string
	Files   []string // in the folder
}

// look gathers it.
func (w *wreck) look(t *testing.T) *aftermath {
	t.Helper()
	id, _ := w.lastImport(t)
	a := &aftermath{Rows: make(map[string]int), Reports: make(map[string]string)}
	names := map[string]string{id: "this import"}
	w.open(t, func(store *sqlstore.Store) {
		of := sqlstore.Filter{Import: uuid.MustParse(id)}
		for u, err := range store.Users(t.Context(), sqlstore.Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			nameOf(u.ID, names, "user", string(u.Contact.ExternalID))
			nameOf(u.Contact.ID, names, "contact", string(u.Contact.ExternalID))
		}
		a.People = slices.Concat(texts(t, names, store.Contacts(t.Context(), sqlstore.Filter{})), texts(t, names, store.Users(t.Context(), sqlstore.Filter{})))
		a.Results = texts(t, names, store.ImportRows(t.Context(), of.Import))
		for r, err := range store.ImportRows(t.Context(), of.Import) {
			if err != nil {
				t.Fatal(err)
			}
			a.Rows[r.Result]++
		}
		a.Audit = slices.DeleteFunc(texts(t, names, store.Audit(t.Context(), of)), func(e string) bool {
			return strings.Contains(e, `"event":"import.`) // each carrying on is one
		})
		a.Outbox = texts(t, names, store.Outbox(t.Context(), of))
		a.Summary = w.summary(t, store, of.Import)
	})
	w.lookAtFiles(t, a, id, names)
	return a
}

// summary is what the directory says of the import in the end, without what tells one run from another.
func (w *wreck) summary(t *testing.T, store *sqlstore.Store, id uuid.UUID) map[string]any {
	t.Helper()
	s, err := store.Import(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(text, &fields); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"import", "directory", "started", "seconds", "rows_per_second"} {
		delete(fields, name)
	}
	return fields
}

// sqliteTemporary begins the names of temporary files of SQLite's own. It takes their names away as soon as it has made them,
// so that one is left, empty, only by a kill in between.
const sqliteTemporary = "etilqs_"

// lookAtFiles reads the reports, and lists what else there is. A report that was in its place when the program was killed is kept
// under a number; a draft that was begun before the directory heard of the import belongs to nobody.
func (w *wreck) lookAtFiles(t *testing.T, a *aftermath, id string, names map[string]string) {
	t.Helper()
	numbered := regexp.MustCompile(`\.\d+\.(csv|jsonl)$`)
	entries, err := os.ReadDir(w.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".tmp") && !strings.Contains(e.Name(), id) {
			continue
		}
		if numbered.MatchString(e.Name()) || strings.HasPrefix(e.Name(), "muster-") || e.IsDir() && e.Name() == "muster" {
			continue
		}
		if strings.HasPrefix(e.Name(), sqliteTemporary) {
			continue
		}
		a.Files = append(a.Files, e.Name())
		if strings.HasPrefix(e.Name(), "re") {
			content, err := os.ReadFile(filepath.Join(w.dir, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			a.Reports[e.Name()] = named(string(content), names)
		}
	}
}

var (
	idPattern   = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	timePattern = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z`)
)

// named replaces ids by names, and times.
func named(text string, names map[string]string) string {
	text = idPattern.ReplaceAllStringFunc(text, func(id string) string {
		if name := names[id]; name != "" {
			return name
		}
		return "an id"
	})
	return timePattern.ReplaceAllString(text, "a time")
}

// texts lists items as JSON, sorted.
func texts[T any](t *testing.T, names map[string]string, items iter.Seq2[T, error]) []string {
	t.Helper()
	var list []string
	for item, err := range items {
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(item)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, named(string(text), names))
	}
	slices.Sort(list)
	return list
}

// count notes what is lost and what is double.
func (a *aftermath) count(want *aftermath, sum *toll) {
	sum.lostRows += max(0, len(want.Results)-len(a.Results))
	sum.doubledRows += max(0, len(a.Results)-len(want.Results)) + max(0, len(a.Audit)-len(want.Audit))
	sum.doubledMails += max(0, len(a.Outbox)-len(want.Outbox))
}
