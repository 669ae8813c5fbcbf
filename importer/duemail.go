package importer

import (
	"time"

	"github.com/google/uuid"
)

// MailClaim is how long a sender may keep a mail that it has claimed. One that is neither sent, put back nor given up by then
// counts as left behind by a program that died, and is due again.
const MailClaim = 15 * time.Minute

// A DueMail is one message of the outbox whose turn has come, with all that its text needs.
type DueMail struct {
	// ID is the mail's id in the outbox. It becomes the Message-ID.
	ID uuid.UUID
	// User is whose mails go out in order; zero for mail that is about nobody's account.
	User uuid.UUID
	// To is the recipient's address in normal form, see package email.
	To string
	// Template is one of the constants of [Mail].
	Template string
	// Language is the person's, as BCP 47 writes it. Without a template in it, or anything near, it is English.
	Language string
	Person   Addressee
	// Tenant is whom the directory belongs to.
	Tenant Tenant
	// Organization is the one that a MailOrganizationAdded is about.
	Organization string
	// Expires is until when the invitation or the temporary password works. Zero: the mail does not say.
	Expires time.Time
	// Sealed is the temporary password or the token of the invitation, see [Mail]. Only MailTemporaryPassword, MailWelcome
	// and MailInvitation have one; of others it is not looked at. Empty in a MailWelcome: without password.
	Sealed []byte
	// Telling is what a MailImportReport is about.
	Telling *Telling
	// Attempts is how often the mail was tried before, without success.
	Attempts int
}

// An Addressee is whom a mail is about, as far as the mail says so. Any field may be empty.
type Addressee struct {
	GivenName, FamilyName, DisplayName string
	Username                           string
}
