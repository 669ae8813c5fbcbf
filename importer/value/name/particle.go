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

// particleAt returns the index of the particle with which the family name begins, -1 where there is none or
// it does not decide. The first word is never one: "Van Nguyen" has a given name.
func particleAt(words []string) int {
	first := -1
	for i, w := range words {
		if i > 0 && i < len(words)-1 && (isParticle(w) || isConnective(w)) {
			first = i
			break
		}
	}
	if first < 0 {
		return 0
	}
	if isConnective(words[first]) { // "Velasquez y Garcia": the word before belongs to it
		if first < 2 || first != len(words)-2 || first > 2 && !hasInitial(words[1:first-1]) {
			return 0
		}
		return first - 1
	}
	names := 0
	strong := false
	for _, w := range words[first:] {
		if isParticle(w) {
			strong = strong || strongParticles[plain(w)]
		} else {
			names++
		}
	}
	if names == 1 || strong && names == 2 {
		return first
	}
	return 0
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
