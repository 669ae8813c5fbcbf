package importer

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"
)

// asPlanned is the stage that compares decisions with what is expected of them; without a plan there is none.
func (r *run) asPlanned(ctx context.Context, g *errgroup.Group, in <-chan *chunk) <-chan *chunk {
	if r.o.Expected == nil {
		return in
	}
	out := make(chan *chunk)
	g.Go(func() error {
		defer close(out)
		expected, err := r.o.Expected()
		if err != nil {
			return err
		}
		defer expected.Close()
		for c := range in {
			if err := r.refuseDrift(c, expected); err != nil {
				return err
			}
			select {
			case out <- c:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	return out
}

// refuseDrift refuses those of the chunk's decisions that are not what is expected of them.
func (r *run) refuseDrift(c *chunk, expected Expected) error {
	for i, d := range c.decisions {
		want, err := expected.Next(d.Row)
		if err != nil {
			return fmt.Errorf("read the plan: %w", err)
		}
		if c.written() {
			continue // it was carried out before the import was cut off
		}
		contact, _ := r.meant(d)
		if why := want.drift(d, contact); why != "" {
			r.decider.driftFrom(d, c.entries[i], why)
		}
	}
	return nil
}

// driftFrom refuses a decision that is not what was planned.
func (d *decider) driftFrom(dec *Decision, e *Entry, why string) {
	if dec.Result != Failed {
		d.refuse(dec, e)
		dec.PasswordKept = false
	}
	dec.Problems = append(dec.Problems[:len(dec.Problems):len(dec.Problems)], Problem{
		Severity: Error, Code: "plan.drifted", Message: why,
	})
}

// decideAgain decides once more about a row whose person changed while the import ran. Where a plan is applied there is
// nothing to decide: the person is not the planned one any more.
func (r *run) decideAgain(d *Decision, e *Entry, now []*Person) {
	if r.o.Expected == nil {
		old := *d
		r.decider.again(d, e, now)
		if err := r.equipAgain(d, &old, e); err != nil {
			notEquipped(d)
		}
		return
	}
	r.decider.driftFrom(d, e, "somebody changed this person, or took what is unique about them, while the plan was carried out; plan again")
}

// meant returns the ids of the person in the directory whom the row means, zero for nobody. Somebody whom an
// earlier row creates is not there yet.
func (r *run) meant(d *Decision) (contact, user uuid.UUID) {
	if d.Before == nil || d.Before.Import == r.o.Import.ID && d.Before.Import != uuid.Nil {
		return uuid.Nil, uuid.Nil
	}
	return d.Before.ContactID, d.Before.UserID
}
