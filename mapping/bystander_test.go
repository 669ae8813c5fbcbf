package mapping

import (
	"slices"
	"strings"
	"testing"

	"muster/importer"
)

func TestBystanders(t *testing.T) {
	const again, note = "this row repeats the header; delete it", "this looks like a total or a note, not a person; delete the row"
	staff := []string{"No.|Last Name|Email|Sales", "17|Lee|a@x.org|12"}
	tests := []struct {
		name string
		file []string
		row  string
		want string // message of the only problem; "" is none
	}{
		{"the header again", staff, "No.|Last Name|Email|Sales", again},
		{"a part of the header", staff, "|Last Name|Email|", again},
		{"the header of two columns", []string{"Name|Email", "Ann|a@x.org"}, " Name |Email", again},
		{"one name of the header", staff, "|Last Name||", ""},
		{"a person called like a column", staff, "18|Last Name|b@x.org|", ""},
		{"a total", staff, "Total: 2|||", note},
		{"a total in words of another language", staff, "Summe: 3", note},
		{"a total in the next column", staff, "|Итого||", note},
		{"a total with its number", staff, "|Total||12", note},
		{"a grand total", staff, "Grand Total|||1,200.50", note},
		{"a count of people", staff, "Total users 12", note},
		{"a sentence", staff, "Exported by HR on 2026-05-01|||", note},
		{"a label", staff, "Stand: 01.05.2026", note},
		{"a line", staff, "------|||", note},
		{"a remark below the names", staff, "|* as of 1 May 2026||", note},
		{"an address alone", staff, "||b@x.org|", ""},
		{"a wrong address alone", staff, "||bob ray at home @x.org|", ""},
		{"an id alone", staff, "18|||", ""},
		{"a name alone", staff, "|van der Berg||", ""},
		{"two words alone", staff, "|||not known", ""},
		{"a person called Total with an id", staff, "18|Total||12", ""},
		{"a person called Total with an address", staff, "|Total|t@x.org|12", ""},
		{"a total with text", staff, "Total|of all||", ""},
		{"two columns only", []string{"Last Name|Email", "Lee|a@x.org"}, "Total: 2|", ""},
		{"no address and no id", []string{"Username|Last Name|Sales", "alee|Lee|12"}, "Total: 2||", ""},
		{"no header", []string{"17|Lee|a@x.org|12", "18|Ray|b@x.org|13"}, "17|Lee|a@x.org|12", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, err := New(nil, Inspect(table(tt.file...), InspectOptions{}), Options{})
			if err != nil {
				t.Fatal(err)
			}
			e := m.Map(importer.Row{Number: 9, Cells: strings.Split(tt.row, "|")})
			if tt.want == "" {
				if slices.ContainsFunc(e.Problems, func(p importer.Problem) bool { return p.Code == "row.unreadable" }) {
					t.Errorf("the row has the problems %v", e.Problems)
				}
				return
			}
			if len(e.Problems) != 1 || e.Problems[0].Code != "row.unreadable" || e.Problems[0].Message != tt.want || e.Problems[0].Severity != importer.Error {
				t.Errorf("the row has the problems %v; want only %q", e.Problems, tt.want)
			}
			if e.Given != 0 || len(e.Lists) > 0 {
				t.Errorf("the row says %s", said(e))
			}
		})
	}
}
