package notify_test

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	"muster/importer/notify"
)

// An outbox is a Store in memory that keeps to all that Store says.
type outbox struct {
	mu      sync.Mutex
	entries []*entry
	claims  int
	// failSent makes the next Sent fail: as if the program had died there.
	failSent error
}

// An entry is a mail and where it stands.
type entry struct {
	notify.Mail
	state string    // queued, sending, sent, dead
	at    time.Time // when it is due, or when its claim runs out
	why   string
}

func newOutbox(mails ...notify.Mail) *outbox {
	o := &outbox{}
	for _, m := range mails {
		o.entries = append(o.entries, &entry{Mail: m, state: "queued"})
	}
	return o
}

func (o *outbox) Claim(_ context.Context, limit int, now time.Time) ([]notify.Mail, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.claims++
	var claimed []notify.Mail
	blocked := make(map[uuid.UUID]bool)
	for _, e := range o.entries {
		waits := e.state == "queued" || e.state == "sending"
		switch {
		case !waits || len(claimed) == limit || blocked[e.User]:
		case e.at.After(now):
			blocked[e.User] = e.User != uuid.Nil
		default:
			e.state, e.at = "sending", now.Add(notify.ClaimFor)
			claimed = append(claimed, e.Mail)
		}
	}
	return claimed, nil
}

func (o *outbox) Sent(_ context.Context, id uuid.UUID) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := o.failSent; err != nil {
		o.failSent = nil
		return err
	}
	e := o.entry(id)
	e.state, e.Sealed = "sent", nil
	return nil
}

func (o *outbox) Retry(_ context.Context, id uuid.UUID, at time.Time, why string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	e := o.entry(id)
	e.state, e.at = "queued", at
	if why != "" {
		e.Attempts++
		e.why = why
	}
	return nil
}

func (o *outbox) Dead(_ context.Context, id uuid.UUID, why string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	e := o.entry(id)
	e.state, e.why = "dead", why
	return nil
}

func (o *outbox) entry(id uuid.UUID) *entry {
	for _, e := range o.entries {
		if e.ID == id {
			return e
		}
	}
	panic("the sender made a mail up")
}

// states has the states of the mails, in order.
func (o *outbox) states() []string {
	var list []string
	for _, e := range o.entries {
		list = append(list, e.state)
	}
	return list
}
