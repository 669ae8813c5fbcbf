package csvfile

import (
	"math"
	"unicode"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// Chances of characters that no language explains.
const (
	strangeLetter = 1e-4 // a letter of some other language
	commonSign    = 2e-3 // typographic quotes, dashes, currency signs
	strangeSign   = 1e-5 // others, which are rare in names
	noCharacter   = 1e-8 // controls, and bytes that decode to nothing
	oddCase       = 0.02 // a capital behind a small letter
)

// eastAsian has how likely characters of each East Asian repertoire are in its language, whether common or not.
const (
	commonHan    = 1.0 / 2500
	commonKana   = 1.0 / 150
	commonHangul = 1.0 / 1500
	rareEast     = 1.0 / 100000
)

// A model says how likely words are in each language. The mixture of languages is found from the
// text itself: a file of names from one country is explained by one language, and an encoding in which
// it takes five is less likely to be right.
type model struct {
	chances []map[rune]float64 // of each language's letters, small ones
	foreign []float64
	east    eastAsian
}

func newModel() *model {
	m := &model{east: newEastAsian()}
	for _, l := range languages() {
		m.chances = append(m.chances, zipf(l.letters))
		m.foreign = append(m.foreign, l.foreign)
	}
	return m
}

// zipf gives each letter a chance that falls with its rank.
func zipf(letters string) map[rune]float64 {
	chances, sum, rank := map[rune]float64{}, 0.0, 0
	for _, r := range letters {
		rank++
		chances[r] = 1 / float64(rank)
		sum += chances[r]
	}
	for r := range chances {
		chances[r] /= sum
	}
	return chances
}

// words cuts a text into what the model judges: runs of letters and of anything beyond ASCII, as far as they have any of the
// latter.
func words(text string) [][]rune {
	var list [][]rune
	var word []rune
	beyond := false
	end := func() {
		if beyond {
			list = append(list, word)
		}
		word, beyond = nil, false
	}
	for _, r := range text {
		if r < 0x80 && !unicode.IsLetter(r) {
			end()
			continue
		}
		word = append(word, r)
		beyond = beyond || r >= 0x80
	}
	end()
	return list
}

// logLikelihood returns how likely the words are, as a natural logarithm.
func (m *model) logLikelihood(list [][]rune) float64 {
	n := len(m.chances) + len(m.east)
	table := make([][]float64, len(list))
	for i, w := range list {
		table[i] = make([]float64, n)
		for l := range n {
			table[i][l] = m.word(w, l)
		}
	}
	return mixture(table, n)
}

// mixture finds the shares of the languages that explain the words best, by expectation
// maximization, and returns the logarithm of how likely the words are with them.
func mixture(table [][]float64, n int) float64 {
	shares := make([]float64, n)
	for l := range shares {
		shares[l] = 1 / float64(n)
	}
	total := 0.0
	for range 8 {
		sums := make([]float64, n)
		total = 0
		for _, word := range table {
			total += explain(word, shares, sums)
		}
		for l := range shares { // half a word more for each keeps a share from vanishing
			shares[l] = (sums[l] + 0.5/float64(n)) / (float64(len(table)) + 0.5)
		}
	}
	return total
}

// explain returns the logarithm of a word's likelihood with the shares, and adds to sums how much of it each
// language explains.
func explain(word, shares, sums []float64) float64 {
	top := math.Inf(-1)
	for l, log := range word {
		top = max(top, log+math.Log(shares[l]))
	}
	sum := 0.0
	for l, log := range word {
		sum += math.Exp(log + math.Log(shares[l]) - top)
	}
	for l, log := range word {
		sums[l] += math.Exp(log+math.Log(shares[l])-top) / sum
	}
	return top + math.Log(sum)
}

// word returns the logarithm of how likely the word is in a language.
func (m *model) word(w []rune, language int) float64 {
	log := 0.0
	for i, r := range w {
		chance := m.chance(r, language)
		switch {
		case r < 0x80:
		case unicode.IsUpper(r) && i > 0 && unicode.IsLower(w[i-1]):
			chance *= oddCase
		case chance == commonSign && r != '’' && i > 0 && i+1 < len(w):
			chance = strangeSign // quotes and currency signs stand at the edge of words
		}
		log += math.Log(chance)
	}
	return log
}

// chance returns how likely the character is within a word of the language.
func (m *model) chance(r rune, language int) float64 {
	if language >= len(m.chances) {
		return m.east[language-len(m.chances)].chance(r)
	}
	foreign := m.foreign[language]
	if r < 0x80 {
		return 1 - foreign
	}
	if !unicode.IsLetter(r) && !unicode.IsMark(r) {
		return sign(r)
	}
	small := unicode.ToLower(r)
	if r == 'İ' {
		small = r
	}
	return foreign * max(m.chances[language][small], strangeLetter)
}

// sign returns how likely a character that is no letter is, in any language.
func sign(r rune) float64 {
	switch {
	case r == unicode.ReplacementChar || unicode.IsControl(r) || unicode.Is(unicode.Co, r):
		return noCharacter
	case containsRune("‘’“”„–—…€©®°§«»·´\u00a0", r):
		return commonSign
	default:
		return strangeSign
	}
}

func containsRune(s string, r rune) bool {
	for _, c := range s {
		if c == r {
			return true
		}
	}
	return false
}

// eastAsian are the languages whose characters are too many for a list.
type eastAsian []repertoire

// A repertoire is a language's common characters, as the standard of its country orders them.
type repertoire struct {
	encoder *encoding.Encoder
	// first and last bound the first byte of the common characters' codes.
	first, last byte
	common      float64
}

func newEastAsian() eastAsian {
	return eastAsian{
		{simplifiedchinese.GBK.NewEncoder(), 0xB0, 0xD7, commonHan},
		{traditionalchinese.Big5.NewEncoder(), 0xA4, 0xC6, commonHan},
		{japanese.ShiftJIS.NewEncoder(), 0x88, 0x97, commonHan},
		{korean.EUCKR.NewEncoder(), 0xB0, 0xC8, commonHangul},
	}
}

// chance returns how likely the character is within a word of the language.
func (p repertoire) chance(r rune) float64 {
	switch {
	case r < 0x80:
		return 1 - otherShare
	case !unicode.IsLetter(r) && r != '々' && r != 'ー':
		return sign(r)
	case unicode.In(r, unicode.Hiragana, unicode.Katakana) || r == 'ー':
		if p.first != 0x88 || r >= 0xFF00 { // half-width kana are what other encodings look like
			return rareEast
		}
		return commonKana
	case !unicode.In(r, unicode.Han, unicode.Hangul):
		return rareEast / 10
	}
	code, err := p.encoder.String(string(r))
	if err != nil || len(code) != 2 || code[0] < p.first || code[0] > p.last {
		return rareEast
	}
	return p.common
}
