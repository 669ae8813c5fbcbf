package mapping

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"muster/importer"
	"muster/importer/value/text"
)

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

// askCatalog maps memberships and grants only where the catalog knows them:
// refusing every row for the sake of a column that was only guessed would help
// nobody. Groups are what most files bring, and mapped in any case.
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

// settleRole makes roles of a role column whose cells the catalog knows, else a
// job title.
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
