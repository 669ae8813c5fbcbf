package text_test

import (
	"testing"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"muster/importer/value/text"
)

func TestClean(t *testing.T) {
	tests := []struct {
		name, in, want string
		changed        bool
	}{
		{"plain", "Anna", "Anna", false},
		{"blank", "", "", false},
		{"trimmed", "  Anna \r\n", "Anna", false},
		{"composed", "Mu\u0308ller", "Müller", false},
		{"zero-width space", "An\u200bna", "Anna", true},
		{"byte order mark", "\ufeffAnna", "Anna", true},
		{"soft hyphen", "253\u00ad-0000", "253-0000", true},
		{"direction marks", "\u202aAnna\u202c", "Anna", true},
		{"control character", "An\x00na\x7f", "Anna", true},
		{"no-break space", "Anna\u00a0Maria", "Anna Maria", true},
		{"no-break space at the end", "Anna\u00a0", "Anna", true},
		{"ideographic space", "山田\u3000太郎", "山田 太郎", true},
		{"line break inside", "Anna\nMaria", "Anna Maria", true},
		{"two spaces stay", "Anna  Maria", "Anna  Maria", false},
		{"Persian needs its non-joiner", "علی\u200cرضا", "علی\u200cرضا", false},
		{"Latin does not", "Ann\u200ca", "Anna", true},
		{"Sinhala needs its joiner", "ශ\u0dca\u200dර\u0dd3", "ශ\u0dca\u200dර\u0dd3", false},
		{"emoji of a family", "👩\u200d👧", "👩\u200d👧", false},
		{"not UTF-8", "An\xffna", "An\ufffdna", true},
		{"the replacement character itself", "An\ufffdna", "An\ufffdna", false},
		{"nothing left", "\u200b\ufeff", "", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, changed := text.Clean(tt.in); got != tt.want || changed != tt.changed {
				t.Errorf("Clean(%q) = %q, %v; want %q, %v", tt.in, got, changed, tt.want, tt.changed)
			}
		})
	}
}

func TestFold(t *testing.T) {
	same := [][]string{
		{"sales", "Sales", " SALES ", "sales"},
		{"straße", "STRASSE", "Strasse"},
		{"müller", "MU\u0308LLER", "Müller"},
		{"σίσυφος", "ΣΊΣΥΦΟΣ"},
		{"ꮳꮃꭹ", "ᏣᎳᎩ"},
	}
	for _, group := range same {
		for _, s := range group[1:] {
			if text.Fold(s) != text.Fold(group[0]) {
				t.Errorf("%q folds to %q, %q to %q", s, text.Fold(s), group[0], text.Fold(group[0]))
			}
		}
	}
	if text.Fold("Sales") == text.Fold("Sale") {
		t.Error("different names fold alike")
	}
}

func TestNearest(t *testing.T) {
	groups := []string{"Sales", "Engineering", "HR", "IT", "Support", "Sales EMEA"}
	tests := []struct{ in, want string }{
		{"Slaes", "Sales"},
		{"sale", "Sales"},
		{"ENGINERING", "Engineering"},
		{"Suport", "Support"},
		{"Sales EMAE", "Sales EMEA"},
		{"HQ", ""}, // of two letters, one is half
		{"Marketing", ""},
		{"", ""},
	}
	for _, tt := range tests {
		if got := text.Nearest(tt.in, groups); got != tt.want {
			t.Errorf("Nearest(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// Clean text is clean: cleaning it again changes nothing, and nothing invisible is in it.
func FuzzClean(f *testing.F) {
	for _, s := range []string{"Anna", " \u00a0Anna\u200b", "علی\u200cرضا", "Mu\u0308ller\r\n", "\xff\x00", "\u1160ᄀ\u200d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clean, changed := text.Clean(s)
		if again, changedAgain := text.Clean(clean); again != clean || changedAgain {
			t.Errorf("Clean(%q) = %q, and again %q, %v", s, clean, again, changedAgain)
		}
		if !norm.NFC.IsNormalString(clean) {
			t.Errorf("Clean(%q) = %q is not in NFC", s, clean)
		}
		for _, r := range clean {
			if unicode.IsControl(r) || r != ' ' && unicode.IsSpace(r) {
				t.Errorf("Clean(%q) = %q keeps %U", s, clean, r)
			}
		}
		if !changed && norm.NFC.String(s) == s && len(clean) > len(s) {
			t.Errorf("Clean(%q) = %q grew without a change", s, clean)
		}
	})
}

// The short way to fold European names is the same as the long one.
func TestFoldEqualsUnicode(t *testing.T) {
	for r := rune(0); r < 0x250; r++ {
		s := "x" + string(r) + "x"
		want := norm.NFC.String(cases.Fold().String(norm.NFC.String(s)))
		if got := text.Fold(s); got != want {
			t.Errorf("Fold(%q) = %q, want %q", s, got, want)
		}
	}
}

// Folding is done once: a folded name folds to itself.
func FuzzFold(f *testing.F) {
	for _, s := range []string{"Sales", "STRASSE", "İstanbul", "ΌΣΟΣ", "ᾳ\u0345", "Ꮵꮵ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded := text.Fold(s)
		if again := text.Fold(folded); again != folded {
			t.Errorf("Fold(%q) = %q, and again %q", s, folded, again)
		}
	})
}
