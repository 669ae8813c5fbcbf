package importer

import (
	"fmt"
	"slices"
)

// An identity is who a row is about.
type identity struct {
	person *Person // nil for nobody in the directory
	by     Field   // the field that found the person
}

// identify finds the person that the row is about, and reports what stands in the way: keys that hit
// different people, a person who contradicts the row, a key that somebody else has, a person whom an earlier
// row was about.
func (d *decider) identify(e *Entry, s *snapshot) identity {
	if d.repeats(e, s) {
		return identity{}
	}
	var found identity
	for _, f := range d.match {
		p := d.holder(e, s, f)
		switch {
		case p == nil || found.person == p:
		case found.person == nil:
			found = identity{person: p, by: f}
		case found.person.ContactID != p.ContactID:
			e.Fail(f.String(), "match.ambiguous", fmt.Sprintf(
				"the %s belongs to one person of the directory and the %s to another (%s); correct the row so that both mean the same person",
				spoken(found.by), spoken(f), called(p)), "")
			return found
		}
	}
	if found.person != nil {
		d.otherSystem(e, found.person)
		d.contradicts(e, found)
	}
	d.keysTaken(e, s, found.person)
	return found
}

// holder returns who has the key of field f, nil for nobody.
func (d *decider) holder(e *Entry, s *snapshot, f Field) *Person {
	key := e.key(f)
	if key == "" {
		return nil
	}
	return s.find(f, key, d.rules.ExternalSystem)
}

// repeats refuses a row with a key of somebody whom an earlier row was about, under another key.
func (d *decider) repeats(e *Entry, s *snapshot) bool {
	repeated := false
	for _, f := range KeyFields {
		key := e.key(f)
		if key == "" {
			continue
		}
		if row := d.ledger.row(f, inSystem(f, d.rules.ExternalSystem, key), d.holder(e, s, f)); row != 0 {
			d.reportRepeat(e, f, row)
			repeated = true
		}
	}
	return repeated
}

// contradicts refuses a row whose person was found by a later match field but has another value in
// an earlier one: a recycled address must not hand over an account.
func (d *decider) contradicts(e *Entry, found identity) {
	for _, f := range d.match {
		if f == found.by {
			return
		}
		key, has := e.key(f), Key(f, found.person.Values[f])
		same := f != ExternalID || found.person.ExternalSystem == d.rules.ExternalSystem
		if same && key != "" && has != "" && key != has {
			e.Fail(f.String(), "match.conflict", fmt.Sprintf(
				"the %s belongs to %s, who has another %s; if it is the same person, correct the %s, otherwise give the row an %s of its own",
				spoken(found.by), called(found.person), spoken(f), spoken(f), spoken(found.by)), "")
		}
	}
}

// otherSystem refuses to give somebody an external id who has one of another system: there is room for one, and
// the other system would not find them again.
func (d *decider) otherSystem(e *Entry, person *Person) {
	if e.key(ExternalID) == "" || person.Values[ExternalID] == "" || person.ExternalSystem == d.rules.ExternalSystem {
		return
	}
	e.Fail(ExternalID.String(), "match.conflict", fmt.Sprintf(
		"%s has an external id of another system (%s); leave the external id out of this file, or agree on one system",
		called(person), systemName(person.ExternalSystem)), "")
}

func systemName(system string) string {
	if system == "" {
		return "the one without a name"
	}
	return system
}

// keysTaken refuses keys that somebody else has and by which nobody is recognized here.
func (d *decider) keysTaken(e *Entry, s *snapshot, person *Person) {
	for _, f := range KeyFields {
		p := d.holder(e, s, f)
		if p == nil || (person != nil && p.ContactID == person.ContactID) || d.matches(f) && person == nil {
			continue
		}
		if person != nil && !e.Layout.decides(f.String(), isNew(person, f.OfUser()), person.Values[f] == "") {
			continue // it is not to be theirs
		}
		reportTaken(e, f, p)
	}
}

func (d *decider) matches(f Field) bool { return slices.Contains(d.match, f) }

// repeated reports whether an earlier row of the file holds one of the entry's keys.
func repeated(e *Entry) bool {
	for _, f := range KeyFields {
		for i := range e.Problems {
			if e.Problems[i].Code == f.String()+".duplicate_in_file" {
				return true
			}
		}
	}
	return false
}

// reportRepeat refuses a row that only the directory shows to be about the person of an earlier row. Rows are merged by
// what the file says, so that it can be said before the first decision whether they agree.
func (d *decider) reportRepeat(e *Entry, f Field, row int) {
	if d.rules.Repeats != RepeatsMerge {
		reportRepeat(e, f, row)
		return
	}
	e.Fail(f.String(), f.String()+".duplicate_in_file", fmt.Sprintf(
		"row %d is about the same person under another key; write the same external id, email or username into both rows", row), "")
}

func reportRepeat(e *Entry, f Field, row int) {
	e.Fail(f.String(), f.String()+".duplicate_in_file", fmt.Sprintf(
		"row %d already has this %s; keep one of the two rows, or correct the %s", row, spoken(f), spoken(f)), "")
}

func reportTaken(e *Entry, f Field, p *Person) {
	e.Fail(f.String(), f.String()+".taken", fmt.Sprintf(
		"%s has this %s already; if it is the same person, update them instead, otherwise change the %s",
		called(p), spoken(f), spoken(f)), "")
}

// unnamed is what somebody is called of whom too little is known.
const unnamed = "somebody in the directory"

// called names a person of the directory for the reader of a report.
func called(p *Person) string {
	switch v := &p.Values; {
	case v[DisplayName] != "" && v[ExternalID] != "":
		return v[DisplayName] + " (" + v[ExternalID] + ")"
	case v[DisplayName] != "":
		return v[DisplayName]
	case v[Email] != "":
		return v[Email]
	default:
		return unnamed
	}
}

// spoken is the field's name in a sentence.
func spoken(f Field) string { return label(f.String()) }
