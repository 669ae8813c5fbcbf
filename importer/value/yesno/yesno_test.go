package yesno_test

import (
	"strings"
	"testing"

	"muster/importer/value/yesno"
)

func TestParse(t *testing.T) {
	yes := "yes YES y Y true TRUE t 1 x X on ja Ja oui sí si sim tak evet да Да はい 是 wahr vrai verdadero verdadeiro vero waar prawda sann doğru ✓"
	no := "no NO n false FALSE f 0 off nein non não nee nie nej hayır нет いいえ 否 falsch faux falso onwaar fałsz falskt yanlış"
	for want, words := range map[bool]string{true: yes, false: no} {
		for word := range strings.FieldsSeq(words) {
			if got, ok := yesno.Parse(" " + word + " "); !ok || got != want {
				t.Errorf("Parse(%q) = %v, %v; want %v", word, got, ok, want)
			}
		}
	}
	for _, word := range []string{"", "-", "maybe", "2", "yesno", "null", "?"} {
		if got, ok := yesno.Parse(word); ok || got {
			t.Errorf("Parse(%q) = %v, %v; want neither", word, got, ok)
		}
	}
}

// Case and blanks around a word never matter.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"yes", "Nein", "HAYIR", "да", "1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		value, ok := yesno.Parse(s)
		if again, okAgain := yesno.Parse(" " + s + "\t"); again != value || okAgain != ok {
			t.Errorf("Parse(%q) = %v, %v; with blanks %v, %v", s, value, ok, again, okAgain)
		}
		if value && !ok {
			t.Errorf("Parse(%q) is yes and no word", s)
		}
	})
}
