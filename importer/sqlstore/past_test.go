package sqlstore_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"muster/importer"
	"muster/importer/importertest"
	"muster/importer/sqlstore"
)

// TestTheAuditKnowsWhatWas writes random imports, and finds in the audit of each how people were before it.
func TestTheAuditKnowsWhatWas(t *testing.T) {
	postgres := open(t, server.Database(t), sqlstore.Options{Create: true})
	sqlite := open(t, "sqlite:"+filepath.Join(t.TempDir(), "muster.db"), sqlstore.Options{Create: true})
	rapid.Check(t, func(t *rapid.T) {
		m := &model{T: t, stores: []importertest.Store{postgres, sqlite}, domain: uuid.NewString()}
		m.importBatches()
		var before [2]map[uuid.UUID]*importer.Person
		for i, store := range m.stores {
			before[i] = byContact(m.everybody(store))
		}
		id := m.importBatches()
		for i, store := range m.stores {
			m.lookBack(store.(*sqlstore.Store), id, before[i])
		}
	})
}

// lookBack compares the people as they are now, seen as they were before the import, with those who were there.
func (m *model) lookBack(store *sqlstore.Store, id uuid.UUID, before map[uuid.UUID]*importer.Person) {
	pasts, err := store.Pasts(context.Background(), id, m.ids)
	if err != nil {
		m.Fatal(err)
	}
	for _, now := range m.everybody(store) {
		was := importer.Back(now, pasts[now.ContactID])
		want := before[now.ContactID]
		if was == nil || want == nil {
			if was != want {
				m.Fatalf("%v was %v, want %v", now, was, want)
			}
			continue
		}
		was.Version = want.Version // it never goes back
		if diff := importertest.ComparePeople([]*importer.Person{want}, []*importer.Person{was}); diff != "" {
			m.Fatalf("before the import (-there +audit):\n%s", diff)
		}
	}
}

func byContact(people []*importer.Person) map[uuid.UUID]*importer.Person {
	m := make(map[uuid.UUID]*importer.Person, len(people))
	for _, p := range people {
		m[p.ContactID] = p
	}
	return m
}
