package importer

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"
)

// MissingDeactivate is the word of Rules.Missing for deactivating who is absent from a complete file.
const MissingDeactivate = "deactivate"

// Absent says what became of the people whom the definition has brought and who are in no row.
type Absent struct {
	// People names the first of those who were deactivated; Summary.Deactivated has their number.
	People []string `json:"people"`
	// Protected names the first of those who stay active because the actor may not deactivate them, or because somebody
	// changed them meanwhile; Kept has their number.
	Protected []string `json:"protected,omitempty"`
	Kept      int      `json:"kept"`
	// Drifted names the first of those whom the plan that is applied would have deactivated, and who are not as it
	// expects them: changed since, or not absent any more; Drifts has their number. They stay as they are.
	Drifted []string `json:"drifted,omitempty"`
	Drifts  int      `json:"drifts,omitempty"`
	// Nobody says why it was not looked who is absent, "" where it was.
	Nobody string `json:"nobody,omitempty"`
}

// maxAbsent is how many of the absent a summary names.
const maxAbsent = 20

// An AbsentPerson is somebody who is in no row, and whom the import would deactivate for it.
type AbsentPerson struct {
	ContactID, UserID uuid.UUID
	Version           int64
	Name              string
	Changes           []FieldChange
}

func compareIDs(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }

// looksForAbsent reports whether people who are in no row are to be deactivated.
func (r *run) looksForAbsent() bool {
	return r.feed != nil && r.o.Rules.Missing == MissingDeactivate && !r.o.Rules.ContactsOnly
}

// whyNobody says why a file does not tell who is absent, "" where it does.
func (r *run) whyNobody() string {
	switch {
	case r.o.First > 0 || r.o.Last > 0:
		return "only some rows of the file were read"
	case r.o.Import.Part:
		return "the file is only a part of what makes a complete set (source.files: together)"
	case r.cut.Load():
		return "the file was not read to its end"
	case r.feed.gap != "":
		return r.feed.gap
	case r.feed.good == 0:
		return "the file has no row that could be imported"
	default:
		return ""
	}
}

// An absence is what a survey finds out about the people who are in no row.
type absence struct {
	ids  []uuid.UUID // who is active and in no row
	note *Absent
	gone int // deactivated by this import already
	// leaving is how many of ids are to be deactivated.
	leaving int
}

// drifted reports whether somebody is not as the plan that is applied expects them.
func (a *absence) drifted() bool { return a != nil && a.note.Drifts > 0 }

// revoke is for an import that is stopped: nobody was deactivated.
func (a *absence) revoke() {
	if a != nil {
		a.note.People, a.note.Protected, a.note.Kept = []string{}, nil, 0
	}
}

// findAbsent says who is absent, and tallies them. It is nil where nobody asks.
func (r *run) findAbsent(ctx context.Context, t *tally) (*absence, error) {
	if !r.looksForAbsent() {
		return nil, nil
	}
	a := &absence{note: &Absent{People: []string{}}}
	if a.note.Nobody = r.whyNobody(); a.note.Nobody != "" {
		a.note.Drifts = len(r.o.ExpectedAbsent)
		return a, nil
	}
	a.ids, a.gone = r.feed.absent()
	if r.o.Expected != nil {
		a.ids = r.plannedAbsent()
	}
	t.counts[verbDeactivate] += a.gone
	err := r.eachAbsent(ctx, a.ids, func(list []*Decision) error {
		for _, d := range list {
			a.tell(d)
			if !d.Writes() {
				continue
			}
			a.leaving++
			t.count(verbDeactivate, "absent: "+called(d.Before))
			if err := r.planAbsent(d); err != nil {
				return err
			}
		}
		return nil
	})
	return a, err
}

// planAbsent puts somebody into the plan that is kept.
func (r *run) planAbsent(d *Decision) error {
	if r.o.Absent == nil {
		return nil
	}
	contact, user := d.IDs()
	return r.o.Absent(&AbsentPerson{
		ContactID: contact, UserID: user, Version: d.Before.Version, Name: called(d.Before), Changes: d.Changes(),
	})
}

// plannedAbsent returns whom the plan deactivates, without those with whom that was done before the import was cut off.
func (r *run) plannedAbsent() []uuid.UUID {
	ids := slices.SortedFunc(maps.Keys(r.o.ExpectedAbsent), compareIDs)
	return slices.DeleteFunc(ids, func(id uuid.UUID) bool { return r.feed.members[id]&memberGone != 0 })
}

