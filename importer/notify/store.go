package notify

import (
	"context"
	"time"

	"github.com/google/uuid"

	"muster/importer"
)

// ClaimFor is how long a claim lasts. A mail that is claimed and neither sent, put back nor dead by then counts as left
// behind by a program that died, and is due again.
const ClaimFor = importer.MailClaim

// A Store keeps the outbox. Several senders, also of several programs, may use one at the same time.
type Store interface {
	// Claim takes up to limit mails that are due at now and returns them for nobody else to send until [ClaimFor] has
	// passed. Due is a mail that is queued and whose time has come, or whose claim has run out. The mails of a user come in the
	// order in which they were queued, and never one before an earlier one of theirs that is held, waiting or claimed
	// by somebody else: only what is sent, dead or withdrawn lets the next one go. No mails mean that none is due.
	Claim(ctx context.Context, limit int, now time.Time) ([]Mail, error)
	// Sent says that the mail server has accepted the mail. The Store erases its sealed secret.
	Sent(ctx context.Context, id uuid.UUID) error
	// Retry puts a claimed mail back until at. With why, a sentence, it was tried and counts one attempt more;
	// with an empty why it was not tried, and nothing else changes.
	Retry(ctx context.Context, id uuid.UUID, at time.Time, why string) error
	// Dead gives the mail up for the reason why, a sentence. Its secret stays sealed in the Store, for an administrator to
	// hand out in another way.
	Dead(ctx context.Context, id uuid.UUID, why string) error
}
