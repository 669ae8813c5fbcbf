package notify

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"muster/importer/value/seal"
)

// Defaults of Options.
const (
	defaultMaxAttempts = 16 // with the pauses of pace.go: two days
	defaultBatch       = 50
)

// Options say how a Sender sends.
type Options struct {
	// Server is where the mail goes, see [ParseServer]. There is no default.
	Server *Server
	// Key opens the sealed secrets. Defaults to none: mails with a secret then wait.
	Key *seal.Key
	// Templates are the texts. Defaults to those that ship with muster.
	Templates *Templates
	// InvitationLink is where invited people set a password; {token} in it becomes the token. Defaults to
	// /invitation?token={token} under the tenant's URL.
	InvitationLink string
	// MaxAttempts is how often a mail is tried before it is dead. Defaults to 16, which takes two days.
	MaxAttempts int
	// Batch is how many mails are claimed at once. Defaults to 50.
	Batch int
	// Log gets a record for each mail that was not sent, with its id and never its text or address. Defaults to none.
	Log *slog.Logger
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
	// Wait returns after d, or when the context ends. Defaults to a timer.
	Wait func(ctx context.Context, d time.Duration) error
	// Random returns numbers from [0, 1), for the jitter of pauses. Defaults to rand.Float64.
	Random func() float64
}

// A Sender sends the mails of an outbox. It keeps the rate limit from one round to the next.
type Sender struct {
	store   Store
	o       Options
	clock   clock
	pace    *pace
	session *session
	busy    sync.Mutex // one round at a time
}

// New returns a Sender for the store. It does not connect to the mail server yet. Errors wrap [ErrOption].
func New(store Store, o Options) (*Sender, error) {
	switch {
	case store == nil || o.Server == nil:
		return nil, fmt.Errorf("%w: it needs a store and a mail server", ErrOption)
	case o.MaxAttempts < 0 || o.Batch < 0 || o.Server.PerMinute < 0:
		return nil, fmt.Errorf("%w: attempts, batch and rate cannot be negative", ErrOption)
	}
	if err := CheckLink(o.InvitationLink); err != nil {
		return nil, err
	}
	if o.Templates == nil {
		templates, err := LoadTemplates(nil)
		if err != nil {
			return nil, err
		}
		o.Templates = templates
	}
	o.setDefaults()
	session, err := newSession(o.Server)
	if err != nil {
		return nil, err
	}
	c := clock{o.Now, o.Wait}
	return &Sender{store: store, o: o, clock: c, pace: newPace(c, o.Server.PerMinute), session: session}, nil
}

func (o *Options) setDefaults() {
	if o.MaxAttempts == 0 {
		o.MaxAttempts = defaultMaxAttempts
	}
	if o.Batch == 0 {
		o.Batch = defaultBatch
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Wait == nil {
		o.Wait = waitReally
	}
	if o.Random == nil {
		o.Random = rand.Float64
	}
}

// A Report counts what a round came to. A mail that was put back untried and tried after all counts once.
type Report struct {
	Sent int `json:"sent"`
	// Retried were tried and go out later.
	Retried int `json:"retried"`
	// Dead are given up.
	Dead int `json:"dead"`
	// Waiting were claimed and not tried: an earlier mail of the same person has not gone out, or the round ended early.
	Waiting int `json:"waiting"`
}

// Send sends what is due: one round, over one connection, until the store has no more. A mail that the server refuses for now
// is put back with a pause that doubles each time; one that it refuses for good, or too often, is dead. The later
// mails of a person wait for the earlier ones.
//
// A [*ServerError] ends the round: nothing can be sent now, no mail is to blame, and no attempt is counted. When the
// context ends, the mail under way is finished and the rest put back. Whatever the error, the Report says what was done.
func (s *Sender) Send(ctx context.Context) (Report, error) {
	s.busy.Lock()
	defer s.busy.Unlock()
	defer s.session.close()
	r := newRound(s)
	for {
		if err := ctx.Err(); err != nil {
			return r.report, err
		}
		claimed := s.clock.now()
		mails, err := s.store.Claim(ctx, s.o.Batch, claimed)
		if err != nil {
			return r.report, fmt.Errorf("claim mails of the outbox: %w", err)
		}
		if len(mails) == 0 {
			return r.report, nil
		}
		if err := r.send(ctx, mails, claimed.Add(ClaimFor/2)); err != nil {
			return r.report, err
		}
	}
}
