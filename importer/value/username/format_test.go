package username_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"muster/importer/value/username"
)

// person is what a row says about somebody, by field.
type person map[string]string

func (p person) get(field string) string { return p[field] }

// called returns a person of these names.
func called(given, family string) person {
	return person{"given_name": given, "family_name": family}
}

func TestMake(t *testing.T) {
	const usual = "{given_name:1}{family_name}"
	tests := []struct {
		name, format string
		person       person
		max          int
		want         string
	}{
		{"usual", usual, called("Anita", "Singh"), 64, "asingh"},
		{"accents", usual, called("Élodie", "Lefèvre"), 64, "elefevre"},
		{"German", usual, called("Jörg", "Müßig"), 64, "jmuessig"},
		{"first is an umlaut", usual, called("Ägidius", "Öz"), 64, "aoez"},
		{"apostrophe", usual, called("Sinéad", "O'Neill"), 64, "soneill"},
		{"typographic apostrophe", usual, called("Sinéad", "O’Neill"), 64, "soneill"},
		{"spaces", usual, called("Anna Maria", "van der Berg"), 64, "avanderberg"},
		{"hyphen", "{given_name}.{family_name}", called("Anne-Marie", "Ott-Frei"), 64, "anne-marie.ott-frei"},
		{"dots at the end", "{family_name}{given_name}", called("J. R.", "Jr."), 64, "jrj.r"},
		{"Cyrillic", usual, called("Юлия", "Иванова"), 64, "iivanova"},
		{"Chinese", usual, called("伟", "张"), 64, "wzhang"},
		{"Greek", usual, called("Γιώργος", "Παππάς"), 64, "gpappas"},
		{"Arabic", usual, called("محمد", "علي"), 64, "mly"},
		{"Turkish", usual, called("İpek", "Işık"), 64, "iisik"},
		{"cut", "{given_name}.{family_name}", called("Anita", "Singh"), 8, "anita.si"},
		{"cut at the dot", "{given_name}.{family_name}", called("Anita", "Singh"), 6, "anita"},
		{"no limit", "{given_name}{family_name}", called(strings.Repeat("a", 50), strings.Repeat("b", 50)), 0, strings.Repeat("a", 50) + strings.Repeat("b", 50)},
		{"text", "X-{family_name}_1", called("", "Singh"), 64, "x-singh_1"},
		{"three", "{given_name:3}{family_name:2}", called("Li", "Weber"), 64, "liwe"},
		{"email", "{email}", person{"email": "Anita.Singh@example.com"}, 64, "anita.singh"},
		{"external id", "u{external_id}", person{"external_id": "A-10/7"}, 64, "ua-107"},
		{"display name", "{display_name}", person{"display_name": "Print Server"}, 64, "printserver"},
		{"missing part", usual, called("", "Singh"), 64, ""},
		{"unwritable part", usual, called("!?", "Singh"), 64, ""},
		{"nothing left", "{given_name}", called("-.-", ""), 64, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := username.ParseFormat(tt.format)
			if err != nil {
				t.Fatal(err)
			}
			if got := f.Make(tt.person.get, tt.max); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestParseFormatRefuses(t *testing.T) {
	for format, says := range map[string]string{
		"":                              "no field",
		"user":                          "no field",
		"{given_name":                   "without }",
		"{given_name}}":                 "between the fields",
		"{{given_name}}":                "no field",
		"{given_name} {family_name}":    "between the fields",
		"{given_name}@example.com":      "between the fields",
		"{given_name}ß":                 "between the fields",
		"{}":                            "no field \"\"",
		"{surname}":                     "only given_name",
		"{given_nme}":                   "did you mean given_name?",
		"{password}":                    "only given_name",
		"{given_name:0}":                "1 to 99",
		"{given_name:100}":              "1 to 99",
		"{given_name:x}":                "1 to 99",
		"{given_name:}":                 "1 to 99",
		"{given_name:1:2}":              "1 to 99",
		"{given_name:-1}{family_name}":  "1 to 99",
		"{given_name}/../{family_name}": "between the fields",
	} {
		if _, err := username.ParseFormat(format); !errors.Is(err, username.ErrFormat) || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: got %v, want one that says %q", format, err, says)
		}
	}
}

func TestFields(t *testing.T) {
	const format = "{family_name}.{ given_name : 1 }{family_name}"
	f, err := username.ParseFormat(format)
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Fields(); !slices.Equal(got, []string{"family_name", "given_name"}) || f.String() != format {
		t.Errorf("got %q of %q", got, f)
	}
}

// made is what every username that is made looks like.
var made = regexp.MustCompile(`^([a-z0-9]([a-z0-9._-]*[a-z0-9])?)?$`)

// Whatever people are called: never more than max characters, and only safe ones.
func TestMakeIsSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, err := username.ParseFormat(rapid.SampledFrom([]string{
			"{given_name:1}{family_name}", "{given_name}.{family_name}", "{email}", "x-{external_id:4}-{display_name}_",
		}).Draw(t, "format"))
		if err != nil {
			t.Fatal(err)
		}
		p := person{}
		for _, field := range f.Fields() {
			p[field] = rapid.String().Draw(t, field)
		}
		max := rapid.IntRange(0, 20).Draw(t, "max")
		got := f.Make(p.get, max)
		if !made.MatchString(got) || max > 0 && len(got) > max {
			t.Fatalf("got %q of %q, of at most %d characters", got, p, max)
		}
		if got != "" && username.Check(got, 1, max) != nil {
			t.Fatalf("%q is no username", got)
		}
	})
}

// Whatever is read as a format makes safe usernames.
func FuzzParseFormat(f *testing.F) {
	for _, format := range []string{"{given_name:1}{family_name}", "{email}", "a.{external_id:99}_", "{{", "{given_name:x}", "}{"} {
		f.Add(format, "Jürgen O'Neill", 12)
	}
	f.Fuzz(func(t *testing.T, format, value string, max int) {
		parsed, err := username.ParseFormat(format)
		if err != nil {
			if !errors.Is(err, username.ErrFormat) {
				t.Fatalf("%v does not wrap ErrFormat", err)
			}
			return
		}
		got := parsed.Make(func(string) string { return value }, max)
		if !made.MatchString(got) || max > 0 && utf8.RuneCountInString(got) > max {
			t.Fatalf("%q of %q makes %q, of at most %d", format, value, got, max)
		}
	})
}
