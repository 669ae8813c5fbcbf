// Package email reads email addresses as RFC 5321, 5322 and 6531 write a mailbox, and says in
// words that anybody understands what is wrong with one.
//
// It judges the written form only. It asks no name server and no mail server: an address that it accepts may
// still not exist. Comments, display names and address literals (bob@[192.0.2.1]) are refused: the
// first two are no part of a mailbox, and nobody signs in with the last.
package email

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// An Address is a mailbox: a local part, and a domain with a top-level domain. The zero
// Address is none.
type Address struct {
	local  string // NFC, as typed; in quotes where it needs them
	domain string // lower case, Unicode
	ascii  string // the domain as A-labels
}

// String returns the normal form: the local part as typed, the domain in lower case and Unicode.
func (a Address) String() string {
	if a.domain == "" {
		return ""
	}
	return a.local + "@" + a.domain
}

// Key returns the form in which two spellings of one mailbox are equal, see [Key].
func (a Address) Key() string { return strings.ToLower(a.local) + "@" + a.ascii }

// Key returns the form in which two spellings of the same mailbox are equal: all in lower case,
// the domain as A-labels. s must be an address that Parse accepted; anything else is folded as well as
// may be. Tags and dots in local parts are kept: what they mean is up to the mail system.
func Key(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return strings.ToLower(norm.NFC.String(s))
	}
	domain := s[at+1:]
	if ascii, err := profile.ToASCII(domain); err == nil {
		domain = ascii
	}
	return strings.ToLower(norm.NFC.String(s[:at])) + "@" + strings.ToLower(domain)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
