package sqlstore

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// Match returns everybody who has one of the keys, as importer.Directory says: a look-up for each kind of key
// that is asked for, and three queries more if somebody is there.
func (s *Store) Match(ctx context.Context, keys importer.Keys) ([]*importer.Person, error) {
	people, err := match(ctx, s.reading(), &keys)
	return people, wrap(ctx, err, "look for people in the directory")
}

func match(ctx context.Context, c *session, keys *importer.Keys) ([]*importer.Person, error) {
	found := make(map[uuid.UUID]bool)
	for _, id := range keys.Contacts {
		found[id] = true
	}
	for _, l := range lookups(keys) {
		if l.sheet.len() == 0 {
			continue
		}
		err := c.query(ctx, l.sheet, l.query, func(rows *sqlx.Rows) error {
			var id uuid.UUID
			var system string
			err := rows.Scan(&id, &system)
			if system == l.system {
				found[id] = true
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	ids := make([]string, 0, len(found))
	for id := range found {
		ids = append(ids, id.String())
	}
	slices.Sort(ids) // neighbours in the index are neighbours in the query
	return loadPeople(ctx, c, ids)
}

// A lookup finds contact ids by one kind of key. Its query says within which system the key is; only
// hits in the lookup's own count.
type lookup struct {
	query  string
	system string
	sheet  *sheet
}

func lookups(keys *importer.Keys) []lookup {
	return []lookup{
		{"select id, '' from contacts where email_key in (select email_key from v)", "", keySheet(keyColumn("email_key"), keys.Emails)},
		{"select id, external_system from contacts where external_key in (select external_key from v)", keys.System, keySheet(keyColumn("external_key"), keys.ExternalIDs)},
		{"select contact_id, '' from users where username_key in (select username_key from v)", "", keySheet(keyColumn("username_key"), keys.Usernames)},
	}
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
	r := make(roster, 3*len(people))
	for _, p := range people {
		for _, k := range keysOfPerson(p) {
			r[k] = p
		}
		r[rosterKey{importer.NumFields, "", p.ContactID.String()}] = p
	}
	return r
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
