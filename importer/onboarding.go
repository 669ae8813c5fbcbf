package importer

import (
	"slices"
	"strings"
	"time"

	"muster/importer/value/password"
)

// The words of onboarding: how a new user comes to sign in.
const (
	OnboardingInvite    = "invite"             // by a link in a mail, with which the user sets a password
	OnboardingTemporary = "temporary_password" // with a password that muster makes and mails
	OnboardingDirect    = "direct"             // with the password of the row
	OnboardingSSO       = "sso"                // through the organization's own sign-in
	OnboardingNone      = "none"               // not at all, for now
)

// onboardingInvited is what [AwaitedOnboarding] says of somebody who was invited already: when active, they are invited
// still, and get no other mail.
const onboardingInvited = "invited"

// OnboardingHeld follows the word in [AwaitedOnboarding] where the mails are to be held back: "invite hold".
const OnboardingHeld = " hold"

// invitationLife is how long the link of an invitation works.
const invitationLife = 14 * 24 * time.Hour

// onboard says how the new user of the row comes to sign in. Who starts inactive gets the mail, and what it holds, when
// they become active. It reports a password that is missing.
func (d *decider) onboard(dec *Decision, e *Entry) {
	p := dec.After
	if !p.HasUser() {
		return
	}
	how := d.onboarding(p, e)
	if how == OnboardingDirect {
		d.onboardDirectly(dec, e)
	}
	dec.PasswordKept = how != OnboardingDirect && hasPassword(e)
	waits := d.notifies() && how != OnboardingNone || mailsSecret(how)
	if p.Values[Status] == StatusInactive && waits {
		p.Values[AwaitedOnboarding] = how
		if d.rules.Notify == NotifyHold {
			p.Values[AwaitedOnboarding] += OnboardingHeld
		}
		d.mailable(p, e) // later there may be no row to say it of
		return
	}
	d.begin(dec, e, how, d.rules.Notify)
}

// onboarding returns how a new user comes to sign in: as their organization does, else as the row says, else the
// rules, else with the password of the row.
func (d *decider) onboarding(p *Person, e *Entry) string {
	switch {
	case d.index.SignsInElsewhere(p), d.joined.of(e.Row.Number).signsInElsewhere(d.index):
		return OnboardingSSO
	case e.Given.Has(Onboarding) && e.Values[Onboarding] != "":
		return e.Values[Onboarding]
	case d.rules.Onboarding != "":
		return d.rules.Onboarding
	case hasPassword(e):
		return OnboardingDirect
	default:
		return OnboardingNone
	}
}

// onboardDirectly prepares a user who signs in with the password of the row.
func (d *decider) onboardDirectly(dec *Decision, e *Entry) {
	p := dec.After
	if !hasPassword(e) {
		e.Fail(Password.String(), "password.missing", "who is to sign in at once needs a password; fill in the cell, or change the onboarding", "")
		return
	}
	d.notUsername(e, p)
	// Whoever wrote the file knows its passwords; of a hash nobody but the user knows the password.
	if !e.Given.Has(MustResetPassword) && p.Values[Kind] != KindService && e.Secrets[Password] != "" {
		p.Values[MustResetPassword] = "true"
	}
	dec.Credential = &Credential{Kind: IdentityPassword}
}

// notUsername refuses a password that is the username, where the row does not say the username: it was made by the
// format, or the user has it already.
func (d *decider) notUsername(e *Entry, p *Person) {
	name := p.Values[Username]
	if e.Secrets[Password] == "" || name == "" || e.key(Username) != "" {
		return // what the row says was compared when it was checked
	}
	if slices.Contains(password.Check(e.Secrets[Password], name, policyOf(d.index.Catalog())), password.SameAsUsername) {
		e.Fail(Password.String(), "password."+password.SameAsUsername, passwordSentences[password.SameAsUsername], "")
	}
}

// begin lets an active user in: what the user gets to sign in with, and the mails about it. What is secret is made later,
// see equip.
func (d *decider) begin(dec *Decision, e *Entry, how, notify string) {
	p, held := dec.After, notify == NotifyHold
	switch how {
	case OnboardingInvite:
		p.Values[Status] = StatusInvited
		expires := d.imp.Started.UTC().Truncate(time.Second).Add(invitationLife)
		dec.Invitation = &Invitation{Expires: expires}
		d.mail(dec, e, Mail{Template: MailInvitation, Expires: expires, Held: held})
		return
	case OnboardingTemporary:
		p.Values[MustResetPassword] = "true"
		dec.Credential = &Credential{Kind: IdentityPassword, Temporary: true}
	case OnboardingSSO:
		dec.Credential = &Credential{Kind: IdentitySSO}
	case onboardingInvited:
		p.Values[Status] = StatusInvited
		return
	case OnboardingNone:
		return
	}
	if notify != NotifySend && notify != NotifyHold {
		return
	}
	if d.index.Catalog().Mails == mailsTogether {
		d.mail(dec, e, Mail{Template: MailWelcome, Held: held})
		return
	}
	d.mail(dec, e, Mail{Template: MailAccountCreated, Held: held})
	if how == OnboardingTemporary {
		d.mail(dec, e, Mail{Template: MailTemporaryPassword, Held: held})
	}
}

// awake lets somebody in who was created inactive, or made so before they accepted their invitation, and is active now. It
// reports whether it did.
func (d *decider) awake(dec *Decision, e *Entry) bool {
	p := dec.After
	waiting := p.Values[AwaitedOnboarding]
	if waiting == "" || p.Values[Status] == StatusInactive {
		return false
	}
	how, held := strings.CutSuffix(waiting, OnboardingHeld)
	notify := NotifySend
	if held {
		notify = NotifyHold
	}
	p.Values[AwaitedOnboarding] = ""
	d.begin(dec, e, how, notify)
	return true
}

// deactivated makes p, whom the directory has as before, remember an invitation that was not accepted yet.
func deactivated(p, before *Person) {
	if before.SaidStatus() == StatusInvited && p.SaidStatus() == StatusInactive {
		p.Values[AwaitedOnboarding] = onboardingInvited
	}
}

// mailsSecret reports whether the onboarding is of no use without a mail.
func mailsSecret(how string) bool { return how == OnboardingInvite || how == OnboardingTemporary }

// hasPassword reports whether the row has a password, or the hash of one.
func hasPassword(e *Entry) bool {
	return e.Secrets != nil && (e.Secrets[Password] != "" || e.Secrets[PasswordHash] != "")
}
