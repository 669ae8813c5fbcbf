package importer

import "github.com/google/uuid"

// A snapshot is what the directory said about the people of one batch, by key.
type snapshot struct {
	byKey [len(KeyFields)]map[string]*Person
	byID  map[uuid.UUID]*Person
	// usernames has the keys of those that could stand in the way of names that are made.
	usernames map[string]bool
}

// newSnapshot indexes people. Those whom the import itself has created meanwhile are left out: a decision
// sees the directory as it was before the import.
func newSnapshot(people []*Person, importID uuid.UUID) *snapshot {
	s := &snapshot{byID: make(map[uuid.UUID]*Person, len(people))}
	for i := range s.byKey {
		s.byKey[i] = make(map[string]*Person)
	}
	for _, p := range people {
		if p.Import == importID && importID != uuid.Nil {
			continue
		}
		s.byID[p.ContactID] = p
		for i, f := range KeyFields {
			if key := Key(f, p.Values[f]); key != "" {
				s.byKey[i][inSystem(f, p.ExternalSystem, key)] = p
			}
		}
	}
	return s
}

// find returns who has the key, nil for nobody. External ids count within one system only.
func (s *snapshot) find(f Field, key, system string) *Person {
	for i, kf := range KeyFields {
		if kf != f {
			continue
		}
		return s.byKey[i][inSystem(f, system, key)]
	}
	return nil
}

// inSystem makes a key unique where it is only so within a system: two systems may give two people the
// same external id.
func inSystem(f Field, system, key string) string {
	if f == ExternalID && system != "" {
		return system + "\x00" + key
	}
	return key
}

// keysOf collects the keys that the entries give, and those by which they name managers and template users.
func keysOf(entries []*Entry, system string) Keys {
	keys := Keys{System: system}
	seen := make(map[string]bool)
	for _, e := range entries {
		for _, f := range KeyFields {
			if key := e.key(f); key != "" {
				keys.add(f, key)
			}
		}
		for _, by := range [...]Field{Manager, CloneFrom} {
			if ref := e.Values[by]; ref != "" && e.Given.Has(by) && !seen[ref] {
				seen[ref] = true
				keys.addReference(ref)
			}
		}
	}
	return keys
}

// addReference puts all that a reference to somebody can mean into the set of keys to ask for.
func (k *Keys) addReference(ref string) {
	for _, f := range KeyFields {
		if key := referenceKey(f, ref); key != "" {
			k.add(f, key)
		}
	}
}
