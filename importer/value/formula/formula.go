// Package formula makes cells harmless that a spreadsheet would run as a formula when it opens a CSV
// file, and undoes that when such a file is read again. It knows cells, no rows and no file formats.
package formula

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Defuse makes a cell harmless that a spreadsheet would run as a formula: an
// apostrophe, which spreadsheets take for "this is text", goes before it. That is a
// cell that begins (whatever blanks, invisible characters and apostrophes come first) with = + - @,
// their full-width forms, a tab or a line break. The same holds for what follows a
// comma, a semicolon, a tab or a line break within the cell: a spreadsheet that expects another separator
// than the report's cuts the cell there.
//
// Plain numbers stay as they are: a sign, a digit, then nothing but digits, blanks, dots and commas
// ("+49 30 123", "-4.50"). A spreadsheet can read these as a number, but cannot compute with them.
//
// Nothing else is changed, and [Restore] undoes it exactly. See OWASP, "CSV Injection".
func Defuse(cell string) string {
	if !anyRuns(cell) {
		return cell
	}
	var b strings.Builder
	for rest, first := cell, true; first || rest != ""; first = false {
		if runs(rest, first) {
			b.WriteByte(apostrophe)
		}
		part, next := cut(rest)
		b.WriteString(part)
		rest = next
	}
	return b.String()
}

// Restore returns the cell of which Defuse made this one. A cell that Defuse would not
// make comes back unchanged, or without an apostrophe that only told a spreadsheet
// "this is text".
func Restore(cell string) string {
	if strings.IndexByte(cell, apostrophe) < 0 {
		return cell
	}
	var b strings.Builder
	for rest, first := cell, true; first || rest != ""; first = false {
		if rest != "" && rest[0] == apostrophe && runs(rest, first) {
			rest = rest[1:]
		}
		part, next := cut(rest)
		b.WriteString(part)
		rest = next
	}
	return b.String()
}

const (
	apostrophe = '\''
	separators = ",;\t\r\n"
)

// cut returns the part of the text up to and with its first separator, and what follows it.
func cut(text string) (part, rest string) {
	i := strings.IndexAny(text, separators)
	if i < 0 {
		return text, ""
	}
	return text[:i+1], text[i+1:]
}

// DefuseStart does what Defuse does, for formats that say themselves where a cell ends (XLSX, HTML).
func DefuseStart(cell string) string {
	if runs(cell, true) {
		return string(apostrophe) + cell
	}
	return cell
}

// anyRuns reports whether the cell, or what another separator would make of it, would be run.
func anyRuns(cell string) bool {
	for rest, first := cell, true; rest != ""; first = false {
		if runs(rest, first) {
			return true
		}
		_, rest = cut(rest)
	}
	return false
}

// runs reports whether the text, seen as a cell of its own, would be run; first tells that it is the whole
// cell. It is the same for a text with one more apostrophe before it: that is why Restore
// can tell what Defuse did.
func runs(text string, first bool) bool {
	start := strings.TrimLeftFunc(text, unseen)
	r, size := utf8.DecodeRuneInString(start)
	switch r {
	case '=', '@', '＝', '＋', '－', '＠':
		return true
	case '+', '-':
		return !plainNumber(start[size:])
	case '\t', '\r', '\n':
		return first
	default:
		return false
	}
}

// unseen tells what may stand before a formula without hindering it.
func unseen(r rune) bool {
	switch {
	case r == '\t' || r == '\r' || r == '\n':
		return false
	case r == apostrophe || r == ' ':
		return true
	case r < utf8.RuneSelf && r > ' ':
		return false
	default:
		return unicode.In(r, unicode.White_Space, unicode.Cf, unicode.Cc)
	}
}

// plainNumber tells whether what follows a sign is a number and no more.
func plainNumber(s string) bool {
	if s == "" || s[0] < '0' || s[0] > '9' {
		return false
	}
	return strings.Trim(s, "0123456789 .,") == ""
}
