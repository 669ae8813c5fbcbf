package reports

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"muster/importer"

	"github.com/google/go-cmp/cmp"
)

// finished is the summary of a run with some failures.
func finished() *importer.Summary {
	return &importer.Summary{
		Import: "01990000-0000-7000-8000-000000000001", Source: "people.csv", State: importer.Finished,
		Directory: importer.DirectoryName{DB: "sqlite:/srv/muster.db", New: true},
		Rows:      importer.Counts{importer.Created: 12040, importer.Updated: 17, importer.Unchanged: 3, importer.Failed: 2},
		Warnings:  1, Deactivated: 4,
		Problems: map[string]int{"email.invalid": 2, "group.unknown": 1, "role.none": 1},
		Examples: map[string]importer.Example{
			"email.invalid": {Row: 7, Problem: importer.Problem{
				Severity: importer.Error, Code: "email.invalid", Column: "E-Mail", Value: "bob@",
				Message: "the address has no domain", Hint: "bob@example.com",
			}},
			"group.unknown": {Row: 9, Problem: importer.Problem{
				Severity: importer.Error, Code: "group.unknown", Column: "Gruppen", Value: "Sale",
				Message: "the group is not in the catalog; add it there, or correct its name here", Hint: "Sales",
			}},
			"role.none": {Row: 12, Problem: importer.Problem{Severity: importer.Warning, Code: "role.none", Message: "the user has no role and will be able to do nothing"}},
		},
		HeldBack: importer.HeldBack{Passwords: 1, Edits: 2}, Mails: importer.Mails{Queued: 5},
		Seconds: 0.83, RowsPerSecond: 14532.4, Reports: []string{"people.results.csv", "people.failed.csv"},
		Input: &importer.InputNote{Format: "csv", Encoding: "windows-1252", Delimiter: ";", HeaderRow: 1, Unmapped: []string{"Notiz", "Kürzel"}},
	}
}

