package name

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// isFamilyFirst reports whether the name may well begin with its family name, or have none: by its script, its
// letters, its endings, or a surname in front that is common where surnames come first.
func isFamilyFirst(words []string) bool {
	full := strings.Join(words, " ")
	switch {
	case strings.ContainsFunc(full, func(r rune) bool { return unicode.In(r, familyFirst...) }):
		return true
	case strings.ContainsFunc(full, isVietnamese):
		return true
	case slices.ContainsFunc(words, func(w string) bool { return patronymics[plain(w)] }):
		return true
	case isPatronymic(words[len(words)-1]), isChildOf(words[len(words)-1]):
		return true
	default:
		return isEastAsian(words)
	}
}

// familyFirst are the scripts of the languages for which CLDR says that the family name comes first, or is not used.
var familyFirst = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo, unicode.Yi,
	unicode.Khmer, unicode.Mongolian, unicode.Sinhala, unicode.Tamil, unicode.Telugu, unicode.Tibetan, unicode.Myanmar,
}

// isVietnamese reports whether the letter is used in Vietnamese only.
func isVietnamese(r rune) bool {
	return 'Ạ' <= r && r <= 'ỹ' || strings.ContainsRune("ơƠưƯ", r)
}

// isPatronymic reports whether the word is an East Slavic father's name, which stands between given and family name; at the end, it
// shows that the family name is in front or missing.
func isPatronymic(word string) bool {
	w := strings.ToLower(word)
	for _, ending := range []string{"ович", "евич", "овна", "евна", "ична", "инична", "ївна", "йович", "ovich", "evich", "ovna", "evna", "ivna", "ichna"} {
		if strings.HasSuffix(w, ending) && len(w) > len(ending)+1 {
			return true
		}
	}
	return false
}

// isChildOf reports whether the word is a father's name with an ending for "daughter" or "son" that no family name has: Icelandic
// and Indonesian.
func isChildOf(word string) bool {
	w := strings.ToLower(word)
	for _, ending := range []string{"dóttir", "dottir", "putri", "putra"} {
		if strings.HasSuffix(w, ending) {
			return true
		}
	}
	return false
}

// commonSurnames are frequent Chinese, Korean and Vietnamese surnames in Latin letters.
var commonSurnames = setOf(`wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie tang xue han cao deng
	feng peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu ding ren shen yao lü mao deng xi hua qian qin
	kim park pak choi choe jung jeong kang cho yoon yun jang lim lee yi oh seo shin kwon hwang ahn song hong
	nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly chan wong cheung lau leung chow tsai hsu`)

// syllables matches one or two syllables of Chinese, Korean or Vietnamese in Latin letters, which is how names of two
// or three characters look.
var syllables = regexp.MustCompile(`^(?:` + syllable + `)(?:[-']?(?:` + syllable + `))?$`)

const syllable = `(?:zh|ch|sh|ph|th|tr|ng|nh|kh|gh|kw|hw|hy|ky|my|gy|qu|[bpmfdtnlgkhjqxrzcsywv])?` +
	`(?:uang|iang|iong|yeon|yeong|eong|uong|ieu|uan|ian|iao|uai|eon|eun|eui|ang|eng|ing|ong|ung|anh|inh|ai|ao|an|ei|en|ia|ie|iu|in|ou|oa|oe|ua|uo|ui|un|ue|ae|eo|eu|oo|ee|om|am|em|im|um|ok|uk|ak|ik|ek|a|e|i|o|u|y)`

// capitalized returns the range of words that are the family name because they alone are in capitals, as
// French and Asian lists have it ("DUPONT Jean", "MAO Zedong", "Juan GARCÍA LÓPEZ"); from and to are equal where it is empty.
func capitalized(words []string) (from, to int) {
	for to < len(words) && isCapitals(words[to]) {
		to++
	}
	if to == 0 {
		from, to = len(words), len(words)
		for from > 0 && isCapitals(words[from-1]) {
			from--
		}
	}
	rest := slices.Concat(words[:from], words[to:])
	if len(rest) == 0 || slices.ContainsFunc(rest, func(w string) bool { return isCapitals(w) || !hasLower(w) }) {
		return 0, 0 // all in capitals, or in no order
	}
	return from, to
}

// isCapitals leaves two letters alone: they may be initials ("JP Morgan").
func isCapitals(word string) bool {
	letters := 0
	for _, r := range word {
		if unicode.IsLetter(r) {
			if !unicode.IsUpper(r) {
				return false
			}
			letters++
		}
	}
	return letters > 2
}

func hasLower(word string) bool { return strings.ContainsFunc(word, unicode.IsLower) }

// isCompound reports whether a given name needs the word behind it: "Abdul Rahman".
func isCompound(word string) bool { return compounds[plain(word)] }

var compounds = setOf("abd abdul abdel abdal abu umm عبد أبو ابو أم ام")

// isEastAsian reports whether a name reads like a Chinese, Korean or Vietnamese one with the surname in front: "Yao Ming".
func isEastAsian(words []string) bool {
	if !commonSurnames[unaccented(words[0])] {
		return false
	}
	return !slices.ContainsFunc(words[1:], func(w string) bool { return !syllables.MatchString(unaccented(w)) })
}

func unaccented(word string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(word)) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}
