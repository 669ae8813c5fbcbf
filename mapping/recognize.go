package mapping

import (
	"fmt"
	"slices"
	"strings"

	"muster/importer"
	"muster/importer/value/text"
)

// A recognition is the work of saying what the columns of one file are. Each
// step looks at what the earlier ones left open; the order of the steps
// matters, the order of the columns only between equals.
type recognition struct {
	lexicon   *lexicon
	catalog   *importer.Catalog // nil: not known
	hasHeader bool
	columns   []Column
	readings  []reading // of the names, by column
}

// recognize says what the columns of those names are, from their names and
// their cells.
func recognize(l *lexicon, names []string, rows []importer.Row, hasHeader bool, catalog *importer.Catalog) []Column {
	r := &recognition{lexicon: l, catalog: catalog, hasHeader: hasHeader, columns: make([]Column, len(names)), readings: make([]reading, len(names))}
	for i, name := range names {
		r.columns[i] = Column{Index: i, Name: name, looks: look(rows, i)}
		r.readings[i] = r.readName(name)
	}
	r.leaveOutReport()
	r.doubtInitials()
	r.openByCells()
	r.openNames()
	r.weigh()
	r.resolvePrincipals()
	r.rescueEmail()
	r.resolveNames()
	r.settleConflicts()
	r.joinNames()
	r.finish()
	r.askDates()
	return r.columns
}

// readName reads a column's name; the catalog's attributes count where the name
// says nothing better.
func (r *recognition) readName(name string) reading {
	if !r.hasHeader {
		return reading{}
	}
	read := r.lexicon.read(name)
	if attribute, ok := r.attribute(name); ok && (read.field == "" || read.field == meansIgnored || read.weak || read.near || read.score < sureExact) {
		return reading{meaning: meaning{field: importer.AttributeField(attribute)}, score: sureExact}
	}
	return read
}

// doubtInitials takes back names of one letter, which only LDAP has (c, l),
// where no other name is LDAP's.
func (r *recognition) doubtInitials() {
	if slices.ContainsFunc(r.columns, func(c Column) bool { return slices.Contains([]string{"dn", "cn", "sn", "uid", "co"}, keyOf(c.Name)) }) {
		return
	}
	for i, c := range r.columns {
		if len(keyOf(c.Name)) == 1 {
			r.readings[i] = reading{}
		}
	}
}

// weigh drops readings that the cells speak against, and readings that need the
// cells' or the catalog's word.
func (r *recognition) weigh() {
	for i := range r.columns {
		v, why := fit(r.readings[i].field, r.columns[i].looks)
		if v == against {
			r.overrule(i, why)
		} else {
			r.trust(i, v)
		}
		r.askCatalog(i)
	}
}

// overrule drops a reading that the cells speak against, and says so. Nobody
// misses a middle name.
func (r *recognition) overrule(i int, why string) {
	c, read := &r.columns[i], &r.readings[i]
	switch {
	case read.field == "username" && c.looks.mostly(c.looks.person):
		return // it may be the name of the user, see resolvePrincipals
	case read.mentions, read.field == meansMiddleName, read.field == meansFamilyPrefix:
	default:
		c.doubts = append(c.doubts, fmt.Sprintf("column %q is called like %s, but its cells are %s", c.Name, plainMeaning(read.field), why))
	}
	*read = reading{}
}

// trust says how far a reading goes that the cells do not speak against. What
// only mentions an email needs their word for it.
func (r *recognition) trust(i int, v verdict) {
	l, read := r.columns[i].looks, &r.readings[i]
	switch {
	case v == confirm && read.mentions:
		read.score = max(read.score, sureSecond)
	case read.mentions && (l.filled > 0 || read.score == 0), read.weak && repeats(read.field, l):
		*read = reading{}
	case l.filled == 0:
		read.score *= 0.85
	case v == silent:
		read.score *= 0.9
	}
}

// repeats reports whether the cells of a column that should tell people apart
// are mostly the same few.
func repeats(field string, l *looks) bool {
	return (field == "username" || field == "external_id") && l.filled >= 4 && 2*len(l.values) < min(l.filled, maxValues)
}

// plainMeaning names a field or meaning as a sentence has it.
func plainMeaning(field string) string {
	switch field {
	case meansName:
		return "a name"
	case meansInactive:
		return "status"
	default:
		return field
	}
}

