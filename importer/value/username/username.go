// Package username says which usernames are possible, when two are the same, and how one
// is made of a person's name and told apart from that of another of the same name.
//
// It does not know which usernames are taken or reserved: the catalog and the directory do.
package username

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/secure/precis"

	"muster/importer/value/text"
)

// ErrInvalid is wrapped by every error of [Check].
var ErrInvalid = errors.New("this is no username")

// Key returns the form in which two spellings of a username are equal: NFC, case-folded, without
// blanks around it.
func Key(s string) string { return text.Fold(s) }

// Check returns nil where s can be a username of min to max characters, else an error that wraps
// [ErrInvalid] and says in a sentence what is wrong. Allowed are the letters and digits of any
// script and printable punctuation, so that an email address can be a username; not blanks, invisible characters, nor
// characters that only look different from others (RFC 8265, UsernameCasePreserved). A max of 0 is no limit.
func Check(s string, min, max int) error {
	length := utf8.RuneCountInString(s)
	switch {
	case length < min:
		return fmt.Errorf("%w: it has %d characters, and at least %d are needed", ErrInvalid, length, min)
	case max > 0 && length > max:
		return fmt.Errorf("%w: it has %d characters, and at most %d are allowed", ErrInvalid, length, max)
	case strings.ContainsFunc(s, unicode.IsSpace):
		return fmt.Errorf("%w: it has a space in it", ErrInvalid)
	case strings.ContainsAny(s, forbidden):
		return fmt.Errorf("%w: it has a character in it that other systems take for a sign of their own, such as / or \"", ErrInvalid)
	}
	if _, err := precis.UsernameCasePreserved.String(s); err != nil {
		return fmt.Errorf("%w: it has a character in it that is not allowed, or that cannot be told from another", ErrInvalid)
	}
	return nil
}

// forbidden are the printable ASCII characters that paths, shells, LDAP and markup give a meaning.
const forbidden = "/\\\"<>|?*[]:;,="