func TestSummaryGolden(t *testing.T) {
	changed := func(change func(*importer.Summary)) *importer.Summary {
		s := finished()
		change(s)
		return s
	}
	clean := func(s *importer.Summary) {
		s.Rows, s.Problems, s.HeldBack, s.Mails, s.Deactivated = importer.Counts{importer.Created: 1}, nil, importer.HeldBack{}, importer.Mails{}, 0
		s.Directory.New, s.Reports = false, s.Reports[:1]
	}
	state := func(state importer.State) func(*importer.Summary) {
		return func(s *importer.Summary) { s.State = state }
	}
	failedFile := SummaryOptions{Failed: "people.failed.csv"}
	tests := []struct {
		name    string
		summary *importer.Summary
		options SummaryOptions
	}{
		{"finished", finished(), failedFile},
		{"narrow", finished(), SummaryOptions{Width: 40}},
		{"color", finished(), SummaryOptions{Color: true}},
		{"clean", changed(clean), SummaryOptions{}},
		{"unchanged", changed(func(s *importer.Summary) { clean(s); s.Rows = importer.Counts{importer.Unchanged: 25} }), SummaryOptions{}},
		{"planned", changed(func(s *importer.Summary) { s.State, s.Import, s.Mails = importer.Planned, "", importer.Mails{} }), SummaryOptions{}},
		{"interrupted", changed(state(importer.Interrupted)), failedFile},
		{"interrupted_plan", changed(func(s *importer.Summary) {
			s.State, s.Import, s.Mails = importer.Interrupted, "", importer.Mails{}
		}), SummaryOptions{}},
		{"interrupted_atomic", changed(func(s *importer.Summary) {
			s.State, s.Rows, s.Deactivated, s.Mails = importer.Interrupted, importer.Counts{importer.Skipped: 23, importer.Failed: 2}, 0, importer.Mails{}
		}), failedFile},
		{"doubts", changed(func(s *importer.Summary) {
			clean(s)
			s.Input.Doubts = []string{
				"the character encoding is not certain: windows-1252 or iso-8859-2; if names look wrong, name the right one with --encoding",
				"row 1 stands above the header in row 2 and is not read", "a", "b", "c", "d", "e", "f",
			}
		}), SummaryOptions{}},
		{"again", changed(func(s *importer.Summary) {
			clean(s)
			s.Again = &importer.Earlier{Import: "01990000-0000-7000-8000-000000000000", Started: time.Date(2026, 11, 21, 12, 0, 0, 0, time.Local)}
		}), SummaryOptions{}},
		{"lost", changed(func(s *importer.Summary) { clean(s); s.Reports = []string{} }), SummaryOptions{}},
		{"held", changed(func(s *importer.Summary) {
			s.State, s.Rows, s.Deactivated, s.Mails = importer.Held, importer.Counts{importer.Skipped: 25}, 0, importer.Mails{}
			s.Limits = []importer.Breach{
				{Limit: "update", Bound: "10", Count: 12, Of: 25, Sample: []string{"row 2: Anita Singh (E1)", "row 3"}},
				{Limit: "deactivate", Bound: "5%", Count: 1200, Of: 9000, Sample: []string{"absent: Bob O'Neill (E2)"}},
			}
		}), failedFile},
		{"absent", changed(func(s *importer.Summary) {
			clean(s)
			s.Deactivated = 3
			s.Absent = &importer.Absent{People: []string{"Anita Singh (E1)", "Bob O'Neill (E2)"}, Protected: []string{"The Boss (E3)"}, Kept: 1}
		}), SummaryOptions{}},
		{"absent_unknown", changed(func(s *importer.Summary) {
			clean(s)
			s.Absent = &importer.Absent{Nobody: "it cannot be read whom row 7 is about"}
		}), SummaryOptions{}},
		{"stopped", changed(func(s *importer.Summary) {
			s.State, s.Rows, s.Deactivated, s.Mails = importer.Stopped, importer.Counts{importer.Skipped: 23, importer.Failed: 2}, 0, importer.Mails{}
		}), failedFile},
		{"failed", changed(func(s *importer.Summary) {
			s.State, s.Error = importer.FailedRun, "the database is gone (connection refused)"
		}), failedFile},
		{"many", changed(func(s *importer.Summary) {
			for i := range 12 {
				code := fmt.Sprintf("password.rule_%02d", i)
				s.Problems[code] = 1000 + i
				s.Examples[code] = importer.Example{Row: i + 2, Problem: importer.Problem{Severity: importer.Error, Code: code, Message: "the password is too simple"}}
			}
		}), failedFile},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b strings.Builder
			if err := WriteSummary(&b, tt.summary, tt.options); err != nil {
				t.Fatal(err)
			}
			golden(t, "summary/"+tt.name+".txt", b.String())
			for line := range strings.Lines(b.String()) {
				if width := max(tt.options.Width, 80); !tt.options.Color && utf8.RuneCountInString(strings.TrimSuffix(line, "\n")) > width {
					t.Errorf("wider than %d: %s", width, line)
				}
			}
		})
	}
}

func TestSummaryIsNotSteeredByAFile(t *testing.T) {
	s := finished()
	s.Source = "\x1b[2Jpeople\u202ecsv.exe"
	e := s.Examples["email.invalid"]
	e.Problem.Value, e.Problem.Column = "a\nb\x1b]0;owned\x07", "E\x9bMail"
	s.Examples["email.invalid"] = e
	var b strings.Builder
	if err := WriteSummary(&b, s, SummaryOptions{}); err != nil {
		t.Fatal(err)
	}
	if i := strings.IndexAny(b.String(), "\x1b\x07\u009b\u202e"); i >= 0 {
		t.Errorf("it got through at %d:\n%q", i, b.String())
	}
}

func TestSummaryTellsThatItCannotBeWritten(t *testing.T) {
	if err := WriteSummary(fullDisk{}, finished(), SummaryOptions{}); err == nil || errors.Is(err, ErrUsage) {
		t.Errorf("got %v", err)
	}
}

func TestNumbersForPeople(t *testing.T) {
	got := []string{
		thousands(0), thousands(999), thousands(1000), thousands(1048576), thousands(-12345),
		count(1, "row", "rows"), count(0, "row", "rows"), count(2000, "row", "rows"),
		duration(0), duration(0.41), duration(9.94), duration(12.4), duration(200), duration(3599.6), duration(7260),
	}
	want := []string{
		"0", "999", "1,000", "1,048,576", "-12,345", "1 row", "0 rows", "2,000 rows",
		"0.0 s", "0.4 s", "9.9 s", "12 s", "3 min 20 s", "1 h 0 min", "2 h 1 min",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
