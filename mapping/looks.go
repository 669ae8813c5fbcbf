package mapping

import (
	"strings"
	"unicode"

	"muster/importer"
	"muster/importer/value/country"
	"muster/importer/value/date"
	"muster/importer/value/language"
	"muster/importer/value/text"
	"muster/importer/value/yesno"
)

// looks counts what the cells of a column look like. One cell can count several
// times: 20240309 is a number and a date.
type looks struct {
	filled  int // cells that are not blank; all counts below are of these
	emails  int
	numbers int // digits only
	phones  int // 7 to 15 digits, with what people put between them
	dialled int // of the phones, those that are written with +, blanks or brackets: no mere numbers
	dates   int // with separators or words: a mere number is none
	yesNo   int
	ids     int // UUIDs
	spaced  int // two words or more
	digits  int // with a digit in it
	hashes  int // password hashes
	masked  int // only stars or dots
	paths   int // distinguished names (CN=…), URLs, file paths
	person  int // two to five words of letters only
	long    int // over 60 letters
	letters int // begins with a letter

	values  []string // different ones, in the order of their appearance, up to maxValues
	samples []string // the first three different ones as typed
	dated   ballot
}

// maxValues bounds how many different values of a column are remembered.
const maxValues = 50

// look looks at the cells of column i.
func look(rows []importer.Row, i int) *looks {
	l := &looks{}
	seen := map[string]bool{}
	for _, row := range rows {
		cell, _ := text.Clean(row.Cell(i))
		if cell == "" {
			continue
		}
		l.add(cell, row.Number)
		if !seen[cell] && len(l.values) < maxValues {
			seen[cell] = true
			l.values = append(l.values, cell)
			if len(l.samples) < 3 {
				l.samples = append(l.samples, row.Cell(i))
			}
		}
	}
	return l
}

// add counts one clean cell that is not blank, of the row of that number.
func (l *looks) add(cell string, row int) {
	l.filled++
	count := func(n *int, is bool) {
		if is {
			*n++
		}
	}
	number := isNumber(cell)
	phone := isPhone(cell)
	day := !number && isDate(cell)
	count(&l.emails, isEmail(cell))
	count(&l.numbers, number)
	count(&l.phones, phone && !day)
	count(&l.dialled, phone && !day && strings.ContainsAny(cell, "+ ()/-"))
	count(&l.dates, day)
	_, yes := yesno.Parse(cell)
	count(&l.yesNo, yes)
	count(&l.ids, isUUID(cell))
	count(&l.spaced, strings.ContainsAny(cell, " ,"))
	count(&l.digits, strings.ContainsAny(cell, "0123456789"))
	count(&l.hashes, isHash(cell))
	count(&l.masked, strings.Trim(cell, "*•●.xX") == "" && len(cell) > 2)
	count(&l.paths, isPath(cell))
	count(&l.person, isPerson(cell))
	count(&l.long, len(cell) > 60)
	first := firstRune(cell)
	count(&l.letters, unicode.IsLetter(first))
	if day || number {
		l.dated.add(cell, row)
	}
}

// mostly reports whether at least nine of ten filled cells, and one at all,
// count as n.
func (l *looks) mostly(n int) bool { return l.filled > 0 && 10*n >= 9*l.filled }

// half reports whether at least half of the filled cells, and one at all, count
// as n.
func (l *looks) half(n int) bool { return l.filled > 0 && 2*n >= l.filled }

// share reports whether at least half of the different values are what is says.
func (l *looks) share(is func(string) bool) bool {
	n := 0
	for _, v := range l.values {
		if is(v) {
			n++
		}
	}
	return n > 0 && 2*n >= len(l.values)
}

// any reports whether one of the different values is what is says.
func (l *looks) any(is func(string) bool) bool {
	for _, v := range l.values {
		if is(v) {
			return true
		}
	}
	return false
}

// isCountry reports whether the cell names a country.
func isCountry(s string) bool { _, ok := country.Parse(s); return ok }

// isLanguage reports whether the cell names a language.
func isLanguage(s string) bool { _, ok := language.Parse(s); return ok }

