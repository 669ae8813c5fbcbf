package email

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The limits of RFC 5321, section 4.5.3.1, in octets. A path has 256 with its angle brackets.
const (
	maxLocal   = 64
	maxDomain  = 253
	maxAddress = 254
)

// Parse reads an address. Spaces around it do not matter. The error is always an *Error; its
// hint, where it has one, is an address that Parse accepts.
func Parse(s string) (Address, error) {
	s = strings.TrimSpace(s)
	a, reason := parse(s)
	if reason == "" {
		return a, nil
	}
	return Address{}, &Error{Reason: reason, Hint: hint(s, reason)}
}

// parse returns an address, or the reason why there is none.
func parse(s string) (Address, string) {
	if s == "" {
		return Address{}, reasonBlank
	}
	at := splitAt(s)
	if reason := shape(s, at); reason != "" {
		return Address{}, reason
	}
	a := Address{local: norm.NFC.String(s[:at])}
	if reason := checkLocal(a.local); reason != "" {
		return Address{}, reason
	}
	var reason string
	if a.domain, a.ascii, reason = parseDomain(s[at+1:]); reason != "" {
		return Address{}, reason
	}
	if len(a.local)+1+len(a.ascii) > maxAddress || len(a.local)+1+len(a.domain) > maxAddress {
		return Address{}, reasonLong
	}
	return a, ""
}

// splitAt returns the index of the @ sign between local part and domain, or -1. In a quoted
// local part @ signs mean themselves.
func splitAt(s string) int {
	if s[0] != '"' {
		return strings.IndexByte(s, '@')
	}
	end := quotedEnd(s)
	if end < 0 || end == len(s) || s[end] != '@' {
		return strings.LastIndexByte(s, '@')
	}
	return end
}

// quotedEnd returns the index after the quoted string that s begins with, or -1.
func quotedEnd(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return -1
}

// shape finds the mistakes that concern the text as a whole, to name them
// rather than the first character that they lead to.
func shape(s string, at int) string {
	switch {
	case strings.ContainsFunc(s, unicode.IsControl):
		return reasonControl
	case at < 0:
		return reasonNoAt
	case at == 0:
		return reasonNoLocal
	case strings.TrimSpace(s[at+1:]) == "":
		return reasonNoDomain
	case isNamed(s):
		if strings.IndexByte(s[at+1:], '@') >= 0 {
			return reasonSeveral
		}
		return reasonNamed
	case strings.IndexByte(s[at+1:], '@') >= 0:
		if strings.ContainsAny(s, ";, /|") {
			return reasonSeveral
		}
		return reasonManyAts
	case s[0] != '"' && strings.ContainsFunc(s[:at], unicode.IsSpace), strings.ContainsFunc(s[at:], unicode.IsSpace):
		return reasonSpace
	default:
		return ""
	}
}

// isNamed reports whether an address stands behind a name, as mail programs write it: Anna Berg <anna@example.com>.
func isNamed(s string) bool {
	return strings.HasSuffix(strings.TrimRight(s, listMarks), ">") && strings.IndexByte(s, '<') >= 0
}

// listMarks are what separates the addresses in a list, or is left at its end.
const listMarks = ";, "

// checkLocal checks a local part in NFC: a dot-atom or a quoted string (RFC 5321, section
// 4.1.2, with RFC 6531 for what is not ASCII).
func checkLocal(local string) string {
	switch {
	case len(local) > maxLocal:
		return reasonLocalLong
	case local[0] == '"':
		return checkQuoted(local)
	case local[0] == '.', local[len(local)-1] == '.', strings.Contains(local, ".."):
		return reasonLocalDots
	}
	for _, r := range local {
		if r != '.' && !isAtom(r) {
			return badAtom(r)
		}
	}
	return ""
}

func badAtom(r rune) string {
	switch r {
	case '"':
		return reasonQuote
	case '(', ')':
		return reasonComment
	default:
		return reasonLocalCharacter
	}
}

// isAtom reports whether the character needs no quotes in a local part: atext of RFC 5322,
// and of what is not ASCII all that is seen and assigned.
func isAtom(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
		return true
	case r < utf8.RuneSelf:
		return strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
	default:
		return r != utf8.RuneError && unicode.IsGraphic(r) && !unicode.IsSpace(r)
	}
}

// checkQuoted checks a quoted local part: printable characters, a backslash before each
// quotation mark and backslash.
func checkQuoted(local string) string {
	if len(local) < 3 || quotedEnd(local) != len(local) {
		return reasonQuote
	}
	for _, r := range local {
		if r != ' ' && (r == utf8.RuneError || !unicode.IsGraphic(r) || unicode.IsSpace(r)) {
			return reasonLocalCharacter
		}
	}
	return ""
}
