package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// A chunk is some consecutive rows on their way through the run; it becomes one batch.
type chunk struct {
	number    int // from 1
	rows      []Row
	unread    map[int]string // rows that could not be read, by index: why
	entries   []*Entry
	snapshot  *snapshot
	decisions []*Decision
	done      int64 // bytes of the source read up to the chunk's end
	total     int64 // bytes of the source, 0 where unknown
	// outcomes is what became of the rows, where they were written before the import was cut off; else nil.
	outcomes map[int]*Outcome
	stopped  bool // see Batch.Stopped
}

// read cuts the source into chunks, from the first row below the header. It ends early when the run is
// asked to stop.
func (r *run) read(ctx context.Context, out chan<- *chunk) error {
	defer close(out)
	c, err := r.newChunk(ctx, 1)
	if err != nil {
		return err
	}
	for !r.stopped() || r.o.Done != nil && c.number <= r.o.Done.Last() { // what is written is reported, too
		row, err := r.o.Source.Read()
		var unreadable *RowError
		switch {
		case errors.Is(err, io.EOF):
			return r.send(ctx, out, c)
		case errors.As(err, &unreadable):
			row = unreadable.Row
		case err != nil:
			return errors.Join(fmt.Errorf("read the file after row %d: %w", r.lastRow, err), r.send(ctx, out, c))
		}
		r.lastRow = row.Number
		if !r.wanted(row, unreadable != nil) {
			continue
		}
		if unreadable != nil {
			c.unread[len(c.rows)] = unreadable.Message
		}
		c.rows = append(c.rows, row)
		if !r.full(c, row) {
			continue
		}
		if err := r.send(ctx, out, c); err != nil {
			return err
		}
		if c, err = r.newChunk(ctx, c.number+1); err != nil {
			return err
		}
	}
	r.cut.Store(true)
	return r.send(ctx, out, c)
}

