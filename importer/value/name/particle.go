package name

import "strings"

// Particles that begin a family name. After a strong one everything to the end is family name
// ("von Bergen Wessels"); a weak one also stands inside given names ("María de los Ángeles"), so that it
// decides only where a single word follows.
var (
	strongParticles = setOf("von vom zum zur zu van vander vande ter ten te der den op af av thoe tho")
	weakParticles   = setOf("de del della dello delle degli dei di da das do dos du d la las le les lo los al el st saint y e i")
	// patronymics mean "son of" or "daughter of": what follows is the father's name, and no family name.
	patronymics = setOf("bin binti binte bint ibn ben bat bt bte s/o d/o a/l a/p anak ap ferch")
)

func isParticle(word string) bool {
	w := plain(word)
	return strongParticles[w] || weakParticles[w] && w != "y" && w != "e" && w != "i" && w != "st" && w != "saint"
}

// particleAt returns the index of the word with which the family name begins because of a particle, 0 where there is none or
// it does not decide. The first word is never one: "Van Nguyen" has a given name.
func particleAt(words []string) int {
	last := len(words) - 1
	for i := 1; i < last; i++ {
		switch {
		case isConnective(words[i]):
			return doubleSurnameAt(words, i)
		case isParticle(words[i]) && reachesEnd(words[i:]):
			return i
		case isParticle(words[i]):
			return 0
		}
	}
	return 0
}

// doubleSurnameAt returns where the double surname begins that the word at i joins ("Velasquez y Garcia"), 0 where there
// may be more of it.
func doubleSurnameAt(words []string, i int) int {
	if i < 2 || i != len(words)-2 || i > 2 && !hasInitial(words[1:i-1]) {
		return 0
	}
	return i - 1
}

// reachesEnd reports whether the words, of which the first is a particle, are one family name.
func reachesEnd(words []string) bool {
	names, strong := 0, false
	for _, w := range words {
		switch {
		case !isParticle(w):
			names++
		case names > 0: // "van Gogh van Beethoven": one of them is a middle name
			return false
		default:
			strong = strong || strongParticles[plain(w)]
		}
	}
	return names == 1 || strong && names == 2
}

// isConnective reports whether the word joins the two halves of a double surname.
func isConnective(word string) bool { return word == "y" || word == "e" || word == "i" }

// plain returns a word in lower case without the dots of abbreviations.
func plain(word string) string {
	return strings.ToLower(strings.Trim(strings.ReplaceAll(word, ".", ""), "'’"))
}

func setOf(words string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}
