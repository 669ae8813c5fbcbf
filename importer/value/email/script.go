package email

import (
	"strings"
	"unicode"
)

// mixesScripts reports whether a part of an address has letters of several scripts, as no word has: one of them
// was taken for another that looks the same. Chinese, Japanese and Korean words do mix theirs, also with Latin letters
// (the highly restrictive profile of UTS 39, section 5.2).
func mixesScripts(part string) bool {
	if isASCII(part) {
		return false
	}
	var first *unicode.RangeTable
	for _, r := range part {
		switch {
		case !unicode.IsLetter(r) || unicode.In(r, shared...):
		case first == nil:
			first = scriptOf(r)
		case !unicode.Is(first, r):
			return true
		}
	}
	return false
}

// shared are the scripts whose letters stand in words of others.
var shared = []*unicode.RangeTable{
	unicode.Common, unicode.Inherited, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo,
}

// scriptOf returns the script of a letter; nil for one that Unicode has given none yet.
func scriptOf(r rune) *unicode.RangeTable {
	for _, script := range unicode.Scripts { // each letter is in one, so that the order doesn't matter
		if unicode.Is(script, r) {
			return script
		}
	}
	return nil
}

// latin returns what a part that mixes scripts was meant to be: the same with Latin letters for those that look
// exactly like them; "" where that leaves letters that don't.
func latin(part string) string {
	s := lookAlikes.Replace(part)
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) }) {
		return ""
	}
	return s
}

// lookAlikes has the letters that most fonts show as a Latin one, and that are on keyboards: Cyrillic and Greek.
var lookAlikes = strings.NewReplacer(
	"а", "a", "е", "e", "о", "o", "р", "p", "с", "c", "у", "y", "х", "x", "і", "i", "ј", "j", "ѕ", "s", "һ", "h", "ԁ", "d", "ԛ", "q", "ԝ", "w",
	"А", "A", "В", "B", "Е", "E", "К", "K", "М", "M", "Н", "H", "О", "O", "Р", "P", "С", "C", "Т", "T", "Х", "X", "І", "I", "Ј", "J", "Ѕ", "S",
	"ο", "o", "Α", "A", "Β", "B", "Ε", "E", "Ζ", "Z", "Η", "H", "Ι", "I", "Κ", "K", "Μ", "M", "Ν", "N", "Ο", "O", "Ρ", "P", "Τ", "T", "Υ", "Y", "Χ", "X",
)
