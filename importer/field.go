package importer

import (
	"iter"
	"math/bits"
	"strings"
)

// A Field is something that a row can say about a person in one value. What can be
// said several times (groups, roles, …) is a [GrantKind]; what a
// catalog declares on top is an attribute, addressed as "attributes.NAME".
type Field uint8

// The fields in the order in which reports and listings show them. Values are
// normalized text: dates are ISO 8601 (2006-01-02), yes and no are "true" and
// "false", the empty string is "none".
const (
	ExternalID Field = iota
	Kind             // person, organization or service
	GivenName
	FamilyName
	DisplayName
	Email
	Username
	Mobile   // E.164
	Phone    // E.164
	Country  // ISO 3166-1 alpha-2
	Language // BCP 47
	JobTitle
	Department
	Location
	Manager // an external id, email or username that names another person
	Status  // active, inactive, invited
	Portal  // internal, client
	License
	EmailVerified
	MustResetPassword
	RequireMFA
	StartDate
	EndDate
	CreatedAt // RFC 3339, UTC: when a system that is being left behind created the person

	// The next ones are muster's own: no file can give them.

	StatusWithinDates // the status of somebody who is inactive only because of their dates; "" for everybody else
	TimeZone          // in which the dates count, as the IANA database names it; "" is UTC
	AwaitedOnboarding // how somebody who is inactive comes to sign in once they are active, see [OnboardingHeld]

	// From here on a row says it, but nothing of that name is kept.

	FullName
	OrganizationRole
	Access     // grant, remove
	Onboarding // invite, temporary_password, direct, sso, none
	CloneFrom

	NumFields // how many there are; no field itself
)

// StoredFields is the number of fields that the directory keeps: those below it.
const StoredFields = FullName

var fieldNames = [NumFields]string{
	ExternalID: "external_id", Kind: "kind", GivenName: "given_name", FamilyName: "family_name",
	DisplayName: "display_name", Email: "email", Username: "username", Mobile: "mobile", Phone: "phone",
	Country: "country", Language: "language", JobTitle: "job_title", Department: "department",
	Location: "location", Manager: "manager", Status: "status", Portal: "portal", License: "license",
	EmailVerified: "email_verified", MustResetPassword: "must_reset_password", RequireMFA: "require_mfa",
	StartDate: "start_date", EndDate: "end_date", CreatedAt: "created_at",
	StatusWithinDates: "status_within_dates", TimeZone: "time_zone", AwaitedOnboarding: "awaited_onboarding", FullName: "full_name",
	OrganizationRole: "organization_role", Access: "access", Onboarding: "onboarding", CloneFrom: "clone_from",
}

// String returns the name that definitions, reports and JSON use.
func (f Field) String() string {
	if f >= NumFields {
		return "unknown"
	}
	return fieldNames[f]
}

// InFiles reports whether a file can give the field; the others are muster's own.
func (f Field) InFiles() bool {
	return f < NumFields && f != StatusWithinDates && f != TimeZone && f != AwaitedOnboarding
}

// FileFields yields the fields that a file can give, in their order.
func FileFields() iter.Seq[Field] {
	return func(yield func(Field) bool) {
		for f := range NumFields {
			if f.InFiles() && !yield(f) {
				return
			}
		}
	}
}

// FieldNamed returns the field of that exact name.
func FieldNamed(name string) (Field, bool) {
	for f, n := range fieldNames {
		if n == name {
			return Field(f), true
		}
	}
	return NumFields, false
}

// OfUser reports whether the field belongs to the user rather than to the contact.
func (f Field) OfUser() bool {
	switch f {
	case Username, Status, Portal, License, EmailVerified, MustResetPassword, RequireMFA, StatusWithinDates, AwaitedOnboarding:
		return true
	default:
		return false
	}
}

// A Secret is a field whose value must never be seen: it is kept apart from Values, so
// that no report, log, spool or error text can show it by accident.
type Secret uint8

// The secrets that a row can carry.
const (
	Password Secret = iota
	PasswordConfirmation
	PasswordHash
	PasswordSalt
	NumSecrets
)

var secretNames = [NumSecrets]string{"password", "password_confirmation", "password_hash", "password_salt"}

// String returns the name that definitions use, never a value.
func (s Secret) String() string {
	if s >= NumSecrets {
		return "unknown"
	}
	return secretNames[s]
}

// SecretNamed returns the secret field of that exact name.
func SecretNamed(name string) (Secret, bool) {
	for s, n := range secretNames {
		if n == name {
			return Secret(s), true
		}
	}
	return NumSecrets, false
}

const attributePrefix = "attributes."

// AttributeField returns the full name of the attribute: "attributes.NAME".
func AttributeField(name string) string { return attributePrefix + name }

// AttributeNamed returns NAME for "attributes.NAME".
func AttributeNamed(field string) (name string, ok bool) {
	name, ok = strings.CutPrefix(field, attributePrefix)
	return name, ok && name != ""
}

// Values holds one value per field, indexed by Field; "" is none.
type Values [NumFields]string

// A FieldSet is a set of fields; the zero value is empty.
type FieldSet uint64

// Fields returns the set of the fields given.
func Fields(fields ...Field) FieldSet {
	var s FieldSet
	for _, f := range fields {
		s.Add(f)
	}
	return s
}

// Add puts f into the set.
func (s *FieldSet) Add(f Field) { *s |= 1 << f }

// Remove takes f out of the set.
func (s *FieldSet) Remove(f Field) { *s &^= 1 << f }

// Has reports whether f is in the set.
func (s FieldSet) Has(f Field) bool { return s&(1<<f) != 0 }

// All yields the fields of the set in their order.
func (s FieldSet) All() iter.Seq[Field] {
	return func(yield func(Field) bool) {
		for rest := uint64(s); rest != 0; rest &= rest - 1 {
			if !yield(Field(bits.TrailingZeros64(rest))) {
				return
			}
		}
	}
}
