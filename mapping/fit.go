package mapping

import (
	"slices"

	"muster/importer"
)

// A verdict is what the cells of a column say about the field that its name
// suggests.
type verdict int

const (
	against verdict = iota - 1 // the cells are something else
	silent                     // the cells could be anything
	confirm                    // the cells look like it
)

// fit compares the cells with a field or meaning. why names what the cells are,
// where they speak against it.
func fit(field string, l *looks) (v verdict, why string) {
	if l.filled == 0 {
		return silent, ""
	}
	switch field {
	case "email":
		return fitEmail(l)
	case "mobile", "phone":
		return judge(l.half(l.phones), foreign(l, "emails", "dates", "paths", "people"))
	case "job_title":
		if l.share(isHonorific) {
			return against, "forms of address"
		}
		return judge(!l.half(l.digits), foreign(l, "emails", "dates", "ids", "hashes", "paths", "phones", "long"))
	case "given_name", "family_name", "full_name", "display_name", meansName, meansMiddleName, meansSecondFamily, "department", "location", meansRole:
		return judge(!l.half(l.digits) && !l.half(l.yesNo), foreign(l, "emails", "dates", "ids", "hashes", "paths", "phones", "long"))
	case "username":
		return judge(true, foreign(l, "dates", "hashes", "long", "spaced"))
	case "external_id":
		return judge(l.half(l.digits) && !l.half(l.spaced), foreign(l, "dates", "hashes", "people", "long"))
	case "manager":
		return judge(l.half(l.emails), foreign(l, "dates", "people", "paths", "long"))
	case "password":
		return fitPassword(l)
	case "password_hash":
		return judge(l.half(l.hashes), foreign(l, "dates", "emails", "masked", "yesNo"))
	case "groups", "organizations", "profiles", "scopes", "rights", "accounts":
		return judge(false, foreign(l, "dates", "emails", "paths", "long", "yesNo"))
	default:
		return fitGrammar(field, l)
	}
}

// fitGrammar judges the fields whose values have a grammar: cells that do not
// follow it speak against the field.
func fitGrammar(field string, l *looks) (verdict, string) {
	switch field {
	case "start_date", "end_date":
		return needs(l.half(l.dates) || l.half(l.numbers) && l.dates > 0, "no dates")
	case "created_at":
		return needs(l.half(l.dates) || l.any(isInstant), "no dates")
	case "email_verified", "must_reset_password", "require_mfa":
		return needs(l.mostly(l.yesNo), "neither yes nor no")
	case "country":
		return needs(l.share(isCountry), "no countries")
	case "language":
		return needs(l.share(isLanguage), "no languages")
	default:
		return fitWords(field, l)
	}
}

// judge returns confirm where yes, unless something foreign was found.
func judge(yes bool, foreign string) (verdict, string) {
	switch {
	case foreign != "":
		return against, foreign
	case yes:
		return confirm, ""
	default:
		return silent, ""
	}
}

// needs returns confirm where yes, else against.
func needs(yes bool, otherwise string) (verdict, string) {
	if yes {
		return confirm, ""
	}
	return against, otherwise
}

// foreign returns the first of the kinds that nearly all cells are, "" for
// none.
func foreign(l *looks, kinds ...string) string {
	found := map[string]bool{
		"emails": l.mostly(l.emails), "dates": l.mostly(l.dates), "ids": l.mostly(l.ids), "hashes": l.mostly(l.hashes), "paths": l.mostly(l.paths),
		"phones": l.mostly(l.dialled) && !l.mostly(l.dates), "people": l.mostly(l.person), "masked": l.mostly(l.masked), "yesNo": l.filled > 2 && l.mostly(l.yesNo) && !l.mostly(l.numbers),
		"long": l.half(l.long), "spaced": l.half(l.spaced),
	}
	says := map[string]string{
		"emails": "email addresses", "dates": "dates", "ids": "identifiers", "hashes": "password hashes", "paths": "paths or addresses",
		"phones": "phone numbers", "people": "names of people", "masked": "masked", "yesNo": "yes and no", "long": "long texts", "spaced": "several words",
	}
	for _, k := range kinds {
		if found[k] {
			return says[k]
		}
	}
	return ""
}

// fitEmail lets a column be email even if all its addresses are wrong: refusing
// them row by row is the check's work. Only cells that are plainly something
// else speak against it.
func fitEmail(l *looks) (verdict, string) {
	if l.half(l.emails) {
		return confirm, ""
	}
	if why := foreign(l, "dates", "ids", "yesNo", "paths", "phones"); l.emails == 0 && why != "" {
		return against, why
	}
	if l.emails == 0 && l.mostly(l.numbers) {
		return against, "numbers"
	}
	return silent, ""
}

// fitPassword speaks against columns about passwords: when they were set,
// whether they must change, stars in their place.
func fitPassword(l *looks) (verdict, string) {
	// "1234567" is a number and "No" a word, but both are possible passwords;
	// whole columns of yes and no are not.
	return judge(false, foreign(l, "dates", "masked", "yesNo"))
}

// fitWords judges the fields with a fixed set of words: at least one cell must
// be among them.
func fitWords(field string, l *looks) (verdict, string) {
	f, isField := importer.FieldNamed(field)
	if field == meansInactive {
		f, isField = importer.Status, true
	}
	words := knownWords()
	if _, fixed := words[f]; !isField || !fixed {
		return silent, ""
	}
	canonical := func(v string) bool { _, ok := words.canonical(f, v); return ok }
	if slices.ContainsFunc(l.values, canonical) {
		return needs(f == importer.Status || l.share(canonical), "other words")
	}
	return against, "none of the words that this field can have"
}

// isInstant reports whether the cell is a moment as created_at has them.
func isInstant(s string) bool { _, ok := instant(s); return ok }

// isHonorific reports whether the cell is a form of address such as Mr.
func isHonorific(s string) bool { return known().honorifics[keyOf(s)] }
