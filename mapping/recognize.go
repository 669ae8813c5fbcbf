package mapping

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"muster/importer"
	"muster/importer/value/text"
)

// A recognition is the work of saying what the columns of one file are. Each step looks at what the earlier ones
// left open; the order of the steps matters, the order of the columns only between equals.
type recognition struct {
	lexicon   *lexicon
	catalog   *importer.Catalog // nil: not known
	hasHeader bool
	columns   []Column
	readings  []reading // of the names, by column
}

// recognize says what the columns of those names are, from their names and their cells.
func recognize(l *lexicon, names []string, rows []importer.Row, hasHeader bool, catalog *importer.Catalog) []Column {
	r := &recognition{lexicon: l, catalog: catalog, hasHeader: hasHeader, columns: make([]Column, len(names)), readings: make([]reading, len(names))}
	for i, name := range names {
		r.columns[i] = Column{Index: i, Name: name, looks: look(rows, i)}
		r.readings[i] = r.readName(name, i)
	}
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
	return r.columns
}

// readName reads a column's name; the catalog's attributes count where the name says nothing better.
func (r *recognition) readName(name string, i int) reading {
	if !r.hasHeader {
		return reading{}
	}
	read := r.lexicon.read(name)
	if attribute, ok := r.attribute(name); ok && (read.field == "" || read.field == meansIgnored || read.weak || read.near || read.score < sureExact) {
		return reading{meaning: meaning{field: importer.AttributeField(attribute)}, score: sureExact}
	}
	return read
}

// doubtInitials takes back names of one letter, which only LDAP has (c, l), where no other name is LDAP's.
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

// attribute returns the catalog's attribute of that name.
func (r *recognition) attribute(name string) (string, bool) {
	if r.catalog == nil {
		return "", false
	}
	key := strings.TrimPrefix(keyOf(name), "attributes")
	for _, attribute := range slices.Sorted(maps.Keys(r.catalog.Attributes)) {
		if keyOf(attribute) == key {
			return attribute, true
		}
	}
	return "", false
}

// openByCells decides names that say too little ("Contact", "Address"), and everything where there is no header, by
// the cells alone.
func (r *recognition) openByCells() {
	for i := range r.columns {
		l, read := r.columns[i].looks, r.readings[i]
		switch {
		case read.field == "password" && l.half(l.hashes):
			r.readings[i].field = "password_hash"
		case read.field == meansAddress:
			r.readings[i] = choose(l.mostly(l.emails), meaning{field: "email", weak: true}, sureSecond)
		case read.field == meansAnybody, !r.hasHeader:
			r.readings[i] = byCells(l)
			if m := &r.readings[i]; m.field != "" {
				m.weak = r.hasHeader
			}
		}
	}
}

func choose(yes bool, m meaning, score float64) reading {
	if !yes {
		return reading{meaning: meaning{field: meansIgnored}, score: score}
	}
	return reading{meaning: m, score: score}
}

// byCells says what cells without a name are, as far as they tell.
func byCells(l *looks) reading {
	of := func(field string, score float64) reading {
		return reading{meaning: meaning{field: field}, score: score}
	}
	switch {
	case l.filled == 0:
		return reading{}
	case l.mostly(l.emails):
		return of("email", 0.8)
	case l.mostly(l.hashes):
		return of("password_hash", 0.6)
	case l.mostly(l.ids):
		return of("external_id", 0.6)
	case l.mostly(l.dates):
		return reading{} // some date: which one the cells don't say
	case l.mostly(l.dialled):
		return of("phone", 0.6)
	case l.mostly(l.numbers) && l.mostly(l.phones) && l.filled == len(l.values):
		return of("phone", 0.4) // or ids of seven digits and more

	case l.mostly(l.person):
		return of("full_name", 0.6)
	default:
		return reading{}
	}
}

// openNames finds the names of people in a file without a header that has email addresses: two neighbouring columns of single
// words, all different, are given and family name; a single one is the whole name.
func (r *recognition) openNames() {
	if r.hasHeader || r.indexOf("email") < 0 || r.indexOf("full_name") >= 0 {
		return
	}
	single := func(i int) bool {
		if i >= len(r.columns) || r.readings[i].field != "" {
			return false
		}
		l := r.columns[i].looks
		return l.mostly(l.letters) && !l.any(func(v string) bool { return !isWord(v) }) && 4*len(l.values) >= 3*min(l.filled, maxValues)
	}
	for i := range r.columns {
		switch {
		case single(i) && single(i+1):
			r.readings[i] = reading{meaning: meaning{field: "given_name"}, score: 0.4}
			r.readings[i+1] = reading{meaning: meaning{field: "family_name"}, score: 0.4}
			return
		case single(i):
			r.readings[i] = reading{meaning: meaning{field: "full_name"}, score: 0.4}
			return
		}
	}
}

