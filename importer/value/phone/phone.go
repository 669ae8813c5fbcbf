// Package phone reads phone numbers as people write them into E.164 (+4930123456).
//
// What is a valid number is decided by libphonenumber's metadata (nyaruka/phonenumbers), nothing
// else. The common forms do not go through the library, which needs some 15 µs a number, but through tables compiled
// from the same metadata; a fuzz test holds the two equal.
package phone

import (
	"errors"
	"fmt"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Parse returns the number in E.164. A number without a country code is read in region, an
// ISO 3166-1 alpha-2 code in any case; "" is none. A "+" that a spreadsheet took away is put back
// where the number is valid only with it; without a region, 00 stands for it where the number is valid then. The
// error wraps [ErrNoRegion] or [ErrInvalid].
//
// An extension ("ext. 12") is not part of the result: E.164 has none.
func Parse(s, region string) (e164 string, err error) {
	s, region = withoutFraction(strings.TrimSpace(s)), strings.ToUpper(region)
	if rest, found := strings.CutPrefix(strings.TrimLeft(s, "( "), "00"); found && region == "" {
		if e164, err := Parse("+"+rest, ""); err == nil {
			return e164, nil
		}
	}
	if len(s) > maxLength {
		return "", fmt.Errorf("%w: it is longer than any number", ErrInvalid)
	}
	if hasSeveral(s, region) {
		return "", fmt.Errorf("%w: there is more than one number in the cell, keep one", ErrInvalid)
	}
	if e164, ok := fast(s, region); ok {
		return e164, nil
	}
	if region == "" && isNational(s) {
		return "", ErrNoRegion
	}
	if strings.ContainsAny(s, "eE") && isScientific(s) {
		return "", fmt.Errorf("%w: a spreadsheet has rounded it, so its last digits are lost", ErrInvalid)
	}
	return throughLibrary(s, region)
}

// maxLength is how many bytes of text the library reads as a number.
const maxLength = 250

// isScientific reports whether a number is written like 4.9171E+11.
func isScientific(s string) bool {
	mantissa, exponent, found := strings.Cut(strings.ToUpper(s), "E")
	return found && strings.Trim(mantissa, "+-0123456789.,") == "" && mantissa != "" &&
		strings.Trim(exponent, "+-0123456789") == "" && exponent != ""
}

// withoutFraction takes off the ".0" that programs write behind a number that they took for an amount; read as a
// digit of the number, the zero would make it another one.
func withoutFraction(s string) string {
	whole, found := strings.CutSuffix(s, ".0")
	if found && len(whole) > 6 && strings.Trim(whole, "0123456789") == "" {
		return whole
	}
	return s
}

// hasSeveral reports whether two numbers stand in one cell. A slash also stands inside one (030/901820), so
// that both sides have to be numbers.
func hasSeveral(s, region string) bool {
	at := strings.IndexAny(s, "/;,|\n")
	if at < 6 || len(s)-at < 7 {
		return false
	}
	if _, err := Parse(s[:at], region); err != nil {
		return false
	}
	_, err := Parse(strings.TrimLeft(s[at:], "/;,|\n "), region)
	return err == nil
}

// throughLibrary reads a number of any form.
func throughLibrary(s, region string) (string, error) {
	number, err := phonenumbers.Parse(s, region)
	if err != nil {
		return "", explain(err, region)
	}
	if !phonenumbers.IsValidNumber(number) {
		return "", ErrInvalid
	}
	return phonenumbers.Format(number, phonenumbers.E164), nil
}

// explain says the library's errors in our words.
func explain(err error, region string) error {
	switch {
	case errors.Is(err, phonenumbers.ErrInvalidCountryCode) && region == "":
		return ErrNoRegion
	case errors.Is(err, phonenumbers.ErrInvalidCountryCode):
		return fmt.Errorf("%w: no country has its country code", ErrInvalid)
	case errors.Is(err, phonenumbers.ErrNumTooLong):
		return fmt.Errorf("%w: it is too long", ErrInvalid)
	case errors.Is(err, phonenumbers.ErrTooShortNSN), errors.Is(err, phonenumbers.ErrTooShortAfterIDD):
		return fmt.Errorf("%w: it is too short", ErrInvalid)
	default:
		return fmt.Errorf("%w: it does not look like one", ErrInvalid)
	}
}
