// Package country reads countries as people write them (names in many languages, ISO 3166-1
// alpha-2, alpha-3 and numeric codes) into alpha-2 codes.
//
// Codes and names are those of golang.org/x/text (CLDR); only what people write beyond them is listed
// here. Withdrawn codes (SU, AN) and names that mean several countries ("Korea") are refused.
package country

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"muster/importer/value/text"
)

// Parse returns the country's ISO 3166-1 alpha-2 code in capitals; ok is false where s is no country or several.
// Kosovo is XK, the code that is in use for it though ISO has none.
func Parse(s string) (alpha2 string, ok bool) {
	code, isCode := parseCode(strings.TrimSpace(s))
	if isCode {
		return code, code != ""
	}
	return find(s)
}

// Nearest returns the country name that s is most likely a misspelling of, as CLDR writes it, or "" where none is
// close. For a name that several countries have, or nearly has it, it returns the English names of these: "North Korea /
// South Korea".
func Nearest(s string) string {
	name := text.Nearest(s, usual().names)
	if name == "" {
		return ""
	}
	if _, ok := Parse(name); ok {
		return name
	}
	codes, _ := lookUp(name)
	return choice(codes)
}

// choice returns the English names of a few countries by their codes, in alphabetical order.
func choice(codes string) string {
	var names []string
	for code := range strings.FieldsSeq(codes) {
		names = append(names, display.English.Regions().Name(language.MustParseRegion(code)))
	}
	slices.Sort(names)
	return strings.Join(names, " / ")
}

// retired are codes that x/text takes for countries of today and ISO does not.
const retired = " AN CS NT SU YU "

// parseCode reads an ISO code: two or three letters, or up to three digits. isCode is true
// with an empty code for one that stands for no country of today.
func parseCode(s string) (code string, isCode bool) {
	if len(s) == 0 || len(s) > len("U.S.A.") {
		return "", false
	}
	s = strings.ToUpper(strings.ReplaceAll(s, ".", ""))
	if s == "EL" { // the European Union's code for Greece
		return "GR", true
	}
	if strings.Trim(s, "0123456789") == "" && len(s) < 3 { // a spreadsheet drops leading zeros
		s = strings.Repeat("0", 3-len(s)) + s
	}
	region, err := language.ParseRegion(s)
	if err != nil {
		return "", false
	}
	return current(region), true
}

// current returns the code of a region that is a country today, else "".
func current(r language.Region) string {
	code := r.Canonicalize().String()
	switch {
	case !r.IsCountry(), strings.Contains(retired, " "+r.String()+" "):
		return ""
	case code == r.String() && (r.M49() != 0 || code == "XK"), r.String() == "UK":
		return code
	default: // merged into another country since, or only reserved
		return ""
	}
}
