package mapping

import (
	"muster/importer"
)

// layout describes the columns as the steps use them, and fills in which field
// each column feeds first.
func (c *compiler) layout(steps []step, fieldOf []string) *importer.Layout {
	l := &importer.Layout{
		Header: c.in.names(), FirstRow: c.in.first, HeaderRow: c.in.HeaderRow, Columns: map[string]int{},
		Hidden: make([]bool, len(c.columns)), Mapped: make([]bool, len(c.columns)),
	}
	for i := range c.columns {
		l.Mapped[i] = c.needed[i]
	}
	secret := make([]bool, len(c.columns))
	for _, s := range steps {
		for _, i := range s.columns {
			l.Mapped[i] = true
			secret[i] = secret[i] || s.target.kind == targetSecret
			if fieldOf[i] == "" {
				fieldOf[i] = s.target.name
			}
		}
		if len(s.columns) > 0 {
			l.Columns[s.target.name] = s.columns[0]
		}
		if s.target.kind == targetField {
			l.Fields.Add(s.target.field)
		}
	}
	c.nameParts(l)
	l.Owners = c.owners()
	for i, column := range c.columns {
		l.Hidden[i] = secret[i] || column.hidden && (!l.Mapped[i] || column.looks.half(column.looks.hashes))
		if !l.Mapped[i] {
			l.Unmapped = append(l.Unmapped, column.Name)
		}
	}
	return l
}

// nameParts says that the parts of a name come from the full name, where
// nothing else gives them.
func (c *compiler) nameParts(l *importer.Layout) {
	full, ok := l.Columns["full_name"]
	if l.Fields.Has(importer.FullName) {
		for _, part := range []importer.Field{importer.GivenName, importer.FamilyName, importer.DisplayName} {
			l.Fields.Add(part)
		}
	}
	for _, part := range []string{"given_name", "family_name"} {
		if _, there := l.Columns[part]; ok && !there {
			l.Columns[part] = full
		}
	}
}

// owners returns who decides about each field that is not the file's alone. The parts of a full name go with it, where they
// are no fields of their own.
func (c *compiler) owners() map[string]importer.Owner {
	given := c.cfg.Owners()
	if len(given) == 0 {
		return nil
	}
	owners := make(map[string]importer.Owner, len(given))
	for name, owner := range given {
		owners[name] = importer.Owner(owner)
	}
	full, ok := owners["full_name"]
	if !ok {
		return owners
	}
	for _, part := range []string{"given_name", "family_name", "display_name"} {
		if _, own := c.cfg.Fields[part]; !own {
			owners[part] = full
		}
	}
	return owners
}
