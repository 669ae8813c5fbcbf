package notify

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
)

// settleWithin is how long the store may take to note what became of a mail, also when the round is being ended.
const settleWithin = 30 * time.Second

// A round is one call of Send.
type round struct {
	*Sender
	report Report
	// blocked has when the users whose mail failed in this round may get the next one.
	blocked map[uuid.UUID]time.Time
}

func newRound(s *Sender) *round { return &round{Sender: s, blocked: make(map[uuid.UUID]time.Time)} }

// send sends claimed mails, in their order. What it has not tried by the deadline goes back, before the claim runs out and
// somebody else sends it too.
func (r *round) send(ctx context.Context, mails []Mail, deadline time.Time) error {
	for i := range mails {
		m := &mails[i]
		if until, ok := r.blocked[m.User]; ok {
			r.report.Waiting++
			if err := r.putBack(ctx, until, mails[i:i+1]); err != nil {
				return r.stop(ctx, err, mails[i+1:])
			}
			continue
		}
		if !r.clock.now().Before(deadline) {
			return r.putBack(ctx, r.clock.now(), mails[i:])
		}
		if err := r.pace.step(ctx); err != nil {
			return r.stop(ctx, err, mails[i:])
		}
		err := r.deliver(ctx, m)
		var failed *mailError
		if err != nil && !errors.As(err, &failed) {
			return r.stop(ctx, err, mails[i:]) // nothing is known against this mail
		}
		if err := r.settle(ctx, m, failed); err != nil {
			return r.stop(ctx, err, mails[i+1:])
		}
	}
	return nil
}

// stop ends the round for the reason err and puts back what was not tried.
func (r *round) stop(ctx context.Context, err error, rest []Mail) error {
	r.report.Waiting += len(rest)
	return errors.Join(err, r.putBack(ctx, r.clock.now(), rest))
}

// deliver writes the mail and hands it to the server. An error that is no *mailError is not about this mail.
func (r *round) deliver(ctx context.Context, m *Mail) error {
	to, err := newRecipient(m.To)
	if err != nil {
		return err
	}
	secret, err := r.unseal(m)
	if err != nil {
		return err
	}
	t, err := r.write(m, secret)
	if err != nil {
		return &mailError{why: "it cannot be written: " + reason(err.Error(), secret)}
	}
	return r.session.send(ctx, newMessage(m.ID, r.o.Server.From, to, t, r.clock.now()), to, secret)
}

// unseal returns the secret that the mail's text shows, if it shows one.
func (r *round) unseal(m *Mail) (string, error) {
	carries, needs := carriesSecret(m)
	if !carries || !needs && len(m.Sealed) == 0 {
		return "", nil
	}
	if len(m.Sealed) == 0 {
		return "", &mailError{why: "what it is to say is no longer there: invite the person again", final: true}
	}
	secret, err := r.o.Key.Open(m.Sealed, m.ID.String())
	if err != nil {
		return "", &mailError{why: oneLine(err.Error())}
	}
	return string(secret), nil
}

// write returns the mail's text.
func (r *round) write(m *Mail, secret string) (text, error) {
	l := newLetter(m, secret, r.o.InvitationLink)
	switch {
	case m.Template == Invitation && !strings.HasPrefix(l.Link, "http"):
		return text{}, ErrNoLink
	case m.Template == ImportReport && l.Import == nil:
		return text{}, errors.New("the import that it is about is no longer there")
	}
	return r.o.Templates.write(m.Template, m.Language, l)
}

// settle tells the store what became of a mail and counts it. failed is nil for a mail that was sent.
func (r *round) settle(ctx context.Context, m *Mail, failed *mailError) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWithin)
	defer cancel()
	attempts := m.Attempts + 1
	switch {
	case failed == nil:
		r.report.Sent++
		return noting(r.store.Sent(ctx, m.ID))
	case failed.final || attempts >= r.o.MaxAttempts:
		r.report.Dead++
		r.o.Log.Warn("mail given up", "mail", m.ID, "template", m.Template, "attempts", attempts, "why", failed.why)
		return noting(r.store.Dead(ctx, m.ID, failed.why))
	default:
		at := r.clock.now().Add(pause(attempts, r.o.Random()))
		r.block(m.User, at)
		r.report.Retried++
		r.o.Log.Info("mail goes out later", "mail", m.ID, "template", m.Template, "attempts", attempts, "at", at, "why", failed.why)
		return noting(r.store.Retry(ctx, m.ID, at, failed.why))
	}
}

// block makes the user's later mails wait.
func (r *round) block(user uuid.UUID, until time.Time) {
	if user != uuid.Nil {
		r.blocked[user] = until
	}
}

// putBack gives mails back that were not tried.
func (r *round) putBack(ctx context.Context, at time.Time, mails []Mail) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWithin)
	defer cancel()
	var errs []error
	for _, m := range mails {
		errs = append(errs, r.store.Retry(ctx, m.ID, at, ""))
	}
	return noting(errors.Join(errs...))
}

func noting(err error) error {
	if err != nil {
		return fmt.Errorf("note in the outbox what became of a mail: %w", err)
	}
	return nil
}
