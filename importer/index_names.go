package importer

import (
	"slices"
	"sync"

	"muster/importer/value/text"
)

// maxGuesses bounds how many guesses a nameSet remembers. A column put into the wrong field has
// as many unknown names as rows.
const maxGuesses = 4096

// A nameSet finds names regardless of case, and remembers what it guessed for unknown ones:
// comparing with thousands of names is slow, and files repeat their mistakes.
type nameSet struct {
	names  []string          // as the catalog writes them
	exact  map[string]string // what needs no folding: the commonest case, without an allocation
	folded map[string]string // folded to canonical

	mu      sync.Mutex
	guesses map[string]string // name to nearest
}

// newNameSet makes a set of the names; the first of two that fold alike wins.
func newNameSet(names []string) *nameSet {
	s := &nameSet{
		names:  names,
		exact:  make(map[string]string, len(names)),
		folded: make(map[string]string, len(names)),
	}
	for _, n := range names {
		canonical, there := s.folded[text.Fold(n)]
		if !there {
			canonical = n
			s.folded[text.Fold(n)] = n
		}
		s.exact[n] = canonical
	}
	return s
}

// find returns the canonical spelling of a name.
func (s *nameSet) find(name string) (canonical string, ok bool) {
	if canonical, ok = s.exact[name]; ok {
		return canonical, true
	}
	canonical, ok = s.folded[text.Fold(name)]
	return canonical, ok
}

// nearest guesses outside the lock: two workers may make the same guess, which costs less than waiting.
func (s *nameSet) nearest(name string) string {
	s.mu.Lock()
	guess, known := s.guesses[name]
	s.mu.Unlock()
	if known || len(s.names) == 0 {
		return guess
	}
	guess = text.Nearest(name, s.names)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.guesses == nil || len(s.guesses) >= maxGuesses {
		s.guesses = make(map[string]string)
	}
	s.guesses[name] = guess
	return guess
}

func (s *nameSet) empty() bool { return len(s.names) == 0 }

// sortedNames sorts names by code point and returns them.
func sortedNames(names []string) []string {
	slices.Sort(names)
	return names
}
