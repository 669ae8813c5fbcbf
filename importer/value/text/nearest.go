package text

import (
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// Nearest returns the candidate that word is most likely a misspelling of, or "" where
// none is close enough to be worth suggesting: one letter may differ in a word of three, and another
// one for each four letters more. Of equally near candidates the first wins.
func Nearest(word string, candidates []string) string {
	word = Fold(word)
	length := utf8.RuneCountInString(word)
	if length < 2 {
		return ""
	}
	nearest, least := "", allowance(length)+1
	for _, c := range candidates {
		folded := Fold(c)
		if other := utf8.RuneCountInString(folded); other < 2 || other-length >= least || length-other >= least {
			continue // the lengths alone are too far apart
		}
		if d := levenshtein.ComputeDistance(word, folded); d < least {
			nearest, least = c, d
		}
	}
	return nearest
}

// allowance is how many letters of a word of that length may differ.
func allowance(length int) int {
	if length < 3 {
		return 0
	}
	return 1 + (length-1)/4
}
