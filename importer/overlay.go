package importer

import (
	"cmp"
	"encoding/json"
	"maps"
	"reflect"
	"slices"

	"muster/importer/value/text"
)

// NameKey folds the name of a group, a role or anything else of the catalog into the form in which
// names are compared and stored as unique.
func NameKey(name string) string { return text.Fold(name) }

// Overlay returns the catalog as it is once the loaded one has been put over it, and what that changes, one
// phrase a change. What the loaded catalog does not mention stays. Lists are sorted by name.
func (c *Catalog) Overlay(loaded *Catalog) (merged *Catalog, changes []string) {
	var o overlay
	merged = &Catalog{
		Tenant:            overlaid(&o, "tenant", c.Tenant, loaded.Tenant),
		Organizations:     overlaidList(&o, "organization", c.Organizations, loaded.Organizations, func(x Organization) string { return x.Name }),
		OrganizationRoles: overlaidList(&o, "organization role", c.OrganizationRoles, loaded.OrganizationRoles, Named.name),
		Groups:            overlaidList(&o, "group", c.Groups, loaded.Groups, Named.name),
		Roles:             overlaidList(&o, "role", c.Roles, loaded.Roles, Named.name),
		Profiles:          overlaidList(&o, "profile", c.Profiles, loaded.Profiles, Named.name),
		Scopes:            overlaidList(&o, "scope", c.Scopes, loaded.Scopes, Named.name),
		Rights:            overlaidList(&o, "right", c.Rights, loaded.Rights, Named.name),
		Accounts:          overlaidList(&o, "account", c.Accounts, loaded.Accounts, Named.name),
		Licenses:          overlaidList(&o, "license", c.Licenses, loaded.Licenses, func(x LicenseType) string { return x.Name }),
		Attributes:        o.attributes(c.Attributes, loaded.Attributes),
		PasswordPolicy:    overlaid(&o, "password_policy", c.PasswordPolicy, loaded.PasswordPolicy),
		MFA:               overlaid(&o, "mfa", c.MFA, loaded.MFA),
		Mails:             overlaid(&o, "mails", c.Mails, loaded.Mails),
		ClientPortal:      overlaid(&o, "client_portal", c.ClientPortal, loaded.ClientPortal),
		Defaults:          overlaid(&o, "defaults", c.Defaults, loaded.Defaults),
		Username:          overlaid(&o, "username", c.Username, loaded.Username),
		Local:             overlaid(&o, "local", c.Local, loaded.Local),
		Actors:            overlaidList(&o, "actor", c.Actors, loaded.Actors, func(x CatalogActor) string { return x.Name }),
	}
	return merged, o.changes
}

// An overlay notes what changes while one catalog is put over another.
type overlay struct{ changes []string }

func (o *overlay) note(what, verb string) { o.changes = append(o.changes, what+" "+verb) }

func (o *overlay) attributes(have, loaded map[string]AttributeType) map[string]AttributeType {
	merged := maps.Clone(have)
	if merged == nil && len(loaded) > 0 {
		merged = make(map[string]AttributeType, len(loaded))
	}
	for _, name := range slices.Sorted(maps.Keys(loaded)) {
		before, known := have[name]
		switch {
		case !known:
			o.note("attribute "+name, "added")
		case !same(before, loaded[name]):
			o.note("attribute "+name, "changed")
		}
		merged[name] = loaded[name]
	}
	return merged
}

// overlaid returns the loaded setting where it says something, else the one that is there.
func overlaid[T any](o *overlay, name string, have, loaded T) T {
	if reflect.ValueOf(&loaded).Elem().IsZero() || same(have, loaded) {
		return have
	}
	o.note(name, "changed")
	return loaded
}

// overlaidList joins two lists by name; an entry of the loaded one replaces its namesake.
func overlaidList[T any](o *overlay, what string, have, loaded []T, name func(T) string) []T {
	merged := slices.Clone(have)
	at := make(map[string]int, len(have)+len(loaded))
	for i, e := range merged {
		at[NameKey(name(e))] = i
	}
	for _, e := range loaded {
		i, known := at[NameKey(name(e))]
		switch {
		case !known:
			o.note(what+" "+name(e), "added")
			at[NameKey(name(e))] = len(merged)
			merged = append(merged, e)
		case !same(merged[i], e):
			o.note(what+" "+name(e), "changed")
			merged[i] = e
		}
	}
	slices.SortFunc(merged, func(a, b T) int { return cmp.Compare(name(a), name(b)) })
	return merged
}

// same compares by what is written: a nil and an empty list say the same.
func same[T any](a, b T) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}
