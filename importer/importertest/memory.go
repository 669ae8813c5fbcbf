package importertest

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/google/uuid"

	"muster/importer"
)

// Memory is a directory in memory. It obeys the same conformance suite as the real ones, in the simplest
// way: people lie in a map, and every look-up walks through all of them. The zero value is empty and ready.
type Memory struct {
	mu     sync.Mutex
	people map[uuid.UUID]*importer.Person
	locked bool
	// Results has the last result of every row that was written, by import.
	Results map[uuid.UUID]map[int]importer.Result
	// Summaries has how imports ended.
	Summaries map[uuid.UUID]*importer.Summary
}

// Match implements importer.Directory.
func (m *Memory) Match(_ context.Context, keys importer.Keys) ([]*importer.Person, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return match(m.people, &keys), nil
}

// Usernames implements importer.Directory.
func (m *Memory) Usernames(_ context.Context, stems []string) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var names []string
	for _, p := range m.people {
		key := importer.Key(importer.Username, p.Values[importer.Username])
		if key != "" && slices.ContainsFunc(stems, func(stem string) bool { return strings.HasPrefix(key, stem) }) {
			names = append(names, key)
		}
	}
	return names, nil
}

// Seats implements importer.Directory.
func (m *Memory) Seats(context.Context) (map[string]int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	seats := make(map[string]int)
	for _, p := range m.people {
		if license := p.Values[importer.License]; license != "" {
			seats[license]++
		}
	}
	return seats, nil
}

// Begin implements what importer.Run needs to write; a second import is refused at once.
func (m *Memory) Begin(_ context.Context, imp *importer.Import) (importer.Journal, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.locked {
		return nil, errors.New("another import is running")
	}
	m.locked = true
	if m.people == nil {
		m.people = make(map[uuid.UUID]*importer.Person)
		m.Results = make(map[uuid.UUID]map[int]importer.Result)
		m.Summaries = make(map[uuid.UUID]*importer.Summary)
	}
	m.Results[imp.ID] = make(map[int]importer.Result)
	return &memoryJournal{memory: m, imp: imp, people: m.people}, nil
}

func match(people map[uuid.UUID]*importer.Person, keys *importer.Keys) []*importer.Person {
	var found []*importer.Person
	for _, p := range people {
		if slices.Contains(keys.Contacts, p.ContactID) ||
			p.ExternalSystem == keys.System && has(p, importer.ExternalID, keys.ExternalIDs) ||
			has(p, importer.Email, keys.Emails) || has(p, importer.Username, keys.Usernames) {
			c := withManager(people, p)
			if !keys.SignIns {
				c.SignIn = importer.SignIn{}
			}
			found = append(found, c)
		}
	}
	return found
}

func has(p *importer.Person, f importer.Field, keys []string) bool {
	key := importer.Key(f, p.Values[f])
	return key != "" && slices.Contains(keys, key)
}

// withManager returns a copy that says how the manager is called.
func withManager(people map[uuid.UUID]*importer.Person, p *importer.Person) *importer.Person {
	c := p.Clone()
	c.Values[importer.Manager] = ""
	if m := people[p.ManagerID]; m != nil {
		for _, f := range [...]importer.Field{importer.Username, importer.Email, importer.ExternalID} {
			if m.Values[f] != "" {
				c.Values[importer.Manager] = m.Values[f]
			}
		}
	}
	return c
}

// A memoryJournal writes one import into memory.
type memoryJournal struct {
	memory *Memory
	imp    *importer.Import
	// people is the directory itself or, for an atomic import, a copy that Finish puts in its place.
	people map[uuid.UUID]*importer.Person
	apart  bool // people is a copy
	closed bool
}

// Write implements importer.Journal: decision by decision.
func (j *memoryJournal) Write(_ context.Context, b *importer.Batch) error {
	j.memory.mu.Lock()
	defer j.memory.mu.Unlock()
	j.separate()
	for _, d := range b.Decisions {
		j.write(b, d, false)
		j.memory.Results[j.imp.ID][d.Row] = d.Result
	}
	return nil
}

// separate gives an atomic import a directory of its own.
func (j *memoryJournal) separate() {
	if j.imp.Atomic && !j.apart {
		j.people, j.apart = maps.Clone(j.people), true
	}
}

