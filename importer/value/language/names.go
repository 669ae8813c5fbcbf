package language

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"muster/importer/value/country"
	"muster/importer/value/text"
)

// index finds languages by their names.
type index struct {
	tags   map[string]string // by the folded name; "" where a name means several languages
	common []string          // the names in the languages of common, for Nearest
}

// common lists the languages whose language names win where a word means another language in a
// language outside this list.
var common = []language.Tag{
	language.English, language.German, language.French, language.Spanish, language.Portuguese, language.Italian,
	language.Dutch, language.Polish, language.Swedish, language.Turkish, language.Russian, language.Japanese,
	language.Chinese, language.TraditionalChinese,
}

// spellings are what people write and CLDR does not.
var spellings = map[string]string{
	"Farsi": "fa", "Mandarin": "zh", "Norwegian": "no", "Norwegisch": "no", "Norsk": "no", "Flemish": "nl-BE", "Flämisch": "nl-BE",
	"Bokmål": "nb", "Nynorsk": "nn", "Castilian": "es", "Castellano": "es", "Schweizerdeutsch": "gsw", "Moldovan": "ro-MD",
	"Filipino": "fil", "Tagalog": "fil", "Persian": "fa", "Brasileiro": "pt-BR", "American": "en-US", "中文": "zh", "汉语": "zh",
	"漢語": "zh", "简体中文": "zh-Hans", "繁體中文": "zh-Hant", "繁体中文": "zh-Hant", "Chinese Simplified": "zh-Hans", "Chinese Traditional": "zh-Hant",
	"US English": "en-US", "UK English": "en-GB", "Serbo-Croatian": "sr-Latn",
}

// names builds the index when the first name is looked up: most files have codes.
var names = sync.OnceValue(buildIndex)

func buildIndex() *index {
	x := &index{tags: make(map[string]string, 1<<14)}
	for name, tag := range spellings {
		x.tags[text.Fold(name)] = tag
	}
	tags := slices.Concat(display.Supported.Tags(), variants())
	x.addLayer(func(add func(name, tag string)) { // what each language calls itself
		for _, tag := range tags {
			add(display.Self.Name(tag), code(tag))
		}
	})
	x.addLayer(func(add func(name, tag string)) {
		all := append(everyLanguage(), tags...)
		for _, in := range common {
			eachName(in, all, func(name, tag string) {
				x.common = append(x.common, name)
				add(name, tag)
			})
		}
	})
	x.addLayer(func(add func(name, tag string)) {
		for _, in := range tags {
			eachName(in, tags, add)
		}
	})
	return x
}

// addLayer adds names below those that are there already: a later layer never changes what
// an earlier one says, and within a layer a name of several languages means none of them.
func (x *index) addLayer(each func(add func(name, tag string))) {
	layer := make(map[string]string)
	each(func(name, tag string) {
		k := text.Fold(name)
		if had, found := layer[k]; found && had != tag {
			tag = narrower(had, tag)
		}
		layer[k] = tag
	})
	for k, tag := range layer {
		if _, found := x.tags[k]; !found && k != "" {
			x.tags[k] = tag
		}
	}
}

// narrower decides between two tags of one name: a language wins over its own variants (CLDR says
// "português" of pt-BR too), and two languages win over nothing.
func narrower(a, b string) string {
	switch {
	case a != "" && strings.HasPrefix(b, a+"-"):
		return a
	case b != "" && strings.HasPrefix(a, b+"-"):
		return b
	default:
		return ""
	}
}

// find looks for a name, or a name with a country: "English (United Kingdom)", "Deutsch - Schweiz".
func (x *index) find(s string) (string, bool) {
	if tag, found := x.tags[text.Fold(s)]; found {
		return tag, tag != ""
	}
	cut := strings.IndexAny(s, "(-–,/")
	if cut < 0 {
		return "", false
	}
	tag := x.tags[text.Fold(s[:cut])]
	region, ok := country.Parse(strings.Trim(s[cut:], "()-–,/ "))
	if tag == "" || !ok || strings.Contains(tag, "-") {
		return "", false
	}
	return tag + "-" + region, true
}

// eachName calls add with the name that one language has for each of the others.
func eachName(in language.Tag, tags []language.Tag, add func(name, tag string)) {
	languages, dialects := display.Languages(in), display.Tags(in)
	for _, tag := range tags {
		if languages != nil {
			add(languages.Name(tag), code(tag))
		}
		add(dialects.Name(tag), code(tag))
	}
}

// code returns the tag for a language's names. CLDR keeps Bokmål's under Norwegian.
func code(tag language.Tag) string {
	if tag.String() == "no" {
		return "nb"
	}
	return tag.String()
}

// everyLanguage returns all languages that have a code, with or without a written form of their own.
func everyLanguage() []language.Tag {
	bases := language.Supported.BaseLanguages()
	tags := make([]language.Tag, len(bases))
	for i, b := range bases {
		tags[i] = language.Make(b.String())
	}
	return tags
}

// variants returns the tags of regional kinds of a language that have a name of their own.
func variants() []language.Tag {
	var tags []language.Tag
	for s := range strings.FieldsSeq("de-AT de-CH en-AU en-CA en-GB en-US es-419 es-ES es-MX fr-CA fr-CH nl-BE pt-BR pt-PT ro-MD zh-Hans zh-Hant") {
		tags = append(tags, language.Make(s))
	}
	return tags
}
