package importer

import "github.com/google/uuid"

// earlier returns what earlier rows about the entry's person came to.
func (d *decider) earlier(e *Entry) joinedState {
	p := d.joined.of(e.Row.Number)
	if p == nil {
		return joinedState{}
	}
	return d.ledger.joined[p]
}

// join decides about a further row of a person, on top of what the rows before it lead to: whether they were there
// before the import is no question any more.
func (d *decider) join(dec *Decision, e *Entry, earlier joinedState, s *snapshot) {
	dec.Before = earlier.person
	if earlier.skipped {
		dec.Result, dec.After = Skipped, earlier.person
		return
	}
	e.Secrets = nil // each row knows the password; it was for the first
	d.update(dec, e, earlier.person, s)
}

// recall returns the people as they are now, for a row that is decided again. A further row of a person sees what this
// import has written, and goes on from there.
func (d *decider) recall(old *Decision, e *Entry, now []*Person) *snapshot {
	p := d.joined.of(old.Row)
	if p == nil || old.Before == nil {
		return newSnapshot(now, d.imp.ID)
	}
	s := newSnapshot(now, uuid.Nil)
	for _, f := range KeyFields {
		if person := d.holder(e, s, f); person != nil && person.Import == d.imp.ID {
			d.ledger.joined[p] = joinedState{person: person, created: true}
			break
		}
	}
	return s
}

// refuseOrphan refuses a further row of somebody new when it turns out that the row that was to create them was refused:
// it does not say enough about them.
func (d *decider) refuseOrphan(dec, old *Decision, e *Entry) {
	if d.joined.of(old.Row) == nil || old.Before == nil || dec.Before != nil || dec.Result != Created {
		return
	}
	dec.Problems = append(dec.Problems[:len(dec.Problems):len(dec.Problems)], Problem{
		Severity: Error, Code: "row.not_written",
		Message: "an earlier row was to create this person and was refused; mend that row and import both again",
	})
	d.refuse(dec, e)
}

// shakeBelow notes that a row came to something else than was decided: the person's rows further down must be
// decided again. Versions alone do not always tell.
func (r *run) shakeBelow(c *chunk, d *Decision) {
	p := r.decider.joined.of(d.Row)
	if p == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shaken[p] = true
	for _, other := range c.decisions {
		if other.Row > d.Row && r.decider.joined.of(other.Row) == p {
			other.shake()
		}
	}
}

// shakeAll has those decided again in this chunk of whom earlier chunks came to something else.
func (r *run) shakeAll(c *chunk) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, d := range c.decisions {
		if len(r.shaken) > 0 && r.shaken[r.decider.joined.of(d.Row)] {
			d.shake()
		}
	}
}

// noteRefused notes the people of several rows of whom the chunk has a row that was refused.
func (r *run) noteRefused(c *chunk) {
	if !r.decider.joined.any() {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, d := range c.decisions {
		if p := r.decider.joined.of(d.Row); p != nil && d.Result == Failed {
			r.shaken[p] = true
		}
	}
}

// shake makes the decision expect a version that nobody has, so that whoever writes it has it taken again.
func (d *Decision) shake() {
	if d.Before != nil {
		before := d.Before.Clone()
		before.Version = -1
		d.Before = before
	}
}
