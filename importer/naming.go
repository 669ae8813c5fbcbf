package importer

import (
	"fmt"

	"muster/importer/value/username"
)

// A namer makes usernames by the catalog's format, and numbers those of the same name in file order. Only the
// deciding goroutine makes names; the numbers depend on nothing but the file, the catalog and the directory
// before the import.
type namer struct {
	format   *username.Format // nil: the catalog has none
	max      int
	reserved map[string]bool
	given    map[claimID]bool // usernames that rows of the file give
	made     map[string]bool  // by key
	next     map[string]int   // by base: the first number that may be free
}

// defaultMaxUsername is how long usernames are at most where the catalog says nothing, in characters.
const defaultMaxUsername = 64

func newNamer(c *Catalog) (*namer, error) {
	n := &namer{
		max: defaultMaxUsername, reserved: make(map[string]bool), given: make(map[claimID]bool),
		made: make(map[string]bool), next: make(map[string]int),
	}
	if c.Username.Max > 0 {
		n.max = c.Username.Max
	}
	for _, name := range c.Username.Reserved {
		n.reserved[username.Key(name)] = true
	}
	if c.Username.Format == "" {
		return n, nil
	}
	var err error
	if n.format, err = username.ParseFormat(c.Username.Format); err != nil {
		return nil, fmt.Errorf("the catalog's username format: %w", err)
	}
	return n, nil
}

// base returns what the entry's username is made of before it is numbered, "" where there is nothing to make: it
// gives one itself, or lacks a part. What the row does not say is taken from the contact that was there before, nil for none.
func (n *namer) base(e *Entry, contact *Person) string {
	switch {
	case e.AtCreation.Has(Username):
		return e.Values[Username] // the definition has a format of its own
	case e.Given.Has(Username) && e.Values[Username] != "", n.format == nil:
		return ""
	}
	return n.format.Make(func(field string) string {
		f, _ := FieldNamed(field)
		switch {
		case e.Values[f] != "":
			return e.Values[f]
		case contact != nil && contact.Values[f] != "":
			return contact.Values[f]
		case f == DisplayName:
			return e.Values[GivenName] + " " + e.Values[FamilyName]
		}
		return ""
	}, n.max)
}

// stems returns what usernames begin with that could stand in the way of those of the entries.
func (d *decider) stems(entries []*Entry, s *snapshot) []string {
	var stems []string
	seen := make(map[string]bool)
	for _, e := range entries {
		there := d.there(e, s)
		if there != nil && there.HasUser() {
			continue // who has a user keeps the username
		}
		base := d.namer.base(e, there)
		if base == "" {
			continue
		}
		if stem := username.Stem(username.Key(base), d.namer.max); !seen[stem] {
			seen[stem] = true
			stems = append(stems, stem)
		}
	}
	return stems
}

// there returns who the entry is about by the first of the match fields that hits anybody, nil for nobody.
func (d *decider) there(e *Entry, s *snapshot) *Person {
	for _, f := range d.match {
		if p := d.holder(e, s, f); p != nil {
			return p
		}
	}
	return nil
}

// name returns the first username of the base that nobody has, will have by the file, or may not have.
func (n *namer) name(base string, taken func(key string) bool) string {
	number := max(1, n.next[base])
	for ; ; number++ {
		name := username.Numbered(base, number, n.max)
		if name == "" {
			return "" // there is no room for so many of the same name
		}
		key := username.Key(name)
		if n.reserved[key] || n.made[key] || n.given[claimOf(Username, key)] || taken(key) {
			continue
		}
		n.made[key], n.next[base] = true, number+1
		return name
	}
}

// name gives a new user a username by the format, unless the row gives one. A name once made is kept when the row is
// decided again: if somebody else took it meanwhile, the row is refused, and nobody renumbered. contact is who was there
// before, nil for nobody.
func (d *decider) name(p, contact *Person, e *Entry, s *snapshot) {
	if !p.HasUser() || p.Values[Username] != "" || !e.Good() {
		return
	}
	taken := func(key string) bool {
		return s.usernames[key] || s.find(Username, key, "") != nil || d.ledger.released[claimOf(Username, key)] != 0
	}
	if !d.redecides {
		if base := d.namer.base(e, contact); base != "" {
			p.Values[Username] = d.namer.name(base, taken)
		}
		return
	}
	p.Values[Username] = d.named
	if other := s.find(Username, Key(Username, d.named), ""); d.named != "" && other != nil {
		reportTaken(e, Username, other)
	}
}

// reserve notes the username that a row gives, wherever in the file it stands: it is not made for somebody else.
func (n *namer) reserve(e *Entry) {
	if key := e.key(Username); key != "" {
		n.given[claimOf(Username, key)] = true
	}
}
