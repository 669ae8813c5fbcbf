package importer

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// A Past is what the audit says that one row of an import did to one person: enough to see them as they were before it.
type Past struct {
	Row   int // 0 where no row did it: somebody was missing from the file
	Event string
	At    time.Time
	// Contact and User are the person's ids; User is zero for a contact without a user.
	Contact, User uuid.UUID
	// New tells that the row made the person. NewUser tells that the contact was there and the row made its user.
	New, NewUser bool

	// Fields, Attributes and Kinds say what the row changed: stored fields, names of attributes, kinds of grants.
	// Where Kinds[k] is set, Before and After have all grants of that kind.
	Fields     FieldSet
	Attributes []string
	Kinds      [NumGrantKinds]bool
	// System tells that the external system changed.
	System bool
	// Before and After hold what the row changed, as it was and as the row left it, and nothing else.
	Before, After Person
}

// Back returns the person as they were before an import, given how they are now and what the import did to them, last
// first. It returns nil for somebody whom the import made, and for nobody. What others changed since in
// the same fields is not looked at. The person given is left alone.
func Back(now *Person, pasts []Past) *Person {
	if now == nil {
		return nil
	}
	p := now.Clone()
	for i := range pasts {
		if pasts[i].New {
			return nil
		}
		pasts[i].takeBack(p)
	}
	return p
}

// takeBack gives p what the row took from them, and takes from them what it gave.
func (past *Past) takeBack(p *Person) {
	for f := range past.Fields.All() {
		p.Values[f] = past.Before.Values[f]
	}
	if past.Fields.Has(Manager) {
		p.ManagerID = past.Before.ManagerID
	}
	if past.System {
		p.ExternalSystem = past.Before.ExternalSystem
	}
	for _, name := range past.Attributes {
		setAttribute(p, name, past.Before.Attributes[name])
	}
	for kind, changed := range past.Kinds {
		if changed {
			p.Grants = slices.DeleteFunc(p.Grants, func(g Grant) bool { return g.Kind == GrantKind(kind) })
		}
	}
	p.Grants = append(p.Grants, past.Before.Grants...)
	SortGrants(p.Grants)
	if past.NewUser {
		loseUser(p)
	}
}

// loseUser leaves nothing but the contact.
func loseUser(p *Person) {
	p.UserID, p.Grants = uuid.Nil, nil
	for f := range StoredFields {
		if f.OfUser() {
			p.Values[f] = ""
		}
	}
}
