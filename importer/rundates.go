package importer

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/google/uuid"

	"muster/importer/value/seal"
)

// DatesOptions says whose start and end dates are to be applied. Import, Index, Due and Journal are needed.
type DatesOptions struct {
	// Import is how the change is recorded: its Started is the moment at which the dates are looked at.
	Import *Import
	Index  *Index
	// Due returns some of the people whose status may not be what their dates say at the moment, at most as many as are
	// written in one transaction: those whose contact id comes after the one given, in the order of the ids. None is the end.
	Due func(ctx context.Context, after uuid.UUID) ([]*Person, error)
	// Journal is asked for when somebody is to be changed, and only then.
	Journal func(ctx context.Context) (Journal, error)
	// Key seals what those who were waiting get to sign in with. Defaults to none: then those wait on.
	Key *seal.Key
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
	// NewID makes ids. Defaults to UUIDv7.
	NewID func() uuid.UUID
}

// RunDates lets people in whose start date has come, and takes the access of those whose end date is over, as an import
// does whose file names them; it is for days on which no file comes. It returns nil where nobody is due. Each person who
// changes is a row of the summary.
func RunDates(ctx context.Context, o DatesOptions) (*Summary, error) {
	if o.Import == nil || o.Index == nil || o.Due == nil || o.Journal == nil {
		return nil, errors.New("importer: DatesOptions needs Import, Index, Due and Journal")
	}
	t := newTurn(&o)
	defer t.close()
	after := uuid.Nil
	for {
		people, err := o.Due(ctx, after)
		if err != nil {
			return t.end(ctx, fmt.Errorf("look for people whose dates have come: %w", err))
		}
		if len(people) == 0 {
			return t.end(ctx, nil)
		}
		after = people[len(people)-1].ContactID
		if err := t.page(ctx, people); err != nil {
			return t.end(ctx, err)
		}
	}
}

// A turn is one application of dates under way.
type turn struct {
	*run
	open    func(ctx context.Context) (Journal, error)
	batches int
}

func newTurn(o *DatesOptions) *turn {
	ro := &Options{
		Import: o.Import, Rules: &Rules{Notify: NotifySend}, Index: o.Index, Key: o.Key, Now: o.Now, NewID: o.NewID,
		Workers: runtime.GOMAXPROCS(0),
	}
	if ro.Now == nil {
		ro.Now = time.Now
	}
	if ro.NewID == nil {
		ro.NewID = func() uuid.UUID { return uuid.Must(uuid.NewV7()) }
	}
	layout := &Layout{}
	r := &run{
		o: ro, layout: layout, checker: newChecker(ro.Rules, ro.Index, layout), summary: newSummary(ro),
		decider: &decider{
			rules: ro.Rules, index: ro.Index, imp: ro.Import, layout: layout, newID: ro.NewID, now: ro.Now,
		},
	}
	r.summary.Import = o.Import.ID.String()
	return &turn{run: r, open: o.Journal}
}

// page writes those of the people whose status changes.
func (t *turn) page(ctx context.Context, people []*Person) error {
	c := &chunk{number: t.batches + 1}
	for _, p := range people {
		d, e := t.turn(p)
		if !d.Writes() || t.o.Key == nil && needsKey(d) {
			continue
		}
		d.Row = t.summary.Rows.Read() + len(c.decisions) + 1
		d.Line = d.Row
		c.decisions, c.entries = append(c.decisions, d), append(c.entries, e)
	}
	if len(c.decisions) == 0 {
		return nil
	}
	if t.o.Journal == nil {
		var err error
		if t.o.Journal, err = t.open(ctx); err != nil {
			return err
		}
	}
	if err := t.equip(ctx, c); err != nil {
		return err
	}
	if err := t.o.Journal.Write(ctx, t.batch(c)); err != nil {
		return err
	}
	t.batches++
	for _, d := range c.decisions {
		t.summary.Count(d)
	}
	return nil
}

// turn decides what the dates make of the person today.
func (t *turn) turn(p *Person) (*Decision, *Entry) {
	e := &Entry{Layout: t.layout}
	d := &Decision{Before: p, After: p.Clone()}
	t.decider.dated(d.After, nil, false)
	t.decider.awake(d, e)
	t.decider.settle(d)
	if !e.Good() {
		t.decider.refuse(d, e)
	}
	d.Problems = e.Problems
	return d, e
}

// batch returns the chunk as what the journal writes: who changed meanwhile is looked at once more.
func (t *turn) batch(c *chunk) *Batch {
	return &Batch{
		Number: c.number, Decisions: c.decisions,
		KeysOf: func(d *Decision) Keys { return Keys{Contacts: []uuid.UUID{d.Before.ContactID}} },
		Again: func(d *Decision, now []*Person) {
			row := d.Row
			if len(now) == 0 {
				d.Result, d.Event, d.After = Skipped, "", d.Before // gone meanwhile
				return
			}
			again, e := t.turn(now[0])
			if again.Writes() && t.equipOne(again, e) != nil {
				notEquipped(again)
			}
			*d = *again
			d.Row, d.Line = row, row
		},
	}
}

// needsKey reports whether what the decision's user gets is to be sealed.
func needsKey(d *Decision) bool {
	return d.Invitation != nil || d.Credential != nil && d.Credential.Temporary
}

// end records how it ended.
func (t *turn) end(ctx context.Context, err error) (*Summary, error) {
	if t.o.Journal == nil {
		return nil, err
	}
	return t.summary, t.run.end(ctx, err)
}

// close gives back what a journal that did not finish holds.
func (t *turn) close() {
	if t.o.Journal != nil {
		_ = t.o.Journal.Close()
	}
}
