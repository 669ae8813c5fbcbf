package mapping

import (
	"slices"

	"muster/importer"
)

// HasPeople reports whether a column tells people apart: an email address, a
// username or an external id. Without one, and without a definition, New fails
// with a *NobodyError.
func (in *Inspection) HasPeople() bool { return hasPeople(in.Columns) }

func hasPeople(columns []Column) bool { return feeds(columns, isKey) }

// isKey reports whether the field tells people apart.
func isKey(field string) bool {
	return slices.ContainsFunc(importer.KeyFields[:], func(f importer.Field) bool { return f.String() == field })
}

// feeds reports whether a column feeds a field that is what is says.
func feeds(columns []Column, is func(field string) bool) bool {
	return slices.ContainsFunc(columns, func(c Column) bool { return c.Field != "" && is(c.Field) })
}

// sayPeople says it where nothing in the file tells people apart, and where
// nobody would get a name.
func (in *Inspection) sayPeople() {
	switch {
	case len(in.Columns) == 0:
	case !in.HasPeople():
		in.doubt("no column was recognized as an email address, a username or an external id; name one in a definition")
	case !feeds(in.Columns, isName):
		in.sayNames()
	}
}

// isName reports whether the field says what a person is called.
func isName(field string) bool {
	return slices.Contains([]string{"given_name", "family_name", "full_name", "display_name"}, field)
}

// sayNames names the columns that could be names and of which nothing is made,
// in a file of people who sign in or get mail.
func (in *Inspection) sayNames() {
	if !feeds(in.Columns, func(field string) bool { return field == "email" || field == "username" }) {
		return
	}
	var open []string
	for _, c := range in.Columns {
		if c.Field == "" && c.meaning == "" && !c.hidden && c.looks.share(canBeName) {
			open = append(open, c.Name)
		}
	}
	switch len(open) {
	case 0:
	case 1:
		in.doubt("no column is recognized as a name; %s is not used; say in a definition what it is", quoted(open))
	default:
		in.doubt("no column is recognized as a name; %s are not used; say which in a definition", quoted(open))
	}
}

// canBeName reports whether the cell can be a name of a person, or a part of
// one.
func canBeName(cell string) bool { return isWord(cell) || isPerson(cell) }
