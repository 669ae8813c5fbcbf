package reports

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"muster/importer"
)

// writePreview shows what would be done, with examples; p may be nil.
func writePreview(t *text, p *Preview) {
	if p == nil {
		return
	}
	for kind := range p.groups {
		g := &p.groups[kind]
		if g.rows == 0 {
			continue
		}
		t.line("")
		t.heading(bold, fmt.Sprintf("%s: %s%s", previewTitles[kind], thousands(g.rows), frequent(g.fields)))
		width := 0
		for _, s := range g.samples {
			width = max(width, len(itoa(s.row)))
		}
		for _, s := range g.samples {
			t.wrapped(fmt.Sprintf("  row %-*d  ", width, s.row), s.text)
		}
		if rest := g.rows - len(g.samples); rest > 0 {
			t.line("  and " + thousands(rest) + " more; the report has them all")
		}
	}
}

// mostFields is how many fields are named as those that change most often.
const mostFields = 6

// frequent names the fields that change most often: " (mobile 12, groups 3)".
func frequent(fields map[string]int) string {
	if len(fields) == 0 {
		return ""
	}
	names := slices.SortedFunc(maps.Keys(fields), func(a, b string) int {
		return cmp.Or(cmp.Compare(fields[b], fields[a]), cmp.Compare(a, b))
	})
	var parts []string
	for _, name := range names[:min(len(names), mostFields)] {
		parts = append(parts, name+" "+thousands(fields[name]))
	}
	if rest := len(names) - len(parts); rest > 0 {
		parts = append(parts, count(rest, "other field", "other fields"))
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// newPerson says who would be made: the name, then what tells them apart, then what they would hold.
func newPerson(changes []importer.FieldChange) string {
	var parts []string
	for _, field := range []string{"display_name", "email", "username", "external_id"} {
		for i := range changes {
			if c := &changes[i]; c.Field == field {
				parts = append(parts, shorten(c.To, maxValue))
			}
		}
	}
	for i := range changes {
		if c := &changes[i]; c.IsList {
			parts = append(parts, c.Field+" "+shorten(strings.Join(c.ToList, ", "), maxValue))
		}
	}
	return strings.Join(parts, "; ")
}

// changesText says from what to what the first fields would change. A password has no sides to be shown.
func changesText(changes []importer.FieldChange) string {
	if len(changes) == 0 {
		return "password" // all else would be among the changes
	}
	var parts []string
	for i := range changes[:min(len(changes), mostChanges)] {
		c := &changes[i]
		parts = append(parts, fmt.Sprintf("%s %s → %s", c.Field, shorten(sideText(c.Before()), maxValue), shorten(sideText(c.After()), maxValue)))
	}
	if rest := len(changes) - len(parts); rest > 0 {
		parts = append(parts, "and "+count(rest, "other field", "other fields"))
	}
	return strings.Join(parts, "; ")
}