// weigh drops readings that the cells speak against, and readings that need the cells' or the catalog's word.
func (r *recognition) weigh() {
	for i := range r.columns {
		c, read := &r.columns[i], &r.readings[i]
		switch v, why := fit(read.field, c.looks); {
		case v == confirm && read.mentions:
			read.score = max(read.score, sureSecond)
		case read.mentions && (c.looks.filled > 0 || read.score == 0):
			*read = reading{}
		case v == against && read.field == meansMiddleName, read.field == meansFamilyPrefix && v == against:
			*read = reading{}
		case v != against && read.weak && repeats(read.field, c.looks):
			*read = reading{}
		case v == against && read.field == "username" && c.looks.mostly(c.looks.person):
			// it may be the name of the user, see resolvePrincipals
		case v == against:
			c.doubts = append(c.doubts, fmt.Sprintf("column %q is called like %s, but its cells are %s", c.Name, plainMeaning(read.field), why))
			*read = reading{}
		case v == silent && c.looks.filled > 0:
			read.score *= 0.9
		case c.looks.filled == 0:
			read.score *= 0.85
		}
		r.askCatalog(i)
	}
}

// repeats reports whether the cells of a column that should tell people apart are mostly the same few.
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

// askCatalog maps memberships and grants only where the catalog knows them: refusing every row for the sake of a
// column that was only guessed would help nobody. Groups are what most files bring, and mapped in any case.
func (r *recognition) askCatalog(i int) {
	c, read := &r.columns[i], &r.readings[i]
	if read.field == meansRole || read.field == "organization_role" && r.indexOf("organizations") < 0 {
		r.settleRole(i)
		return
	}
	known, asked := r.catalogNames(read.field)
	if !asked || read.field == "groups" && !read.weak {
		return
	}
	if c.looks.any(func(v string) bool { return knowsPart(known, v) }) {
		return
	}
	if len(known) == 0 && r.catalog == nil && !read.weak {
		return
	}
	c.doubts = append(c.doubts, fmt.Sprintf("column %q may be %s, but the catalog knows none of its cells; it is not mapped", c.Name, read.field))
	*read = reading{}
}

// catalogNames returns the folded names that cells of the field may have.
func (r *recognition) catalogNames(field string) (map[string]bool, bool) {
	kind, isList := importer.GrantKindNamed(field)
	if !isList && field != "license" {
		return nil, false
	}
	names := map[string]bool{}
	if r.catalog == nil {
		return names, true
	}
	if isList {
		for _, n := range r.catalog.Names(kind) {
			names[text.Fold(n)] = true
		}
		return names, true
	}
	for _, l := range r.catalog.Licenses {
		names[text.Fold(l.Name)] = true
	}
	return names, true
}

// knowsPart reports whether one of the names in a cell is known.
func knowsPart(names map[string]bool, cell string) bool {
	if names[text.Fold(cell)] {
		return true
	}
	return slices.ContainsFunc(strings.FieldsFunc(cell, func(c rune) bool { return strings.ContainsRune(",;|\n", c) }), func(part string) bool {
		return names[text.Fold(strings.TrimLeft(strings.TrimSpace(part), "+-"))]
	})
}

// settleRole makes roles of a role column whose cells the catalog knows, else a job title.
func (r *recognition) settleRole(i int) {
	known, _ := r.catalogNames(importer.Roles.String())
	c, read := &r.columns[i], &r.readings[i]
	if c.looks.any(func(v string) bool { return knowsPart(known, v) }) {
		read.field = importer.Roles.String()
		return
	}
	read.field, read.weak = "job_title", true
	c.doubts = append(c.doubts, fmt.Sprintf("column %q is taken as job_title: no cell of it is a role of the catalog", c.Name))
}

// resolvePrincipals decides sign-in names that are email addresses: the email where there is no other, else the username.
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

// settlePeople decides a column called "User name" that is full of names of people: the full name where there is no other name.
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

// hasOther reports whether a column other than i is read as the field by its name.
func (r *recognition) hasOther(field string, i int) bool {
	for j := range r.readings {
		if j != i && r.readings[j].field == field && r.readings[j].score > 0 && !(r.readings[j].weak && r.columns[j].looks.filled == 0) {
			return true
		}
	}
	return false
}

// rescueEmail looks for a column full of addresses where no column is called like one.
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

// resolveNames decides columns that are just called "Name": what is missing of given and family name, else the whole name.
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

// holds reports whether the cells of column whole mostly hold those of column part as a word: "Ann Lee" holds "Lee".
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

// settleConflicts gives each field to one column: the one whose name is the first choice, then the surest, then one that
// has cells at all, then the first. It says which columns lost.
func (r *recognition) settleConflicts() {
	for _, columns := range r.byField() {
		slices.SortStableFunc(columns, r.compare)
		winner := columns[0]
		r.columns[winner].Field = fieldOf(r.readings[winner].field)
		r.columns[winner].Confidence = r.readings[winner].score
		r.columns[winner].meaning = r.readings[winner].field
		if len(columns) == 1 {
			continue
		}
		var lost []string
		for _, i := range columns[1:] {
			lost = append(lost, r.columns[i].Name)
			r.readings[i] = reading{}
			r.columns[i].doubts = nil
		}
		slices.Sort(lost)
		w := &r.columns[winner]
		w.doubts = append(w.doubts, fmt.Sprintf("%s could be %s too; column %q was taken", quoted(lost), w.Field, w.Name))
	}
}

