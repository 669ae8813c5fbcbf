package sqlstore

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// changedKeys are the keys of people who were there before an import, as far as the import has changed them. It is compact:
// new people, most of what imports write, have none.
type changedKeys struct {
	// had leads from a key of before to the contact.
	had map[rosterKey]uuid.UUID
	// usernames has the keys of usernames that users had before and have no longer; given those that they have since, also of users
	// whom the import made for a contact that was there.
	usernames, given map[string]bool
}

// selectChangedKeys reads the keys on both sides of the entries of an import about contacts that it has not made.
const selectChangedKeys = `
select a.contact_id, coalesce(w.details->'system'->>'from', c.external_system),
	coalesce(w.before->>'external_id', ''), coalesce(w.before->>'email', ''), coalesce(w.before->>'username', ''),
	coalesce(w.after->>'username', '')
from audit a join audit_values w on w.audit_id = a.id join contacts c on c.id = a.contact_id
where a.import_id = ? and c.import_id is distinct from ? and (
	w.before->>'external_id' is not null or w.before->>'email' is not null or w.before->>'username' is not null or
	w.after->>'username' is not null)`

func (k *changedKeys) load(ctx context.Context, s *Store, c *session, imp uuid.UUID) error {
	k.had = make(map[rosterKey]uuid.UUID)
	k.usernames, k.given = make(map[string]bool), make(map[string]bool)
	query := s.read.Rebind(selectChangedKeys)
	return c.scan(ctx, query, []any{imp.String(), imp.String()}, func(rows *sqlx.Rows) error {
		var contact uuid.UUID
		var before importer.Person
		var given string
		err := rows.Scan(&contact, &before.ExternalSystem, &before.Values[importer.ExternalID], &before.Values[importer.Email],
			&before.Values[importer.Username], &given)
		for _, key := range keysOfPerson(&before) {
			k.had[key] = contact
			if key.field == importer.Username {
				k.usernames[key.key] = true
			}
		}
		if key := importer.Key(importer.Username, given); key != "" {
			k.given[key] = true
		}
		return err
	})
}

// holders returns the contacts that had one of the keys.
func (k *changedKeys) holders(keys *importer.Keys) []uuid.UUID {
	if len(k.had) == 0 {
		return nil
	}
	var contacts []uuid.UUID
	add := func(field importer.Field, system string, list []string) {
		for _, key := range list {
			if id, ok := k.had[rosterKey{field, system, key}]; ok {
				contacts = append(contacts, id)
			}
		}
	}
	add(importer.ExternalID, keys.System, keys.ExternalIDs)
	add(importer.Email, "", keys.Emails)
	add(importer.Username, "", keys.Usernames)
	return contacts
}
