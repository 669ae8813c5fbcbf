package importer

import "slices"

// A settler completes surveyed decisions, in file order, with what only the whole file could tell. What it changes for
// one row it carries on to further rows of the same person. It serves for one replay.
type settler struct {
	decider  *decider
	verdicts verdicts
	// last has what the rows so far lead to; refused has why nobody was created by them.
	last    map[*repeatedPerson]*Person
	refused map[*repeatedPerson][]Problem
}

func newSettler(d *decider, v verdicts) *settler {
	return &settler{
		decider: d, verdicts: v,
		last: make(map[*repeatedPerson]*Person), refused: make(map[*repeatedPerson][]Problem),
	}
}

// settle completes the decision.
func (s *settler) settle(d *Decision, e *Entry) {
	p := s.decider.joined.of(d.Row)
	created := d.Result == Created
	s.carry(p, d, e)
	row := int32(d.Row) //nolint:gosec // rows are counted far below 2^31
	s.decider.settleClone(d, e, s.verdicts.clones[row])
	if s.verdicts.managers != nil {
		s.decider.settleManager(d, e, s.verdicts.managers[row])
	}
	switch {
	case p == nil || d.Result == Skipped:
	case d.Result != Failed:
		s.last[p] = d.After
	case created:
		s.refused[p] = slices.DeleteFunc(slices.Clone(d.Problems), func(p Problem) bool { return p.Severity != Error })
	}
}

// carry puts the decision on top of what the person's earlier rows lead to now.
func (s *settler) carry(p *repeatedPerson, d *Decision, e *Entry) {
	if p == nil || d.Before == nil || d.Result == Failed || d.Result == Skipped {
		return
	}
	if last := s.last[p]; last != nil {
		s.decider.rebase(d, e, last)
		return
	}
	if why := s.refused[p]; why != nil {
		d.Problems = append(d.Problems[:len(d.Problems):len(d.Problems)], why...)
		s.decider.refuse(d, e)
	}
}

// rebase makes the decision one about the person as they are by now.
func (d *decider) rebase(dec *Decision, e *Entry, now *Person) {
	regranted := !slices.Equal(dec.Before.Grants, now.Grants)
	if dec.Before.Version == now.Version && dec.Before.ManagerID == now.ManagerID && !regranted {
		return
	}
	after := dec.After.Clone()
	after.ManagerID, after.Values[Manager] = now.ManagerID, now.Values[Manager]
	if regranted {
		own := e.Problems
		after.Grants = slices.Clone(now.Grants)
		d.applyLists(after, now, e)
		e.Problems = own // what is wrong with the lists is known
	}
	dec.Before, dec.After = now, after
	d.settle(dec)
}
