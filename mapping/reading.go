package mapping

import (
	"slices"
	"strings"
)

// A reading is what a column's name alone says about it.
type reading struct {
	meaning
	score float64 // how sure, 0 to 1
	// mentions tells that the name only has an email word in it: the cells must
	// say the rest.
	mentions bool
	// near is the name that this one is a misspelling of, "" where it is
	// spelled right.
	near bool
}

// How sure a reading is that was come by in this way.
const (
	sureExact     = 1.0
	sureBracket   = 0.95
	surePart      = 0.9
	sureQualified = 0.9
	sureSecond    = 0.7
	sureNear      = 0.75
	sureMentioned = 0.5
)

// read says what a column of that name is.
func (l *lexicon) read(name string) reading {
	outer, inner := bracketed(name)
	for _, try := range []func() (reading, bool){
		func() (reading, bool) { return l.exact(name, sureExact) },
		func() (reading, bool) { return l.exact(outer, sureExact) },
		func() (reading, bool) { return l.qualified(wordsOf(outer)) },
		func() (reading, bool) { return l.firstOf(inner, sureBracket) },
		func() (reading, bool) { return l.firstOf(parts(name), surePart) },
		func() (reading, bool) { return l.near(outer) },
	} {
		if r, ok := try(); ok {
			return r
		}
	}
	return l.mentioned(wordsOf(outer))
}

// exact reads a name that is known as it stands.
func (l *lexicon) exact(name string, score float64) (reading, bool) {
	m, ok := l.names[keyOf(name)]
	return reading{meaning: m, score: score}, ok
}

// firstOf reads the first of several names that is known and not just ignored.
func (l *lexicon) firstOf(names []string, score float64) (reading, bool) {
	for _, n := range names {
		if r, ok := l.exact(n, score); ok && r.field != meansIgnored {
			return r, true
		}
	}
	return reading{}, false
}

// near reads a misspelled name. Powers and names of no interest are not guessed.
func (l *lexicon) near(name string) (reading, bool) {
	m, ok := l.misspelled(keyOf(name))
	return reading{meaning: m, score: sureNear, near: true}, ok && m.field != meansPrivilege && m.field != meansIgnored
}

// qualified reads a name with words around it: "Employee First Name", "Home
// Email", "Manager ID".
func (l *lexicon) qualified(words []string) (reading, bool) {
	if len(words) < 2 || len(words) > 12 {
		return reading{}, false
	}
	if r, ok := l.within(words); ok {
		return r, true
	}
	has := func(set map[string]bool) bool {
		return slices.ContainsFunc(words, func(w string) bool { return set[w] })
	}
	without := func(set map[string]bool) []string {
		return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return set[w] })
	}
	switch {
	case has(l.manager):
		return l.ofManager(without(l.manager))
	case has(l.others):
		r, ok := l.within(without(l.others))
		return reading{meaning{meansIgnored, false}, sureQualified, false, false}, ok && r.field != meansSecret
	case has(l.second):
		r, ok := l.within(without(l.second))
		r.weak, r.score = true, sureSecond
		return r, ok
	default:
		return reading{}, false
	}
}

// ofManager reads what is left of a name that names the manager.
func (l *lexicon) ofManager(words []string) (reading, bool) {
	r, ok := l.within(words)
	switch {
	case !ok:
		return reading{}, false
	case slices.Contains([]string{"email", "username", "external_id", meansPrincipal}, r.field):
		return reading{meaning: meaning{field: "manager"}, score: sureQualified}, true
	default:
		return reading{meaning: meaning{field: meansIgnored}, score: sureQualified}, true
	}
}

// within reads the longest run of words around which only noise stands.
func (l *lexicon) within(words []string) (reading, bool) {
	isNoise := func(w string) bool { return l.noise[w] || isCounter(w) }
	for length := len(words); length > 0; length-- {
		for from := 0; from+length <= len(words); from++ {
			if !all(words[:from], isNoise) || !all(words[from+length:], isNoise) {
				continue
			}
			if r, ok := l.exact(strings.Join(words[from:from+length], ""), sureQualified); ok {
				return r, true
			}
		}
	}
	rest := slices.DeleteFunc(slices.Clone(words), isNoise)
	return l.exact(strings.Join(rest, ""), sureQualified)
}

// isCounter reports whether the word only counts: the 1 of "E-mail 1 - Value".
// Higher numbers are second choices.
func isCounter(word string) bool { return word == "1" || word == "0" }

// mentioned reads a name that has an email word somewhere in it. Its cells, or
// at least the absence of words that make it something about an email, must
// confirm it.
func (l *lexicon) mentioned(words []string) reading {
	isEmail := func(w string) bool {
		return w == "email" || w == "mail" || l.names[w].field == "email" && !l.names[w].weak
	}
	if !slices.ContainsFunc(words, isEmail) {
		return reading{}
	}
	score := sureMentioned
	if slices.ContainsFunc(words, func(w string) bool { return l.notEmail[w] || l.others[w] }) {
		score = 0 // only the cells can make an email column of it
	}
	return reading{meaning: meaning{field: "email", weak: true}, score: score, mentions: true}
}

// all reports whether each word is ok.
func all(words []string, ok func(string) bool) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !ok(w) })
}
