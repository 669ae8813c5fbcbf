package mapping

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// plainLetters replaces letters that Unicode does not take apart, and the signs
// for "number".
var plainLetters = strings.NewReplacer("ł", "l", "ø", "o", "đ", "d", "ı", "i", "æ", "ae", "œ", "oe", "№", "no", "#", "number")

// keyOf returns the form in which two spellings of a column name are equal:
// letters and digits only, case folded, of one width, without accents
// ("E-Mail-Adresse" and "email adresse" are "emailadresse").
func keyOf(name string) string {
	folded := plainLetters.Replace(cases.Fold().String(norm.NFKC.String(name)))
	var b strings.Builder
	for _, r := range norm.NFD.String(folded) {
		// Marks are left out on Latin, Greek and Cyrillic letters; the voicing
		// marks of Kana stay.
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) && r > 0x0370 {
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

// wordsOf takes a column name apart: at blanks and punctuation, between small
// and capital letters and between letters and digits. "userEmail_2" has the
// words user, email and 2.
func wordsOf(name string) []string {
	var words []string
	start := -1
	runes := []rune(name)
	flush := func(end int) {
		if start >= 0 && end > start {
			words = append(words, keyOf(string(runes[start:end])))
		}
		start = -1
	}
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r):
			flush(i)
		case start >= 0 && boundary(runes[i-1], r):
			flush(i)
			start = i
		case start < 0:
			start = i
		}
	}
	flush(len(runes))
	return joinMail(slices.DeleteFunc(words, func(w string) bool { return w == "" }))
}

// boundary reports whether a new word begins with r, which follows before
// within letters and digits.
func boundary(before, r rune) bool {
	return unicode.IsLower(before) && unicode.IsUpper(r) || unicode.IsDigit(before) != unicode.IsDigit(r)
}

// joinMail makes one word of "e" and "mail", which many files write apart.
func joinMail(words []string) []string {
	for i := 0; i+1 < len(words); i++ {
		if words[i] == "e" && (words[i+1] == "mail" || words[i+1] == "post") {
			words[i] += words[i+1]
			words = slices.Delete(words, i+1, i+2)
		}
	}
	return words
}

// bracketed separates what stands in brackets from the rest: "Name
// [displayName] *" is "Name  *" and "displayName".
func bracketed(name string) (outer string, inner []string) {
	var b strings.Builder
	rest := name
	for {
		open := strings.IndexAny(rest, "([{（【")
		if open < 0 {
			break
		}
		size := len(string([]rune(rest[open:])[:1]))
		length := strings.IndexAny(rest[open+size:], ")]}）】")
		if length < 0 {
			break
		}
		b.WriteString(rest[:open])
		inner = append(inner, rest[open+size:open+size+length])
		rest = rest[open+size+length:]
		rest = rest[len(string([]rune(rest)[:1])):]
	}
	b.WriteString(rest)
	return b.String(), inner
}

// parts takes a name apart that says the same thing twice, as bilingual files
// do: "Nom / Name".
func parts(name string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(name, func(r rune) bool {
		return strings.ContainsRune("/|\n\r:;,、・", r)
	}), func(p string) bool { return strings.TrimSpace(p) == "" })
}
