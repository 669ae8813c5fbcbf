package importer

import (
	"context"
	"fmt"
)

// A seatCount knows how many seats of each limited license are left: those of the directory before the import, less
// what earlier rows took. Only the deciding goroutine uses it.
type seatCount struct {
	limits map[string]int // by name; those without a limit are absent
	taken  map[string]int
}

func newSeatCount(c *Catalog) *seatCount {
	s := &seatCount{limits: make(map[string]int), taken: make(map[string]int)}
	for _, l := range c.Licenses {
		if l.Seats > 0 {
			s.limits[l.Name] = l.Seats
		}
	}
	return s
}

// countSeats asks the directory how many seats are taken, where any license has a limit.
func (r *run) countSeats(ctx context.Context) error {
	seats := r.decider.seats
	if len(seats.limits) == 0 {
		return nil
	}
	taken, err := r.o.Directory.Seats(ctx)
	if err != nil {
		return fmt.Errorf("count the seats of licenses: %w", err)
	}
	for name, n := range taken {
		seats.taken[name] = n
	}
	return nil
}

// seat refuses a row that would take a seat where none is left.
func (d *decider) seat(before, after *Person, e *Entry) {
	license := after.Values[License]
	limit, limited := d.seats.limits[license]
	if !limited || before != nil && before.Values[License] == license || d.redecides || d.seats.taken[license] < limit {
		return
	}
	e.Fail(License.String(), "license.exhausted", fmt.Sprintf(
		"all %d seats of the license %s are taken; free one, have more of them, or give another license", limit, license), "")
}

// record counts what a decision takes and gives back.
func (s *seatCount) record(d *Decision) {
	if !d.Writes() {
		return
	}
	if d.Before != nil {
		s.taken[d.Before.Values[License]]--
	}
	s.taken[d.After.Values[License]]++
}
