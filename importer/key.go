package importer

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"muster/importer/value/email"
	"muster/importer/value/username"
)

// KeyFields are the fields that are unique in the directory, in the order in which people are recognized
// by them where a definition says nothing.
var KeyFields = [...]Field{ExternalID, Email, Username}

// Key folds the value of a key field into the form in which it is compared and stored as unique. Both
// databases get their keys from here, so that they agree on who is who. The value must have passed
// the checks; "" stays "".
func Key(f Field, value string) string {
	switch {
	case value == "":
		return ""
	case f == Email:
		return email.Key(value)
	case f == Username:
		return username.Key(value)
	default:
		return norm.NFC.String(strings.TrimSpace(value))
	}
}

// add puts the keys of one person into the set of keys to ask for.
func (k *Keys) add(f Field, key string) {
	switch f {
	case ExternalID:
		k.ExternalIDs = append(k.ExternalIDs, key)
	case Email:
		k.Emails = append(k.Emails, key)
	case Username:
		k.Usernames = append(k.Usernames, key)
	}
}

// IsKey reports whether the field is unique in the directory.
func IsKey(f Field) bool { return slices.Contains(KeyFields[:], f) }
