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
	// System tells that the external system changed, or the external id in it: both sides have it then.
	System bool
	// SignIn is what the row did to how the user signs in, nil for nothing, and where it made the user.
	SignIn *PastSignIn
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

// fold returns what several rows did to one person, given last first, as if the first of them had done all of it.
func fold(pasts []Past) *Past {
	all := pasts[0]
	all.Attributes = slices.Clone(all.Attributes)
	all.Before, all.After = *all.Before.Clone(), *all.After.Clone()
	for i := range pasts[1:] {
		all.foldOlder(&pasts[i+1])
	}
	return &all
}

// foldOlder takes in what an older row did: what was before it was before all, what it left counts where no later row
// changed it.
func (past *Past) foldOlder(older *Past) {
	past.Row, past.Event, past.At = older.Row, older.Event, older.At
	past.New, past.NewUser = past.New || older.New, past.NewUser || older.NewUser
	for f := range older.Fields.All() {
		past.Before.Values[f] = older.Before.Values[f]
		if !past.Fields.Has(f) {
			past.After.Values[f] = older.After.Values[f]
		}
	}
	if older.Fields.Has(Manager) {
		past.Before.ManagerID = older.Before.ManagerID
		if !past.Fields.Has(Manager) {
			past.After.ManagerID = older.After.ManagerID
		}
	}
	past.Fields |= older.Fields
	if older.System {
		past.Before.ExternalSystem = older.Before.ExternalSystem
		if !past.System {
			past.System, past.After.ExternalSystem = true, older.After.ExternalSystem
		}
	}
	if older.SignIn != nil {
		past.SignIn = older.SignIn // rows after the first find a password of this import
	}
	past.foldAttributes(older)
	past.foldGrants(older)
}

func (past *Past) foldAttributes(older *Past) {
	for _, name := range older.Attributes {
		setAttribute(&past.Before, name, older.Before.Attributes[name])
		if !slices.Contains(past.Attributes, name) {
			past.Attributes = append(past.Attributes, name)
			setAttribute(&past.After, name, older.After.Attributes[name])
		}
	}
}

func (past *Past) foldGrants(older *Past) {
	for kind := range NumGrantKinds {
		if !older.Kinds[kind] {
			continue
		}
		ofKind := func(g Grant) bool { return g.Kind == kind }
		past.Before.Grants = append(slices.DeleteFunc(past.Before.Grants, ofKind), older.Before.GrantsOf(kind)...)
		if !past.Kinds[kind] {
			past.Kinds[kind] = true
			past.After.Grants = append(past.After.Grants, older.After.GrantsOf(kind)...)
		}
	}
	SortGrants(past.Before.Grants)
	SortGrants(past.After.Grants)
}
