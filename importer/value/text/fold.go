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
	if isSimpleLatin(s) {
		return strings.ToLower(s)
	}
	// Folding decomposed text and composing it again is what Unicode calls canonical caseless matching. Lower case
	// comes first because cases.Fold swaps the two cases of Cherokee.
	return norm.NFC.String(cases.Fold().String(strings.ToLower(norm.NFD.String(s))))
}

// isSimpleLatin reports whether s consists of ASCII and of European letters for which folding is the lower-case letter
// and nothing more: most names, and the long way takes twenty times as long.
func isSimpleLatin(s string) bool {
	for _, r := range s {
		switch {
		case r < 0x80:
		case r < 'À', r >= 'ſ', r == 'ß', r == 'İ', r == 'ŉ':
			return false
		}
	}
	return true
}
