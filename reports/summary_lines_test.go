package reports

import (
	"strings"
	"testing"

	"muster/importer"

	"github.com/google/go-cmp/cmp"
)

func TestHeadlineOfEveryState(t *testing.T) {
	tests := []struct {
		state importer.State
		rows  importer.Counts
		color color
		want  string
	}{
		{importer.Finished, importer.Counts{}, amber, "Imported people.csv: it has no rows."},
		{importer.Finished, importer.Counts{importer.Failed: 3}, red, "Imported nothing of people.csv: 3 rows read, all failed."},
		{importer.Finished, importer.Counts{importer.Failed: 1, importer.Created: 1}, amber, "Imported people.csv: 2 rows read, 1 failed."},
		{importer.Finished, importer.Counts{importer.Updated: 1}, green, "Imported people.csv: 1 row read, none failed."},
		{importer.Finished, importer.Counts{importer.Unchanged: 1}, green, "Imported people.csv: nothing to change, 1 row as before."},
		{importer.Planned, importer.Counts{importer.Created: 1}, amber, "Plan for people.csv: nothing was written. 1 row read, none would fail."},
		{importer.Held, importer.Counts{importer.Skipped: 2}, amber, "Held back by a limit: nothing of people.csv was written."},
		{importer.Stopped, importer.Counts{importer.Skipped: 2}, amber, "Stopped: nothing of people.csv was written."},
		{importer.Superseded, importer.Counts{importer.Skipped: 2}, amber, "Superseded by a newer file: nothing of people.csv was written."},
		{importer.Interrupted, importer.Counts{importer.Created: 2000}, amber, "Interrupted: people.csv is imported in part (2,000 rows)."},
		{importer.FailedRun, importer.Counts{}, red, "Failed: the import of people.csv broke off after 0 rows."},
		{importer.Undone, importer.Counts{importer.Created: 2}, green, "Undone: what the import of people.csv changed is put back."},
		{importer.Running, importer.Counts{importer.Created: 2}, amber, "The import of people.csv is running: 2 rows so far."},
	}
	for _, tt := range tests {
		paint, got := headline(&importer.Summary{Source: "people.csv", State: tt.state, Rows: tt.rows})
		if got != tt.want || paint != tt.color {
			t.Errorf("%s reads %q in %q, want %q in %q", tt.state, got, paint, tt.want, tt.color)
		}
	}
}

func TestHowTheFileWasRead(t *testing.T) {
	tests := []struct {
		note importer.InputNote
		want string
	}{
		{importer.InputNote{Format: "xlsx", Sheet: "Employees", HeaderRow: 3}, "xlsx, sheet Employees, header in row 3"},
		{importer.InputNote{Format: "csv", Encoding: "utf-8", Delimiter: "\t"}, "csv, utf-8, cells separated by tabs, without a header"},
		{importer.InputNote{Format: "csv", Delimiter: "|", HeaderRow: 1, Unmapped: []string{"a", "b"}}, "csv, cells separated by |, header in row 1, nothing taken from: a, b"},
	}
	for _, tt := range tests {
		if got := inputText(&tt.note); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func TestMailInASummary(t *testing.T) {
	for mails, want := range map[importer.Mails]string{
		{}:                        "",
		{Queued: 1}:               "1 mail queued; no mail server is set, so none is sent",
		{Queued: 2, Server: true}: "2 mails queued",
	} {
		if got := mailText(mails); got != want {
			t.Errorf("%+v reads %q, want %q", mails, got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	got := wrap("one two  three fourteencharacters\nfive", 8)
	if diff := cmp.Diff([]string{"one two", "three", "fourteencharacters", "five"}, got); diff != "" {
		t.Error(diff)
	}
	if got := shorten("Zoë Müller", 4); got != "Zoë…" {
		t.Errorf("shortened to %q", got)
	}
}

func TestLongFilesAreSummarizedInOneScreen(t *testing.T) {
	s := finished()
	for _, code := range []string{"a.x", "b.x", "c.x", "d.x", "e.x", "f.x", "g.x", "h.x", "i.x", "j.x"} {
		s.Problems[code] = 1
		s.Examples[code] = importer.Example{Row: 2, Problem: importer.Problem{Severity: importer.Error, Value: strings.Repeat("x", 30_000), Message: "wrong"}}
	}
	var b strings.Builder
	if err := WriteSummary(&b, s, SummaryOptions{Width: 120}); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(b.String(), "\n"); lines > 40 || b.Len() > 4000 {
		t.Errorf("%d lines, %d bytes", lines, b.Len())
	}
}
