package sqlstore

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"muster/importer"
)

// A Filter narrows a listing. The zero value lets everything through; what makes no sense for a listing is
// ignored by it.
type Filter struct {
	Organization string    // its members only
	Import       uuid.UUID // only what this import created or changed, or brought about
	Person       string    // an id, an email, a username or an external id
	Since        time.Time // only what changed or happened at that time or later
}

// conditions collects what a where clause says, with ? for its arguments.
type conditions struct {
	terms []string
	args  []any
}

func (c *conditions) add(term string, args ...any) {
	c.terms = append(c.terms, term)
	c.args = append(c.args, args...)
}

func (c *conditions) where() string {
	if len(c.terms) == 0 {
		return ""
	}
	return " where " + strings.Join(c.terms, " and ")
}

// personTerm is a condition on contacts c and users u: somebody is called so. It takes personArgs.
const personTerm = "(c.id = ? or u.id = ? or c.email_key = ? or u.username_key = ? or c.external_key = ?)"

func personArgs(who string) []any {
	id, err := uuid.Parse(who)
	if err != nil {
		id = uuid.Nil
	}
	return []any{
		id.String(), id.String(), importer.Key(importer.Email, who), importer.Key(importer.Username, who), importer.Key(importer.ExternalID, who),
	}
}

// ofPeople returns the conditions on contacts c and users u.
func (f Filter) ofPeople() *conditions {
	c := &conditions{}
	if f.Organization != "" {
		c.add("u.id in (select m.user_id from memberships m join organizations o on o.id = m.organization_id where o.name_key = ?)",
			importer.NameKey(f.Organization))
	}
	if f.Import != uuid.Nil {
		c.add("c.id in (select contact_id from import_rows where import_id = ? and result in ('created', 'updated'))", f.Import.String())
	}
	if f.Person != "" {
		c.add(personTerm, personArgs(f.Person)...)
	}
	if !f.Since.IsZero() {
		c.add("c.id in (select contact_id from audit where at >= ?)", timeText(f.Since))
	}
	return c
}

// ofEvents returns the conditions on a table of things that happened: its columns for contact, import and time.
func (f Filter) ofEvents(contact, imp, at string) *conditions {
	c := &conditions{}
	if f.Import != uuid.Nil {
		c.add(imp+" = ?", f.Import.String())
	}
	if f.Person != "" {
		c.add(contact+" in (select c.id"+contactsAndUsers+" where "+personTerm+")", personArgs(f.Person)...)
	}
	if !f.Since.IsZero() {
		c.add(at+" >= ?", timeText(f.Since))
	}
	return c
}
