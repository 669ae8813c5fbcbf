package mapping

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"muster/importer"
	"muster/importer/value/date"
)

// rowSource reads rows from memory; an error takes the place of the row of its index.
type rowSource struct {
	rows []importer.Row
	fail map[int]error
	next int
}

func (s *rowSource) Read() (importer.Row, error) {
	i := s.next
	s.next++
	if err := s.fail[i]; err != nil {
		return importer.Row{}, err
	}
	if i >= len(s.rows) {
		return importer.Row{}, io.EOF
	}
	return s.rows[i], nil
}

func (s *rowSource) Progress() (done, total int64) { return 0, 0 }
func (s *rowSource) Close() error                  { return nil }

func TestDecide(t *testing.T) {
	sample := table("Email|Start Date|End Date", "a@x.org|01/02/2024|", "b@x.org|03/04/2024|")
	tests := []struct {
		name string
		rest []importer.Row
		want string // start date of the first row; "" asks
	}{
		{"day first by a later row", table("c@x.org|13/04/2024"), "2024-02-01"},
		{"month first by a later row", table("c@x.org|04/13/2024"), "2024-01-02"},
		{"nothing decides", table("c@x.org|04/05/2024"), ""},
		{"contradiction", table("c@x.org|13/04/2024", "d@x.org|04/13/2024"), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, err := New(nil, Inspect(sample, InspectOptions{}), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]int{1, 2}, m.Undecided()); diff != "" {
				t.Errorf("undecided (-want +got):\n%s", diff)
			}
			all := append(append([]importer.Row{}, sample...), tt.rest...)
			for i := range all {
				all[i].Number = i + 1
			}
			err = m.Decide(&rowSource{rows: all, fail: map[int]error{1: &importer.RowError{Row: all[1]}}})
			if tt.want == "" {
				if !errors.Is(err, ErrUndecided) || !strings.Contains(err.Error(), "mapping.fields.start_date") || !strings.Contains(err.Error(), `"Start Date"`) {
					t.Errorf("Decide = %v, want a question with the key to set", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := m.Map(all[1]).Values[importer.StartDate]; got != tt.want {
				t.Errorf("the date is %q, want %q", got, tt.want)
			}
		})
	}
}

func TestDecideStops(t *testing.T) {
	sample := table("Email|Start Date", "a@x.org|01/02/2024")
	m, err := New(nil, Inspect(sample, InspectOptions{}), Options{})
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("disk on fire")
	if err := m.Decide(&rowSource{rows: sample, fail: map[int]error{1: broken}}); !errors.Is(err, broken) || errors.Is(err, ErrUndecided) {
		t.Errorf("Decide = %v, want the source's error", err)
	}
}

// What is asked about a column names rows that contradict each other, and layouts that read its cells.
func TestDecideAsks(t *testing.T) {
	tests := []struct {
		name  string
		cells []string
		want  UndecidedColumn
		says  string
	}{
		{"both ways", []string{"01/02/2024"}, UndecidedColumn{Layouts: [2]string{"DD/MM/YYYY", "MM/DD/YYYY"}}, "can be read with the day or the month first; set mapping.fields.start_date"},
		{"one digit", []string{"1-2-24 8:00 AM"}, UndecidedColumn{Layouts: [2]string{"D-M-YY", "M-D-YY"}}, "or {…, date: M-D-YY}"},
		{"contradiction", []string{"13/02/2026", "02/14/2026", "02/15/2026"}, UndecidedColumn{Layouts: [2]string{"MM/DD/YYYY", "DD/MM/YYYY"}, DayFirst: 2, MonthFirst: 3}, "row 2 can only be read with the day first, row 3 only with the month first; correct the cells, or set"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows := table("Email|Start Date")
			for _, cell := range tt.cells {
				rows = append(rows, importer.Row{Number: len(rows) + 1, Cells: []string{"a@x.org", cell}})
			}
			m, err := New(nil, Inspect(rows, InspectOptions{}), Options{})
			if err != nil {
				t.Fatal(err)
			}
			var ask *UndecidedError
			if err := m.Decide(&rowSource{rows: rows}); !errors.As(err, &ask) || len(ask.Columns) != 1 || !strings.Contains(err.Error(), tt.says) {
				t.Fatalf("Decide = %v, want a question with %q", err, tt.says)
			}
			tt.want.Field, tt.want.Column = "start_date", "Start Date"
			if diff := cmp.Diff(tt.want, ask.Columns[0], cmpopts.IgnoreUnexported(UndecidedColumn{})); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// The layouts that are proposed read what they were made of, in each order.
func TestDateForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := time.Date(1970, 1, rapid.IntRange(0, 36_000).Draw(t, "day"), 0, 0, 0, 0, time.UTC)
		sep := rapid.SampledFrom([]string{".", "/", "-", ". "}).Draw(t, "separator")
		form := rapid.SampledFrom([]string{"02_01_2006", "2_1_2006", "2_1_06", "02_01_06"}).Draw(t, "form")
		for order, layout := range map[date.Order]string{date.DMY: form, date.MDY: strings.NewReplacer("02", "01", "01", "02", "2_1", "1_2").Replace(form)} {
			cell := day.Format(strings.ReplaceAll(layout, "_", sep))
			var f dateForm
			f.add(cell + " 08:15")
			if got, ok := date.ParseLayout(cell, f.in(order)); !ok || got[5:] != day.Format("01-02") {
				t.Fatalf("%s reads %q as %q", f.in(order), cell, got)
			}
		}
	})
}

// Columns that need no order are not read again.
func TestNothingUndecided(t *testing.T) {
	for name, tt := range map[string]struct {
		config string
		rows   []importer.Row
	}{
		"ISO dates":   {"", table("Email|Start Date", "a@x.org|2024-02-01")},
		"a layout":    {"fields: {start_date: {column: D, date: DD/MM/YYYY}}", table("D", "01/02/2024")},
		"no dates":    {"", table("Email", "a@x.org")},
		"a day of 13": {"", table("Email|Start Date", "a@x.org|13/02/2024")},
	} {
		var cfg *Config
		if tt.config != "" {
			cfg = mustLoad(t, tt.config)
		}
		m, err := New(cfg, Inspect(tt.rows, InspectOptions{}), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Undecided(); len(got) > 0 {
			t.Errorf("%s: the columns %v are undecided", name, got)
		}
		if err := m.Decide(nil); err != nil {
			t.Errorf("%s: Decide = %v", name, err)
		}
	}
}

func TestInstant(t *testing.T) {
	for in, want := range map[string]string{
		"2024-03-02T10:30:00Z":      "2024-03-02T10:30:00Z",
		"2024-03-02 10:30:00":       "2024-03-02T10:30:00Z",
		"2024-03-02 12:30:00+02:00": "2024-03-02T10:30:00Z",
		"2024-03-02 12:30:00 +0200": "2024-03-02T10:30:00Z",
		"2024-03-02T10:30:00.1234Z": "2024-03-02T10:30:00.1234Z",
		"20240302103000Z":           "2024-03-02T10:30:00Z",
		"20240302103000.0Z":         "2024-03-02T10:30:00Z",
		"1709375400":                "2024-03-02T10:30:00Z",
		"1709375400000":             "2024-03-02T10:30:00Z",
		"02.03.2024 10:30":          "",
		"17093754001":               "",
		"soon":                      "",
	} {
		if got, ok := instant(in); got != want || ok != (want != "") {
			t.Errorf("instant(%q) = %q, %v; want %q", in, got, ok, want)
		}
	}
}
