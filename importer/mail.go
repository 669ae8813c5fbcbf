package importer

import (
	"time"

	"github.com/google/uuid"
)

// The templates of mails: what a mail is about.
const (
	MailAccountCreated    = "account_created"    // the account is there, and what the username is; never a password
	MailTemporaryPassword = "temporary_password" // the password for the first sign-in
	MailInvitation        = "invitation"         // a link with which to set a password
	MailOrganizationAdded = "organization_added" // an account that was there belongs to one more organization
	MailWelcome           = "welcome"            // username and, if there is one, temporary password in one
	MailImportReport      = "import_report"      // what came of an import, to those who look after it
)

// A Mail is one message to a user about a change. The journal puts it into the outbox in the transaction of the change, so
// that a crash neither loses it nor queues it twice. Mails of one user are sent in the order of their ids.
type Mail struct {
	ID       uuid.UUID // UUIDv7
	Template string    // one of the constants above
	To       string    // an address in normal form
	// Organization is the one that a MailOrganizationAdded is about.
	Organization string
	// Expires is until when what the mail holds works; zero for always.
	Expires time.Time
	// Sealed is the temporary password or the token of the invitation, sealed with the mail's id (as text) as context; nil
	// for none.
	Sealed []byte
	// Held tells that somebody is to release the mail before it is sent.
	Held bool
}

// The words of Rules.Notify.
const (
	NotifySend = "send"
	NotifyHold = "hold"
	NotifyNone = "none"
)

// The words of Catalog.Mails.
const mailsTogether = "together"

// mail adds a mail to what the decision brings about. It reports that there is no address to send it to.
func (d *decider) mail(dec *Decision, e *Entry, m Mail) {
	if !d.mailable(dec.After, e) {
		return
	}
	m.ID, m.To = d.newID(), dec.After.Values[Email]
	dec.Mails = append(dec.Mails, m)
}

// mailable reports whether the person has an address, and to the row that they have none.
func (d *decider) mailable(p *Person, e *Entry) bool {
	if p.Values[Email] != "" {
		return true
	}
	if !e.refuses(Email.String()) {
		e.Fail(Email.String(), "email.missing", "somebody who is to get mail about the account needs an email; fill it in, or give another onboarding", "")
	}
	return false
}

// mailMemberships tells people who are there already, and not inactive, about organizations that they are new in. Whom an
// earlier row of the file has created hears of the account as such.
func (d *decider) mailMemberships(dec *Decision, e *Entry) {
	before, after := dec.Before, dec.After
	if !d.notifies() || d.earlier(e).created || after.Values[Email] == "" || after.Values[Status] == StatusInactive {
		return
	}
	for _, g := range after.GrantsOf(Organizations) {
		if !has(before.Grants, g) {
			d.mail(dec, e, Mail{Template: MailOrganizationAdded, Organization: g.Name, Held: d.rules.Notify == NotifyHold})
		}
	}
}

// notifies reports whether the import mails anybody.
func (d *decider) notifies() bool { return d.rules.Notifies() }
