package importer

import (
	"slices"

	"muster/importer/value/text"
)

// license checks the name of a license against the catalog.
func (c *checker) license(e *Entry) {
	license, ok := c.index.License(e.Values[License])
	if !ok {
		c.refuse(e, License, "unknown", notIn("license", e.Values[License]), c.index.licenses.nearest(e.Values[License]))
		return
	}
	e.Values[License] = license.Name
}

// organizationRole checks the role that a row gives for all its organizations.
func (c *checker) organizationRole(e *Entry) {
	role, ok := c.index.OrganizationRole(e.Values[OrganizationRole])
	if !ok {
		c.unknownRole(e, e.Values[OrganizationRole])
		e.Drop(OrganizationRole)
		return
	}
	e.Values[OrganizationRole] = role
}

// unknownRole is always an error: a membership in a role that nobody meant is worse than none. It is said once, however many
// organizations the role was for.
func (c *checker) unknownRole(e *Entry, role string) {
	message := notIn("role in organizations", role)
	if slices.ContainsFunc(e.Problems, func(p Problem) bool { return isRoleProblem(p) && p.Message == message }) {
		return
	}
	e.Fail(OrganizationRole.String(), "organization_role.unknown", message, c.index.organizationRoles.nearest(role))
}

// lists checks memberships and grants against the catalog.
func (c *checker) lists(e *Entry) {
	ownOrganizations := e.List(Organizations) != nil
	for i := range e.Lists {
		c.list(e, &e.Lists[i])
	}
	if c.rules.ContactsOnly {
		return
	}
	c.addOrganization(e, ownOrganizations)
	if list := e.List(Organizations); list != nil {
		c.roles(e, list)
	}
}

// list keeps the names that the catalog has, in its spelling, each once.
func (c *checker) list(e *Entry, list *List) {
	kept := list.Items[:0]
	for _, item := range list.Items {
		name, ok := c.name(e, list.Kind, item.Name)
		if !ok {
			list.Mode = ModeAdd // what an unknown name meant must not be taken away for its spelling
			continue
		}
		item.Name = name
		twice := func(o ListItem) bool { return o.Name == item.Name && o.Sign == item.Sign }
		if !slices.ContainsFunc(kept, twice) {
			kept = append(kept, item)
		}
	}
	clear(list.Items[len(kept):])
	list.Items = kept
}

// name returns the catalog's spelling; a group that may be made keeps the file's.
func (c *checker) name(e *Entry, kind GrantKind, name string) (string, bool) {
	if canonical, ok := c.index.Find(kind, name); ok {
		return canonical, true
	}
	clean, _ := text.Clean(name)
	switch {
	case clean == "":
		return "", false
	case kind != Groups || !c.rules.CreateGroups:
		code := kind.Singular() + ".unknown"
		e.Report(c.severity(code), kind.String(), code, notIn(kind.Singular(), clean), c.index.Nearest(kind, clean))
		return "", false
	}
	if message := unfitText(clean, maxText); message != "" {
		e.Fail(kind.String(), "groups.invalid", "the name of a group"+message, "")
		return "", false
	}
	return clean, true
}

// addOrganization makes the person a member of the organization that the rules name. A role of the row
// counts for it where the row names no organization itself.
func (c *checker) addOrganization(e *Entry, ownOrganizations bool) {
	rule := c.rules.Organization
	if rule == nil {
		return
	}
	name, ok := c.name(e, Organizations, rule.Name)
	if !ok {
		return
	}
	item := ListItem{Name: name, Role: rule.Role, Ruled: true}
	if given := e.Values[OrganizationRole]; given != "" && !ownOrganizations {
		item.Role, item.Ruled = given, false
	}
	list := e.List(Organizations)
	if list == nil {
		e.Lists = append(e.Lists, List{Kind: Organizations, Mode: ModeAdd, Items: []ListItem{item}})
		return
	}
	if !slices.ContainsFunc(list.Items, func(o ListItem) bool { return o.Name == name }) {
		list.Items = append(list.Items, item)
	}
}

// roles completes and checks the roles in organizations. Where the catalog has such
// roles, one must be said: it is never assumed. Who is to leave needs none.
func (c *checker) roles(e *Entry, list *List) {
	missing := false
	for i := range list.Items {
		item := &list.Items[i]
		if item.Role == "" {
			item.Role = e.Values[OrganizationRole]
		}
		canonical, ok := c.index.OrganizationRole(item.Role)
		switch {
		case ok:
			item.Role = canonical
		case item.Role != "":
			c.unknownRole(e, item.Role)
			item.Role = ""
		case item.Sign != '-' && e.Values[Access] != AccessRemove && !c.index.organizationRoles.empty():
			missing = true
		}
	}
	if missing && !slices.ContainsFunc(e.Problems, isRoleProblem) {
		e.Fail(OrganizationRole.String(), "organization_role.missing",
			"the row says no role in the organization; write one of "+oneOf(c.index.organizationRoles.names), "")
	}
}

// isRoleProblem reports whether a role was given that is not known: then it is not missing too.
func isRoleProblem(p Problem) bool { return p.Code == "organization_role.unknown" }
