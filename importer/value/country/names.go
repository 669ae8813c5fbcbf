package country

import (
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// index finds countries by their names. A name with several codes, separated by spaces, means one of several countries.
type index struct {
	exact map[string]string // by the words of the name, in any order
	loose map[string]string // without words such as "republic" and "the"
	names []string          // as written, for Nearest
}

// common lists the languages whose country names win where a word means another country in a
// language outside this list.
var common = []language.Tag{
	language.English, language.German, language.French, language.Spanish, language.Portuguese, language.Italian,
	language.Dutch, language.Polish, language.Swedish, language.Turkish, language.Russian, language.Japanese,
	language.Chinese, language.TraditionalChinese,
}

// The indexes are built when the first name is looked up, since most files have codes; that of all other
// languages, which takes a tenth of a second, when the first name is not found in the usual ones.
var (
	usual  = sync.OnceValue(func() *index { return newIndex(eachSpelling, inLanguages(common)) })
	others = sync.OnceValue(func() *index { return newIndex(inLanguages(display.Supported.Tags())) })
)

// find looks a name up; where that fails, what stands outside of parentheses and in them: "Falkland Islands (Malvinas)".
func find(s string) (string, bool) {
	if code, found := lookUp(s); found {
		return single(code)
	}
	outside, inside, found := strings.Cut(s, "(")
	if !found {
		return "", false
	}
	code, found := lookUp(outside)
	other, foundToo := lookUp(inside)
	if _, one := single(other); foundToo && one && found && code != other {
		return "", false
	}
	if !found {
		code = other
	}
	return single(code)
}

// single returns the code where it is one.
func single(codes string) (code string, ok bool) {
	if codes == "" || strings.Contains(codes, " ") {
		return "", false
	}
	return codes, true
}

// lookUp looks a name up in the usual languages, then in all others.
func lookUp(name string) (code string, found bool) {
	words := wordsOf(name)
	if len(words) == 0 {
		return "", false
	}
	if code, found = usual().find(words); !found {
		code, found = others().find(words)
	}
	return code, found
}

// layer calls add with each of its names.
type layer func(add func(name, code string))

// newIndex indexes layers of names: a later layer never changes what an earlier one says, and within a layer a
// name of several countries means none of them.
func newIndex(layers ...layer) *index {
	x := &index{exact: make(map[string]string), loose: make(map[string]string)}
	for _, each := range layers {
		exact, loose := make(map[string]string), make(map[string]string)
		each(func(name, code string) {
			x.names = append(x.names, name)
			words := wordsOf(name)
			put(exact, key(words), code)
			if rest := key(significant(words)); len(rest) >= minLoose {
				put(loose, rest, code)
			}
		})
		merge(x.exact, exact)
		merge(x.loose, loose)
	}
	return x
}

// minLoose is how many bytes must be left of a name for it to be found without its other words.
const minLoose = 4

func put(m map[string]string, key, code string) {
	if had := m[key]; had == "" {
		m[key] = code
	} else if !strings.Contains(had, code) {
		m[key] = had + " " + code
	}
}

func merge(into, from map[string]string) {
	for k, code := range from {
		if _, found := into[k]; !found && k != "" {
			into[k] = code
		}
	}
}

// find looks for a name by all its words, then by the significant ones.
func (x *index) find(words []string) (code string, found bool) {
	if code, found = x.exact[key(words)]; !found {
		code, found = x.loose[key(significant(words))]
	}
	return code, found
}

// inLanguages returns the names that countries have in the languages.
func inLanguages(tags []language.Tag) layer {
	return func(add func(name, code string)) {
		for _, tag := range tags {
			eachName(tag, add)
		}
	}
}

// eachName calls add with the name of each country in one language.
func eachName(tag language.Tag, add func(name, code string)) {
	namer := display.Regions(tag)
	if namer == nil {
		return
	}
	for _, region := range language.Supported.Regions() {
		if code := current(region); code != "" && code == region.String() {
			add(namer.Name(region), code)
		}
	}
}
