package importer

import "muster/importer/value/text"

// An Index finds the names of a [Catalog] however a file spells them: trimmed, NFC and with case
// ignored. It is made once per run, does not see later changes of the catalog, and is
// safe for use by several goroutines at once.
type Index struct {
	catalog           *Catalog
	grants            [NumGrantKinds]*nameSet
	organizations     map[string]Organization // by canonical name
	organizationRoles *nameSet
	licenses          *nameSet
	licenseTypes      map[string]LicenseType // by canonical name
	attributeNames    *nameSet
	attributes        map[string]*attribute // by canonical name
}

// NewIndex indexes the catalog; nil is a catalog without any names. Of two names that differ
// only in case the first is found.
func NewIndex(c *Catalog) *Index {
	if c == nil {
		c = &Catalog{}
	}
	x := &Index{
		catalog:           c,
		organizations:     make(map[string]Organization, len(c.Organizations)),
		organizationRoles: newNameSet(namesOf(c.OrganizationRoles, Named.name)),
		licenses:          newNameSet(namesOf(c.Licenses, LicenseType.name)),
		licenseTypes:      make(map[string]LicenseType, len(c.Licenses)),
	}
	for kind := range NumGrantKinds {
		x.grants[kind] = newNameSet(c.Names(kind))
	}
	for _, o := range c.Organizations {
		keepFirst(x.organizations, o.Name, o)
	}
	for _, l := range c.Licenses {
		keepFirst(x.licenseTypes, l.Name, l)
	}
	x.attributeNames, x.attributes = indexAttributes(c.Attributes)
	return x
}

func (n Named) name() string       { return n.Name }
func (l LicenseType) name() string { return l.Name }

// keepFirst keeps what is there already: as in a nameSet, the first of two wins.
func keepFirst[T any](m map[string]T, name string, value T) {
	if _, there := m[name]; !there {
		m[name] = value
	}
}

// Catalog returns the catalog that was indexed, never nil.
func (x *Index) Catalog() *Catalog { return x.catalog }

// Find returns the catalog's spelling of a name of that kind.
func (x *Index) Find(kind GrantKind, name string) (canonical string, ok bool) {
	return x.grants[kind].find(name)
}

// Nearest returns the catalog's name of that kind that is most like name, "" where none is near.
func (x *Index) Nearest(kind GrantKind, name string) string { return x.grants[kind].nearest(name) }

// Organization returns the organization of that name.
func (x *Index) Organization(name string) (Organization, bool) {
	canonical, ok := x.Find(Organizations, name)
	return x.organizations[canonical], ok
}

// SignsInElsewhere reports whether the person belongs to an organization whose people sign in through a system of its own.
func (x *Index) SignsInElsewhere(p *Person) bool {
	for _, g := range p.GrantsOf(Organizations) {
		if x.organizations[g.Name].SignIn == signInSSO {
			return true
		}
	}
	return false
}

// signInSSO is the word of Organization.SignIn for a sign-in of the organization's own.
const signInSSO = "sso"

// OrganizationRole returns the catalog's spelling of a role in organizations.
func (x *Index) OrganizationRole(name string) (canonical string, ok bool) {
	return x.organizationRoles.find(name)
}

// License returns the license of that name.
func (x *Index) License(name string) (LicenseType, bool) {
	canonical, ok := x.licenses.find(name)
	return x.licenseTypes[canonical], ok
}

// AttributeName returns the catalog's spelling of the name of a custom attribute.
func (x *Index) AttributeName(name string) (canonical string, ok bool) {
	return x.attributeNames.find(name)
}

// Attribute returns the type of the custom attribute of that name.
func (x *Index) Attribute(name string) (AttributeType, bool) {
	canonical, ok := x.attributeNames.find(name)
	return x.catalog.Attributes[canonical], ok
}

// indexAttributes compiles what is needed to check the values of each attribute.
func indexAttributes(types map[string]AttributeType) (*nameSet, map[string]*attribute) {
	attributes := make(map[string]*attribute, len(types))
	names := make([]string, 0, len(types))
	for name, t := range types {
		attributes[name] = newAttribute(t)
		names = append(names, name)
	}
	return newNameSet(sortedNames(names)), attributes
}

// foldable reports whether two names are the same to muster.
func foldable(a, b string) bool { return a == b || text.Fold(a) == text.Fold(b) }
