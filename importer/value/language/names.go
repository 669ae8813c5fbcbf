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
	tags  map[string]string // by the folded name; "" where a name means several languages
	names []string          // as written, for Nearest
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
	"Farsi": "fa", "Bahasa Indonesia": "id", "Bahasa Melayu": "ms", "Mandarin Chinese": "zh", "Chinese, Mandarin": "zh", "Mandarin": "zh", "Norwegian": "no", "Norwegisch": "no", "Norsk": "no", "Flemish": "nl-BE", "Flämisch": "nl-BE",
	"Bokmål": "nb", "Nynorsk": "nn", "Castilian": "es", "Castellano": "es", "Schweizerdeutsch": "gsw", "Moldovan": "ro-MD",
	"Filipino": "fil", "Tagalog": "fil", "Persian": "fa", "Brasileiro": "pt-BR", "American": "en-US", "中文": "zh", "汉语": "zh",
	"漢語": "zh", "简体中文": "zh-Hans", "繁體中文": "zh-Hant", "繁体中文": "zh-Hant", "Chinese Simplified": "zh-Hans", "Chinese Traditional": "zh-Hant",
	"US English": "en-US", "UK English": "en-GB", "Serbo-Croatian": "sr-Latn",
}

// The indexes are built when the first name is looked up, since most files have codes; that of all other
// languages when the first name is not found in the usual ones.
var (
	usual = sync.OnceValue(func() *index {
		return newIndex(eachSpelling, eachOwnName, inLanguages(common, languages()), inLanguages(common[:1], everyLanguage()))
	})
	others = sync.OnceValue(func() *index { return newIndex(inLanguages(display.Supported.Tags(), languages())) })
)

// lookUp returns the tag of a name, in the usual languages or else in any other.
func lookUp(name string) (tag string, found bool) {
	name = text.Fold(name)
	if tag, found = usual().tags[name]; !found {
		tag, found = others().tags[name]
	}
	return tag, found
}

// layer calls add with each of its names.
type layer func(add func(name, tag string))

// newIndex indexes layers of names: a later layer never changes what an earlier one says, and within a layer a
// name of several languages means none of them.
func newIndex(layers ...layer) *index {
	x := &index{tags: make(map[string]string)}
	for _, each := range layers {
		found := make(map[string]string)
		each(func(name, tag string) {
			if name == "" {
				return
			}
			k := text.Fold(name)
			if had, ok := found[k]; !ok {
				x.names = append(x.names, name)
			} else if had != tag {
				tag = narrower(had, tag)
			}
			found[k] = tag
		})
		for k, tag := range found {
			if _, ok := x.tags[k]; !ok {
				x.tags[k] = tag
			}
		}
	}
	return x
}

// narrower decides between two tags of one name: a language wins over its own variants (CLDR says
// "português" of pt-BR too), a group of languages over its members (ku, kmr), and two languages over nothing.
func narrower(a, b string) string {
	switch {
	case a != "" && strings.HasPrefix(b, a+"-"):
		return a
	case b != "" && strings.HasPrefix(a, b+"-"):
		return b
	case isMacro(a, b):
		return a
	case isMacro(b, a):
		return b
	default:
		return ""
	}
}

// isMacro reports whether a is the macrolanguage of b.
func isMacro(a, b string) bool {
	tag, err := language.Macro.Parse(b)
	return err == nil && tag.String() == a
}

// find looks for a name, or a name with a country or a script behind it: "English (United Kingdom)", "Serbian
// (Latin)", "Deutsch - Schweiz".
func find(s string) (string, bool) {
	if tag, found := lookUp(s); found {
		return tag, tag != ""
	}
	cut := strings.IndexAny(s, "(-–,/")
	if cut < 0 {
		return "", false
	}
	tag, _ := lookUp(s[:cut])
	qualifier := strings.Trim(s[cut:], "()-–,/ ")
	if tag == "" || strings.Contains(tag, "-") {
		return "", false
	}
	if script, found := namedScripts[text.Fold(qualifier)]; found {
		return tag + "-" + script, true
	}
	region, ok := country.Parse(qualifier)
	if !ok {
		return "", false
	}
	return tag + "-" + region, true
}

// namedScripts are the scripts that people tell kinds of a language apart by.
var namedScripts = map[string]string{"latin": "Latn", "cyrillic": "Cyrl", "arabic": "Arab", "simplified": "Hans", "traditional": "Hant"}

func eachSpelling(add func(name, tag string)) {
	for name, tag := range spellings {
		add(name, tag)
	}
}

// eachOwnName calls add with what each language calls itself.
func eachOwnName(add func(name, tag string)) {
	for _, tag := range languages() {
		add(display.Self.Name(tag), code(tag))
	}
}

// inLanguages returns the names that languages have in others.
func inLanguages(in, tags []language.Tag) layer {
	return func(add func(name, tag string)) {
		for _, l := range in {
			namer, dialects := display.Languages(l), display.Tags(l)
			for _, tag := range tags {
				if namer != nil {
					add(namer.Name(tag), code(tag))
				}
				add(dialects.Name(tag), code(tag))
			}
		}
	}
}

// languages returns the languages for which CLDR has data, and regional kinds of them that have names of their own.
func languages() []language.Tag { return slices.Concat(display.Supported.Tags(), variants()) }

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
