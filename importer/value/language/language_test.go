package language_test

import (
	"testing"

	xlanguage "golang.org/x/text/language"

	"muster/importer/value/language"
)

func TestParse(t *testing.T) {
	tests := []struct{ in, want string }{
		{"de", "de"},
		{"DE", "de"},
		{"en-us", "en-US"},
		{"en_US", "en-US"},
		{"en_US.UTF-8", "en-US"},
		{"sr_RS@latin", "sr-Latn-RS"},
		{"zh-Hans", "zh-Hans"},
		{"zh_TW", "zh-TW"},
		{"pt-BR", "pt-BR"},
		{"es-419", "es-419"},
		{"deu", "de"},
		{"ger", "de"},
		{"iw", "he"}, // a deprecated code
		{"i-klingon", "tlh"},
		{"German", "de"},
		{"Deutsch", "de"},
		{"DEUTSCH", "de"},
		{"allemand", "de"},
		{"alemán", "de"},
		{"ドイツ語", "de"},
		{"nemščina", "de"}, // Slovenian: not among the languages of the headers
		{"Norwegian Bokmål", "nb"},
		{"Norwegian", "no"},
		{"Brazilian Portuguese", "pt-BR"},
		{"Português", "pt"},
		{"English (United Kingdom)", "en-GB"},
		{"Deutsch (Schweiz)", "de-CH"},
		{"Simplified Chinese", "zh-Hans"},
		{"العربية", "ar"},
		{"Ελληνικά", "el"},
		{"한국어", "ko"},
		{"", ""},
		{"-", ""},
		{"e", ""},
		{"123", ""},
		{"-en", ""},
		{"en-", ""},
		{"gr", ""}, // Greece's code is not Greek's
		{"xx", ""},
		{"und", ""},
		{"mul", ""},
		{"root", ""},
		{"x-private", ""},
		{"C", ""},
		{"Klingonisch (Mars)", ""},
	}
	for _, tt := range tests {
		if got, ok := language.Parse(tt.in); got != tt.want || ok != (tt.want != "") {
			t.Errorf("Parse(%q) = %q, %v; want %q", tt.in, got, ok, tt.want)
		}
	}
}

func TestNearest(t *testing.T) {
	tests := []struct{ in, want string }{{"Germn", "German"}, {"Portugese", "Portuguese"}, {"quite something else", ""}, {"Tamazight", ""}} // which of several?
	for _, tt := range tests {
		if got := language.Nearest(tt.in); got != tt.want {
			t.Errorf("Nearest(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// Whatever is typed, what comes out is a tag that x/text understands, and reads as itself.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"de", "en_US.UTF-8", "sr@latin", "Português (Brasil)", "zh-Hant-HK", "art-lojban", "한국어"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		tag, ok := language.Parse(s)
		if !ok {
			if tag != "" {
				t.Errorf("Parse(%q) = %q, false", s, tag)
			}
			return
		}
		if _, err := xlanguage.Parse(tag); err != nil {
			t.Errorf("Parse(%q) = %q: %v", s, tag, err)
		}
		if again, ok := language.Parse(tag); !ok || again != tag {
			t.Errorf("Parse(%q) = %q, which reads as %q, %v", s, tag, again, ok)
		}
	})
}
