// Package language reads languages as people write them (BCP 47 tags, POSIX locales, ISO 639 codes,
// names in many languages) into canonical BCP 47 tags.
//
// Codes and names are those of golang.org/x/text (CLDR). A country's code is not taken for the language
// spoken there.
package language

import (
	"strings"

	"golang.org/x/text/language"

	"muster/importer/value/text"
)

// Parse returns the language as a canonical BCP 47 tag, such as "de" or "pt-BR"; ok is false
// where s is no language, or several.
func Parse(s string) (bcp47 string, ok bool) {
	s = strings.TrimSpace(s)
	if tag, ok := parseTag(s); ok {
		return tag, true
	}
	return find(s)
}

// Nearest returns the language name that s is most likely a misspelling of, as CLDR
// writes it, or "" where none is close, or the nearest name is that of several languages.
func Nearest(s string) string {
	name := text.Nearest(s, usual().names)
	if _, ok := Parse(name); !ok {
		return ""
	}
	return name
}

// parseTag reads a tag such as en-US, or a POSIX locale such as en_US.UTF-8.
func parseTag(s string) (string, bool) {
	s, _, _ = strings.Cut(s, ".") // the locale's character set
	s, modifier, _ := strings.Cut(s, "@")
	if !isTag(s) {
		return "", false
	}
	tag, err := language.Parse(s)
	if script, known := scripts[strings.ToLower(modifier)]; known && err == nil {
		tag, err = language.Compose(tag, language.MustParseScript(script))
	}
	base, _ := tag.Base()
	if err != nil || tag == language.Und || strings.Contains(notSpoken, " "+base.String()+" ") {
		return "", false
	}
	return tag.String(), true
}

// scripts are the modifiers of POSIX locales that name a script; all others (sr@ijekavian, de@euro) are passed over.
var scripts = map[string]string{"latin": "Latn", "cyrillic": "Cyrl", "devanagari": "Deva"}

// notSpoken are the codes of ISO 639 for no or any language.
const notSpoken = " und mis mul zxx "

// isTag reports whether s begins like a tag: language.Parse takes "root" and private-use
// tags, which say nothing about a language, for tags too.
func isTag(s string) bool {
	primary, _, _ := strings.Cut(strings.ReplaceAll(s, "_", "-"), "-")
	switch len(primary) {
	case 2, 3:
		return true
	case 1:
		return primary == "i" || primary == "I" // grandfathered, such as i-klingon
	default:
		return strings.EqualFold(primary, "art") || strings.EqualFold(primary, "sgn")
	}
}
