package importer

import (
	"maps"
	"slices"
	"strings"
)

// A CatalogEntry is one name of a catalog.
type CatalogEntry struct {
	// Kind is the list that it stands in: organizations, organization_roles, groups, …, licenses, attributes, actors.
	Kind string `json:"kind"`
	Name string `json:"name"`
}

// String names the entry for people: "group Sales".
func (e CatalogEntry) String() string {
	return strings.ReplaceAll(strings.TrimSuffix(e.Kind, "s"), "_", " ") + " " + e.Name
}

// The kinds of catalog entries that are no kinds of grants.
const (
	entryOrganizationRoles = "organization_roles"
	entryLicenses          = "licenses"
	entryAttributes        = "attributes"
	entryActors            = "actors"
)

// Entries returns every name that the catalog lists, by kind, then name.
func (c *Catalog) Entries() []CatalogEntry {
	var all []CatalogEntry
	add := func(kind string, names []string) {
		slices.Sort(names)
		for _, name := range names {
			all = append(all, CatalogEntry{kind, name})
		}
	}
	for kind := range NumGrantKinds {
		add(kind.String(), c.Names(kind))
	}
	add(entryOrganizationRoles, namesOf(c.OrganizationRoles, Named.name))
	add(entryLicenses, namesOf(c.Licenses, func(l LicenseType) string { return l.Name }))
	add(entryAttributes, slices.Collect(maps.Keys(c.Attributes)))
	add(entryActors, namesOf(c.Actors, func(a CatalogActor) string { return a.Name }))
	return all
}

// Beyond returns the entries that the catalog has and the file does not.
func (c *Catalog) Beyond(file *Catalog) []CatalogEntry {
	there := make(map[CatalogEntry]bool)
	for _, e := range file.Entries() {
		there[CatalogEntry{e.Kind, NameKey(e.Name)}] = true
	}
	return slices.DeleteFunc(c.Entries(), func(e CatalogEntry) bool { return there[CatalogEntry{e.Kind, NameKey(e.Name)}] })
}

// NeededBy returns what in the catalog itself names the entry, apart from the entries that are to go: "defaults", "actor boss".
func (c *Catalog) NeededBy(e CatalogEntry, going []CatalogEntry) string {
	names := func(list ...string) bool {
		return slices.ContainsFunc(list, func(n string) bool { return NameKey(n) == NameKey(e.Name) })
	}
	switch d := c.Defaults; {
	case e.Kind == Groups.String() && names(d.Groups...), e.Kind == Profiles.String() && names(d.Profiles...), e.Kind == entryLicenses && names(d.License):
		return "defaults"
	}
	for i := range c.Actors {
		actor := &c.Actors[i]
		kind, ok := GrantKindNamed(e.Kind)
		if ok && names(actor.holdings(kind)...) && !slices.Contains(going, CatalogEntry{entryActors, actor.Name}) {
			return "actor " + actor.Name
		}
	}
	return ""
}

// Without returns the catalog without these entries.
func (c *Catalog) Without(entries []CatalogEntry) *Catalog {
	gone := make(map[CatalogEntry]bool)
	for _, e := range entries {
		gone[CatalogEntry{e.Kind, NameKey(e.Name)}] = true
	}
	is := func(kind, name string) bool { return gone[CatalogEntry{kind, NameKey(name)}] }
	named := func(kind GrantKind, list []Named) []Named {
		return without(list, func(n Named) bool { return is(kind.String(), n.Name) })
	}
	left := *c
	left.Organizations = without(c.Organizations, func(o Organization) bool { return is(Organizations.String(), o.Name) })
	left.OrganizationRoles = without(c.OrganizationRoles, func(n Named) bool { return is(entryOrganizationRoles, n.Name) })
	left.Groups, left.Roles, left.Profiles = named(Groups, c.Groups), named(Roles, c.Roles), named(Profiles, c.Profiles)
	left.Scopes, left.Rights, left.Accounts = named(Scopes, c.Scopes), named(Rights, c.Rights), named(Accounts, c.Accounts)
	left.Licenses = without(c.Licenses, func(l LicenseType) bool { return is(entryLicenses, l.Name) })
	left.Actors = without(c.Actors, func(a CatalogActor) bool { return is(entryActors, a.Name) })
	left.Attributes = maps.Clone(c.Attributes)
	maps.DeleteFunc(left.Attributes, func(name string, _ AttributeType) bool { return is(entryAttributes, name) })
	return &left
}

func without[T any](list []T, gone func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), gone)
}
