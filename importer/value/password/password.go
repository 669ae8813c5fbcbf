// Package password checks passwords against a policy, makes temporary ones and tokens, hashes them, and verifies them
// against hashes, its own and those that other systems made.
//
// It keeps nothing, and neither its errors nor its results repeat a password or a part of a hash that was refused.
package password

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A Policy says what a password must satisfy.
type Policy struct {
	// Min and Max bound its length in characters (code points in NFC). Defaults to 0, which is no bound.
	Min, Max int
	// Letter asks for a letter of any script. Defaults to false.
	Letter bool
	// Digit asks for a decimal digit of any script. Defaults to false.
	Digit bool
	// Special asks for something that is neither letter, digit nor blank. Defaults to false.
	Special bool
	// NotUsername refuses the username itself, whatever the case. Defaults to false.
	NotUsername bool
}

// The rules that a password can fail, as the problem codes name them.
const (
	TooShort       = "too_short"
	TooLong        = "too_long"
	SameAsUsername = "same_as_username"
	NoLetter       = "no_letter"
	NoDigit        = "no_digit"
	NoSpecial      = "no_special"
)

// Check returns every rule of the policy that the password fails, in the order of the
// constants; nil where it is good. An empty username is nobody's.
//
// Length counts code points in NFC, so that a letter with an accent counts once however it was typed. A blank is allowed,
// but is not special: it is too easily lost or overlooked.
func Check(password, username string, p Policy) []string {
	password = norm.NFC.String(password)
	has := contents(password)
	rules := []struct {
		kind   string
		failed bool
	}{
		{TooShort, has.length < p.Min},
		{TooLong, p.Max > 0 && has.length > p.Max},
		{SameAsUsername, p.NotUsername && username != "" && strings.EqualFold(password, norm.NFC.String(username))},
		{NoLetter, p.Letter && !has.letter},
		{NoDigit, p.Digit && !has.digit},
		{NoSpecial, p.Special && !has.special},
	}
	var failed []string
	for _, r := range rules {
		if r.failed {
			failed = append(failed, r.kind)
		}
	}
	return failed
}

// makeup is what a password consists of.
type makeup struct {
	length                 int
	letter, digit, special bool
}

func contents(password string) makeup {
	var m makeup
	for _, r := range password {
		m.length++
		switch {
		case unicode.IsLetter(r):
			m.letter = true
		case unicode.IsDigit(r):
			m.digit = true
		case !unicode.IsSpace(r) && !unicode.IsMark(r):
			m.special = true
		}
	}
	return m
}
