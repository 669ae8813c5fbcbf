package username

import (
	"strings"

	"github.com/mozillazg/go-unidecode"
	"golang.org/x/text/unicode/norm"
)

// spelled are the letters that people write out with two when they have no key for them, where a
// transliteration table would only drop the mark.
var spelled = strings.NewReplacer(
	"ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "æ", "ae", "ø", "oe", "å", "aa", "œ", "oe", "þ", "th", "ð", "d", "ı", "i",
	"Ä", "ae", "Ö", "oe", "Ü", "ue", "ẞ", "ss", "Æ", "ae", "Ø", "oe", "Å", "aa", "Œ", "oe", "Þ", "th", "Ð", "d", "İ", "i",
)

// ASCII returns a name as a username can have it everywhere: transliterated, in lower case, and
// of the characters a to z, 0 to 9, dot, hyphen and underscore. Anything else is left out. The result may be
// empty. "Jürgen O'Neill" becomes "juergenoneill".
func ASCII(s string) string {
	latin := unidecode.Unidecode(spelled.Replace(norm.NFC.String(s)))
	return strings.Map(safe, latin)
}

// safe returns the lower-case form of a character that is safe in a username, or -1.
func safe(r rune) rune {
	switch {
	case 'A' <= r && r <= 'Z':
		return r - 'A' + 'a'
	case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r == '.', r == '-', r == '_':
		return r
	default:
		return -1
	}
}
