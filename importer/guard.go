package importer

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"
)

// prepareGuards finds out whether something must be judged before the first write: a limit that this file could exceed,
// or who is absent from it. Where nothing must, the run is one pass.
func (r *run) prepareGuards(ctx context.Context) error {
	var err error
	if r.feed, err = newFeed(ctx, r.o); err != nil {
		return err
	}
	r.decider.feed = r.feed
	r.o.Together.begin(r.feed)
	for v := range numVerbs {
		if _, ok := limitOf(r.o.Rules.Limits.of(v)); ok && v != verbDeactivate {
			r.guarded = true
		}
	}
	if r.looksForAbsent() && (r.feed.active > 0 || len(r.o.ExpectedAbsent) > 0) {
		r.guarded = true
	}
	if !r.guarded && !r.deactivates() {
		return nil
	}
	return r.countActive(ctx)
}

// deactivates reports whether rows of this file can deactivate somebody.
func (r *run) deactivates() bool {
	gives := r.layout.Gives(Status) || r.layout.Gives(StartDate) || r.layout.Gives(EndDate)
	return gives && !r.o.Rules.ContactsOnly
}

// countActive counts the people who could be deactivated. Where they are too few for the limit, or there is
// none, nothing needs to be known before the first write.
func (r *run) countActive(ctx context.Context) error {
	if r.o.Feeds == nil {
		return nil
	}
	var err error
	if r.activePeople, err = r.o.Feeds.ActivePeople(ctx); err != nil {
		return fmt.Errorf("count the people who are active: %w", err)
	}
	if l, ok := limitOf(r.o.Rules.Limits.of(verbDeactivate)); ok && r.deactivates() && l.exceeded(r.activePeople, r.activePeople) {
		r.guarded = true
	}
	return nil
}

// judge says which limits the whole file would exceed. With managers and templates the decisions in the spool are not the last
// word, so they are tallied anew.
func (p *secondPass) judge(ctx context.Context, t *tally) error {
	if !p.guarded {
		return nil
	}
	if p.verdicts.any() {
		var err error
		if t, err = p.tallyAgain(ctx); err != nil {
			return err
		}
	}
	var err error
	if p.absence, err = p.findAbsent(ctx, t); err != nil {
		return err
	}
	active := p.activePeople
	if p.feed != nil {
		active = p.feed.people()
	}
	if p.o.Done == nil || p.o.Done.Last() == 0 { // what has begun to write was not held back
		p.summary.Limits = t.breaches(&p.o.Rules.Limits, active, p.o.Released)
	}
	if p.absence != nil {
		p.summary.Absent = p.absence.note
	}
	switch {
	case p.o.Journal == nil && p.absence != nil && p.absence.note.Nobody == "":
		p.summary.Deactivated = p.absence.leaving
	case len(p.summary.Limits) > 0 && p.absence != nil:
		p.summary.Absent = nil // they are still there
	}
	return nil
}

// tallyAgain counts what the rows would do with their managers settled.
func (p *secondPass) tallyAgain(ctx context.Context) (*tally, error) {
	t := new(tally)
	g, gctx := errgroup.WithContext(ctx)
	drain(gctx, g, p.settled(gctx, g), func(_ context.Context, c *chunk) error {
		for _, d := range c.decisions {
			t.add(d)
		}
		return nil
	})
	return t, g.Wait()
}
