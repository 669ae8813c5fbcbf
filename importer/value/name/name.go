// Package name splits a person's full name into given and family name where that is safe.
//
// Names have no grammar: which part is the family name depends on where somebody comes from, and many people have
// none. A wrong split is much worse than none (it ends up in letters, usernames and sort orders), so everything
// doubtful stays whole: three words of which none is a particle, Chinese, Japanese and Korean names, Vietnamese and Icelandic
// ones, Arabic and Malay patronymics, organizations, couples.
package name

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Split returns the given names (with middle names and initials) and the family name (with its particles),
// in the case as written. Titles, suffixes such as "Jr.", degrees, nicknames in quotes or
// parentheses and maiden names are left out. ok is false, and both are empty, where the name is better left whole.
func Split(full string) (given, family string, ok bool) {
	full = strings.TrimSpace(norm.NFC.String(full))
	if len(full) > maxLength || strings.ContainsFunc(full, isOdd) {
		return "", "", false
	}
	full = withoutAsides(full)
	fields := cutCommas(full)
	switch len(fields) {
	case 1:
		return inOrder(undecorated(strings.Fields(fields[0])))
	case 2:
		return lastFirst(fields[0], fields[1])
	default: // lists of names, titles, addresses: nothing to go by
		return "", "", false
	}
}

// inOrder splits a name without a comma.
func inOrder(words []string) (given, family string, ok bool) {
	if len(words) < 2 || !areNames(words) {
		return "", "", false
	}
	if from, to := capitalized(words); to > from {
		givenWords := slices.Concat(words[:from], words[to:])
		return strings.Join(givenWords, " "), strings.Join(words[from:to], " "), true
	}
	at := familyAt(words)
	if at <= 0 {
		return "", "", false
	}
	return strings.Join(words[:at], " "), strings.Join(words[at:], " "), true
}

// maxLength bounds the work; no name that can be split safely is longer, in bytes.
const maxLength = 400

// isOdd reports whether the character belongs in no name, so that the text is something else.
func isOdd(r rune) bool {
	return unicode.IsDigit(r) && !strings.ContainsRune("0123456789", r) || unicode.IsControl(r) || strings.ContainsRune("@<>{}[]|&+*=%$#!?;:_\\", r)
}

// familyAt returns the index of the word with which the family name begins, or 0 where that is not sure.
func familyAt(words []string) int {
	last := len(words) - 1
	if isFamilyFirst(words) || slices.ContainsFunc(words[1:last], isOffice) {
		return 0
	}
	if at := particleAt(words); at > 0 {
		return at
	}
	switch {
	case isInitial(words[last]): // "Ramesh K.": an initial is no family name
		return 0
	case len(words) == 2 && !isCompound(words[0]):
		return last
	case len(words) > 2 && isInitial(words[last-1]): // "John A. Doe": an initial ends the given names
		return last
	case len(words) == 3 && isPatronymic(words[1]) && !isPatronymic(words[0]):
		return last
	default: // three plain words: two given names, or two family names
		return 0
	}
}

// areNames reports whether every word can be a part of one person's name.
func areNames(words []string) bool {
	for _, w := range words {
		if !strings.ContainsFunc(w, unicode.IsLetter) || strings.ContainsFunc(w, isNoLetter) || notPersonal[plain(w)] {
			return false
		}
	}
	return true
}

// isNoLetter reports whether the character is none of those that spell names.
func isNoLetter(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune(".-'’ʼʻ`´·‐‑\u200c\u200d", r)
}

// lastFirst splits "Family, Given": the comma says which is which.
func lastFirst(before, after string) (given, family string, ok bool) {
	familyWords := undecorated(strings.Fields(before))
	givenWords := undecorated(strings.Fields(after))
	if len(familyWords) == 0 || len(givenWords) == 0 || !areNames(familyWords) || !areNames(givenWords) {
		return "", "", false
	}
	if len(familyWords) > 4 || len(givenWords) > 4 || strings.Contains(after, "/") {
		return "", "", false
	}
	// "Vega, Juan de la": the particles of a family name may be sorted behind.
	for len(givenWords) > 1 && isParticle(givenWords[len(givenWords)-1]) {
		last := len(givenWords) - 1
		familyWords, givenWords = slices.Insert(familyWords, 0, givenWords[last]), givenWords[:last]
	}
	return strings.Join(givenWords, " "), strings.Join(familyWords, " "), true
}

// cutCommas cuts at commas, and leaves out what is only suffixes: "Doe, John, Jr." has two parts, "John Doe, MD" one.
func cutCommas(full string) []string {
	fields := strings.FieldsFunc(full, func(r rune) bool { return r == ',' || r == '，' || r == '、' })
	return slices.DeleteFunc(fields, isSuffixes)
}