// newChunk waits until there is room for another chunk; whoever is done with one gives the room back.
func (r *run) newChunk(ctx context.Context, number int) (*chunk, error) {
	select {
	case r.room <- struct{}{}:
		return &chunk{number: number, rows: make([]Row, 0, r.o.BatchSize), unread: make(map[int]string)}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// done gives back the room of a chunk that newChunk made.
func (r *run) done() { <-r.room }

// wanted reports whether the row is one to be read: below the header, in the slice asked for, not blank.
func (r *run) wanted(row Row, unreadable bool) bool {
	first := max(r.o.Mapper.Layout().FirstRow, r.o.First)
	if row.Number < first || (r.o.Last > 0 && row.Number > r.o.Last) {
		return false
	}
	return unreadable || !row.Blank()
}

func (r *run) send(ctx context.Context, out chan<- *chunk, c *chunk) error {
	if len(c.rows) == 0 {
		return nil
	}
	c.done, c.total = r.o.Source.Progress()
	select {
	case out <- c:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// understand maps and checks the rows of the chunk.
func (r *run) understand(_ context.Context, c *chunk) error {
	c.entries = make([]*Entry, len(c.rows))
	for i, row := range c.rows {
		if why, bad := c.unread[i]; bad {
			c.entries[i] = r.unreadable(row, why)
			continue
		}
		c.entries[i] = r.understandRow(row)
	}
	c.rows, c.unread = nil, nil
	return nil
}

// understandRow keeps a fault in a parser, ours or a library's, from taking the whole import down: the row is
// refused, the others go on.
func (r *run) understandRow(row Row) (e *Entry) {
	defer func() {
		if fault := recover(); fault != nil {
			e = r.unreadable(row, "muster could not make sense of this row because of a fault of its own; please report it, and enter this person by hand")
		}
	}()
	if r.layout.MayShowSecrets(row) {
		return r.unreadable(row, "the row has more cells than the header, so that a part of a password may stand in another column; put cells that contain the separator in quotes")
	}
	e = r.o.Mapper.Map(row)
	r.checker.check(e)
	return e
}

// unreadable returns the entry of a row that says nothing that could be relied on.
func (r *run) unreadable(row Row, why string) *Entry {
	row.Damaged = true
	e := &Entry{Row: row, Layout: r.layout}
	e.Fail("", "row.unreadable", why, "")
	return e
}

// lookUp asks the directory about everybody whom the chunk names.
func (r *run) lookUp(ctx context.Context, c *chunk) error {
	if err := r.recall(ctx, c); err != nil {
		return err
	}
	keys := keysOf(c.entries, r.o.Rules.ExternalSystem)
	if keys.Empty() {
		c.snapshot = newSnapshot(nil, r.o.Import.ID)
		return r.lookUpUsernames(ctx, c)
	}
	keys.SignIns = r.givesPasswords()
	people, err := r.o.Directory.Match(ctx, keys)
	if err != nil {
		return fmt.Errorf("look people up in the directory: %w", err)
	}
	if err := r.lookUpEdits(ctx, people); err != nil {
		return err
	}
	c.snapshot = newSnapshot(people, r.o.Import.ID)
	return r.lookUpUsernames(ctx, c)
}

// lookUpUsernames asks the directory for the usernames that could stand in the way of those to be made. What this
// import has made meanwhile is among them or not: the namer knows of it in any case.
func (r *run) lookUpUsernames(ctx context.Context, c *chunk) error {
	stems := r.decider.stems(c.entries, c.snapshot)
	if len(stems) == 0 {
		return nil
	}
	names, err := r.o.Directory.Usernames(ctx, stems)
	if err != nil {
		return fmt.Errorf("look usernames up in the directory: %w", err)
	}
	c.snapshot.usernames = make(map[string]bool, len(names))
	for _, key := range names {
		c.snapshot.usernames[key] = true
	}
	return nil
}

// decideAll decides about the rows of the chunk, in order.
func (r *run) decideAll(_ context.Context, c *chunk) error {
	c.decisions = make([]*Decision, len(c.entries))
	for i, e := range c.entries {
		c.decisions[i] = r.decider.decide(e, c.snapshot)
		if o := c.outcomes[c.decisions[i].Row]; o != nil {
			o.identify(c.decisions[i])
		}
		if r.decider.clones != nil {
			r.decider.clones.note(c.decisions[i], e)
		}
		if r.chart != nil {
			r.chart.note(c.decisions[i], e, c.snapshot, r.o.Rules.ExternalSystem)
			r.chart.stand(r.decider.joined.of(e.Row.Number), c.decisions[i])
		}
		if r.feed != nil && (r.guarded || r.o.Together != nil) {
			r.feed.note(c.decisions[i], e, c.snapshot, r.o.Rules.ExternalSystem, r.decider.match)
		}
		if r.feed != nil && r.o.Together != nil && c.decisions[i].Result == Created {
			r.feed.named[c.decisions[i].After.ContactID] = struct{}{} // a later file meets them
		}
	}
	c.snapshot = nil
	return nil
}

// batch returns the chunk as what the journal writes.
func (r *run) batch(c *chunk) *Batch {
	entryOf := func(d *Decision) *Entry {
		for i := range c.decisions {
			if c.decisions[i] == d {
				return c.entries[i]
			}
		}
		return nil
	}
	return &Batch{
		Number:    c.number,
		Decisions: c.decisions,
		Stopped:   c.stopped,
		Again: func(d *Decision, now []*Person) {
			r.decideAgain(d, entryOf(d), now)
			r.shakeBelow(c, d)
			r.mu.Lock()
			defer r.mu.Unlock()
			r.again[d] = true
		},
		KeysOf: func(d *Decision) Keys {
			keys := keysOf([]*Entry{entryOf(d)}, r.o.Rules.ExternalSystem)
			if d.After != nil && d.After.Values[Username] != "" {
				keys.add(Username, Key(Username, d.After.Values[Username])) // it may have been made
			}
			keys.SignIns = r.givesPasswords()
			return keys
		},
	}
}

// notEquipped refuses a row for whose user no password or link could be made.
func notEquipped(d *Decision) {
	d.Result, d.Event = Failed, ""
	d.Credential, d.Invitation, d.Mails = nil, nil, nil
	d.Problems = append(d.Problems[:len(d.Problems):len(d.Problems)], Problem{
		Severity: Error, Code: "row.not_written", Message: "the way in for this user could not be made; import the row again",
	})
}
