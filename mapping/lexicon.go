package mapping

import (
	_ "embed"
	"fmt"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
	"go.yaml.in/yaml/v4"
)

//go:embed names.yaml
var namesFile []byte

// Meanings of a column name that are no field of the contract. The first ones
// become a field together with other columns; the last three never do.
const (
	meansMiddleName   = "middle_name"
	meansFamilyPrefix = "family_prefix"
	meansSecondFamily = "second_family_name"
	meansPrincipal    = "principal_name" // an email address or a username
	meansInactive     = "inactive"       // the opposite of status
	meansRole         = "role"           // roles or job_title
	meansName         = "name"           // given, family or full name
	meansAnybody      = "anybody"        // whatever the cells are
	meansAddress      = "address"        // an email address, or nothing
	meansPrivilege    = "privilege"
	meansSecret       = "secret"
	meansIgnored      = "ignored"
)

// A meaning is what a column name stands for.
type meaning struct {
	field string // a field of the contract, or one of the meanings above; "" is none
	weak  bool   // gives way to any other column of the same field
}

// A lexicon knows column names. It does not change after it was made.
type lexicon struct {
	names map[string]meaning // by key, see keyOf
	// spelled has the keys long enough to be recognized when misspelled, in
	// order, by length in letters.
	spelled map[int][]string

	noise, second, others, manager, notEmail map[string]bool // words around names
	honorifics, totals                       map[string]bool // cells
}

// known returns the lexicon of names.yaml. The file is embedded and tested: it
// cannot be wrong at run time.
var known = sync.OnceValue(func() *lexicon {
	l, err := newLexicon(namesFile)
	if err != nil {
		panic(err)
	}
	return l
})

// namesDocument is the shape of names.yaml.
type namesDocument struct {
	Fields    map[string]map[string][]string `yaml:"fields"`
	Shared    map[string]map[string][]string `yaml:"shared"`
	Privilege []string                       `yaml:"privilege"`
	Secret    []string                       `yaml:"secret"`
	Ignored   []string                       `yaml:"ignored"`
	Noise     []string                       `yaml:"noise"`
	Second    []string                       `yaml:"second"`
	Others    []string                       `yaml:"others"`
	Manager   []string                       `yaml:"manager"`
	NotEmail  []string                       `yaml:"not_email"`
	Honorific []string                       `yaml:"honorifics"`
	Totals    []string                       `yaml:"totals"`
}

// newLexicon reads a file of names. A name that means two things is an error.
func newLexicon(data []byte) (*lexicon, error) {
	var doc namesDocument
	if err := yaml.Load(data, &doc, yaml.WithKnownFields()); err != nil {
		return nil, fmt.Errorf("read the column names: %w", err)
	}
	l := &lexicon{
		names: map[string]meaning{}, spelled: map[int][]string{},
		noise: keys(doc.Noise), second: keys(doc.Second), others: keys(doc.Others), manager: keys(doc.Manager), notEmail: keys(doc.NotEmail), honorifics: keys(doc.Honorific), totals: keys(doc.Totals),
	}
	for _, group := range []map[string]map[string][]string{doc.Fields, doc.Shared} {
		for field, languages := range group {
			for language, names := range languages {
				if err := l.add(meaning{field, language == "weak"}, names); err != nil {
					return nil, err
				}
			}
		}
	}
	for field, names := range map[string][]string{meansPrivilege: doc.Privilege, meansSecret: doc.Secret, meansIgnored: doc.Ignored} {
		if err := l.add(meaning{field, false}, names); err != nil {
			return nil, err
		}
	}
	for _, list := range l.spelled {
		slices.Sort(list) // of equally near names the first one wins, on every run
	}
	return l, nil
}

// add gives the names a meaning. That no name has two keeps the file honest:
// which one would win could not be seen there.
func (l *lexicon) add(m meaning, names []string) error {
	for _, name := range names {
		key := keyOf(name)
		if there, twice := l.names[key]; twice || key == "" {
			return fmt.Errorf("read the column names: %q stands for %s and for %s", name, there.field, m.field)
		}
		l.names[key] = m
		if n := utf8.RuneCountInString(key); n > shortestMisspelled || n == shortestMisspelled && slices.Contains(commonFields, m.field) {
			l.spelled[n] = append(l.spelled[n], key)
		}
	}
	return nil
}

// keys returns the words as a set of their keys.
func keys(words []string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[keyOf(w)] = true
	}
	return set
}

// Names shorter than this are taken as they are: "mail" is near too many words.
// Those just as long are recognized only for the fields that nearly every file
// has.
const shortestMisspelled = 5

var commonFields = []string{"email", "phone", "mobile", "given_name", "family_name", "username", "password"}

// misspelled returns what key most likely means if it is spelled wrong by one
// letter, or by two in a long name.
func (l *lexicon) misspelled(key string) (meaning, bool) {
	n := utf8.RuneCountInString(key)
	allowed := 1
	if n >= 11 {
		allowed = 2
	}
	if n < shortestMisspelled {
		return meaning{}, false
	}
	best, least := "", allowed+1
	for length := n - allowed; length <= n+allowed; length++ {
		for _, candidate := range l.spelled[length] {
			d := levenshtein.ComputeDistance(key, candidate)
			switch {
			case d == 2 && swapped(key, candidate):
				d = 1 // "emial": two letters changed places, which is one mistake
			case d > 0 && !sameStart(key, candidate):
				continue // people seldom mistype the first letter, and "locked" is not "blocked"
			}
			if d < least {
				best, least = candidate, d
			}
		}
	}
	return l.names[best], best != ""
}

// swapped reports whether a and b differ only in two neighbours that changed
// places.
func swapped(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i] != y[i] {
			return i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && slices.Equal(x[i+2:], y[i+2:])
		}
	}
	return false
}

// sameStart reports whether both begin with the same letter.
func sameStart(a, b string) bool {
	x, _ := utf8.DecodeRuneInString(a)
	y, _ := utf8.DecodeRuneInString(b)
	return x == y
}
