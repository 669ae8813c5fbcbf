package reports

import (
	"strings"
	"testing"

	"muster/importer"

	"pgregory.net/rapid"
)

func TestHeadline(t *testing.T) {
	tests := []struct {
		state importer.State
		rows  importer.Counts
		color color
		want  string
	}{
		{importer.Finished, importer.Counts{}, amber, "Imported people.csv: it has no rows."},
		{importer.Finished, importer.Counts{importer.Failed: 3}, red, "Imported nothing of people.csv: 3 rows read, all failed."},
		{importer.Finished, importer.Counts{importer.Failed: 1, importer.Created: 1}, amber, "Imported people.csv: 2 rows read, 1 failed."},
		{importer.Finished, importer.Counts{importer.Failed: 1, importer.Unchanged: 1}, amber, "Imported people.csv: nothing changed; 2 rows read, 1 failed."},
		{importer.Finished, importer.Counts{importer.Updated: 1}, green, "Imported people.csv: 1 row read, none failed."},
		{importer.Finished, importer.Counts{importer.Unchanged: 1, importer.Skipped: 1}, green, "Imported people.csv: nothing to change, 2 rows as before."},
		{importer.Held, importer.Counts{importer.Skipped: 2}, amber, "Held back by a limit: nothing of people.csv was written."},
		{importer.Stopped, importer.Counts{importer.Skipped: 2, importer.Failed: 1}, amber, "Stopped: nothing of people.csv was written. 3 rows read, 1 failed."},
		{importer.Superseded, importer.Counts{importer.Skipped: 2}, amber, "Superseded by a newer file: nothing of people.csv was written."},
		{importer.Interrupted, importer.Counts{importer.Created: 2000}, amber, "Interrupted: people.csv is imported in part (2,000 rows read)."},
		{importer.Interrupted, importer.Counts{importer.Skipped: 2000}, amber, "Interrupted: nothing of people.csv was written."},
		{importer.Interrupted, importer.Counts{}, amber, "Interrupted: nothing of people.csv was written."},
		{importer.FailedRun, importer.Counts{importer.Updated: 1}, red, "Failed: people.csv is imported in part (1 row read)."},
		{importer.FailedRun, importer.Counts{importer.Unchanged: 2}, red, "Failed: the import of people.csv broke off after 2 rows, none of which changed anything."},
		{importer.FailedRun, importer.Counts{}, red, "Failed: the import of people.csv broke off before any row had a result."},
		{importer.Undone, importer.Counts{importer.Created: 2}, green, "Undone: what the import of people.csv changed is put back."},
		{importer.Running, importer.Counts{importer.Created: 2}, amber, "The import of people.csv is running: 2 rows so far."},
	}
	for _, tt := range tests {
		paint, got := headline(&importer.Summary{Import: "0199", Source: "people.csv", State: tt.state, Rows: tt.rows})
		if got != tt.want || paint != tt.color {
			t.Errorf("%s reads %q in %q, want %q in %q", tt.state, got, paint, tt.want, tt.color)
		}
	}
}

func TestHeadlineOfADryRun(t *testing.T) {
	tests := []struct {
		state importer.State
		rows  importer.Counts
		color color
		want  string
	}{
		{importer.Planned, importer.Counts{importer.Created: 1}, amber, "Plan for people.csv: nothing was written. 1 row read, none would fail."},
		{importer.Planned, importer.Counts{importer.Created: 1, importer.Failed: 1}, amber, "Plan for people.csv: nothing was written. 2 rows read, 1 would fail."},
		{importer.Planned, importer.Counts{importer.Unchanged: 3}, green, "Plan for people.csv: nothing was written. Nothing would change, 3 rows as before."},
		{importer.Planned, importer.Counts{importer.Unchanged: 3, importer.Failed: 1}, amber, "Plan for people.csv: nothing was written. Nothing would change; 4 rows read, 1 would fail."},
		{importer.Planned, importer.Counts{importer.Failed: 2}, red, "Plan for people.csv: nothing was written. 2 rows read, all would fail."},
		{importer.Planned, importer.Counts{}, amber, "Plan for people.csv: nothing was written. The file has no rows."},
		{importer.Stopped, importer.Counts{importer.Skipped: 2, importer.Failed: 1}, amber, "Plan for people.csv: the import would stop with nothing written. 3 rows read, 1 would fail."},
		{importer.Held, importer.Counts{importer.Skipped: 2}, amber, "Plan for people.csv: a limit would hold the import back. 2 rows read, none would fail."},
		{importer.Interrupted, importer.Counts{importer.Created: 2000}, amber, "Interrupted: the plan for people.csv is not complete (2,000 rows read). Nothing was written."},
		{importer.FailedRun, importer.Counts{}, red, "Failed: the plan for people.csv broke off after 0 rows. Nothing was written."},
		{importer.Running, importer.Counts{}, amber, "The plan for people.csv is running: 0 rows so far. Nothing was written."},
	}
	for _, tt := range tests {
		paint, got := headline(&importer.Summary{Source: "people.csv", State: tt.state, Rows: tt.rows})
		if got != tt.want || paint != tt.color {
			t.Errorf("%s reads %q in %q, want %q in %q", tt.state, got, paint, tt.want, tt.color)
		}
	}
}

// anySummary draws every combination of what headline and advice depend on.
func anySummary() *rapid.Generator[*importer.Summary] {
	return rapid.Custom(func(t *rapid.T) *importer.Summary {
		s := &importer.Summary{Source: "people.csv", State: rapid.SampledFrom([]importer.State{
			importer.Running, importer.Finished, importer.Held, importer.Stopped, importer.Superseded,
			importer.Interrupted, importer.FailedRun, importer.Planned, importer.Undone,
		}).Draw(t, "state")}
		if rapid.Bool().Draw(t, "recorded") {
			s.Import = "0199"
		}
		for r := range s.Rows {
			s.Rows[r] = rapid.IntRange(0, 2).Draw(t, importer.Result(r).String())
		}
		if rapid.Bool().Draw(t, "with reports") {
			s.Reports = []string{"people.results.csv", "people.failed.csv"}
		}
		return s
	})
}

func TestHeadlineClaimsNoMoreThanTheCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySummary().Draw(t, "summary")
		_, got := headline(s)
		inPart := strings.Contains(got, "in part") || strings.HasPrefix(got, "Imported")
		if inPart && dryRun(s) {
			t.Errorf("a dry run reads %q", got)
		}
		if strings.Contains(got, "in part") && !changed(s) {
			t.Errorf("nothing changed, but it reads %q", got)
		}
		if nothing := strings.Contains(got, "othing of people.csv was written"); nothing && changed(s) && s.State == importer.Interrupted {
			t.Errorf("rows were written, but it reads %q", got)
		}
	})
}
