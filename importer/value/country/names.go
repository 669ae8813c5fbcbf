package country

import (
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// index finds countries by their names.
type index struct {
	exact  map[string]string // by the words of the name, in any order
	loose  map[string]string // without words such as "republic" and "the"
	common []string          // the names in the languages of common, for Nearest
}

// common lists the languages whose country names win where a word means another country in a
// language outside this list.
var common = []language.Tag{
	language.English, language.German, language.French, language.Spanish, language.Portuguese, language.Italian,
	language.Dutch, language.Polish, language.Swedish, language.Turkish, language.Russian, language.Japanese,
	language.Chinese, language.TraditionalChinese,
}

// minLoose is how many bytes must be left of a name for it to be found without its other words. "Ấn Độ" is not AN.
const minLoose = 4

// names builds the index when the first name is looked up: it takes a tenth of a second, and
// most files have codes.
var names = sync.OnceValue(buildIndex)

func buildIndex() *index {
	x := &index{exact: make(map[string]string, 1<<15), loose: make(map[string]string, 1<<15)}
	x.addLayer(func(add func(name, code string)) { eachSpelling(add) })
	x.addLayer(func(add func(name, code string)) {
		for _, tag := range common {
			eachName(tag, func(name, code string) {
				x.common = append(x.common, name)
				add(name, code)
			})
		}
	})
	x.addLayer(func(add func(name, code string)) {
		for _, tag := range display.Supported.Tags() {
			eachName(tag, add)
		}
	})
	return x
}

// addLayer adds names below those that are there already: a later layer never changes what
// an earlier one says, and within a layer a name of several countries means none of them.
func (x *index) addLayer(each func(add func(name, code string))) {
	exact, loose := make(map[string]string), make(map[string]string)
	each(func(name, code string) {
		words := wordsOf(name)
		put(exact, key(words), code)
		if rest := key(significant(words)); len(rest) >= minLoose {
			put(loose, rest, code)
		}
	})
	merge(x.exact, exact)
	merge(x.loose, loose)
}

func put(m map[string]string, key, code string) {
	if had, found := m[key]; found && had != code {
		code = "" // several countries
	}
	m[key] = code
}

func merge(into, from map[string]string) {
	for k, code := range from {
		if _, found := into[k]; !found && k != "" {
			into[k] = code
		}
	}
}

// find looks for a name as it is, then by its significant words.
func (x *index) find(s string) (string, bool) {
	words := wordsOf(s)
	code, found := x.exact[key(words)]
	if !found {
		code = x.loose[key(significant(words))]
	}
	return code, code != ""
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