func (j *memoryJournal) write(b *importer.Batch, d *importer.Decision, again bool) {
	if !d.Writes() {
		return
	}
	reason := j.refusal(d)
	if reason == "" {
		p := d.After.Clone()
		p.Version, p.ManagerID = 1, uuid.Nil
		if d.Before != nil {
			was := j.people[p.ContactID]
			p.Version, p.ManagerID, p.SignIn = d.Before.Version+1, was.ManagerID, was.SignIn
		}
		signIn(p, d)
		j.people[p.ContactID] = p
		return
	}
	switch {
	case reason != drifted:
		fail(d, "row.not_written", reason)
	case again:
		fail(d, "plan.drifted", "somebody else changed this person while the import ran")
	default:
		keys := b.KeysOf(d)
		if d.Before != nil {
			keys.Contacts = append(keys.Contacts, d.Before.ContactID)
		}
		b.Again(d, match(j.people, &keys))
		j.write(b, d, true)
	}
}

// signIn gives the person what the decision lets them in with.
func signIn(p *importer.Person, d *importer.Decision) {
	switch c := d.Credential; {
	case c == nil:
	case c.Kind == importer.IdentitySSO:
		p.SignIn.SSO = true
	default:
		p.SignIn.Hash, p.SignIn.Imported = c.Hash, true
	}
	p.SignIn.Invited = p.SignIn.Invited || d.Invitation != nil
}

// drifted is the refusal after which a decision is taken again.
const drifted = "drifted"

// refusal says why the decision cannot be written; "" if it can.
func (j *memoryJournal) refusal(d *importer.Decision) string {
	v := &d.After.Values
	texts := slices.Concat(v[:], slices.Collect(maps.Keys(d.After.Attributes)), slices.Collect(maps.Values(d.After.Attributes)))
	if slices.ContainsFunc(texts, func(s string) bool { return !utf8.ValidString(s) || strings.Contains(s, "\x00") }) {
		return "it holds no text"
	}
	if d.Before != nil {
		if now := j.people[d.Before.ContactID]; now == nil || now.Version != d.Before.Version {
			return drifted
		}
	}
	keys := KeysOf(d.After)
	for _, p := range match(j.people, &keys) {
		if p.ContactID != d.After.ContactID {
			return drifted
		}
	}
	if !slices.Contains([]string{"", "person", "organization", "service"}, v[importer.Kind]) {
		return "the kind is none"
	}
	return ""
}

func fail(d *importer.Decision, code, message string) {
	d.Result, d.Event = importer.Failed, ""
	d.Problems = append(slices.Clip(d.Problems), importer.Problem{Severity: importer.Error, Code: code, Message: message})
}

// Link implements importer.Journal.
func (j *memoryJournal) Link(_ context.Context, links []importer.Link) (refused []int, err error) {
	j.memory.mu.Lock()
	defer j.memory.mu.Unlock()
	j.separate()
	for _, l := range links {
		p := j.people[l.Contact]
		if p == nil || l.Manager != uuid.Nil && j.people[l.Manager] == nil {
			refused = append(refused, l.Row)
			continue
		}
		if p.ManagerID != l.Manager {
			p = p.Clone()
			p.ManagerID = l.Manager
			p.Version++
			j.people[l.Contact] = p
		}
	}
	return refused, nil
}

// Settle implements importer.Journal.
func (j *memoryJournal) Settle(_ context.Context, keep bool) error {
	j.memory.mu.Lock()
	defer j.memory.mu.Unlock()
	if keep {
		j.memory.people = j.people
	}
	j.people, j.apart = j.memory.people, false
	return nil
}

// Finish implements importer.Journal.
func (j *memoryJournal) Finish(_ context.Context, s *importer.Summary) error {
	j.memory.mu.Lock()
	if s.State == importer.Finished {
		j.memory.people = j.people
	}
	j.memory.Summaries[j.imp.ID] = s
	j.memory.mu.Unlock()
	return j.Close()
}

// Close implements importer.Journal.
func (j *memoryJournal) Close() error {
	j.memory.mu.Lock()
	defer j.memory.mu.Unlock()
	if !j.closed {
		j.closed, j.memory.locked = true, false
	}
	return nil
}
