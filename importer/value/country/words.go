package country

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"muster/importer/value/text"
)

// wordsOf splits a name into folded words without accents, punctuation and articles; abbreviations and the
// kinds of states in other languages become the English words.
func wordsOf(name string) []string {
	name = strings.ReplaceAll(text.Fold(name), "&", " ")
	var words []string
	for _, w := range strings.Fields(strings.Map(letter, norm.NFKD.String(name))) {
		for part := range strings.SplitSeq(elided(w), " ") {
			if english, found := synonyms[part]; found {
				words = append(words, strings.Fields(english)...)
			} else if !articles[part] {
				words = append(words, part)
			}
		}
	}
	return words
}

// letter returns what stands for a character in a word: itself, a blank, or -1 for nothing.
func letter(r rune) rune {
	switch {
	case unicode.Is(unicode.Mn, r) && !unicode.In(r, indic...), r == '.':
		return -1 // an accent, or the dot of an abbreviation
	case isApostrophe(r):
		return '\''
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
		return plainLetter(r)
	default:
		return ' '
	}
}

// elided splits an article from its noun (d'Andorra), and takes all other apostrophes out of a word.
func elided(w string) string {
	if len(w) > 2 && w[1] == '\'' && (w[0] == 'd' || w[0] == 'l') {
		w = w[2:]
	}
	return strings.ReplaceAll(w, "'", "")
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

// articles holds the words without a meaning of their own in the languages in which names have them.
var articles = setOf(`the of and de del des du di do da dos das der die von van la le les el los las l d al e y et und
	i en og och ve и a ng ta o os as`)

// fillers holds the kinds of states. Names that differ in nothing else (Korea, Congo) are in spellings.
var fillers = setOf(`republic kingdom state federal federative democratic socialist peoples islamic arab plurinational
	bolivarian cooperative commonwealth principality grand duchy sultanate independent sovereign nation union
	hashemite serenissima respublikasy ripublik lydveldid respubliki республики devleti state федерация sar`)

// synonyms holds what is the same word as another one in English.
var synonyms = synonymsOf(`
	saint: st
	islands: is isl
	equatorial: eq
	herzegovina: herz
	south: s
	north: n
	western: w
	korea: coree corea корея
	congo: kongo
	republic: rep republik republiek republica republique repubblica republika republiken republikken rzeczpospolita cumhuriyeti
		respublikasi vabariik repubblika república република республика рэспубліка република республикасы δημοκρατια
	kingdom: konigreich royaume reino regno koninkrijk kungariket kongeriget kongeriket konungariket krolestwo королевство
	state: staat etat estado stato stat государство
	federal: federale federation
	federative: federativa federatif
	democratic: dem democratique democratica democratico demokratische demokratik демократическая народнодемократическая
	socialist: sozialistische socialista
	peoples: popular populaire popolare народная
	peoples republic: volksrepublik volksrepubliek
	federal republic: bundesrepublik
	islamic: islamique islamica islamische
	plurinational: plurinacional
	bolivarian: bolivariana
	principality: furstentum principaute principado principat
	grand duchy: grossherzogtum
	duchy: duche`)

// synonymsOf reads lines of an English word and those that stand for it.
func synonymsOf(lines string) map[string]string {
	m := make(map[string]string)
	english := ""
	for line := range strings.Lines(lines) {
		words := line
		if head, rest, found := strings.Cut(line, ":"); found {
			english, words = strings.TrimSpace(head), rest
		}
		for w := range strings.FieldsSeq(words) {
			m[w] = english
		}
	}
	return m
}

func setOf(words string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}
