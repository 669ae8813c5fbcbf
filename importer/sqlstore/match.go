package sqlstore

import (
	"context"
	"slices"

	"muster/importer"
)

// Match returns everybody who has one of the keys, as importer.Directory says. Keys are unique: those of
// people who are found already need not be looked up, so that people known by their first key cost one look-up.
func (s *Store) Match(ctx context.Context, keys importer.Keys) ([]*importer.Person, error) {
	var people []*importer.Person
	err := s.persist(ctx, func() (err error) {
		people, err = match(ctx, s.reading(), &keys)
		return err
	})
	return people, wrap(ctx, err, "look for people in the directory")
}

func match(ctx context.Context, c *session, keys *importer.Keys) ([]*importer.Person, error) {
	ids := make([]string, len(keys.Contacts))
	for i, id := range keys.Contacts {
		ids[i] = id.String()
	}
	people, err := loadValues(ctx, c, keySheet(uuidColumn("id"), ids), whereID)
	if err != nil {
		return nil, err
	}
	there := newRoster(people)
	for _, l := range lookups(keys) {
		found, err := l.find(ctx, c, there)
		if err != nil {
			return nil, err
		}
		there.add(found)
		people = append(people, found...)
	}
	if err := complete(ctx, c, people); err != nil || !keys.SignIns {
		return people, err
	}
	return people, loadSignIns(ctx, c, people)
}

// A lookup finds people by one kind of key, and loads them in the same query. Only hits in the lookup's own
// system count.
type lookup struct {
	field  importer.Field
	where  string
	system string
	keys   []string
}

func lookups(keys *importer.Keys) [len(importer.KeyFields)]lookup {
	return [...]lookup{
		{importer.ExternalID, "c.external_key in (select key from v)", keys.System, keys.ExternalIDs},
		{importer.Email, "c.email_key in (select key from v)", "", keys.Emails},
		{importer.Username, "u.username_key in (select key from v)", "", keys.Usernames},
	}
}

// find returns those who have one of the keys and are not in the roster.
func (l *lookup) find(ctx context.Context, c *session, there roster) ([]*importer.Person, error) {
	var open []string
	for _, key := range l.keys {
		if there[rosterKey{l.field, l.system, key}] == nil {
			open = append(open, key)
		}
	}
	found, err := loadValues(ctx, c, keySheet(keyColumn("key"), open), l.where)
	return slices.DeleteFunc(found, func(p *importer.Person) bool {
		_, known := there[rosterKey{importer.NumFields, "", p.ContactID.String()}]
		return known || l.field == importer.ExternalID && p.ExternalSystem != l.system
	}), err
}

// A roster finds people by their keys.
type roster map[rosterKey]*importer.Person

// A rosterKey is one key of one field; for a contact's id the field is none.
type rosterKey struct {
	field  importer.Field
	system string
	key    string
}

func newRoster(people []*importer.Person) roster {
	r := make(roster, 4*len(people))
	r.add(people)
	return r
}

func (r roster) add(people []*importer.Person) {
	for _, p := range people {
		for _, k := range keysOfPerson(p) {
			r[k] = p
		}
		r[rosterKey{importer.NumFields, "", p.ContactID.String()}] = p
	}
}

// keysOfPerson returns the unique keys that the person has.
func keysOfPerson(p *importer.Person) []rosterKey {
	list := make([]rosterKey, 0, len(importer.KeyFields))
	for _, f := range importer.KeyFields {
		k := rosterKey{field: f, key: importer.Key(f, p.Values[f])}
		if f == importer.ExternalID {
			k.system = p.ExternalSystem
		}
		if k.key != "" {
			list = append(list, k)
		}
	}
	return list
}

// all returns everybody who has one of the keys, each once.
func (r roster) all(keys *importer.Keys) []*importer.Person {
	var list []*importer.Person
	add := func(k rosterKey) {
		if p := r[k]; p != nil && !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	for _, k := range keys.ExternalIDs {
		add(rosterKey{importer.ExternalID, keys.System, k})
	}
	for _, k := range keys.Emails {
		add(rosterKey{importer.Email, "", k})
	}
	for _, k := range keys.Usernames {
		add(rosterKey{importer.Username, "", k})
	}
	for _, id := range keys.Contacts {
		add(rosterKey{importer.NumFields, "", id.String()})
	}
	return list
}
