package country

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"muster/importer/value/text"
)

// wordsOf splits a name into folded words without accents and punctuation, and spells out
// "&" and "St.".
func wordsOf(name string) []string {
	name = strings.ReplaceAll(text.Fold(name), "&", " and ")
	var b strings.Builder
	for _, r := range norm.NFKD.String(name) {
		switch {
		case unicode.Is(unicode.Mn, r) && !unicode.In(r, indic...), r == '.', isApostrophe(r):
			// An accent, an abbreviation's dot, an apostrophe: what surrounds it is one word.
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			b.WriteRune(plainLetter(r))
		default:
			b.WriteByte(' ')
		}
	}
	words := strings.Fields(b.String())
	for i, w := range words {
		if w == "st" {
			words[i] = "saint"
		}
	}
	return words
}

// indic are scripts where a nonspacing mark is a vowel rather than an accent.
var indic = []*unicode.RangeTable{
	unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu,
	unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Thai, unicode.Lao, unicode.Myanmar, unicode.Khmer,
	unicode.Hiragana, unicode.Katakana,
}

func isApostrophe(r rune) bool { return strings.ContainsRune("'’ʼʻ`´ʿʾ‘", r) }

// plainLetter returns the letter that people without the key for it type.
func plainLetter(r rune) rune {
	switch r {
	case 'ø':
		return 'o'
	case 'ł':
		return 'l'
	case 'đ', 'ð':
		return 'd'
	case 'ı':
		return 'i'
	case 'ə':
		return 'e'
	default:
		return r
	}
}

// key joins words in a fixed order, so that "Iran, Islamic Republic of" and "Islamic
// Republic of Iran" are one name.
func key(words []string) string {
	sorted := slices.Sorted(slices.Values(words))
	return strings.Join(slices.Compact(sorted), " ")
}

// significant leaves out the words that only say what kind of state it is, and articles and the like.
func significant(words []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return fillers[w] })
}

// fillers holds the words of state names in the languages in which they are usual. "People's" and
// "democratic" are among them, so that names which differ in nothing else (Korea, Congo) are
// spelled out in spellings.
var fillers = setOf(`the of and
	republic republik republiek republica republique repubblica republika republiken republikken rzeczpospolita cumhuriyeti
	respublika respublikasi respublikasy ripublik lydveldid respubliki республика республики рэспубліка република
	kingdom konigreich royaume reino regno koninkrijk kungariket kongeriget kongeriket krolestwo королевство
	state staat etat estado stato stat devleti государство
	federal federale democratic democratique democratica democratico demokratische socialist sozialistische peoples popular
	populaire islamic islamique islamica islamische arab plurinational plurinacional bolivarian bolivariana cooperative
	commonwealth principality furstentum principaute principado principat grandduchy grand duchy grossherzogtum sultanate
	independent sovereign nation union
	de del des du di do da dos das der die das von van la le les el los las l d al e y et und i en og och ve и a`)

func setOf(words string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}
