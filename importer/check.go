package importer

import (
	"slices"

	"muster/importer/value/password"
	"muster/importer/value/text"
)

// A checker looks at one row alone: it brings values to their normal form and reports everything
// that is wrong with them at once. What depends on other rows or on the directory is decided
// later. It is safe for use by several goroutines at once.
type checker struct {
	rules  *Rules
	index  *Index
	layout *Layout

	needs    []need          // what rules.required asks for
	soft     map[string]bool // the codes that rules.severity turns into warnings
	reserved map[string]bool // usernames that nobody may have, folded
	named    usernameBounds
	policy   password.Policy
}

// usernameBounds is how long usernames are, in characters.
type usernameBounds struct{ min, max int }

// newChecker prepares the checks for one run. layout tells which columns the file has.
func newChecker(rules *Rules, index *Index, layout *Layout) *checker {
	u := index.Catalog().Username
	c := &checker{
		rules: rules, index: index, layout: layout,
		needs: needsOf(rules.Required), soft: softened(rules.Severity), reserved: foldedSet(u.Reserved),
		named: usernameBounds{min: 2, max: 64}, policy: policyOf(index.Catalog()),
	}
	if u.Min > 0 {
		c.named.min = u.Min
	}
	if u.Max > 0 {
		c.named.max = u.Max
	}
	return c
}

// softened returns the codes that are only warnings, as far as that is possible.
func softened(severity map[string]string) map[string]bool {
	soft := make(map[string]bool, len(severity))
	for code, word := range severity {
		soft[code] = word == string(Warning) && slices.Contains(SoftCodes, code)
	}
	return soft
}

// check normalizes the entry in place and adds what is wrong with it. A value that cannot be
// read is taken out of the entry, whether that refuses the row or only warns. Checking an entry without problems once
// more changes nothing.
func (c *checker) check(e *Entry) {
	if slices.ContainsFunc(e.Problems, func(p Problem) bool { return p.Code == "row.unreadable" }) {
		return // the row is about nobody: the header once more, or a total
	}
	if c.rules.ContactsOnly {
		dropUser(e)
	}
	c.required(e) // first: it is about what the file says, not about what is left of it
	c.fields(e)
	c.attributes(e)
	c.lists(e)
	c.passwords(e)
	c.passwordHash(e)
}

// fields checks the single values in their order; the country first, because numbers are read in it.
func (c *checker) fields(e *Entry) {
	if e.Given.Has(Country) && e.Values[Country] != "" {
		c.country(e)
	}
	for f := range e.Given.All() {
		switch {
		case e.Values[f] != "":
			c.field(e, f)
		case cannotBeCleared(f):
			e.Drop(f)
		}
	}
}

// field brings one value that is not blank to its normal form. Fields with nothing of their own to check are
// texts.
func (c *checker) field(e *Entry, f Field) {
	switch f {
	case Country: // done
	case Email:
		c.email(e)
	case Username:
		c.username(e)
	case Mobile:
		c.phone(e, f, e.MobileRegion)
	case Phone:
		c.phone(e, f, e.PhoneRegion)
	case Language:
		c.language(e)
	case Kind, Status, Access:
		c.word(e, f)
	case Onboarding:
		c.onboarding(e)
	case Portal:
		c.portal(e)
	case License:
		c.license(e)
	case EmailVerified, MustResetPassword, RequireMFA:
		c.truth(e, f)
	case StartDate, EndDate:
		c.date(e, f)
	case CreatedAt:
		c.createdAt(e)
	case OrganizationRole:
		c.organizationRole(e)
	default:
		c.text(e, f)
	}
}

// portal checks the word, and that there is such a portal at all.
func (c *checker) portal(e *Entry) {
	c.word(e, Portal)
	if e.Values[Portal] == PortalClient && !c.index.Catalog().ClientPortal {
		c.refuse(e, Portal, "not_licensed", "the client portal is not licensed; make it an internal user, or have client_portal set in the catalog", "")
	}
}

// refuse takes the value out and reports why: as an error, or as a warning where the rules say so.
func (c *checker) refuse(e *Entry, f Field, kind, message, hint string) {
	code := f.String() + "." + kind
	e.Report(c.severity(code), f.String(), code, message, hint)
	e.Drop(f)
}

// severity returns what a problem of that code does to the row under these rules.
func (c *checker) severity(code string) Severity {
	if c.soft[code] {
		return Warning
	}
	return Error
}

// severityOf returns how severe the rules take a code to be.
func severityOf(rules *Rules, code string) Severity {
	if softened(rules.Severity)[code] {
		return Warning
	}
	return Error
}

// dropUser makes the entry speak of a contact only.
func dropUser(e *Entry) {
	for f := range e.Given.All() {
		if f.OfUser() || f == OrganizationRole || f == Access || f == Onboarding || f == CloneFrom {
			e.Drop(f)
		}
	}
	e.Lists, e.Secrets = nil, nil
}

// cannotBeCleared reports whether every person has the field: a blank cell says nothing about it.
func cannotBeCleared(f Field) bool {
	switch f {
	case Kind, Status, Portal, EmailVerified, MustResetPassword, RequireMFA, CreatedAt, Access, Onboarding:
		return true
	default:
		return false
	}
}

// label is how a field is called in a sentence.
func label(field string) string {
	if name, ok := AttributeNamed(field); ok {
		return name
	}
	return labels.Replace(field)
}

// notIn is the sentence about a name that the catalog does not have.
func notIn(kind, name string) string {
	return "the " + kind + " " + quoted(name) + " is not in the catalog; correct the name, or add it to the catalog"
}

// quoted sets a name off from the sentence around it. Cells hold straight quotes often enough, so these are curly.
func quoted(name string) string { return "“" + shortened(name) + "”" }

// shortened keeps sentences readable where a cell holds a page of text.
func shortened(name string) string {
	const most = 60
	if len(name) <= most {
		return name
	}
	runes := []rune(name)
	if len(runes) <= most {
		return name
	}
	return string(runes[:most]) + "…"
}

// isWord reports whether a cell says that word, whatever its case.
func isWord(cell, word string) bool { return cell == word || text.Fold(cell) == word }
