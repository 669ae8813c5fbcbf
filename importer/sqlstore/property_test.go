package sqlstore_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"muster/importer"
	"muster/importer/importertest"
	"muster/importer/sqlstore"
)

// TestDirectoriesAgree writes the same random batches to a directory in memory and to both databases, and finds the same
// people in all of them.
func TestDirectoriesAgree(t *testing.T) {
	postgres := open(t, server.Database(t), sqlstore.Options{Create: true})
	sqlite := open(t, "sqlite:"+filepath.Join(t.TempDir(), "muster.db"), sqlstore.Options{Create: true})
	rapid.Check(t, func(t *rapid.T) {
		// One database serves all rounds: each has an external system and a domain of its own.
		m := &model{T: t, stores: []importertest.Store{&importertest.Memory{}, postgres, sqlite}, domain: uuid.NewString()}
		for range rapid.IntRange(1, 4).Draw(t, "imports") {
			m.importBatches()
			m.compare()
		}
	})
}

// A model is one round of the property: several stores that are to be the same.
type model struct {
	*rapid.T
	stores []importertest.Store
	domain string
	ids    []uuid.UUID
	serial int
	rows   int
}

// row returns the number of a row that no decision has yet.
func (m *model) row() int {
	m.rows++
	return m.rows
}

// importBatches writes a random import to all stores and returns its id.
func (m *model) importBatches() uuid.UUID {
	imp := importertest.Import()
	imp.Atomic = rapid.Bool().Draw(m.T, "atomic")
	there := m.everybody(m.stores[0])
	var batches []*importer.Batch
	for n := range rapid.IntRange(1, 3).Draw(m.T, "batches") {
		b := importertest.Batch(n + 1)
		for range rapid.IntRange(0, 5).Draw(m.T, "created") {
			b.Decisions = append(b.Decisions, importertest.Create(m.row(), m.person(imp)))
		}
		for range rapid.IntRange(0, min(3, len(there))).Draw(m.T, "updated") {
			b.Decisions = append(b.Decisions, importertest.Update(m.row(), there[0], m.change))
			there = there[1:]
		}
		batches = append(batches, b)
	}
	state := rapid.SampledFrom([]importer.State{importer.Finished, importer.Stopped}).Draw(m.T, "state")
	for _, store := range m.stores {
		m.write(store, imp, batches, state)
	}
	return imp.ID
}

// write writes copies of the batches: writing changes decisions.
func (m *model) write(store importertest.Store, imp *importer.Import, batches []*importer.Batch, state importer.State) {
	ctx := context.Background()
	journal, err := store.Begin(ctx, imp)
	if err != nil {
		m.Fatalf("begin: %v", err)
	}
	defer journal.Close()
	for _, b := range batches {
		c := importertest.Batch(b.Number)
		c.Again = func(d *importer.Decision, now []*importer.Person) { d.Result = importer.Failed }
		for _, d := range b.Decisions {
			own := *d
			c.Decisions = append(c.Decisions, &own)
		}
		if err := journal.Write(ctx, c); err != nil {
			m.Fatalf("write: %v", err)
		}
	}
	if err := journal.Finish(ctx, &importer.Summary{State: state}); err != nil {
		m.Fatalf("finish: %v", err)
	}
}

func (m *model) person(imp *importer.Import) *importer.Person {
	m.serial++
	p := importertest.Person(m.serial, imp)
	p.ExternalSystem = m.domain
	p.Values[importer.Email] = fmt.Sprintf("Zoe.%d@%s.example", m.serial, m.domain)
	p.Values[importer.Username] = fmt.Sprintf("zoe%d-%s", m.serial, m.domain)
	m.change(p)
	importer.SortGrants(p.Grants)
	m.ids = append(m.ids, p.ContactID)
	return p
}

// change changes what a change may change, sometimes to what no directory takes.
func (m *model) change(p *importer.Person) {
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "Zoë", "a\"b\\c", "{}", "NULL"}))
	p.Values[importer.JobTitle] = text.Draw(m.T, "title")
	p.Values[importer.Kind] = rapid.SampledFrom([]string{"", "person", "service", "robot"}).Draw(m.T, "kind")
	p.Values[importer.RequireMFA] = rapid.SampledFrom([]string{"", "true", "false"}).Draw(m.T, "mfa")
	if rapid.Bool().Draw(m.T, "attribute") {
		p.Attributes = map[string]string{}
		if note := text.Draw(m.T, "attribute value"); note != "" {
			p.Attributes["note"] = note // a blank one is none
		}
	}
	p.Grants = nil
	for _, g := range []importer.Grant{
		{Kind: importer.Organizations, Name: "hq", Role: "member"},
		{Kind: importer.Organizations, Name: "hq", Role: "admin"},
		{Kind: importer.Groups, Name: "Sales"},
		{Kind: importer.Groups, Name: "Engineering"},
		{Kind: importer.Scopes, Name: "admin"},
	} {
		if rapid.Bool().Draw(m.T, "grant") && (len(p.Grants) == 0 || !p.Grants[len(p.Grants)-1].Is(g)) {
			g.By = rapid.SampledFrom([]string{"hr-nightly", "local:boss"}).Draw(m.T, "giver")
			p.Grants = append(p.Grants, g)
		}
	}
}

func (m *model) everybody(store importertest.Store) []*importer.Person {
	people, err := store.Match(context.Background(), importer.Keys{Contacts: m.ids})
	if err != nil {
		m.Fatalf("match: %v", err)
	}
	return people
}

func (m *model) compare() {
	want := m.everybody(m.stores[0])
	for i, store := range m.stores[1:] {
		if diff := importertest.ComparePeople(want, m.everybody(store)); diff != "" {
			m.Fatalf("database %d has other people (-memory +database):\n%s", i, diff)
		}
	}
}
