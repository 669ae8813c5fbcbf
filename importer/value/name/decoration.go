package name

import (
	"slices"
	"strings"
	"unicode"
)

// Words around a name that are no part of it.
var (
	titles = setOf(`mr mrs ms miss mx master sir dame madam dr doc doctor prof professor rev reverend hon honorable fr pastor rabbi imam
		med phil rer nat jur habil hc
		capt captain col colonel lt major sgt gen general judge
		herr frau hr fr dipl ing dipl-ing mag dkfm priv-doz
		m mme mlle monsieur madame mademoiselle me maître maitre
		sr sra srta don doña señor señora señorita dom dna d dona senhor senhora
		sig sigra dott dottssa ing avv arch
		dhr mevr mw drs ir de heer mevrouw pan pani fru bay bayan г г-н г-жа`)
	alsoNames = setOf(`m d me de g г i ing med phil rer nat jur habil hc doc general don doña major master judge dom pan bay mag ir sr fr hr col colonel arch
		captain pastor rabbi imam dean doctor heer dame sig`)
	suffixes = setOf(`jr sr junior senior ii iii iv vi vii phd md esq esquire mba msc bsc cpa cfa rn jd dds dvm pe qc kc obe cbe mbe
		ret facs frcs clu cfp lutc edd dba llm llb ma ba bs ms mph do od dmd pharmd psyd mp sj`)
	// certain are the suffixes that are no name anywhere, so that they need no comma before them.
	certain = setOf("jr junior senior sr ii iii iv vi vii phd md mba msc bsc cpa cfa dds dvm esq esquire obe cbe mbe i v")
	maiden  = setOf("née nee né geb geborene nata z-domu født född rozená")
	// notPersonal are the words that organizations, teams, couples and placeholders have.
	notPersonal = setOf(`and und et ou or oder gmbh ag kg ltd llc inc corp plc sa sarl srl spa bv nv oy ab as co company group gruppe
		team department dept abteilung service services support office büro test admin administrator helpdesk sales info hr it
		unknown unbekannt tbd tba na none vacant vakant n.n nn user account the of`)
)

// undecorated returns the words without titles in front, suffixes behind and maiden names. It leaves two words where
// it can: "Jason Senior" is somebody's name.
func undecorated(words []string) []string {
	if at := slices.IndexFunc(words, func(w string) bool { return maiden[plain(w)] }); at > 0 {
		words = words[:at]
	}
	for len(words) > 1 && isTitle(words[0], len(words)) {
		words = words[1:]
	}
	for len(words) > 2 && isCertain(words[len(words)-1]) || len(words) == 2 && isUnmistakable(words[1]) {
		words = words[:len(words)-1]
	}
	return words
}

// isTitle reports whether the first of so many words is a title. One that is a name or an initial too
// needs its dot, and a name of two words behind it.
func isTitle(word string, words int) bool {
	w := plain(word)
	switch {
	case !titles[w]:
		return false
	case !alsoNames[w]:
		return true
	default:
		return words > 2 && strings.HasSuffix(word, ".") && len([]rune(w)) > 1
	}
}

// isOffice reports whether a word in the middle of a name shows that a title of several words is in front.
func isOffice(word string) bool {
	w := plain(word)
	return len(w) > 4 && titles[w]
}

// isCertain reports whether the last word is a suffix without a comma before it: one that is no name, or
// an abbreviation with dots.
func isCertain(word string) bool {
	w := plain(word)
	switch w {
	case "i", "v", "vi": // initials and names unless written as numbers
		return word == strings.ToUpper(word) && !strings.Contains(word, ".")
	}
	return certain[w] || suffixes[w] && strings.Count(word, ".") >= 2
}

// isUnmistakable reports whether the second of two words is a suffix all the same.
func isUnmistakable(word string) bool {
	w := plain(word)
	return (w == "jr" || w == "iii" || w == "ii" || w == "phd" || w == "md") && len(w) > 1
}

// isSuffixes reports whether all of what stands between two commas is suffixes, or titles: "Berg, Anna, Dr.".
func isSuffixes(field string) bool {
	words := strings.Fields(field)
	for _, w := range words {
		if p := plain(w); !suffixes[p] && !certain[p] && (!titles[p] || alsoNames[p]) {
			return false
		}
	}
	return true
}

// withoutAsides removes what stands in parentheses or double quotes: nicknames, departments, notes.
func withoutAsides(s string) string {
	for _, pair := range [][2]string{{"(", ")"}, {`"`, `"`}, {"“", "”"}, {"„", "“"}, {"«", "»"}} {
		from := strings.Index(s, pair[0])
		if from < 0 {
			continue
		}
		length := strings.Index(s[from+len(pair[0]):], pair[1])
		if length < 0 {
			continue
		}
		s = s[:from] + " " + s[from+len(pair[0])+length+len(pair[1]):]
	}
	return strings.TrimSpace(s)
}

// isInitial reports whether a word stands for a name by its first letter: "A.", "A", "J.-P.", "e".
func isInitial(word string) bool {
	letters := 0
	for _, part := range strings.FieldsFunc(word, func(r rune) bool { return r == '.' || r == '-' }) {
		if len([]rune(part)) != 1 || !unicode.IsLetter([]rune(part)[0]) {
			return false
		}
		letters++
	}
	return letters > 0
}

func hasInitial(words []string) bool { return slices.ContainsFunc(words, isInitial) }
