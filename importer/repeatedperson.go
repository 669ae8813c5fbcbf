package importer

import (
	"fmt"
	"maps"

	"muster/importer/value/text"
)

// A repeatedPerson is what the rows about one person say together.
type repeatedPerson struct {
	row       int32 // the first one
	values    map[string]statement
	things    map[Grant]bool // memberships and grants that any row names, by kind and name
	kinds     [NumGrantKinds]bool
	secrets   *[NumSecrets]string
	conflicts []conflict
}

// A statement is one value and the first row that gives it.
type statement struct {
	row             int32
	value, compared string
}

// A conflict is two rows that give one field different values.
type conflict struct {
	field string
	rows  [2]int32
}

func newRepeatedPerson(row int32) *repeatedPerson {
	return &repeatedPerson{row: row, values: make(map[string]statement), things: make(map[Grant]bool)}
}

// names reports whether any of the person's rows names the thing; nil is a row that stands alone.
func (p *repeatedPerson) names(g Grant) bool {
	return p != nil && p.things[Grant{Kind: g.Kind, Name: g.Name}]
}

// given reports whether any of the person's rows gives something of the kind.
func (p *repeatedPerson) given(kind GrantKind) bool { return p != nil && p.kinds[kind] }

// signsInElsewhere reports whether any of the person's rows names an organization whose people sign in through a system of
// its own.
func (p *repeatedPerson) signsInElsewhere(index *Index) bool {
	if p == nil {
		return false
	}
	for g := range p.things {
		if g.Kind == Organizations && index.organizations[g.Name].SignIn == signInSSO {
			return true
		}
	}
	return false
}

// note adds what the entry says. What the definition makes up for blank cells is not what the row says, and blank
// cells say nothing.
func (p *repeatedPerson) note(e *Entry) {
	for f := range e.Given.All() {
		if f != OrganizationRole && f != Access && !e.AtCreation.Has(f) { // those two are about the row's organizations
			p.say(e, f.String(), f.String(), e.Values[f], compared(f, e.Values[f]))
		}
	}
	for name, value := range e.Attributes {
		if !e.AttributesAtCreation[name] {
			p.say(e, AttributeField(name), AttributeField(name), value, value)
		}
	}
	for i := range e.Lists {
		p.noteList(e, &e.Lists[i])
	}
	p.noteSecrets(e)
}

// compared folds a value where upper and lower case make no difference.
func compared(f Field, value string) string {
	switch {
	case IsKey(f):
		return Key(f, value)
	case f == Manager || f == CloneFrom:
		return text.Fold(value)
	default:
		return value
	}
}

// say notes a value under a key, or that another row gives the field another one.
func (p *repeatedPerson) say(e *Entry, key, field, value, compared string) {
	if value == "" {
		return
	}
	row := int32(e.Row.Number) //nolint:gosec // rows are counted far below 2^31
	first, known := p.values[key]
	switch {
	case !known:
		p.values[key] = statement{row: row, value: value, compared: compared}
	case first.compared != compared && !p.contradictory(field):
		p.conflicts = append(p.conflicts, conflict{field, [2]int32{first.row, row}})
	}
}

func (p *repeatedPerson) contradictory(field string) bool {
	for _, c := range p.conflicts {
		if c.field == field {
			return true
		}
	}
	return false
}

// noteList notes what the list gives. Two rows can name one organization, but not in two roles.
func (p *repeatedPerson) noteList(e *Entry, list *List) {
	if list.AtCreation || list.Kind == Organizations && e.Values[Access] == AccessRemove {
		return
	}
	for _, item := range list.Items {
		if item.Sign == '-' {
			continue
		}
		p.things[Grant{Kind: list.Kind, Name: item.Name}] = true
		p.kinds[list.Kind] = true
		if !item.Ruled {
			p.say(e, roleKey(item.Name), OrganizationRole.String(), item.Role, item.Role)
		}
	}
}

// roleKey is where the role in an organization is noted: no field has a name with a space.
func roleKey(organization string) string { return "role in " + organization }

func (p *repeatedPerson) noteSecrets(e *Entry) {
	if !hasPassword(e) {
		return
	}
	for s, value := range e.Secrets {
		if Secret(s) != PasswordConfirmation { //nolint:gosec // there are four
			p.say(e, Secret(s).String(), Secret(s).String(), value, value) //nolint:gosec // there are four
		}
	}
	if p.secrets == nil {
		p.secrets = e.Secrets
	}
}

// joinedFields are what each row of a person must know from whichever row says it: the keys, by which the person is
// found; the manager; and what counts when the person is created.
var joinedFields = [...]Field{ExternalID, Email, Username, Manager, CloneFrom, Onboarding, Status, StartDate, EndDate}

// complete gives the entry what it must know from the person's other rows, or reports that they contradict each
// other. What it would only clear or fill with a default is left to the row that says something.
func (p *repeatedPerson) complete(e *Entry) {
	if len(p.conflicts) > 0 {
		p.report(e)
		return
	}
	for f := range e.Given.All() {
		_, elsewhere := p.values[f.String()]
		if elsewhere && (e.Values[f] == "" || e.AtCreation.Has(f)) {
			e.Drop(f)
			e.AtCreation.Remove(f)
		}
	}
	for _, f := range joinedFields {
		if s, ok := p.values[f.String()]; ok && !e.Given.Has(f) {
			e.Set(f, s.value)
		}
	}
	if !hasPassword(e) && p.secrets != nil {
		secrets := *p.secrets
		e.Secrets = &secrets
	}
	p.completeAttributes(e)
	p.completeRoles(e)
}

func (p *repeatedPerson) completeAttributes(e *Entry) {
	kept := maps.Clone(e.Attributes)
	maps.DeleteFunc(kept, func(name, value string) bool {
		_, elsewhere := p.values[AttributeField(name)]
		return elsewhere && (value == "" || e.AttributesAtCreation[name])
	})
	e.Attributes = kept
}

// completeRoles lets a role that a row gives count before the one that the rules give to all.
func (p *repeatedPerson) completeRoles(e *Entry) {
	list := e.List(Organizations)
	if list == nil {
		return
	}
	for i := range list.Items {
		item := &list.Items[i]
		if s, ok := p.values[roleKey(item.Name)]; ok && item.Ruled {
			item.Role = s.value
		}
	}
}

// report refuses the row: nobody knows which of the person's rows is right.
func (p *repeatedPerson) report(e *Entry) {
	row := int32(e.Row.Number) //nolint:gosec // rows are counted far below 2^31
	for _, c := range p.conflicts {
		who := fmt.Sprintf("rows %d and %d give", c.rows[0], c.rows[1])
		for i, one := range c.rows {
			if one == row {
				who = fmt.Sprintf("row %d gives", c.rows[1-i])
			}
		}
		e.Fail(c.field, "row.conflict", fmt.Sprintf(
			"%s the same person another %s; make the rows agree, or leave the cell blank in all but one of them", who, label(c.field)), "")
	}
}
