package notify

import "muster/importer"

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
type Mail = importer.DueMail

// A Person is whom a mail is about, as far as the mail says so. Any field may be empty.
type Person = importer.Addressee

// carriesSecret reports whether the mail's text shows what is sealed, and whether it makes no sense without.
func carriesSecret(m *Mail) (carries, needs bool) {
	switch m.Template {
	case TemporaryPassword, Invitation:
		return true, true
	case Welcome:
		return true, false
	default:
		return false, false
	}
}
