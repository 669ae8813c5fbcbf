package importer

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"
)

// A secondPass writes and reports what the survey decided.
type secondPass struct {
	*run
	spool    *spool
	verdicts verdicts
	// altered has the decisions that writing changed, by row: people who changed meanwhile, rows that
	// the database refused. written has the numbers of the batches that were written.
	altered map[int]*Decision
	written map[int]bool
	// unlinked has the rows whose manager could not be set.
	unlinked map[int]bool
	absence  *absence // nil where nobody asks who is absent
}

// The reasons why a row that could have been imported was not.
const (
	whyInterrupted = "the import was interrupted before this row; carry it on (muster resume), or import the file again"
	whyHeld        = "the import was held back by a limit, and nothing was imported; see muster imports show and muster release"
	whyOthers      = "nothing was imported because other rows of the file were refused; mend those and import all again"
	// whyAbsentDrifted is the reason where no row was refused.
	whyAbsentDrifted = "nothing was imported because somebody whom the plan would deactivate is not as it expects them; plan again"
)

// stop ends the import without a change: every row that would have changed something is skipped.
func (p *secondPass) stop(ctx context.Context, state State, why string) error {
	p.summary.State, p.summary.Deactivated = state, 0
	p.absence.revoke()
	g, gctx := errgroup.WithContext(ctx)
	skipped := inOrder(gctx, g, p.settled(gctx, g), func(ctx context.Context, c *chunk) error {
		if c.written() {
			return nil
		}
		p.overrule(c)
		for _, d := range c.decisions {
			skip(d, why)
		}
		if p.o.Journal == nil {
			return nil
		}
		c.stopped = true
		return p.commit(ctx, c)
	})
	drain(gctx, g, skipped, p.report)
	return g.Wait()
}

// skip turns a decision that changes something into one that does not.
func skip(d *Decision, why string) {
	d.Joins = false
	if !d.Writes() {
		return
	}
	d.Result, d.Event, d.Before, d.After = Skipped, "", nil, nil
	d.Forget()
	d.Problems = append(d.Problems[:len(d.Problems):len(d.Problems)], Problem{
		Severity: Warning, Code: "run.stopped", Message: why,
	})
}

// writeAll writes the spool, sets the managers, which can be done when everybody is there, and then reports. An atomic
// import that meets a refusal on the way is undone; it is kept before anything is said about it.
func (p *secondPass) writeAll(ctx context.Context) error {
	if !p.o.Import.Atomic && !p.layout.Gives(Manager) {
		return p.writeAndReport(ctx)
	}
	err := p.writeSpool(ctx)
	ctx = context.WithoutCancel(ctx) // what is written is completed and reported in any case
	if p.o.Import.Atomic && (err != nil || p.cut.Load() || p.refused()) {
		return errors.Join(err, p.discard(ctx, err))
	}
	err = errors.Join(err, p.linkAll(ctx))
	if err == nil && !p.cut.Load() {
		err = p.leaveAll(ctx)
	}
	if p.o.Import.Atomic && err == nil && (p.cut.Load() || p.absence.drifted()) {
		return p.discard(ctx, nil)
	}
	if p.o.Import.Atomic {
		if settleErr := p.o.Journal.Settle(ctx, err == nil); err != nil || settleErr != nil {
			return errors.Join(err, settleErr)
		}
	}
	return errors.Join(err, p.reportAll(ctx))
}

// writeAndReport writes the spool and reports each batch as it is written: where nothing that comes later can change what is
// to be said about a row. It spares reading the spool again.
func (p *secondPass) writeAndReport(ctx context.Context) error {
	g, gctx := errgroup.WithContext(ctx)
	chunks := inOrder(gctx, g, p.untilStopped(gctx, g, p.settled(gctx, g)), p.equip)
	drain(gctx, g, ordered(gctx, g, p.writers(), chunks, p.write), p.report)
	err := g.Wait()
	ctx = context.WithoutCancel(ctx) // what is written is reported in any case
	err = errors.Join(err, p.reportWritten(ctx))
	if err == nil && !p.cut.Load() {
		err = p.leaveAll(ctx)
	}
	return err
}

// discard takes back what an atomic import has written so far.
func (p *secondPass) discard(ctx context.Context, cause error) error {
	if err := p.o.Journal.Settle(ctx, false); err != nil || cause != nil {
		return err
	}
	for row, d := range p.altered {
		if d.Result != Failed {
			delete(p.altered, row) // it was decided on people as they changed meanwhile; now it is not carried out
		}
	}
	if p.cut.Load() {
		return p.stop(ctx, Interrupted, whyInterrupted)
	}
	if !p.refused() {
		return p.stop(ctx, Stopped, whyAbsentDrifted)
	}
	return p.stop(ctx, Stopped, whyOthers)
}

