package reports

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"muster/importer"

	"pgregory.net/rapid"
)

func TestNextStep(t *testing.T) {
	const again = "run the same command without --dry-run (or with import instead of plan)"
	created := importer.Counts{importer.Created: 2}
	mixed := importer.Counts{importer.Created: 2, importer.Failed: 1}
	tests := []struct {
		name  string
		state importer.State
		rows  importer.Counts
		dry   bool
		want  string
	}{
		{"all is done", importer.Finished, created, false, ""},
		{"rows left", importer.Finished, mixed, false, "mend the 1 failed row and import again; with --failed PATH, they come in a file of their own."},
		{"written in part", importer.Interrupted, created, false, "carry it on: muster resume 0199"},
		{"nothing written", importer.Interrupted, importer.Counts{importer.Skipped: 2}, false, "carry it on: muster resume 0199"},
		{"failed", importer.FailedRun, created, false, "when the cause is gone, carry it on: muster resume 0199"},
		{"held", importer.Held, importer.Counts{importer.Skipped: 2}, false, "look at the report, and at muster imports show 0199. If the file is right, let it go on with muster release 0199; if not, import the mended file."},
		{"superseded", importer.Superseded, importer.Counts{importer.Skipped: 2}, false, ""},
		{"plan that would be held", importer.Held, created, true, "if the file is right, import it: it will be held back, and somebody can release it; or raise the limit."},
		{"stopped for failed rows", importer.Stopped, importer.Counts{importer.Skipped: 2, importer.Failed: 1}, false, "mend the 1 failed row in the file, and import all of it again."},
		{"stopped by somebody", importer.Stopped, importer.Counts{importer.Skipped: 2}, false, "import the file again."},
		{"undone", importer.Undone, created, false, ""},
		{"planned", importer.Planned, created, true, again + ", and what the plan shows is done."},
		{"planned with rows left", importer.Planned, mixed, true, "mend the 1 failed row in the file, and try again; or import the others: " + again + "."},
		{"planned, all fail", importer.Planned, importer.Counts{importer.Failed: 2}, true, "mend the 2 failed rows in the file, and try again."},
		{"planned, nothing to do", importer.Planned, importer.Counts{importer.Unchanged: 2}, true, ""},
		{"plan of all rows or none", importer.Stopped, importer.Counts{importer.Skipped: 2, importer.Failed: 1}, true, "mend the 1 failed row in the file, and try again."},
		{"plan cut off", importer.Interrupted, created, true, "run the same command again."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := &importer.Summary{Import: "0199", State: tt.state, Rows: tt.rows}
			if tt.dry {
				s.Import = ""
			}
			if got := nextStep(s, SummaryOptions{}); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// Who is not as a plan expects them is no fault of the file.
func TestNextStepOfAPlanThatDrifted(t *testing.T) {
	for _, tt := range []struct {
		state importer.State
		dry   bool
		want  string
	}{
		{importer.Finished, false, planAgain + ": " + againDone + "."},
		{importer.Stopped, false, planAgain + "."},
		{importer.Planned, true, planAgain + "; or do the rest: muster apply people.plan."},
	} {
		for name, s := range map[string]*importer.Summary{
			"row":    {Rows: importer.Counts{importer.Created: 1, importer.Failed: 1}, Problems: map[string]int{"plan.drifted": 1}},
			"absent": {Rows: importer.Counts{importer.Created: 1}, Absent: &importer.Absent{Drifts: 1}},
		} {
			s.State, s.Plan = tt.state, "people.plan"
			if !tt.dry {
				s.Import = "0199"
			}
			if got := nextStep(s, SummaryOptions{}); got != tt.want {
				t.Errorf("%s, %s: got %q, want %q", tt.state, name, got, tt.want)
			}
		}
	}
}

// TestAdviceCanBeFollowed holds the commands and flags that summaries name against those that there are: whoever
// adds one here has tried it.
func TestAdviceCanBeFollowed(t *testing.T) {
	commands := []string{"muster imports show", "muster release 0199", "muster inspect FILE", "muster resume 0199"}
	flags := []string{"--dry-run", "--failed", "--rows"}
	command, flag := regexp.MustCompile(`muster \w+ \w+`), regexp.MustCompile(`--[a-z-]+`)
	rapid.Check(t, func(t *rapid.T) {
		s := anySummary().Draw(t, "summary")
		s.Input = &importer.InputNote{Doubts: slices.Repeat([]string{"a column is unclear"}, rapid.IntRange(0, mostDoubts+2).Draw(t, "doubts"))}
		var b strings.Builder
		if err := WriteSummary(&b, s, SummaryOptions{Width: 1000, Failed: rapid.SampledFrom([]string{"", "people.failed.csv"}).Draw(t, "failed")}); err != nil {
			t.Fatal(err)
		}
		for _, found := range command.FindAllString(b.String(), -1) {
			if !slices.Contains(commands, found) {
				t.Errorf("there may be no %q:\n%s", found, b.String())
			}
		}
		for _, found := range flag.FindAllString(b.String(), -1) {
			if !slices.Contains(flags, found) {
				t.Errorf("there may be no %s:\n%s", found, b.String())
			}
		}
	})
}
