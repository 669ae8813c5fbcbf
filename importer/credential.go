package importer

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"muster/importer/value/password"
)

// The kinds of identities: in what way a user signs in.
const (
	IdentityPassword = "password"
	IdentitySSO      = "sso" // through the organization's own sign-in
)

// A Credential is what a user signs in with. It holds a hash, never a password.
type Credential struct {
	Kind string // IdentityPassword or IdentitySSO
	Hash string // PHC string format, or as another system made it; "" for SSO
	// Temporary tells that muster made the password, and the user has to choose another.
	Temporary bool
	// Replaced is the hash that this one takes the place of, sealed with the contact's id (as text) as context, so that it
	// can be put back. It is nil where there was none, or no key.
	Replaced []byte
}

// An Invitation is a link with which a user sets a password. It holds the hash of the token in the link, never the token.
type Invitation struct {
	TokenHash string // see password.TokenHash
	Expires   time.Time
}

// ErrNoKey says that an import makes secrets that have to wait for their mail, and there is no key to seal them with.
var ErrNoKey = errors.New("invitations and temporary passwords are kept sealed until they are mailed, and there is no key to seal them with; set MUSTER_KEY to 32 random bytes in base64 (openssl rand -base64 32), or MUSTER_KEY_FILE to a file with them")

// repassword lets the row's password take the place of the one that the user has. It does so only where that one came
// from an import and nobody has ever signed in with it, and where the actor holds all that the user holds.
func (d *decider) repassword(dec *Decision, e *Entry) {
	before := dec.Before
	if !hasPassword(e) {
		return
	}
	s := before.SignIn
	replaceable := s.Imported || s.Hash == "" && !s.SSO && !s.Invited
	if s.Seen || !replaceable || d.onboarding(dec.After, e) != OnboardingDirect || d.notHeld(before) != nil {
		dec.PasswordKept = true
		return
	}
	d.notUsername(e, dec.After)
	dec.Credential = &Credential{Kind: IdentityPassword}
}

// compare finds out, on every core, whose password is the one that they have already: nothing changes for them. It
// is done for the whole chunk at once because it costs as much as a new hash.
func (r *run) compare(ctx context.Context, c *chunk) error {
	return r.each(ctx, c, func(d *Decision, e *Entry) error {
		if d.Credential != nil && d.Before != nil && d.Before.HasUser() && hasPassword(e) {
			comparePassword(d, e)
		}
		return nil
	})
}

// comparePassword makes the decision a change of the password, or none.
func comparePassword(d *Decision, e *Entry) {
	if d.Credential.Temporary || d.Credential.Kind != IdentityPassword {
		return
	}
	if samePassword(d.Before.SignIn.Hash, e) {
		d.Credential = nil
		return
	}
	d.Forget()
	if d.Result != Unchanged {
		return
	}
	d.Result, d.Event, d.After = Updated, eventPasswordChanged, d.Before.Clone()
	d.After.Version = d.Before.Version + 1
}

// samePassword reports whether the row's password, or its hash, is the one of the stored hash.
func samePassword(stored string, e *Entry) bool {
	if given := e.Secrets[Password]; given != "" {
		same, err := password.Verify(stored, given)
		return err == nil && same
	}
	return stored == e.Secrets[PasswordHash]
}

// equip makes what the chunk's users sign in with, on every core: it is where an import with passwords spends its
// time. Each hash under way takes 19 MiB.
func (r *run) equip(ctx context.Context, c *chunk) error {
	return r.each(ctx, c, r.equipOne)
}

// each calls do for every decision to be written that lets somebody in, on every core.
func (r *run) each(ctx context.Context, c *chunk, do func(*Decision, *Entry) error) error {
	if c.written() {
		return nil // they have it already
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(r.o.Workers)
	for i, d := range c.decisions {
		if d.Credential == nil && d.Invitation == nil {
			continue
		}
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return do(d, c.entries[i])
		})
	}
	return g.Wait()
}

// equipOne makes the hash of a password, and seals what a mail is to carry.
func (r *run) equipOne(d *Decision, e *Entry) error {
	switch c := d.Credential; {
	case !d.Writes():
		return nil
	case d.Invitation != nil:
		token, hash := password.Token(rand.Reader)
		d.Invitation.TokenHash = hash
		return r.sealFor(d, token)
	case c.Temporary:
		made, err := password.Temporary(r.checker.policy, rand.Reader)
		if err != nil {
			return fmt.Errorf("make a temporary password: %w", err)
		}
		c.Hash = password.Hash(made)
		return r.sealFor(d, made)
	case c.Kind == IdentityPassword:
		c.Hash = hashOf(e)
		return r.sealReplaced(d)
	}
	return nil
}

// hashOf returns the hash of the row's password, which wins over a hash that the row has.
func hashOf(e *Entry) string {
	if given := e.Secrets[Password]; given != "" {
		return password.Hash(given)
	}
	return e.Secrets[PasswordHash]
}

// sealFor puts the secret into the mail that is to carry it.
func (r *run) sealFor(d *Decision, secret string) error {
	for i := range d.Mails {
		m := &d.Mails[i]
		switch m.Template {
		case MailInvitation, MailTemporaryPassword, MailWelcome:
			sealed, err := r.seal(secret, m.ID)
			m.Sealed = sealed
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *run) seal(secret string, context uuid.UUID) ([]byte, error) {
	if r.o.Key == nil {
		return nil, ErrNoKey
	}
	sealed, err := r.o.Key.Seal([]byte(secret), context.String())
	if err != nil {
		return nil, fmt.Errorf("seal a secret: %w", err)
	}
	return sealed, nil
}

// sealReplaced keeps the hash that is replaced, where there is a key.
func (r *run) sealReplaced(d *Decision) error {
	if r.o.Key == nil || d.Before == nil || d.Before.SignIn.Hash == "" {
		return nil
	}
	var err error
	d.Credential.Replaced, err = r.seal(d.Before.SignIn.Hash, d.Before.ContactID)
	return err
}

// equipAgain completes a decision that was taken again: with what was made for it the first time, where it still comes to
// the same.
func (r *run) equipAgain(d, old *Decision, e *Entry) error {
	if d.Before != nil && d.Before.HasUser() && d.Credential != nil && hasPassword(e) {
		comparePassword(d, e)
	}
	if sameWayIn(d, old) {
		d.Credential, d.Invitation, d.Mails = old.Credential, old.Invitation, old.Mails
		return nil
	}
	if d.Credential == nil && d.Invitation == nil {
		return nil
	}
	return r.equipOne(d, e)
}

// sameWayIn reports whether two decisions about a row let the same user in by the same means.
func sameWayIn(d, old *Decision) bool {
	if d.Result != old.Result || (d.Credential == nil) != (old.Credential == nil) || (d.Invitation == nil) != (old.Invitation == nil) ||
		len(d.Mails) != len(old.Mails) {
		return false
	}
	for i := range d.Mails {
		a, b := &d.Mails[i], &old.Mails[i]
		if a.Template != b.Template || a.To != b.To || a.Organization != b.Organization {
			return false
		}
	}
	return d.Credential == nil || d.Credential.Kind == old.Credential.Kind && d.Credential.Temporary == old.Credential.Temporary &&
		(d.Before == nil || old.Before != nil && d.Before.SignIn == old.Before.SignIn)
}
