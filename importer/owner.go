package importer

import (
	"maps"
	"slices"
)

// An Owner says who decides about a field of people who are there already. About somebody new the file
// always decides.
type Owner string

// The owners. Whatever has none is the file's.
const (
	OwnerFile      Owner = "file"
	OwnerFirst     Owner = "first"     // the file decides once, when the person is created
	OwnerDirectory Owner = "directory" // the file decides only where the directory has nothing
)

// decides reports whether the file decides about a field, given whether the row makes whatever has the field, and
// whether the directory has nothing there.
func (l *Layout) decides(field string, isNew, blank bool) bool {
	switch l.Owners[field] {
	case OwnerFirst:
		return isNew
	case OwnerDirectory:
		return isNew || blank
	default:
		return true
	}
}

// withhold takes out of the entry what the file does not decide about for this person: fields that have another owner, and
// those that somebody changed by hand, of which it warns. restore puts it back, for whoever reads the entry next.
func (d *decider) withhold(dec *Decision, e *Entry, before *Person) (restore func()) {
	edits := d.rules.KeepEdits && before.LastSet != nil
	if len(e.Layout.Owners) == 0 && !edits || before.Import == d.imp.ID {
		return func() {}
	}
	given, attributes, lists := e.Given, e.Attributes, e.Lists
	h := &holding{decider: d, e: e, before: before, edits: edits}
	h.fields()
	h.attributes()
	h.lists()
	dec.EditsKept = len(h.kept)
	warnKept(e, h.kept)
	return func() { e.Given, e.Attributes, e.Lists = given, attributes, lists }
}

// A holding finds out what of an entry is to be held back.
type holding struct {
	*decider
	e      *Entry
	before *Person
	edits  bool     // what was changed by hand is kept
	kept   []string // the fields of which it was
}

func (h *holding) fields() {
	for f := range h.e.Given.All() {
		if f >= StoredFields || f == Manager {
			continue // who the manager is turns out only later, see namesManager
		}
		isNew, have := isNew(h.before, f.OfUser()), h.before.Values[f]
		switch {
		case !h.e.Layout.decides(f.String(), isNew, have == ""):
			h.e.Given.Remove(f)
		case h.edits && !isNew && !h.e.AtCreation.Has(f) && h.before.edited(f) && !sameValue(f, have, h.e.Values[f]):
			h.e.Given.Remove(f)
			h.kept = append(h.kept, f.String())
		}
	}
}

func (h *holding) attributes() {
	left := make(map[string]string, len(h.e.Attributes))
	for _, name := range slices.Sorted(maps.Keys(h.e.Attributes)) {
		field, want, have := AttributeField(name), h.e.Attributes[name], h.before.Attributes[name]
		last, set := h.before.LastSet[field]
		switch {
		case !h.e.Layout.decides(field, false, have == ""):
		case h.edits && set && last != have && want != have && !h.e.AttributesAtCreation[name]:
			h.kept = append(h.kept, field)
		default:
			left[name] = want
		}
	}
	h.e.Attributes = left
}

// lists leaves out the lists that have another owner. What was given by hand is safe already: each grant knows who gave it.
func (h *holding) lists() {
	var left []List
	for _, l := range h.e.Lists {
		if h.e.Layout.decides(l.Kind.String(), isNew(h.before, true), len(h.before.GrantsOf(l.Kind)) == 0) {
			left = append(left, l)
		}
	}
	h.e.Lists = left
}
