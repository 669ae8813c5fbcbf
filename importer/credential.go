package importer

import (
	"context"

	"golang.org/x/sync/errgroup"

	"muster/importer/value/password"
)

// The words of onboarding: how a new user comes to sign in.
const (
	OnboardingDirect = "direct" // with the password of the row
	OnboardingNone   = "none"
)

// A Credential is what a user signs in with. It holds a hash, never a password.
type Credential struct {
	Hash string // PHC string format
}

// onboard says how a new user comes to sign in. It reports a password that is missing.
func (d *decider) onboard(p *Person, e *Entry) {
	if !p.HasUser() || !d.direct(e) {
		return
	}
	if !hasPassword(e) {
		e.Fail(Password.String(), "password.missing", "who is to sign in at once needs a password; fill in the cell, or change the onboarding", "")
		return
	}
	// Whoever wrote the file knows its passwords; of a hash nobody but the user knows the password.
	if !e.Given.Has(MustResetPassword) && p.Values[Kind] != KindService && e.Secrets[Password] != "" {
		p.Values[MustResetPassword] = "true"
	}
}

// direct reports whether a new user is to sign in with the password of the row: as the row says, else the rules,
// else because there is one.
func (d *decider) direct(e *Entry) bool {
	switch {
	case e.Given.Has(Onboarding) && e.Values[Onboarding] != "":
		return e.Values[Onboarding] == OnboardingDirect
	case d.rules.Onboarding != "":
		return d.rules.Onboarding == OnboardingDirect
	default:
		return hasPassword(e)
	}
}

// hasPassword reports whether the row has a password, or the hash of one.
func hasPassword(e *Entry) bool {
	return e.Secrets != nil && (e.Secrets[Password] != "" || e.Secrets[PasswordHash] != "")
}

// hashPasswords gives the chunk's new users their credentials, on every core: it is where an import with
// passwords spends its time. Each hash under way takes 19 MiB.
func (r *run) hashPasswords(ctx context.Context, c *chunk) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(r.o.Workers)
	for i, d := range c.decisions {
		e := c.entries[i]
		if d.Result != Created || !hasPassword(e) || !r.decider.direct(e) {
			continue
		}
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			d.Credential = credentialOf(e)
			return nil
		})
	}
	return g.Wait()
}

// credentialOf returns what the row's user signs in with: the password wins over a hash.
func credentialOf(e *Entry) *Credential {
	if given := e.Secrets[Password]; given != "" {
		return &Credential{Hash: password.Hash(given)}
	}
	return &Credential{Hash: e.Secrets[PasswordHash]}
}
