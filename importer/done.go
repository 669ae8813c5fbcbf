package importer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"
)

// Done knows what an import that was cut off has written already. Its methods may be called from several goroutines
// at once.
type Done interface {
	// LastRow returns the number of the last row of a written batch, 0 where the batch is not written. Batches are written
	// out of order, and one in whose middle a run was asked to stop is shorter than the others.
	LastRow(batch int) int
	// Last returns the highest number of a written batch, 0 for none.
	Last() int
	// Outcomes returns what became of the rows of a written batch, by their numbers.
	Outcomes(ctx context.Context, batch int) (map[int]*Outcome, error)
}

// An Outcome is what became of a row, as the directory has recorded it.
type Outcome struct {
	Result        Result
	Contact, User uuid.UUID // zero where there is none
	Problems      []Problem
	// Changes is what the row changed, nil where that is not known any more.
	Changes []FieldChange
}

// ErrOtherRows says that an import cannot be carried on, because its batches are not those of this run.
var ErrOtherRows = errors.New("the rows that the import has written are not those of this file; import the file again")

// full reports whether the chunk ends with this row. One that is written already has the rows that it had.
func (r *run) full(c *chunk, row Row) bool {
	if r.o.Done != nil {
		if last := r.o.Done.LastRow(c.number); last != 0 {
			return row.Number >= last
		}
	}
	return len(c.rows) >= r.o.BatchSize
}

// recall gets what became of the chunk's rows, where they are written already.
func (r *run) recall(ctx context.Context, c *chunk) error {
	if r.o.Done == nil || r.o.Done.LastRow(c.number) == 0 {
		return nil
	}
	outcomes, err := r.o.Done.Outcomes(ctx, c.number)
	if err != nil {
		return fmt.Errorf("read what became of the rows that are written: %w", err)
	}
	for _, e := range c.entries {
		if outcomes[e.Row.Number] == nil {
			return fmt.Errorf("row %d is written and has no result: %w", e.Row.Number, ErrOtherRows)
		}
	}
	c.outcomes = outcomes
	return nil
}

// written reports whether the chunk's rows are in the directory already, from before the import was cut off.
func (c *chunk) written() bool { return c.outcomes != nil }

// identify gives somebody whom the import has made already the ids that they have, instead of those just made up.
// It comes right after the decision: later rows may refer to them.
func (o *Outcome) identify(d *Decision) {
	if d.Result == Created && o.Result == Created {
		d.After.ContactID, d.After.UserID = o.Contact, o.User
	}
}

// settleWritten makes the decisions about rows that are written what was recorded of them. They can differ: the
// person changed meanwhile, or the database refused the row.
func (c *chunk) settleWritten() {
	for _, d := range c.decisions {
		if o := c.outcomes[d.Row]; o != nil {
			o.settle(d)
		}
	}
}

func (o *Outcome) settle(d *Decision) {
	d.Result = o.Result
	if d.After == nil {
		d.After = &Person{}
	}
	// Whether the manager is there is found out anew.
	d.Problems = slices.DeleteFunc(slices.Clone(o.Problems), func(p Problem) bool { return p == notLinked })
	contact, user := d.IDs()
	if contact != o.Contact || user != o.User {
		d.Before = &Person{ContactID: o.Contact, UserID: o.User}
		d.After = d.Before.Clone()
	}
	if o.Changes != nil {
		d.changes = o.Changes
	}
}
