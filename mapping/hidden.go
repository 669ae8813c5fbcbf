package mapping

import (
	"slices"

	"muster/importer"
)

// hides reports whether the cells of a column must never be shown: secrets, and
// what looks like one.
func (r *recognition) hides(i int) bool {
	c := &r.columns[i]
	if _, secret := importer.SecretNamed(c.Field); secret {
		return true
	}
	l := c.looks
	if l.any(isHash) && l.half(l.hashes) {
		return true
	}
	if c.Field != "" || !r.hasHeader {
		return false
	}
	return looksSecret(r.lexicon, c.Name) && !l.mostly(l.dates) && !(l.mostly(l.yesNo) && !l.mostly(l.numbers))
}

// looksSecret reports whether a column name speaks of a credential, whatever
// else it says.
func looksSecret(l *lexicon, name string) bool {
	if m := l.read(name); m.field == meansSecret {
		return true
	} else if _, secret := importer.SecretNamed(m.field); secret {
		return true
	} else if m.field == meansIgnored && m.score == sureExact {
		return false // such as "password last set": known, and no secret
	}
	return slices.ContainsFunc(wordsOf(name), func(w string) bool {
		m := l.names[w]
		_, secret := importer.SecretNamed(m.field)
		return secret || m.field == meansSecret
	})
}
