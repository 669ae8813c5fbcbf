package reports

import (
	"slices"
	"strings"
	"testing"

	"muster/importer"

	"github.com/google/go-cmp/cmp"
)

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
		{Queued: 1}:               "1 mail queued; no mail server is set (MUSTER_SMTP), so none is sent",
		{Queued: 2, Server: true}: "2 mails queued; muster outbox send sends them",
		{Queued: 3, Held: true}:   "3 mails held back; muster outbox release 01a2 lets them go",
	} {
		if got := mailText(mails, "01a2"); got != want {
			t.Errorf("%+v reads %q, want %q", mails, got, want)
		}
	}
	if got := mailText(importer.Mails{Queued: 1, Held: true}, ""); got != "1 mail would be queued" {
		t.Errorf("a plan reads %q", got)
	}
}

func TestRateIsLeftOutWhereItSaysNothing(t *testing.T) {
	tests := []struct {
		name    string
		rows    int
		seconds float64
		want    string
	}{
		{"no rows", 0, 1, ""},
		{"a clock that stands still", 5, 0, ""},
		{"few rows", 999, 0.5, "0.5 s"},
		{"enough rows", 1000, 0.5, "0.5 s (2,000 rows/s)"},
		{"a long wait for the lock", 1000, 7200, "2 h 0 min"},
	}
	for _, tt := range tests {
		s := &importer.Summary{Rows: importer.Counts{importer.Created: tt.rows}, Seconds: tt.seconds}
		if tt.seconds > 0 {
			s.RowsPerSecond = float64(tt.rows) / tt.seconds
		}
		if got := tookText(s); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestWhereResultsAreThatNoReportHas(t *testing.T) {
	const hint = "none was written; the rows' results: muster imports show 0199 --rows"
	tests := []struct {
		name    string
		summary importer.Summary
		want    string
	}{
		{"no report", importer.Summary{Import: "0199", Rows: importer.Counts{importer.Created: 1}}, hint},
		{"a report", importer.Summary{Import: "0199", Rows: importer.Counts{importer.Created: 1}, Reports: []string{"r.csv"}}, ""},
		{"no rows", importer.Summary{Import: "0199"}, ""},
		{"a dry run, which is not recorded", importer.Summary{Rows: importer.Counts{importer.Created: 1}}, ""},
	}
	for _, tt := range tests {
		if got := lostText(&tt.summary); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
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
	s.Input.Doubts = slices.Repeat([]string{strings.Repeat("x ", 15_000)}, 30)
	for _, code := range []string{"a.x", "b.x", "c.x", "d.x", "e.x", "f.x", "g.x", "h.x", "i.x", "j.x"} {
		s.Problems[code] = 1
		s.Examples[code] = importer.Example{Row: 2, Problem: importer.Problem{Severity: importer.Error, Value: strings.Repeat("x", 30_000), Message: "wrong"}}
	}
	var b strings.Builder
	if err := WriteSummary(&b, s, SummaryOptions{Width: 120}); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(b.String(), "\n"); lines > 60 || b.Len() > 6000 {
		t.Errorf("%d lines, %d bytes", lines, b.Len())
	}
}
