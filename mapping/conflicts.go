package mapping

import (
	"cmp"
	"fmt"
	"slices"
)

// settleConflicts gives each field to one column: the one whose name is the
// first choice, then the surest, then one that has cells at all, then the
// first. It says which columns lost.
func (r *recognition) settleConflicts() {
	for _, columns := range r.byField() {
		slices.SortStableFunc(columns, r.compare)
		winner := columns[0]
		r.columns[winner].Field = fieldOf(r.readings[winner].field)
		r.columns[winner].Confidence = r.readings[winner].score
		r.columns[winner].meaning = r.readings[winner].field
		if len(columns) == 1 {
			continue
		}
		var lost []string
		for _, i := range columns[1:] {
			lost = append(lost, r.columns[i].Name)
			r.readings[i] = reading{}
			r.columns[i].doubts = nil
		}
		slices.Sort(lost)
		w := &r.columns[winner]
		w.doubts = append(w.doubts, fmt.Sprintf("%s could be %s too; column %q was taken", quoted(lost), w.Field, w.Name))
	}
}

// byField returns the columns of each field, in the order of the first of each.
func (r *recognition) byField() [][]int {
	var order []string
	columns := map[string][]int{}
	for i, read := range r.readings {
		field := fieldOf(read.field)
		if field == "" {
			continue
		}
		if columns[field] == nil {
			order = append(order, field)
		}
		columns[field] = append(columns[field], i)
	}
	list := make([][]int, len(order))
	for i, field := range order {
		list[i] = columns[field]
	}
	return list
}

// compare puts the column that should win a field first. Columns without any
// cells come last, whatever their names: an export has columns that nobody fills.
func (r *recognition) compare(a, b int) int {
	x, y := r.readings[a], r.readings[b]
	rank := func(i int, read reading) int {
		n := 0
		if read.weak {
			n += 2
		}
		if r.columns[i].looks.filled == 0 {
			n += 3 // a blank column is the last choice
		}
		return n
	}
	return cmp.Or(cmp.Compare(rank(a, x), rank(b, y)), -cmp.Compare(x.score, y.score), cmp.Compare(a, b))
}

// fieldOf returns the field of the contract that a meaning feeds by itself, ""
// for none. Middle names and the like are joined later.
func fieldOf(m string) string {
	switch m {
	case meansInactive:
		return "status"
	case meansMiddleName, meansFamilyPrefix, meansSecondFamily, meansPrivilege, meansSecret, meansIgnored, meansAddress, meansAnybody:
		return ""
	default:
		return m
	}
}

// joinNames lets middle names join the given name, and prefixes and second
// surnames the family name.
func (r *recognition) joinNames() {
	joins := []struct{ meaning, field string }{
		{meansMiddleName, "given_name"}, {meansFamilyPrefix, "family_name"}, {meansSecondFamily, "family_name"},
	}
	for _, join := range joins {
		meaning, field := join.meaning, join.field
		at, with := r.indexOf(meaning), r.indexOf(field)
		if at < 0 || with < 0 || r.columns[with].Field != field {
			continue
		}
		c := &r.columns[at]
		c.Field, c.Confidence, c.meaning = field, r.readings[at].score, meaning
		c.doubts = append(c.doubts, fmt.Sprintf("column %q is joined with %q to %s", c.Name, r.columns[with].Name, field))
	}
}