// settled replays the spool with the managers settled, and what is not as planned refused.
func (p *secondPass) settled(ctx context.Context, g *errgroup.Group) <-chan *chunk {
	out := make(chan *chunk)
	g.Go(func() error {
		defer close(out)
		rest := newSettler(p.decider, p.verdicts)
		return p.spool.Replay(p.layout, func(c *chunk) error {
			for i, d := range c.decisions {
				rest.settle(d, c.entries[i])
			}
			c.settleWritten()
			select {
			case out <- c:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	})
	return p.asPlanned(ctx, g, out)
}

// untilStopped hands chunks on until the run is asked to stop; the rest is left.
func (p *secondPass) untilStopped(ctx context.Context, g *errgroup.Group, in <-chan *chunk) <-chan *chunk {
	out := make(chan *chunk)
	g.Go(func() error {
		defer close(out)
		for c := range in {
			if p.stopped() {
				p.cut.Store(true)
				continue // reads on, so that the sender can end
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

// writeSpool carries out the spooled decisions, several batches at once.
func (p *secondPass) writeSpool(ctx context.Context) error {
	g, gctx := errgroup.WithContext(ctx)
	chunks := inOrder(gctx, g, p.untilStopped(gctx, g, p.settled(gctx, g)), p.equip)
	rows := 0
	drain(gctx, g, ordered(gctx, g, p.writers(), chunks, p.writeChunk), func(_ context.Context, c *chunk) error {
		rows += len(c.decisions)
		p.tell(ProgressStatus{Done: c.done, Total: c.total, Rows: rows, Phase: "writing"})
		return nil
	})
	return g.Wait()
}

func (p *secondPass) writeChunk(ctx context.Context, c *chunk) error {
	results := make([]Result, len(c.decisions))
	for i, d := range c.decisions {
		results[i] = d.Result
	}
	if c.written() {
		p.noteRefused(c)
		return nil
	}
	if err := p.commit(ctx, c); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.written[c.number] = true
	for i, d := range c.decisions {
		if d.Result != results[i] || p.again[d] {
			p.altered[d.Row] = d
		}
		delete(p.again, d)
	}
	return nil
}

func (p *secondPass) refused() bool {
	for _, d := range p.altered {
		if d.Result == Failed {
			return true
		}
	}
	return false
}

// overrule puts the decisions that writing changed in the place of those that were spooled.
func (p *secondPass) overrule(c *chunk) {
	for i, d := range c.decisions {
		if other, ok := p.altered[d.Row]; ok {
			c.decisions[i] = other
		}
	}
}

// reportAll reports the spooled decisions as they were carried out; a dry run reports what they would be.
func (p *secondPass) reportAll(ctx context.Context) error {
	return p.eachWritten(ctx, func(ctx context.Context, c *chunk) error {
		for _, d := range c.decisions {
			if p.unlinked[d.Row] {
				d.Problems = append(d.Problems, notLinked)
			}
		}
		return p.report(ctx, c)
	})
}

// eachWritten replays the chunks that were written, as they were written.
func (p *secondPass) eachWritten(ctx context.Context, use func(context.Context, *chunk) error) error {
	g, ctx := errgroup.WithContext(ctx)
	drain(ctx, g, p.settled(ctx, g), func(ctx context.Context, c *chunk) error {
		if p.o.Journal != nil && !p.written[c.number] && !c.written() {
			return nil
		}
		p.overrule(c)
		return use(ctx, c)
	})
	return g.Wait()
}

// notLinked is the warning of a row whose manager is not there in the end.
var notLinked = Problem{
	Severity: Warning, Code: "manager.refused", Field: Manager.String(),
	Message: "this manager is not in the directory, because their own row was refused or not reached, so the manager stays as it is; import both rows again",
}

// linkAll sets the managers of the people who were written.
func (p *secondPass) linkAll(ctx context.Context) error {
	return p.eachWritten(ctx, func(ctx context.Context, c *chunk) error {
		var links []Link
		for i, d := range c.decisions {
			if !d.Writes() || !namesManager(d, c.entries[i]) || managerOf(d.Before) == d.After.ManagerID {
				continue
			}
			l := Link{
				Row: d.Row, Contact: d.After.ContactID, Manager: d.After.ManagerID,
				Refused: append(d.Problems[:len(d.Problems):len(d.Problems)], notLinked),
			}
			if o := c.outcomes[d.Row]; o != nil {
				l.Linked, l.Again = d.Problems, len(o.Problems) != len(d.Problems)
			}
			links = append(links, l)
		}
		if len(links) == 0 {
			return nil
		}
		refused, err := p.o.Journal.Link(ctx, links)
		if err != nil {
			return fmt.Errorf("set the managers: %w", err)
		}
		for _, row := range refused {
			p.unlinked[row] = true
		}
		return nil
	})
}
