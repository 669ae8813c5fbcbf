package importer

import "slices"

// An Entry is what a row says, in terms of people. The mapper makes it, check normalizes
// it and adds problems; after that it does not change.
type Entry struct {
	Row    Row
	Layout *Layout

	// Given has the fields about which the row says something. A given field with an
	// empty value is to be cleared; a field not given stays as it is.
	Given FieldSet
	// Values holds the given fields' values.
	Values Values
	// AtCreation has the given fields whose value the definition made up (a default for a blank cell, a username
	// by format): they are for people who are created, and change nobody who is there already. A username among
	// them gets a number where it is taken.
	AtCreation FieldSet
	// Attributes holds the custom attributes given; "" clears.
	Attributes map[string]string
	// AttributesAtCreation has the attributes whose value the definition made up, for people who are created.
	AttributesAtCreation map[string]bool
	// Lists holds what the row says about memberships and grants: one element a kind at the most.
	Lists []List
	// Secrets holds what must never be shown, indexed by Secret; nil where there is none.
	Secrets *[NumSecrets]string

	// MobileRegion and PhoneRegion are the regions (ISO 3166-1 alpha-2) in which national
	// numbers are to be read when the row has no country; "" is none.
	MobileRegion, PhoneRegion string

	Problems []Problem
}

// Set gives the field a value.
func (e *Entry) Set(f Field, value string) {
	e.Given.Add(f)
	e.Values[f] = value
}

// Drop makes the entry say nothing about the field.
func (e *Entry) Drop(f Field) {
	e.Given.Remove(f)
	e.Values[f] = ""
}

// key returns the folded value of a key field, "" where the row gives none.
func (e *Entry) key(f Field) string {
	if !e.Given.Has(f) || e.AtCreation.Has(f) {
		return ""
	}
	return Key(f, e.Values[f])
}

// List returns what the entry says about the kind, or nil.
func (e *Entry) List(kind GrantKind) *List {
	for i := range e.Lists {
		if e.Lists[i].Kind == kind {
			return &e.Lists[i]
		}
	}
	return nil
}

// Good reports whether nothing refuses the row so far.
func (e *Entry) Good() bool { return !HasErrors(e.Problems) }

// refuses reports whether the row is refused for that field already.
func (e *Entry) refuses(field string) bool {
	return slices.ContainsFunc(e.Problems, func(p Problem) bool { return p.Field == field && p.Severity == Error })
}

// Report adds a problem about the field; column and typed value are filled in from the row.
func (e *Entry) Report(severity Severity, field, code, message, hint string) {
	p := Problem{Severity: severity, Code: code, Field: field, Message: message, Hint: hint}
	if e.Layout != nil && field != "" {
		p.Column, p.Value = e.Layout.ColumnOf(field), e.Layout.Typed(e.Row, field)
	}
	e.Problems = append(e.Problems, p)
}

// Fail adds an error about the field.
func (e *Entry) Fail(field, code, message, hint string) { e.Report(Error, field, code, message, hint) }

// Warn adds a warning about the field.
func (e *Entry) Warn(field, code, message, hint string) {
	e.Report(Warning, field, code, message, hint)
}
