package sqlstore

import (
	"slices"
	"strings"
	"unicode/utf8"

	"muster/importer"
)

// refuse makes the decision a failure of its row.
func refuse(d *importer.Decision, reason string) {
	fail(d, importer.Problem{Severity: importer.Error, Code: "row.not_written", Message: "the directory did not take this row: " + reason})
}

// drift refuses a decision whose person changed again after it had been decided anew.
func drift(d *importer.Decision) {
	fail(d, importer.Problem{
		Severity: importer.Error, Code: "plan.drifted",
		Message: "somebody else changed this person while the import ran; import the row again",
	})
}

func fail(d *importer.Decision, p importer.Problem) {
	d.Result, d.Event = importer.Failed, ""
	d.Problems = append(slices.Clip(d.Problems), p)
}

// unstorable says why no database can keep the person, "" if they can be kept. SQLite would take text that is no
// text; both are to answer the same.
func unstorable(p *importer.Person) string {
	for _, v := range p.Values[:importer.StoredFields] {
		if !storable(v) {
			return reasonText
		}
	}
	for name, v := range p.Attributes {
		if !storable(name) || !storable(v) {
			return reasonText
		}
	}
	for _, g := range p.Grants {
		if !storable(g.Name) || !storable(g.Role) {
			return reasonText
		}
	}
	return ""
}

func storable(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }
