package mapping

import (
	"fmt"

	"muster/importer"
	"muster/importer/value/date"
	"muster/importer/value/name"
	"muster/importer/value/username"
	"muster/importer/value/yesno"
)

// A step makes one field of an entry. It does not change once the mapper is in
// use.
type step struct {
	target  target
	columns []int
	join    string

	constant string
	format   []place
	expr     *expression
	when     *expression

	change   change
	fallback string // Field.Default
	clears   bool   // a blank cell clears the field
	token    string // the cell that clears it whatever; "" is none

	list   listReader
	region string

	date   bool       // the value is a date
	layout string     // how it is written; "" is in order
	order  date.Order // of the whole column
}

// A place is a piece of a format that was found in the file.
type place struct {
	formatPart
	field  importer.Field // NumFields where it is none
	column int            // -1 where it is none
}

// run makes the step's field of the entry, if the row says anything about it.
func (s *step) run(w *worker, e *importer.Entry) {
	if s.target.kind == targetSecret {
		s.keepSecret(e)
		return
	}
	cell := s.cell(w)
	if s.when != nil {
		yes, err := w.truth(s.when, e, cell)
		if err != nil {
			s.invalid(e, "the condition (when) of this field cannot be worked out for this row; mend it in the definition")
		}
		if err != nil || !yes {
			return
		}
	}
	value, err := s.value(w, e, cell)
	switch {
	case err != nil:
		s.invalid(e, "the expression of this field cannot be worked out for this row; mend it in the definition")
	case s.token != "" && cell == s.token:
		s.clear(e)
	case value != "":
		s.give(e, s.change.of(value, s.target.kind != targetList))
	case s.fallback != "":
		s.give(e, s.fallback)
		if !s.clears {
			s.atCreation(e)
		}
	case s.clears && len(s.columns) > 0:
		s.clear(e)
	}
}

// cell returns what stands in the step's columns.
func (s *step) cell(w *worker) string {
	switch len(s.columns) {
	case 0:
		return ""
	case 1:
		return w.cells[s.columns[0]]
	}
	joined := ""
	for _, c := range s.columns {
		switch cell := w.cells[c]; {
		case cell == "":
		case joined == "":
			joined = cell
		default:
			joined += s.join + cell
		}
	}
	return joined
}

// value returns what the step's source gives.
func (s *step) value(w *worker, e *importer.Entry, cell string) (string, error) {
	switch {
	case s.constant != "":
		return s.constant, nil
	case s.format != nil:
		return s.formatted(w, e), nil
	case s.expr != nil:
		return w.text(s.expr, e, cell)
	default:
		return cell, nil
	}
}

// formatted fills in the format; it is blank where one of its places is. A
// username is made of letters that everybody can type.
func (s *step) formatted(w *worker, e *importer.Entry) string {
	made := ""
	for _, p := range s.format {
		piece := p.text
		switch {
		case p.field < importer.NumFields:
			piece = e.Values[p.field]
		case p.column >= 0:
			piece = w.cells[p.column]
		}
		if s.makesUsername() && p.name != "" {
			piece = username.ASCII(piece)
		}
		piece = cut(piece, p.length)
		if piece == "" {
			return ""
		}
		made += piece
	}
	return made
}

// makesUsername reports whether the step makes up usernames: they are for new
// people only.
func (s *step) makesUsername() bool {
	return s.format != nil && s.target.kind == targetField && s.target.field == importer.Username
}

// give puts the value where it belongs.
func (s *step) give(e *importer.Entry, value string) {
	switch s.target.kind {
	case targetList:
		e.Lists = append(e.Lists, s.list.read(value))
	case targetAttribute:
		s.giveAttribute(e, value)
	default:
		s.giveField(e, value)
	}
}

