package mapping

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"muster/importer"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestDraft(t *testing.T) {
	rows := table(
		"Mitarbeiterliste|||||||||",
		"Personal-Nr.|Vorname|Name|E-Mail|E-Mail privat|Handy|Eintritt|Gesperrt|Rolle|Admin|Notiz: frei",
		"17|Ann|Lee|ann@example.com|ann@home.example|0171 1234567|01/02/2024|nein|Leitung|ja|x",
		"18|Bob|Ray|bob@example.com||0171 1234568|03/04/2024|ja|Lager|nein|y",
	)
	in := Inspect(rows, InspectOptions{})
	got := Draft(in, DraftOptions{Name: "people: all", Source: "people.csv"})
	golden := filepath.Join("testdata", "draft.yaml")
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("the draft differs; look at it and run go test -update ./mapping (-want +got):\n%s", diff)
	}
}

// A draft, read as a definition, maps as the recognition does.
func TestDraftIsTheRecognition(t *testing.T) {
	files := map[string][]string{
		"plain":   {"Email|First Name|Middle Name|Last Name|Disabled", "a@x.org|Ann|Q.|Lee|yes"},
		"strange": {"no|E-Mail: work|#|Name, Vorname|Start\nDate", "1|a@x.org|1|Lee, Ann|2024-01-01"},
		"nobody":  {"Ann|a@x.org", "Bob|b@x.org"},
	}
	for name, lines := range files {
		t.Run(name, func(t *testing.T) {
			rows := table(lines...)
			in := Inspect(rows, InspectOptions{})
			draft := Draft(in, DraftOptions{Name: "no", Source: "a\nfile.csv"})
			d := parseDraft(t, draft)
			if d.Name != "no" {
				t.Errorf("the name is %q", d.Name)
			}
			of := func(c *Config) string {
				m, err := New(c, in, Options{})
				if err != nil {
					t.Fatal(err)
				}
				return said(m.Map(rows[1]))
			}
			if diff := cmp.Diff(of(nil), of(d.Mapping)); diff != "" {
				t.Errorf("recognized and drafted differ:\n%s", diff)
			}
		})
	}
}

// drafted is the part of a definition that a draft has.
type drafted struct {
	Name    string  `yaml:"name"`
	Mapping *Config `yaml:"mapping"`
}

func parseDraft(t *testing.T, draft []byte) drafted {
	t.Helper()
	var d drafted
	if err := yaml.NewDecoder(bytes.NewReader(draft)).Decode(&d); err != nil {
		t.Fatalf("%v in\n%s", err, draft)
	}
	return d
}

// Dates that can be read in two ways are drafted in the likelier one, so that the draft can be used as it is.
func TestDraftDates(t *testing.T) {
	tests := []struct {
		name string
		rows []importer.Row
		line string // of the draft
		want string // what the last row says
	}{
		{
			"nothing decides", table("Email|Start Date", "a@x.org|01/02/2024"),
			"start_date: {column: Start Date, date: DD/MM/YYYY} # or MM/DD/YYYY: the dates can be read with the day or the month first",
			"start_date=2024-02-01",
		},
		{
			"another column has the month first", table("Email|Start Date|End Date", "a@x.org|1/2/2024|12/31/2024"),
			"start_date: {column: Start Date, date: M/D/YYYY} # or D/M/YYYY:", "start_date=2024-01-02",
		},
		{
			"a contradiction", table("Email|Start Date", "a@x.org|13/02/2026", "a@x.org|14/02/2026", "a@x.org|02/14/2026"),
			"{column: Start Date, date: DD/MM/YYYY} # or MM/DD/YYYY: the dates contradict each other: row 2 can only be read with the day first, row 4 only with the month first",
			"error start_date.invalid",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := Inspect(tt.rows, InspectOptions{})
			draft := Draft(in, DraftOptions{})
			if !bytes.Contains(draft, []byte(tt.line)) {
				t.Errorf("the draft has no %q:\n%s", tt.line, draft)
			}
			m, err := New(parseDraft(t, draft).Mapping, in, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if open := m.Undecided(); len(open) > 0 {
				t.Errorf("the columns %v are undecided", open)
			}
			if got := said(m.Map(tt.rows[len(tt.rows)-1])); !strings.Contains(got, tt.want) {
				t.Errorf("the row says %s, want %s", got, tt.want)
			}
		})
	}
}
