// Package text puts cell text into a form in which it can be stored and compared:
// without what nobody can see, in NFC, and folded where names are matched.
//
// It is not for values that have a grammar of their own (see email, phone, country): those
// packages expect text that went through [Clean].
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// blanks is what is trimmed without being worth a word: what people type around a value by accident.
const blanks = " \t\r\n\v\f"

// Clean returns s in NFC, trimmed, without control and zero-width characters and byte
// order marks, and with every other kind of space and line break as a plain space. Bytes
// that are not UTF-8 become U+FFFD.
//
// changed is true where something was removed or replaced that a person cannot see or does not expect. Trimming plain
// blanks and composing to NFC do not count: they happen to every second file and concern nobody.
func Clean(s string) (clean string, changed bool) {
	s = strings.Trim(s, blanks)
	if isPlain(s) {
		return s, false
	}
	s, changed = scrub(s)
	return strings.Trim(norm.NFC.String(s), blanks), changed
}

// isPlain reports whether s is printable ASCII only: the common case, which needs no work.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func scrub(s string) (string, bool) {
	var b strings.Builder
	b.Grow(len(s))
	changed, last := false, rune(-1)
	for i, r := range s {
		size := utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, size = utf8.DecodeRuneInString(s[i:])
			changed = changed || size == 1
		}
		keep := replacement(r, last, s[i+size:])
		changed = changed || keep != r
		if keep >= 0 {
			b.WriteRune(keep)
			last = keep
		}
	}
	return b.String(), changed
}

// replacement returns what stands for r in clean text: itself, a plain space, or -1 for nothing.
func replacement(r, before rune, rest string) rune {
	switch {
	case ' ' <= r && r <= '~', unicode.IsLetter(r) && !isFiller(r): // nearly everything
		return r
	case r == '\u200c' || r == '\u200d': // zero-width non-joiner and joiner
		if after, _ := utf8.DecodeRuneInString(rest); needsJoiner(before) && needsJoiner(after) {
			return r
		}
		return -1
	case unicode.IsSpace(r), unicode.In(r, unicode.Z):
		return ' '
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return r // Arabic number signs and the like: format characters that are seen
	case unicode.In(r, unicode.Cc, unicode.Cf), isFiller(r):
		return -1
	default:
		return r
	}
}

// isFiller reports whether r is one of the Hangul letters that nobody can see.
func isFiller(r rune) bool {
	return r == '\u115f' || r == '\u1160' || r == '\u3164' || r == '\uffa0'
}

// joining lists the scripts whose spelling needs joiners: without them a Persian
// compound or an Indic conjunct is misspelled. Emoji (So, Sk) are joined by them too.
var joining = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Mongolian, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi,
	unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam,
	unicode.Sinhala, unicode.Khmer, unicode.Myanmar, unicode.So, unicode.Sk, unicode.Variation_Selector,
}

func needsJoiner(r rune) bool { return r > 0 && unicode.In(r, joining...) }
