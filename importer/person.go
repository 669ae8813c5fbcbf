package importer

import (
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"
)

// A Person is a contact and, where there is one, its user, as the directory has them or will
// have them.
type Person struct {
	ContactID uuid.UUID
	UserID    uuid.UUID // zero: a contact without a user
	// Version rises with every change of the contact, its user or what the user
	// has. A write states the version that it expects.
	Version int64
	// ExternalSystem is the system in which Values[ExternalID] is unique.
	ExternalSystem string
	// Values holds the stored fields. Values[Manager] is how the manager is called: their
	// external id, else email, else username.
	Values Values
	// ManagerID is the manager's contact; zero where there is none.
	ManagerID  uuid.UUID
	Attributes map[string]string
	Grants     []Grant // sorted by SortGrants
	// SignIn is how the user signs in, where Match was asked for it (Keys.SignIns).
	SignIn SignIn

	// LastSet has, by field name, what imports of the definition under way last set; nil unless Rules.KeepEdits asks
	// for it.
	LastSet map[string]string

	CreatedAt time.Time
	CreatedBy string    // the actor
	Import    uuid.UUID // the import that created the person
}

// A SignIn is how a user signs in. It holds a secret, and is part of no change, report or audit entry.
type SignIn struct {
	Hash      string    // of the password, in PHC string format or as another system made it; "" for none
	Imported  bool      // the password came from an import
	Import    uuid.UUID // that the password came from; zero where there is none, or where it did not come from one
	Temporary bool      // muster made the password, and the user has to choose another
	At        time.Time // when the password was set
	SSO       bool      // through the organization's own sign-in
	Invited   bool      // an invitation was made
	Seen      bool      // the user has signed in before
}

// HasUser reports whether the contact has a user.
func (p *Person) HasUser() bool { return p.UserID != uuid.Nil }

// SaidStatus returns the status but for the dates, "" without a user.
func (p *Person) SaidStatus() string {
	if !p.HasUser() {
		return ""
	}
	return statusSaid(p, false)
}

// MayBeActive reports whether there is a user who is not inactive, or is so only until a date.
func (p *Person) MayBeActive() bool { return p.HasUser() && p.SaidStatus() != StatusInactive }

// Clone returns a deep copy.
func (p *Person) Clone() *Person {
	c := *p
	c.Attributes = maps.Clone(p.Attributes)
	c.Grants = slices.Clone(p.Grants)
	return &c
}

// GrantsOf returns the person's grants of one kind, sorted by name.
func (p *Person) GrantsOf(kind GrantKind) []Grant {
	start := slices.IndexFunc(p.Grants, func(g Grant) bool { return g.Kind == kind })
	if start < 0 {
		return nil
	}
	end := start
	for end < len(p.Grants) && p.Grants[end].Kind == kind {
		end++
	}
	return p.Grants[start:end]
}
