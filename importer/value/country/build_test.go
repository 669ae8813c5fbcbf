package country

import (
	"testing"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// The list of countries is that of ISO 3166-1, and Kosovo: x/text knows more codes than are in force.
func TestCountriesOfToday(t *testing.T) {
	n := 0
	for _, r := range language.Supported.Regions() {
		if current(r) == r.String() {
			n++
		}
	}
	if n != 249+1 {
		t.Errorf("%d countries, want 250", n)
	}
}

// A spelling that CLDR has is one too many in our list, and one that is there twice is a mistake.
func TestSpellingsAreNeeded(t *testing.T) {
	cldr := newIndex(inLanguages(common))
	eachSpelling(func(name, code string) {
		if got, _ := Parse(name); got != code && !ambiguous[name] {
			t.Errorf("Parse(%q) = %q, want %s", name, got, code)
		}
		if got, _ := parseCode(code); got != code {
			t.Errorf("%q is no code", code)
		}
		if had := cldr.exact[key(wordsOf(name))]; had == code && !ambiguous[name] {
			t.Errorf("%q (%s) is in CLDR", name, code)
		}
	})
}

// ambiguous are the spellings that stand under two codes, so that they mean neither.
var ambiguous = map[string]bool{"Congo": true, "Kongo": true, "Korea": true, "Corea": true, "Coree": true, "Virgin Islands": true}

// Every country is found by its name in every language of the headers.
func TestNamesInCommonLanguages(t *testing.T) {
	for _, tag := range common {
		eachName(tag, func(name, code string) {
			if got, ok := Parse(name); (!ok || got != code) && !ambiguous[name] {
				t.Errorf("Parse(%q) = %q, %v; want %s (%s)", name, got, ok, code, tag)
			}
		})
	}
}

func BenchmarkUsualNames(b *testing.B) {
	for b.Loop() {
		newIndex(eachSpelling, inLanguages(common))
	}
}

func BenchmarkAllNames(b *testing.B) {
	for b.Loop() {
		newIndex(inLanguages(display.Supported.Tags()))
	}
}
