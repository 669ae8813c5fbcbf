package text

import (
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold returns the form in which two spellings of the same name are equal: trimmed, in
// NFC and with Unicode case folding ("STRASSE", "Straße" and " strasse " fold alike). Folding
// again changes nothing. The result is for comparing, not for showing.
func Fold(s string) string {
	s = strings.TrimSpace(s)
	if isLowerASCII(s) {
		return s
	}
	// Folding decomposed text and composing it again is what Unicode calls canonical caseless matching. Lower case
	// comes first because cases.Fold swaps the two cases of Cherokee.
	return norm.NFC.String(cases.Fold().String(strings.ToLower(norm.NFD.String(s))))
}

func isLowerASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 || 'A' <= s[i] && s[i] <= 'Z' {
			return false
		}
	}
	return true
}
