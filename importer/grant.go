package importer

import (
	"cmp"
	"slices"
)

// A GrantKind is a kind of thing that a user can have several of.
type GrantKind uint8

// The kinds in the order in which they are shown.
const (
	Organizations GrantKind = iota
	Groups
	Roles
	Profiles
	Scopes
	Rights
	Accounts
	NumGrantKinds
)

var grantNames = [NumGrantKinds][2]string{
	{"organizations", "organization"},
	{"groups", "group"},
	{"roles", "role"},
	{"profiles", "profile"},
	{"scopes", "scope"},
	{"rights", "right"},
	{"accounts", "account"},
}

// String returns the field name: "groups".
func (k GrantKind) String() string { return grantNames[k][0] }

// Singular returns the name of one, as problem codes use it: "group".
func (k GrantKind) Singular() string { return grantNames[k][1] }

// GrantKindNamed returns the kind of that field name.
func GrantKindNamed(field string) (GrantKind, bool) {
	for k, n := range grantNames {
		if n[0] == field {
			return GrantKind(k), true
		}
	}
	return NumGrantKinds, false
}

// A Grant is one thing that a user has: a membership or a right.
type Grant struct {
	Kind GrantKind
	Name string // as the catalog writes it
	Role string // the role in an organization; "" for other kinds
	By   string // who gave it: the name of a definition, or of an actor
}

// Is reports whether both are the same thing, whoever gave it and in whatever role.
func (g Grant) Is(o Grant) bool { return g.Kind == o.Kind && g.Name == o.Name }

// SortGrants puts grants into their one order: kind, then name by code point.
func SortGrants(grants []Grant) {
	slices.SortFunc(grants, func(a, b Grant) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
	})
}

// A ListMode says what becomes of the things that a user has and that the cell does not name.
type ListMode string

// How a list cell changes what is there.
const (
	ModeOwn ListMode = "own" // takes away what this definition gave before
	ModeAdd ListMode = "add" // takes nothing away
	ModeAll ListMode = "all" // takes everything else away
)

// A List is what a row says about one kind of grant.
type List struct {
	Kind  GrantKind
	Mode  ListMode
	Items []ListItem
	// AtCreation tells that the definition made the list up, for people who are created.
	AtCreation bool
}

// A ListItem is one name in a list cell.
type ListItem struct {
	Name string
	Role string // for organizations
	// Sign is '+' for "add this whatever else is held", '-' for "take this away" and 0 for a
	// plain name.
	Sign byte
	// Ruled tells that it is rules.organization that names it, not the row.
	Ruled bool
}