// byField returns the columns of each field, in the order of the first of each.
func (r *recognition) byField() [][]int {
	var order []string
	columns := map[string][]int{}
	for i, read := range r.readings {
		field := fieldOf(read.field)
		if field == "" {
			continue
		}
		if columns[field] == nil {
			order = append(order, field)
		}
		columns[field] = append(columns[field], i)
	}
	list := make([][]int, len(order))
	for i, field := range order {
		list[i] = columns[field]
	}
	return list
}

func (r *recognition) compare(a, b int) int {
	x, y := r.readings[a], r.readings[b]
	rank := func(i int, read reading) int {
		n := 0
		if read.weak {
			n += 2
		}
		if r.columns[i].looks.filled == 0 {
			n += 3 // a blank column is the last choice
		}
		return n
	}
	return cmp.Or(cmp.Compare(rank(a, x), rank(b, y)), -cmp.Compare(x.score, y.score), cmp.Compare(a, b))
}

// fieldOf returns the field of the contract that a meaning feeds by itself, "" for none. Middle names and the like are
// joined later.
func fieldOf(m string) string {
	switch m {
	case meansInactive:
		return "status"
	case meansMiddleName, meansFamilyPrefix, meansSecondFamily, meansPrivilege, meansSecret, meansIgnored, meansAddress, meansAnybody:
		return ""
	default:
		return m
	}
}

// joinNames lets middle names join the given name, and prefixes and second surnames the family name.
func (r *recognition) joinNames() {
	joins := []struct{ meaning, field string }{
		{meansMiddleName, "given_name"}, {meansFamilyPrefix, "family_name"}, {meansSecondFamily, "family_name"},
	}
	for _, join := range joins {
		meaning, field := join.meaning, join.field
		at, with := r.indexOf(meaning), r.indexOf(field)
		if at < 0 || with < 0 || r.columns[with].Field != field {
			continue
		}
		c := &r.columns[at]
		c.Field, c.Confidence, c.meaning = field, r.readings[at].score, meaning
		c.doubts = append(c.doubts, fmt.Sprintf("column %q is joined with %q to %s", c.Name, r.columns[with].Name, field))
	}
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
		if r.readings[i].field == meansPrivilege {
			c.meaning = meansPrivilege
			c.doubts = append(c.doubts, fmt.Sprintf("column %q looks like privileges and is not mapped; say in a definition what it should grant", c.Name))
		}
		if c.Field != "" && c.Confidence < sureSecond && r.hasHeader && len(c.doubts) == 0 {
			c.doubts = append(c.doubts, fmt.Sprintf("column %q is taken as %s, which is not sure", c.Name, c.Field))
		}
		if r.readings[i].near && c.Field != "" {
			c.doubts = append(c.doubts, fmt.Sprintf("column %q is taken as a misspelling of %s", c.Name, c.Field))
		}
		c.sayOrder()
		c.Confidence = round(c.Confidence)
		if c.Field == "" {
			c.Confidence = 0
		}
	}
}

// sayOrder says it where the dates of a date column can be read in two ways.
func (c *Column) sayOrder() {
	switch c.Field {
	case "start_date", "end_date", "created_at":
		if _, decided := c.looks.order.Order(); !decided {
			c.doubts = append(c.doubts, fmt.Sprintf("the dates in column %q can be read with the day or the month first; say which in a definition (date: DD/MM/YYYY)", c.Name))
		}
	}
}

// hides reports whether the cells of a column must never be shown: secrets, and what looks like one.
func (r *recognition) hides(i int) bool {
	c := &r.columns[i]
	if _, secret := importer.SecretNamed(c.Field); secret {
		return true
	}
	l := c.looks
	if l.any(isHash) && l.half(l.hashes) {
		return true
	}
	if c.Field != "" || !r.hasHeader {
		return false
	}
	return looksSecret(r.lexicon, c.Name) && !l.mostly(l.dates) && !(l.mostly(l.yesNo) && !l.mostly(l.numbers))
}

// looksSecret reports whether a column name speaks of a credential, whatever else it says.
func looksSecret(l *lexicon, name string) bool {
	if m := l.read(name); m.field == meansSecret {
		return true
	} else if _, secret := importer.SecretNamed(m.field); secret {
		return true
	} else if m.field == meansIgnored && m.score == sureExact {
		return false // such as "password last set": known, and no secret
	}
	return slices.ContainsFunc(wordsOf(name), func(w string) bool {
		m := l.names[w]
		_, secret := importer.SecretNamed(m.field)
		return secret || m.field == meansSecret
	})
}
