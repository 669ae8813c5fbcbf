package importer

import (
	"encoding/json"
	"maps"
	"slices"
)

// A FieldChange is one field of a person before and after. Single values use From and To, lists
// FromList and ToList.
type FieldChange struct {
	Field            string
	From, To         string
	FromList, ToList []string
	IsList           bool
}

// MarshalJSON writes {"from": …, "to": …}; a value that is not there is null.
func (c FieldChange) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		From any `json:"from"`
		To   any `json:"to"`
	}{c.Before(), c.After()})
}

// Before returns the old value for JSON: a string, a list of strings or nil.
func (c FieldChange) Before() any { return side(c.IsList, c.From, c.FromList) }

// After returns the new value for JSON: a string, a list of strings or nil.
func (c FieldChange) After() any { return side(c.IsList, c.To, c.ToList) }

func side(isList bool, text string, list []string) any {
	switch {
	case isList && len(list) == 0, !isList && text == "":
		return nil
	case isList:
		return list
	default:
		return text
	}
}

// Diff returns what differs between two states of a person, fields in their order, then
// attributes, then lists by kind. A nil person has nothing.
func Diff(before, after *Person) []FieldChange {
	var none Person
	if before == nil {
		before = &none
	}
	if after == nil {
		after = &none
	}
	var changes []FieldChange
	for f := range StoredFields {
		if from, to := before.Values[f], after.Values[f]; from != to {
			changes = append(changes, FieldChange{Field: f.String(), From: from, To: to})
		}
	}
	changes = append(changes, diffAttributes(before.Attributes, after.Attributes)...)
	for kind := range NumGrantKinds {
		from, to := grantTexts(before.GrantsOf(kind)), grantTexts(after.GrantsOf(kind))
		if !slices.Equal(from, to) {
			changes = append(changes, FieldChange{Field: kind.String(), FromList: from, ToList: to, IsList: true})
		}
	}
	return changes
}

func diffAttributes(before, after map[string]string) []FieldChange {
	if len(before) == 0 && len(after) == 0 {
		return nil
	}
	names := make(map[string]bool, len(before)+len(after))
	for n := range before {
		names[n] = true
	}
	for n := range after {
		names[n] = true
	}
	var changes []FieldChange
	for _, n := range slices.Sorted(maps.Keys(names)) {
		if before[n] != after[n] {
			changes = append(changes, FieldChange{Field: AttributeField(n), From: before[n], To: after[n]})
		}
	}
	return changes
}

// grantTexts names each grant; a role in an organization follows after a colon.
func grantTexts(grants []Grant) []string {
	var texts []string
	for _, g := range grants {
		if g.Role != "" {
			texts = append(texts, g.Name+":"+g.Role)
		} else {
			texts = append(texts, g.Name)
		}
	}
	return texts
}
