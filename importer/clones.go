package importer

// clones collects during the survey who is to be cloned from another row of the file, so that it can be said at the
// end what they get, in whatever order the file has them.
type clones struct {
	file  *fileLedger
	refs  []string
	refNo map[string]int32
	wants map[int32]int32 // by row: the number of its reference
	// found has the row of each reference, 0 for nobody, and rows the decisions about those rows; see gather.
	found []int32
	rows  map[int32][]decided
	// refused has the templates whose row was refused, by the first row about them.
	refused map[int32]bool
}

// A decided is a row and what was decided about it.
type decided struct {
	decision *Decision
	entry    *Entry
}

func newClones(file *fileLedger) *clones {
	return &clones{file: file, refNo: make(map[string]int32), wants: make(map[int32]int32), refused: make(map[int32]bool)}
}

// note remembers a row whose template is not in the directory.
func (c *clones) note(dec *Decision, e *Entry) {
	if !dec.open || dec.Result != Created {
		return
	}
	ref := e.Values[CloneFrom]
	no, known := c.refNo[ref]
	if !known {
		no = int32(len(c.refs)) //nolint:gosec // fewer than rows
		c.refs, c.refNo[ref] = append(c.refs, ref), no
	}
	c.wants[int32(dec.Row)] = no //nolint:gosec // rows are counted far below 2^31
}

// gather reads back from the spool what was decided about the templates; of other rows nothing is kept.
func (c *clones) gather(sp *spool, layout *Layout) error {
	if c == nil || len(c.wants) == 0 {
		return nil
	}
	c.found, c.rows = make([]int32, len(c.refs)), make(map[int32][]decided)
	for i, ref := range c.refs {
		for _, f := range KeyFields {
			if key := referenceKey(f, ref); key != "" && c.found[i] == 0 {
				c.found[i] = int32(c.file.rowOf(f, key)) //nolint:gosec // rows are counted far below 2^31
			}
		}
		if c.found[i] != 0 {
			c.rows[c.found[i]] = nil
		}
	}
	if len(c.rows) == 0 {
		return nil
	}
	return sp.Replay(layout, func(ch *chunk) error {
		for i, d := range ch.decisions {
			first := c.file.first(d.Row)
			if _, asked := c.rows[first]; asked {
				c.rows[first] = append(c.rows[first], decided{d, ch.entries[i]})
			}
		}
		return nil
	})
}

// A template is what a row of the file comes to that others clone.
type template struct {
	user   *Person // nil: the row was refused, or makes no user
	circle bool    // it is, over some steps, its own template
}

// judge says for every row that clones another row what it gets, or what is wrong with it.
func (c *clones) judge(d *decider) map[int32]*cloneVerdict {
	if c == nil || len(c.wants) == 0 {
		return nil
	}
	done := make(map[int32]*template, len(c.rows))
	for row := range c.rows {
		c.follow(row, done, d)
	}
	all := make(map[int32]*cloneVerdict, len(c.wants))
	for row := range c.wants {
		all[row] = c.verdict(row, done, d)
	}
	return all
}

// follow finds out what a template has: first its own template, and so on.
func (c *clones) follow(row int32, done map[int32]*template, d *decider) {
	var path []int32
	at := make(map[int32]int) // the place in the path
	for row != 0 && done[row] == nil {
		if i, circle := at[row]; circle {
			for _, r := range path[i:] {
				done[r] = &template{circle: true}
			}
			path = path[:i]
			break
		}
		at[row] = len(path)
		path = append(path, row)
		row = c.next(row)
	}
	for i := len(path) - 1; i >= 0; i-- {
		done[path[i]] = c.finish(path[i], done, d)
	}
}

// next returns the first row about the template's own template, 0 where there is none in the file.
func (c *clones) next(row int32) int32 {
	for _, r := range c.rows[row] {
		if ref, open := c.wants[int32(r.decision.Row)]; open { //nolint:gosec // rows are counted far below 2^31
			return c.found[ref]
		}
	}
	return 0
}

// finish works out what the rows about a template lead to.
func (c *clones) finish(row int32, done map[int32]*template, d *decider) *template {
	t := &template{}
	if c.refused[row] {
		return t
	}
	known := make(map[int32]*cloneVerdict)
	rest := newSettler(d, verdicts{clones: known})
	for _, r := range c.rows[row] {
		decision := *r.decision       // another round may come
		number := int32(decision.Row) //nolint:gosec // rows are counted far below 2^31
		if _, open := c.wants[number]; open {
			known[number] = c.verdict(number, done, d)
		}
		rest.settle(&decision, r.entry)
		if decision.Result != Failed && decision.After.HasUser() {
			t.user = decision.After
		}
	}
	return t
}

// verdict says what the row gets from its template.
func (c *clones) verdict(row int32, done map[int32]*template, d *decider) *cloneVerdict {
	own, from := c.file.first(int(row)), c.found[c.wants[row]]
	t := done[from]
	switch {
	case from == 0:
		return &cloneVerdict{code: "clone.unknown", message: cloneOfNobody}
	case from == own:
		return &cloneVerdict{code: "clone.self", message: cloneOfSelf}
	case done[own] != nil && done[own].circle:
		return &cloneVerdict{code: "clone.unknown", message: cloneInCircle}
	case t.user == nil:
		return &cloneVerdict{code: "clone.unknown", message: cloneOfRefuse}
	case d.isActor(t.user):
		return &cloneVerdict{code: "clone.self", message: cloneOfSelf}
	default:
		return &cloneVerdict{template: t.user.Grants}
	}
}

// refuse notes rows that were refused for another reason, and reports whether a template is among them.
func (c *clones) refuse(rows map[int32]bool) bool {
	found := false
	if c == nil {
		return found
	}
	for row := range rows {
		first := c.file.first(int(row))
		if _, asked := c.rows[first]; asked && !c.refused[first] {
			c.refused[first], found = true, true
		}
	}
	return found
}
