package notify

import (
	"time"

	"github.com/google/uuid"

	"muster/importer"
)

// The templates: what a mail can be about.
const (
	AccountCreated    = importer.MailAccountCreated    // the account is there, and what the username is; never a password
	TemporaryPassword = importer.MailTemporaryPassword // the password for the first sign-in
	Invitation        = importer.MailInvitation        // a link with which to set a password
	OrganizationAdded = importer.MailOrganizationAdded // an account that was there belongs to one more organization
	Welcome           = importer.MailWelcome           // username and temporary password in one
	ImportReport      = importer.MailImportReport      // what came of an import, to those who look after it
)

// templateNames has every template, in the order of the constants.
var templateNames = []string{AccountCreated, TemporaryPassword, Invitation, OrganizationAdded, Welcome, ImportReport}

// A Mail is one message of the outbox, with all that its text needs.
type Mail struct {
	// ID is the mail's id in the outbox. It becomes the Message-ID.
	ID uuid.UUID
	// User is whose mails go out in order; zero for mail that is about nobody's account.
	User uuid.UUID
	// To is the recipient's address in normal form, see package email.
	To string
	// Template is one of the constants above.
	Template string
	// Language is the person's, as BCP 47 writes it. Without a template in it, or anything near, it is English.
	Language string
	Person   Person
	// Tenant is whom the directory belongs to.
	Tenant importer.Tenant
	// Organization is the one that an OrganizationAdded mail is about.
	Organization string
	// Expires is until when the invitation or the temporary password works. Zero: the mail does not say.
	Expires time.Time
	// Sealed is the temporary password or the token of the invitation, sealed with the mail's id (as text) as context. Only
	// TemporaryPassword, Welcome and Invitation have one; of others it is not looked at. Empty in a Welcome: without password.
	Sealed []byte
	// Summary is what an ImportReport is about.
	Summary *importer.Summary
	// Attempts is how often the mail was tried before, without success.
	Attempts int
}

// A Person is whom a mail is about, as far as the mail says so. Any field may be empty.
type Person struct {
	GivenName, FamilyName, DisplayName string
	Username                           string
}

// carriesSecret reports whether the mail's text shows what is sealed, and whether it makes no sense without.
func (m *Mail) carriesSecret() (carries, needs bool) {
	switch m.Template {
	case TemporaryPassword, Invitation:
		return true, true
	case Welcome:
		return true, false
	default:
		return false, false
	}
}
