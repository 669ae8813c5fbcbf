package mapping

import (
	"fmt"

	"muster/importer/value/date"
)

// askDates notes which columns of dates the cells leave in doubt.
func (r *recognition) askDates() {
	others := date.Undecided // the order of the first column that has one
	for i := range r.columns {
		if order, _ := r.columns[i].looks.dated.order(); others == date.Undecided && r.isDate(i) && (order == date.DMY || order == date.MDY) {
			others = order
		}
	}
	for i := range r.columns {
		c := &r.columns[i]
		if _, decided := c.looks.dated.order(); r.isDate(i) && !decided {
			c.dates = c.looks.dated.ask(others)
		}
	}
}

// isDate reports whether the column feeds a date: a field, or an attribute that
// the catalog declares as one.
func (r *recognition) isDate(i int) bool {
	t, ok := targetOf(r.columns[i].Field)
	return ok && (t.isDate() || isDateAttribute(r.catalog, t))
}

// allDoubts returns what is not sure about the column, with what its dates leave
// open.
func (c *Column) allDoubts() []string {
	if c.dates == nil {
		return c.doubts
	}
	what := "say which in a definition"
	if c.dates.contradicts() {
		what = "correct the cells, or say in a definition which is right"
	}
	return append(c.doubts[:len(c.doubts):len(c.doubts)], fmt.Sprintf("the dates in column %q %s; %s (date: %s)", c.Name, c.dates.why(), what, c.dates.likely))
}