// isEmail reports whether the cell is meant as an email address, right or
// wrong.
func isEmail(cell string) bool {
	at := strings.LastIndexByte(cell, '@')
	if at <= 0 || at == len(cell)-1 || strings.ContainsAny(cell, " \t") && !strings.Contains(cell, "<") {
		return false
	}
	return strings.IndexByte(cell[at:], '.') > 1
}

// isNumber reports whether the cell has digits only.
func isNumber(cell string) bool {
	for i := range len(cell) {
		if cell[i] < '0' || cell[i] > '9' {
			return false
		}
	}
	return cell != ""
}

// isPhone reports whether the cell can be a phone number, right or wrong: 6 to 16
// digits with what people put between them.
func isPhone(cell string) bool {
	digits := 0
	for i, r := range cell {
		switch {
		case '0' <= r && r <= '9':
			digits++
		case r == '+' && i <= 1, strings.ContainsRune(" -./()\u2011\u2013'x", r):
		default:
			return false
		}
	}
	return 6 <= digits && digits <= 16
}

// isDate reports whether the cell is a date in one of the orders.
func isDate(cell string) bool {
	if len(cell) < 6 || len(cell) > 40 || !strings.ContainsAny(cell, "0123456789") || strings.Contains(cell, "@") {
		return false
	}
	if _, ok := date.Parse(cell, date.DMY); ok {
		return true
	}
	_, ok := date.Parse(cell, date.MDY)
	return ok
}

// isUUID reports whether the cell is a UUID in its usual spelling.
func isUUID(cell string) bool {
	if len(cell) != 36 {
		return false
	}
	for i := range len(cell) {
		c := cell[i]
		if dash := i == 8 || i == 13 || i == 18 || i == 23; dash != (c == '-') || !dash && !isHex(c) {
			return false
		}
	}
	return true
}

// isHex reports whether c is a hexadecimal digit.
func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// hashPrefixes begin the spellings of password hashes: PHC and crypt ($2b$,
// $argon2id$), LDAP ({SSHA}), Django.
var hashPrefixes = []string{
	"$1$", "$2a$", "$2b$", "$2y$", "$5$", "$6$", "$7$", "$y$", "$argon2", "$pbkdf2", "$scrypt", "$P$", "$H$", "$S$",
	"{SSHA", "{SHA", "{MD5}", "{SMD5}", "{CRYPT}", "{PBKDF2", "{ARGON2", "{BCRYPT}", "pbkdf2_", "bcrypt$", "argon2$", "bcrypt_sha256$", "sha1$", "md5$", "scrypt$",
}

// isHash reports whether the cell is a password hash by its spelling. A bare
// hexadecimal number is not: ids look like it.
func isHash(cell string) bool {
	for _, p := range hashPrefixes {
		if len(cell) > len(p)+8 && strings.EqualFold(cell[:len(p)], p) {
			return true
		}
	}
	return false
}

// isPath reports whether the cell is a distinguished name, a URL or a path.
func isPath(cell string) bool {
	if strings.Contains(cell, "://") || strings.HasPrefix(cell, "/") {
		return true
	}
	upper := strings.ToUpper(cell)
	return strings.HasPrefix(upper, "CN=") || strings.HasPrefix(upper, "UID=") || strings.Contains(upper, ",DC=") || strings.Contains(upper, ",OU=")
}

// isPerson reports whether the cell can be the whole name of a person: two to
// five words without digits or signs.
func isPerson(cell string) bool {
	words := strings.Fields(cell)
	if len(words) < 2 || len(words) > 5 || len(cell) > 60 {
		return false
	}
	for _, r := range cell {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune(" .,'’-", r) {
			return false
		}
	}
	return true
}

// isWord reports whether the cell is one word that begins with a capital
// letter, as names of people do.
func isWord(cell string) bool {
	first := firstRune(cell)
	if len(cell) < 2 || len(cell) > 30 || unicode.IsLower(first) {
		return false
	}
	for _, r := range cell {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune("'’-", r) {
			return false
		}
	}
	return true
}

// firstRune returns the first character, 0 of a blank text.
func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}
