package importer

import (
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// anyRow draws a row of good, doubtful and broken values in any fields.
func anyRow(t *rapid.T) said {
	values := rapid.OneOf(
		rapid.SampledFrom([]string{
			"", "ann@example.com", "ANN@EXAMPLE.COM", "bob@", "+4930123456", "030 123456", "DE", "Germany", "de", "active", "Remove", "service",
			"true", "nein", "2024-02-29", "2024-03-01T10:30:00+02:00", "31.12.2024", "410", "senior", "Standard", "-12.50", "Änne Lee",
			"Sales;+hq;-lab:member", "sales;SALES", ";;", "+", "hq:admin;hq:member", "\x00", "\xff", "a\u200bb",
		}),
		rapid.String(),
	)
	names := make([]string, 0, 48)
	for f := range NumFields {
		names = append(names, f.String())
	}
	for kind := range NumGrantKinds {
		names = append(names, kind.String())
	}
	for _, a := range []string{"cost_center", "GRADE", "desk", "remote", "born", "note", "undeclared"} {
		names = append(names, AttributeField(a))
	}
	return rapid.MapOfN(rapid.SampledFrom(names), values, 0, 12).Draw(t, "row")
}

func anyRules(t *rapid.T) *Rules {
	r := &Rules{
		CreateGroups: rapid.Bool().Draw(t, "create groups"),
		ContactsOnly: rapid.Bool().Draw(t, "contacts only"),
		Required:     rapid.SliceOf(rapid.SampledFrom([]string{"email", "given_name", "groups", "attributes.grade"})).Draw(t, "required"),
		Severity:     map[string]string{},
	}
	for _, code := range rapid.SliceOf(rapid.SampledFrom(SoftCodes)).Draw(t, "soft") {
		r.Severity[code] = string(Warning)
	}
	if rapid.Bool().Draw(t, "in an organization") {
		r.Organization = &RuleOrganization{Name: "HQ", Role: rapid.SampledFrom([]string{"", "member"}).Draw(t, "role")}
	}
	return r
}

// What check leaves of a row has its normal form: checking it again changes nothing, finds nothing
// wrong with a value, and never refuses a row that was good.
func TestCheckIsIdempotent(t *testing.T) {
	index := NewIndex(testCatalog())
	rapid.Check(t, func(rt *rapid.T) {
		c := newChecker(anyRules(rt), index, &Layout{})
		e := entryOf(t, anyRow(rt))
		c.check(e)
		first, good := after(e), e.Good()
		if !good {
			return
		}
		before := len(e.Problems)
		c.check(e)
		if second := after(e); !maps.Equal(first, second) {
			rt.Fatalf("checked again it differs (-first +second):\n%s", cmp.Diff(first, second))
		}
		for _, p := range e.Problems[before:] {
			// What is missing is judged by what the file says; a value that was only warned of is gone by now.
			if p.Severity == Error && p.Code != "email.missing" && len(c.rules.Severity) == 0 {
				rt.Fatalf("checked again: %s: %s", p.Code, p.Message)
			}
		}
	})
}

// No value of any row makes check panic, and every problem can be shown.
func TestCheckTakesAnything(t *testing.T) {
	index := NewIndex(testCatalog())
	rapid.Check(t, func(rt *rapid.T) {
		c := newChecker(anyRules(rt), index, &Layout{})
		e := entryOf(t, anyRow(rt))
		c.check(e)
		for _, p := range e.Problems {
			if p.Code == "" || p.Message == "" || (p.Severity != Error && p.Severity != Warning) {
				rt.Fatalf("problem %+v", p)
			}
		}
		for f := range e.Given.All() {
			if message := unfitText(e.Values[f], 1<<20); message != "" {
				rt.Fatalf("the %s that is left%s", f, message)
			}
		}
	})
}
