package importer

import (
	"time"

	"github.com/google/uuid"
)

// A PastSignIn says what a row did to how somebody signs in who had a user before.
type PastSignIn struct {
	// Kind is that of the identity that the row made or replaced; "" for none.
	Kind string
	// Was is what the identity replaced, nil where there was none of its kind.
	Was *PastIdentity
	// Sealed is the password hash that was replaced, sealed with the contact's id (as text) as context; nil where it was not
	// kept.
	Sealed []byte
	// Hash is the opened one; the directory knows only Sealed.
	Hash string
}

// A PastIdentity is an identity that was replaced, without its secret.
type PastIdentity struct {
	Temporary bool
	Import    uuid.UUID // that the secret came from; zero for none
	At        time.Time // when it was made
}

// A SignInBack is the undoing of what an import did to how a user signs in: its identity and its invitation go, and
// the identity before comes back.
type SignInBack struct {
	Kind string        // of the identity, "" for none
	Hash string        // of the identity that comes back
	Was  *PastIdentity // nil: none comes back
}

// putBackSignIn gives the user the password back that the row replaced, if the user has not signed in since and nobody
// else has changed it.
func (c *comeback) putBackSignIn(d *Decision) {
	past := c.past.SignIn
	if past == nil || !c.sameUser() {
		return
	}
	now := c.now.SignIn
	switch {
	case now.Seen:
		c.keep(Password.String(), "the user has signed in since with the password of this import")
	case past.Kind == IdentityPassword && now.Import != c.undone:
		c.keep(Password.String(), "the password was changed since")
	case past.Was != nil && past.Hash == "":
		c.keep(Password.String(), "the old password was not kept, or there is not the key to open it")
	default:
		d.SignInBack = &SignInBack{Kind: past.Kind, Hash: past.Hash, Was: past.Was}
	}
}