// tell names the person of a decision in the note. With a plan, who is left unchanged drifted.
func (a *absence) tell(d *Decision) {
	list := &a.note.People
	switch {
	case d.Result == Unchanged:
		list = &a.note.Drifted
		a.note.Drifts++
	case !d.Writes():
		list = &a.note.Protected
		a.note.Kept++
	}
	if len(*list) < maxAbsent {
		*list = append(*list, called(d.Before))
	}
}

// eachAbsent decides about the people with these ids, as many at once as a batch has. Who is not active any more is left out.
func (r *run) eachAbsent(ctx context.Context, ids []uuid.UUID, use func([]*Decision) error) error {
	for len(ids) > 0 {
		some := ids[:min(len(ids), r.o.BatchSize)]
		ids = ids[len(some):]
		people, err := r.o.Directory.Match(ctx, Keys{Contacts: some})
		if err != nil {
			return fmt.Errorf("look up who is absent from the file: %w", err)
		}
		byID := make(map[uuid.UUID]*Person, len(people))
		for _, p := range people {
			byID[p.ContactID] = p
		}
		var list []*Decision
		for _, id := range some {
			if d := r.leave(id, byID[id]); d != nil {
				list = append(list, d)
			}
		}
		if err := use(list); err != nil {
			return err
		}
	}
	return nil
}

// leave returns what becomes of somebody absent, nil for nothing. Where a plan is applied, who is not as it expects
// them stays unchanged.
func (r *run) leave(id uuid.UUID, p *Person) *Decision {
	d := r.decider.leave(p)
	if r.o.Expected == nil || d != nil && p.Version == r.o.ExpectedAbsent[id] && r.feed.isAbsent(id) {
		return d
	}
	if p == nil {
		p = &Person{ContactID: id}
	}
	return &Decision{Result: Unchanged, Before: p, After: p}
}

// leave decides about somebody who is in no row, nil where there is nobody to deactivate. There is no row to refuse: who
// is protected stays as they are.
func (d *decider) leave(p *Person) *Decision {
	if p == nil || !p.MayBeActive() {
		return nil
	}
	dec := &Decision{Before: p, After: p.Clone()}
	dec.After.Values[Status] = p.SaidStatus()
	e := &Entry{Layout: d.layout}
	after := dec.After.Clone()
	after.Values[Status], after.Values[StatusWithinDates] = StatusInactive, ""
	deactivated(after, p)
	d.protect(e, dec.After, after)
	if !e.Good() {
		dec.Result, dec.After, dec.Problems = Skipped, p, e.Problems
		return dec
	}
	dec.After = after
	d.settle(dec)
	dec.Event = eventDeactivated // also where only a date to come would have made them active
	return dec
}

// leaveAll deactivates who is absent. It comes last: what the rows say goes first.
func (p *secondPass) leaveAll(ctx context.Context) error {
	a := p.absence
	if a == nil || a.note.Nobody != "" {
		return nil
	}
	*a = absence{ids: a.ids, gone: a.gone, note: &Absent{People: []string{}}}
	p.summary.Absent, p.summary.Deactivated = a.note, a.gone
	number := 0
	return p.eachAbsent(ctx, a.ids, func(list []*Decision) error {
		if p.stopped() {
			p.cut.Store(true)
		}
		if p.cut.Load() {
			return nil
		}
		number++
		if err := p.writeAbsent(ctx, number, list); err != nil {
			return err
		}
		for _, d := range list {
			if d.Writes() {
				p.summary.Deactivated++
			}
			if d.Result != Unchanged || p.o.Expected != nil {
				a.tell(d)
			}
		}
		return nil
	})
}

// writeAbsent writes a batch of those who leave, without whom a plan leaves as they are.
func (p *secondPass) writeAbsent(ctx context.Context, number int, list []*Decision) error {
	list = slices.DeleteFunc(slices.Clone(list), func(d *Decision) bool { return d.Result == Unchanged })
	b := &Batch{Number: number, Absent: true, Decisions: list, KeysOf: func(*Decision) Keys { return Keys{} }}
	b.Again = func(d *Decision, now []*Person) { p.leaveAgain(d, now) }
	if err := p.o.Journal.Write(ctx, b); err != nil {
		return fmt.Errorf("deactivate who is absent from the file: %w", err)
	}
	return nil
}

// leaveAgain decides once more about somebody who changed while the import ran.
func (r *run) leaveAgain(dec *Decision, now []*Person) {
	for _, p := range now {
		if p.ContactID != dec.Before.ContactID {
			continue
		}
		if fresh := r.leave(p.ContactID, p); fresh != nil && fresh.Result != Unchanged {
			*dec = *fresh
			return
		}
	}
	dec.Result, dec.After, dec.Event = Unchanged, dec.Before, ""
	dec.Forget()
}
