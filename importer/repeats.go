package importer

// repeats knows which rows of a file are about one person: rows that share a key, or are linked by such rows. Only rows
// count in whose own cells nothing is wrong. It is filled before the first decision and does not change afterwards; nil
// is a run that merges nothing.
type repeats struct {
	// before has, for each row with a person of an earlier row, an earlier row of the same person.
	before map[int32]int32
	// people has the people of several rows, by the first of those.
	people map[int32]*repeatedPerson
}

// any reports whether anybody is in several rows.
func (r *repeats) any() bool { return r != nil && len(r.people) > 0 }

// of returns the person of several rows whom the row is about, nil for a row that stands alone.
func (r *repeats) of(row int) *repeatedPerson {
	if !r.any() {
		return nil
	}
	return r.people[firstOf(r.before, int32(row))] //nolint:gosec // rows are counted far below 2^31
}

// note adds what a row says to what its person's other rows say.
func (r *repeats) note(e *Entry) {
	if p := r.of(e.Row.Number); p != nil && e.Good() {
		p.note(e)
	}
}

// complete gives the entry what other rows of its person say and it needs to know, or reports that they contradict
// each other.
func (r *repeats) complete(e *Entry) {
	if p := r.of(e.Row.Number); p != nil && e.Good() {
		p.complete(e)
	}
}

// firstOf follows the rows back to the first.
func firstOf(before map[int32]int32, row int32) int32 {
	for {
		earlier, more := before[row]
		if !more {
			return row
		}
		row = earlier
	}
}

// A repeatFinder finds the rows that are about one person. It remembers a hash for each key of the file, and of rows only
// those with a person of an earlier row.
type repeatFinder struct {
	rows   map[claimID]int32
	before map[int32]int32
}

func newRepeatFinder() *repeatFinder {
	return &repeatFinder{rows: make(map[claimID]int32), before: make(map[int32]int32)}
}

// add notes the entry's row, in file order.
func (f *repeatFinder) add(e *Entry) {
	if !e.Good() {
		return
	}
	row := int32(e.Row.Number) //nolint:gosec // rows are counted far below 2^31
	for _, field := range KeyFields {
		key := e.key(field)
		if key == "" {
			continue
		}
		id := claimOf(field, key)
		earlier, known := f.rows[id]
		if !known {
			f.rows[id] = row
			continue
		}
		f.link(firstOf(f.before, earlier), firstOf(f.before, row))
	}
}

// link makes two persons one: the later row follows the earlier.
func (f *repeatFinder) link(a, b int32) {
	if a != b {
		f.before[max(a, b)] = min(a, b)
	}
}

// repeats returns what was found. Each row then leads to the first one at once.
func (f *repeatFinder) repeats() *repeats {
	r := &repeats{before: f.before, people: make(map[int32]*repeatedPerson)}
	for row := range f.before {
		first := firstOf(f.before, row)
		f.before[row] = first
		if r.people[first] == nil {
			r.people[first] = newRepeatedPerson(first)
		}
	}
	return r
}
