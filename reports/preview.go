package reports

import (
	"slices"

	"muster/importer"
)

// A Preview collects what a dry run found, for WriteSummary: how many people it would change in what, and the first few
// rows of each kind as examples. It takes as much memory for a million rows as for ten. The zero value is ready for use, by
// one goroutine.
type Preview struct {
	groups [numPreviewGroups]previewGroup
}

// A previewKind says what would be done about a row.
type previewKind uint8

const (
	toCreate previewKind = iota
	toUpdate
	toDeactivate
	toSkip
	numPreviewGroups
)

var previewTitles = [numPreviewGroups]string{"To create", "To update", "To deactivate", "To skip"}

// A previewGroup is the rows about which the same would be done.
type previewGroup struct {
	rows    int
	fields  map[string]int // how many rows change each field
	samples []sample
}

// A sample is one row as an example.
type sample struct {
	row  int
	text string
}

// mostSamples is how many rows of a kind are shown; the report has them all.
const mostSamples = 3

// mostChanges is how many fields of a sample are shown.
const mostChanges = 4

// maxValue is how many characters of a value are shown.
const maxValue = 40

// Report notes a row's result, as importer.Reporter has it. It does not fail.
func (p *Preview) Report(r *importer.RowResult) error {
	kind, shown := previewKindOf(r)
	if !shown {
		return nil
	}
	g := &p.groups[kind]
	g.rows++
	if kind == toUpdate {
		g.count(r.Changes)
	}
	if len(g.samples) < mostSamples {
		g.samples = append(g.samples, sample{r.Row, sampleText(kind, r)})
	}
	return nil
}

// previewKindOf says what would be done about the row. What is refused stands among the problems, and
// there is nothing to show of who stays as they are.
func previewKindOf(r *importer.RowResult) (previewKind, bool) {
	switch r.Result {
	case importer.Created:
		return toCreate, true
	case importer.Updated:
		if slices.ContainsFunc(r.Changes, locksOut) {
			return toDeactivate, true
		}
		return toUpdate, true
	case importer.Skipped:
		return toSkip, true
	default:
		return 0, false
	}
}

func locksOut(c importer.FieldChange) bool {
	return c.Field == importer.Status.String() && c.To == importer.StatusInactive
}

func (g *previewGroup) count(changes []importer.FieldChange) {
	if g.fields == nil {
		g.fields = make(map[string]int)
	}
	for i := range changes {
		g.fields[changes[i].Field]++
	}
}

// sampleText says who a row is about, and what would change.
func sampleText(kind previewKind, r *importer.RowResult) string {
	switch {
	case kind == toCreate:
		return newPerson(r.Changes)
	case kind == toUpdate:
		return who(r.Before) + ": " + changesText(r.Changes)
	case r.Before != nil:
		return who(r.Before)
	case len(r.Problems) > 0:
		return r.Problems[len(r.Problems)-1].Message
	default:
		return ""
	}
}

// who names a person of the directory.
func who(p *importer.Person) string {
	if p == nil {
		return "somebody"
	}
	for _, f := range []importer.Field{importer.DisplayName, importer.Email, importer.Username, importer.ExternalID} {
		if v := p.Values[f]; v != "" {
			return shorten(v, maxValue)
		}
	}
	return "somebody"
}