// resolvePrincipals decides sign-in names that are email addresses: the email
// where there is no other, else the username.
func (r *recognition) resolvePrincipals() {
	for i := range r.columns {
		read, l := &r.readings[i], r.columns[i].looks
		principal := read.field == meansPrincipal
		if read.field == "username" && l.mostly(l.person) {
			r.settlePeople(i)
			continue
		}
		if !principal && (read.field != "username" || !l.mostly(l.emails)) {
			continue
		}
		switch {
		case r.hasOther("email", i), l.filled > 0 && !l.half(l.emails):
			read.field = "username"
		default:
			read.field = "email"
		}
	}
}

// settlePeople decides a column called "User name" that is full of names of
// people: the full name where there is no other name.
func (r *recognition) settlePeople(i int) {
	c := &r.columns[i]
	if r.indexOf("full_name") < 0 && r.indexOf(meansName) < 0 && r.indexOf("given_name") < 0 {
		r.readings[i].field = "full_name"
		c.doubts = append(c.doubts, fmt.Sprintf("column %q is taken as full_name, for its cells are names of people", c.Name))
		return
	}
	r.readings[i] = reading{}
	c.doubts = append(c.doubts, fmt.Sprintf("column %q is called like username, but its cells are names of people", c.Name))
}

// hasOther reports whether a column other than i is read as the field by its
// name.
func (r *recognition) hasOther(field string, i int) bool {
	for j := range r.readings {
		if j != i && r.readings[j].field == field && r.readings[j].score > 0 && !(r.readings[j].weak && r.columns[j].looks.filled == 0) {
			return true
		}
	}
	return false
}

// rescueEmail looks for a column full of addresses where no column is called
// like one.
func (r *recognition) rescueEmail() {
	if r.hasOther("email", -1) {
		return
	}
	for i := range r.columns {
		c, read := &r.columns[i], &r.readings[i]
		open := read.field == "" || read.field == "display_name"
		if !open || !c.looks.mostly(c.looks.emails) {
			continue
		}
		*read = reading{meaning: meaning{field: "email"}, score: sureSecond}
		c.doubts = []string{fmt.Sprintf("column %q is taken as email for its cells; its name does not say so", c.Name)}
		return
	}
}

// resolveNames decides columns that are just called "Name": what is missing of
// given and family name, else the whole name.
func (r *recognition) resolveNames() {
	for i := range r.columns {
		if r.readings[i].field != meansName {
			continue
		}
		given, family := r.indexOf("given_name"), r.indexOf("family_name")
		switch {
		case given >= 0 && family < 0 && !r.holds(i, given):
			r.readings[i].field = "family_name"
		case family >= 0 && given < 0 && !r.holds(i, family):
			r.readings[i].field = "given_name"
		default:
			r.readings[i].field = "full_name"
		}
	}
}

// indexOf returns the first column read as the field, -1 for none.
func (r *recognition) indexOf(field string) int {
	return slices.IndexFunc(r.readings, func(x reading) bool { return x.field == field })
}

// holds reports whether the cells of column whole mostly hold those of column
// part as a word: "Ann Lee" holds "Lee".
func (r *recognition) holds(whole, part int) bool {
	w, p := r.columns[whole].looks, r.columns[part].looks
	n := 0
	for i := range min(len(w.values), len(p.values)) {
		if strings.Contains(text.Fold(w.values[i]), text.Fold(p.values[i])) {
			n++
		}
	}
	return n > 0 && 2*n >= len(w.values)
}

// finish fills in what the other steps decided for each column.
func (r *recognition) finish() {
	for i := range r.columns {
		c := &r.columns[i]
		c.hidden = r.hides(i)
		c.Samples = []string{}
		for _, s := range c.looks.samples {
			if c.hidden {
				s = importer.HiddenCell
			}
			c.Samples = append(c.Samples, s)
		}
		switch r.readings[i].field {
		case meansIgnored, meansSecret, meansPrivilege:
			c.meaning = r.readings[i].field
		}
		if c.meaning == meansPrivilege {
			c.doubts = append(c.doubts, fmt.Sprintf("column %q looks like privileges and is not mapped; say in a definition what it should grant", c.Name))
		}
		if c.Field != "" && c.Confidence < sureSecond && r.hasHeader && len(c.doubts) == 0 {
			c.doubts = append(c.doubts, fmt.Sprintf("column %q is taken as %s, which is not sure", c.Name, c.Field))
		}
		if r.readings[i].near && c.Field != "" {
			c.doubts = append(c.doubts, fmt.Sprintf("column %q is taken as a misspelling of %s", c.Name, c.Field))
		}
		c.Confidence = round(c.Confidence)
		if c.Field == "" {
			c.Confidence = 0
		}
	}
}