// giveField reads the value as what the field is, and sets it.
func (s *step) giveField(e *importer.Entry, value string) {
	f := s.target.field
	switch {
	case s.date:
		iso, ok := s.readDate(value)
		if !ok {
			s.invalid(e, s.noDate())
			return
		}
		e.Set(f, iso)
	case s.target.isYesNo():
		yes, ok := yesno.Parse(value)
		if !ok {
			s.invalid(e, "this is neither yes nor no; write one of them, or leave the cell blank")
			return
		}
		e.Set(f, fmt.Sprint(yes))
	case f == importer.FullName:
		splitName(e, value)
	default:
		if word, ok := knownWords().canonical(f, value); ok {
			value = word
		}
		e.Set(f, value)
	}
	switch f {
	case importer.Mobile:
		e.MobileRegion = s.region
	case importer.Phone:
		e.PhoneRegion = s.region
	}
	if s.makesUsername() {
		s.atCreation(e)
	}
}

// giveAttribute keeps a value that is no date as it is: the check, which knows
// the attribute's type, says what is wrong with it. Only how the definition
// wants dates written it does not know.
func (s *step) giveAttribute(e *importer.Entry, value string) {
	if s.date {
		iso, ok := s.readDate(value)
		switch {
		case ok:
			value = iso
		case s.layout != "":
			s.invalid(e, s.noDate())
			return
		}
	}
	if e.Attributes == nil {
		e.Attributes = make(map[string]string, 4)
	}
	e.Attributes[s.target.attribute] = value
}

// splitName takes a full name apart where that is safe and no columns of their
// own say the parts.
func splitName(e *importer.Entry, full string) {
	e.Set(importer.FullName, full)
	if e.Values[importer.GivenName] != "" || e.Values[importer.FamilyName] != "" {
		return
	}
	given, family, ok := name.Split(full)
	if ok {
		e.Set(importer.GivenName, given)
		e.Set(importer.FamilyName, family)
		return
	}
	if e.Values[importer.DisplayName] == "" {
		e.Set(importer.DisplayName, full)
	}
	e.Warn("full_name", "name.unsplit", "the name cannot be taken apart safely and was kept whole as the display name; give the given and the family name columns of their own", "")
}

// clear makes the row say that there is nothing.
func (s *step) clear(e *importer.Entry) {
	switch s.target.kind {
	case targetList:
		e.Lists = append(e.Lists, importer.List{Kind: s.target.list, Mode: s.list.mode})
	case targetAttribute:
		if e.Attributes == nil {
			e.Attributes = make(map[string]string, 4)
		}
		e.Attributes[s.target.attribute] = ""
	default:
		e.Set(s.target.field, "")
	}
}

// keepSecret puts the cell where nobody sees it, exactly as it was typed.
func (s *step) keepSecret(e *importer.Entry) {
	for _, c := range s.columns {
		cell := e.Row.Cell(c)
		if cell == "" {
			continue
		}
		if e.Secrets == nil {
			e.Secrets = new([importer.NumSecrets]string)
		}
		e.Secrets[s.target.secret] = cell
		return
	}
}

// atCreation notes that the value is made up by the definition and is for
// people who are created.
func (s *step) atCreation(e *importer.Entry) {
	switch s.target.kind {
	case targetField:
		if e.Given.Has(s.target.field) {
			e.AtCreation.Add(s.target.field)
		}
	case targetList:
		if list := e.List(s.target.list); list != nil {
			list.AtCreation = true
		}
	case targetAttribute:
		if e.AttributesAtCreation == nil {
			e.AttributesAtCreation = make(map[string]bool, 1)
		}
		e.AttributesAtCreation[s.target.attribute] = true
	case targetSecret: // has no defaults
	}
}

// invalid adds the error that the value is none of the field.
func (s *step) invalid(e *importer.Entry, message string) {
	code := s.target.name
	if s.target.kind == targetAttribute {
		code = "attribute" // all attributes share it
	}
	e.Fail(s.target.name, code+".invalid", message, "")
}
