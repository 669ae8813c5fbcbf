package country_test

import (
	"strings"
	"testing"

	"golang.org/x/text/language"
	"pgregory.net/rapid"

	"muster/importer/value/country"
)

func TestParse(t *testing.T) {
	tests := []struct{ in, want string }{
		{"DE", "DE"},
		{"de", "DE"},
		{" deu ", "DE"},
		{"276", "DE"},
		{"4", "AF"}, // 004 in a spreadsheet
		{"UK", "GB"},
		{"U.K.", "GB"},
		{"U.S.A.", "US"},
		{"EL", "GR"},
		{"Germany", "DE"},
		{"GERMANY", "DE"},
		{"Deutschland", "DE"},
		{"Allemagne", "DE"},
		{"Alemania", "DE"},
		{"Alemanha", "DE"},
		{"Germania", "DE"},
		{"Duitsland", "DE"},
		{"Niemcy", "DE"},
		{"Tyskland", "DE"},
		{"Almanya", "DE"},
		{"Германия", "DE"},
		{"ドイツ", "DE"},
		{"德国", "DE"},
		{"德國", "DE"},
		{"Saksa", "DE"}, // Finnish: not among the languages of the headers
		{"Oesterreich", "AT"},
		{"Republik Österreich", "AT"},
		{"Cote d'Ivoire", "CI"},
		{"CÔTE D’IVOIRE", "CI"},
		{"Bosnia-Herzegovina", "BA"},
		{"Bosnia & Herzegovina", "BA"},
		{"St. Lucia", "LC"},
		{"Iran, Islamic Republic of", "IR"},
		{"Islamic Republic of Iran", "IR"},
		{"Republic of The Gambia", "GM"},
		{"Korea, Democratic People's Republic of", "KP"},
		{"Republic of Korea", "KR"},
		{"Congo, The Democratic Republic of the", "CD"},
		{"Republic of the Congo", "CG"},
		{"People's Republic of China", "CN"},
		{"Republic of China", "TW"},
		{"The former Yugoslav Republic of Macedonia", "MK"},
		{"Federated States of Micronesia", "FM"},
		{"Schottland", "GB"},
		{"Niger", "NE"},
		{"Nigeria", "NG"},
		{"Guinea", "GN"},
		{"Equatorial Guinea", "GQ"},
		{"Dominica", "DM"},
		{"Dominican Republic", "DO"},
		{"Kosovo", "XK"},
		{"", ""},
		{"-", ""},
		{"Korea", ""}, // which one?
		{"Congo", ""},
		{"Atlantis", ""},
		{"Republic of", ""},
		{"AN", ""}, // withdrawn
		{"SU", ""},
		{"DD", ""},
		{"YU", ""},
		{"EU", ""},
		{"XX", ""},
		{"ZZ", ""},
		{"001", ""},
		{"150", ""}, // Europe
		{"278", ""}, // GDR
		{"Europe", ""},
	}
	for _, tt := range tests {
		if got, ok := country.Parse(tt.in); got != tt.want || ok != (tt.want != "") {
			t.Errorf("Parse(%q) = %q, %v; want %q", tt.in, got, ok, tt.want)
		}
	}
}

func TestNearest(t *testing.T) {
	tests := []struct{ in, want string }{
		{"Germny", "Germany"},
		{"Deutschlnad", "Deutschland"},
		{"Untied Kingdom", "United Kingdom"},
		{"Atlantis Kingdom", ""},
		{"Korea", "North Korea / South Korea"},
		{"korea", "North Korea / South Korea"},
		{"Koera", "North Korea / South Korea"},
		{"Congo", "Congo - Brazzaville / Congo - Kinshasa"},
		{"Virgin Islands", "British Virgin Islands / U.S. Virgin Islands"},
		{"", ""},
	}
	for _, tt := range tests {
		if got := country.Nearest(tt.in); got != tt.want {
			t.Errorf("Nearest(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// No hint is what was typed, and each is one of countries.
func TestNearestHelps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"Korea", "Congo", "Germany", "Guinea", "Samoa", "St. Martin", "Macedonia", "Sudan"}).Draw(t, "name")
		at := rapid.IntRange(0, len(name)-1).Draw(t, "at")
		typed := rapid.SampledFrom([]string{name, name[:at] + name[at+1:], name[:at] + "x" + name[at:], strings.ToUpper(name)}).Draw(t, "typed")
		if _, ok := country.Parse(typed); ok {
			return
		}
		hint := country.Nearest(typed)
		if strings.EqualFold(hint, typed) {
			t.Errorf("the hint for %q is %q", typed, hint)
		}
		for part := range strings.SplitSeq(hint, " / ") {
			if _, ok := country.Parse(part); hint != "" && !ok {
				t.Errorf("the hint for %q has %q, which is no country", typed, part)
			}
		}
	})
}

// Whatever is typed, what comes out is the code of a country, and reads as itself.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"DE", "U.S.A.", "Côte d'Ivoire", "Korea, Republic of", "276", "ドイツ", "St. Lucia"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, ok := country.Parse(s)
		if !ok {
			if code != "" {
				t.Errorf("Parse(%q) = %q, false", s, code)
			}
			return
		}
		if r, err := language.ParseRegion(code); err != nil || !r.IsCountry() || len(code) != 2 {
			t.Errorf("Parse(%q) = %q, which is no country", s, code)
		}
		if again, ok := country.Parse(code); !ok || again != code {
			t.Errorf("Parse(%q) = %q, which reads as %q", s, code, again)
		}
	})
}
