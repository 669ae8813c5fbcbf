package importer

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// surveyThenWrite decides about the whole file before it writes anything. The decisions wait in a spool; what only
// the whole file can tell (managers further down, all rows or none) is judged; then the spool is
// written, and at last reported.
func (r *run) surveyThenWrite(ctx context.Context) error {
	sp, err := newSpool(r.o.SpoolDir)
	if err != nil {
		return err
	}
	defer sp.Close()
	t, err := r.survey(ctx, sp)
	if err != nil {
		return err
	}
	found, refused, err := r.judgeReferences(ctx, sp)
	if err != nil {
		return err
	}
	pass := &secondPass{
		run: r, spool: sp, verdicts: found,
		altered: make(map[int]*Decision), written: make(map[int]bool), unlinked: make(map[int]bool),
	}
	if r.o.Expected != nil {
		if t, err = pass.tallyAgain(ctx); err != nil {
			return err
		}
	}
	if r.cut.Load() {
		return pass.stop(ctx, Interrupted, whyInterrupted)
	}
	if err := pass.judge(ctx, t); err != nil {
		return err
	}
	switch {
	case r.o.Journal == nil && len(r.summary.Limits) > 0:
		r.summary.State = Held // and what would happen is shown all the same
		return pass.reportAll(ctx)
	case len(r.summary.Limits) > 0:
		return pass.stop(ctx, Held, whyHeld)
	case r.o.Import.Atomic && t.counts[verbFailed]+refused > 0:
		return pass.stop(ctx, Stopped, whyOthers)
	case r.o.Import.Atomic && pass.absence.drifted():
		return pass.stop(ctx, Stopped, whyAbsentDrifted)
	case r.o.Journal == nil:
		return pass.reportAll(ctx)
	}
	return pass.writeAll(ctx)
}

// survey fills the spool with the decisions about the whole file and tallies them.
func (r *run) survey(ctx context.Context, sp *spool) (*tally, error) {
	g, gctx := errgroup.WithContext(ctx)
	t := new(tally)
	drain(gctx, g, r.decisions(gctx, g), func(_ context.Context, c *chunk) error {
		defer r.done()
		for _, d := range c.decisions {
			t.add(d)
		}
		r.tell(ProgressStatus{Done: c.done, Total: c.total, Rows: t.read, Failed: t.counts[verbFailed], Phase: "checking"})
		return sp.Append(c)
	})
	return t, g.Wait()
}
