package reports

import (
	"fmt"
	"strings"
	"testing"

	"muster/importer"
)

func anita() *importer.Person {
	p := &importer.Person{}
	p.Values[importer.DisplayName] = "Anita Singh"
	return p
}

func TestAPreviewGroupsRowsByWhatWouldBeDone(t *testing.T) {
	change := func(field, from, to string) importer.FieldChange {
		return importer.FieldChange{Field: field, From: from, To: to}
	}
	results := []importer.RowResult{
		{Row: 2, Result: importer.Created, Changes: []importer.FieldChange{change("email", "", "eva@example.com"), change("display_name", "", "Eva Novak")}},
		{Row: 3, Result: importer.Updated, Before: anita(), Changes: []importer.FieldChange{
			change("mobile", "+4930123", "+4930124"), {Field: "groups", IsList: true, FromList: []string{"Sales"}},
		}},
		{Row: 4, Result: importer.Updated, Before: anita(), Changes: []importer.FieldChange{change("mobile", "", "+4930125")}},
		{Row: 5, Result: importer.Updated, Before: anita(), Changes: []importer.FieldChange{change("status", "active", "inactive")}},
		{Row: 6, Result: importer.Skipped, Before: anita()},
		{Row: 7, Result: importer.Skipped, Problems: []importer.Problem{{Code: "run.stopped", Message: "nothing was imported"}}},
		{Row: 8, Result: importer.Unchanged, Before: anita()},
		{Row: 9, Result: importer.Failed},
	}
	const want = `
To create: 1
  row 2  Eva Novak; eva@example.com

To update: 2 (mobile 2, groups 1)
  row 3  Anita Singh: mobile +4930123 → +4930124; groups Sales → (none)
  row 4  Anita Singh: mobile (none) → +4930125

To deactivate: 1
  row 5  Anita Singh

To skip: 2
  row 6  Anita Singh
  row 7  nothing was imported
`
	if got := previewText(t, results); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func previewText(t *testing.T, results []importer.RowResult) string {
	t.Helper()
	var p Preview
	for i := range results {
		if err := p.Report(&results[i]); err != nil {
			t.Fatal(err)
		}
	}
	text := newText(0, false)
	writePreview(text, &p)
	return text.String()
}

// However many rows there are and however much each changes, a preview stays short.
func TestAPreviewIsShort(t *testing.T) {
	var results []importer.RowResult
	for row := range 5000 {
		r := importer.RowResult{Row: row + 2, Result: importer.Updated, Before: anita()}
		for f := range 10 {
			r.Changes = append(r.Changes, importer.FieldChange{Field: fmt.Sprintf("attributes.a%d", f), To: strings.Repeat("x", 500)})
		}
		results = append(results, r)
	}
	got := previewText(t, results)
	for _, part := range []string{"To update: 5,000 (attributes.a0 5,000,", "4 other fields)", "and 6 other fields", "and 4,997 more; the report has them all"} {
		if !strings.Contains(strings.Join(strings.Fields(got), " "), part) {
			t.Errorf("%q is missing in\n%s", part, got)
		}
	}
	if lines := strings.Count(got, "\n"); lines > 30 {
		t.Errorf("%d lines:\n%s", lines, got)
	}
}

func TestSummariesOfPlansSayWhatToDo(t *testing.T) {
	planned := importer.Summary{Source: "people.csv", State: importer.Planned, Plan: "people.plan", Rows: importer.Counts{importer.Created: 2}}
	if got := nextStep(&planned, SummaryOptions{}); !strings.Contains(got, "muster apply people.plan") {
		t.Error(got)
	}
	planned.Rows[importer.Failed] = 1
	if got := nextStep(&planned, SummaryOptions{}); !strings.Contains(got, "mend the 1 failed row") || !strings.Contains(got, "muster apply people.plan") {
		t.Error(got)
	}
	applied := importer.Summary{
		Import: "0199", Source: "people.csv", State: importer.Finished, Plan: "people.plan",
		Rows: importer.Counts{importer.Failed: 2}, Problems: map[string]int{"plan.drifted": 2},
	}
	if _, got := headline(&applied); !strings.Contains(got, "Applied nothing of the plan") {
		t.Error(got)
	}
	if got := nextStep(&applied, SummaryOptions{}); !strings.Contains(got, "plan again") {
		t.Error(got)
	}
}
