package mapping

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
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
		"nothing": {"foo|bar", "x|y"},
		"nobody":  {"Ann|a@x.org", "Bob|b@x.org"},
	}
	for name, lines := range files {
		t.Run(name, func(t *testing.T) {
			rows := table(lines...)
			in := Inspect(rows, InspectOptions{})
			draft := Draft(in, DraftOptions{Name: "no", Source: "a\nfile.csv"})
			var d struct {
				Name    string  `yaml:"name"`
				Mapping *Config `yaml:"mapping"`
			}
			if err := yaml.NewDecoder(bytes.NewReader(draft)).Decode(&d); err != nil {
				t.Fatalf("%v in\n%s", err, draft)
			}
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
