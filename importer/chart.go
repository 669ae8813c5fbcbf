package importer

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// referenceKey folds a reference to somebody else as a key of field f: whoever names a manager may write
// an external id, an email or a username. It is "" where the reference cannot be of that field.
func referenceKey(f Field, ref string) string {
	if f == Email && !strings.Contains(ref, "@") {
		return ""
	}
	return Key(f, ref)
}

// A chart collects during the survey who names whom as manager, so that it can be said at the end who
// is meant, in whatever order the file has them.
type chart struct {
	file  *fileLedger
	wants []want
	refs  []reference
	refNo map[string]int32
	// rows has the person of each row that wants a manager or that a key leads to.
	rows map[int32]rowPerson
	// above has the manager of contacts as it is in the directory.
	above map[uuid.UUID]uuid.UUID
}

// A want is a row that names a manager.
type want struct{ row, ref int32 }

// A reference is one distinct way of naming a manager.
type reference struct {
	text      string
	directory uuid.UUID // who that is in the directory; zero for nobody
}

type rowPerson struct {
	contact   uuid.UUID
	refused   bool
	lockedOut bool // the row takes somebody's access away
}

func newChart(file *fileLedger) *chart {
	return &chart{
		file: file, refNo: make(map[string]int32),
		rows: make(map[int32]rowPerson), above: make(map[uuid.UUID]uuid.UUID),
	}
}

// note remembers a decided row, and the manager that it names.
func (c *chart) note(dec *Decision, e *Entry, s *snapshot, system string) {
	row := int32(dec.Row) //nolint:gosec // rows are counted far below 2^31
	contact := uuid.Nil
	if dec.After != nil {
		contact = dec.After.ContactID
	}
	c.rows[row] = rowPerson{
		contact: contact, refused: dec.Result == Failed, lockedOut: dec.Event == eventDeactivated,
	}
	if dec.Result == Failed || dec.Result == Skipped {
		return
	}
	if dec.Before != nil && dec.Before.ManagerID != uuid.Nil {
		c.above[contact] = dec.Before.ManagerID
	}
	if ref := e.Values[Manager]; ref != "" && namesManager(dec, e) {
		c.wants = append(c.wants, want{row: row, ref: c.reference(ref, s, system)})
	}
}

// stand lets a later row of a person stand for the first one, whom the references mean, where that was refused.
func (c *chart) stand(p *repeatedPerson, dec *Decision) {
	if p == nil || dec.Result == Failed || !c.rows[p.row].refused {
		return
	}
	c.rows[p.row] = rowPerson{contact: dec.After.ContactID}
}

// refuse notes that rows were refused after all.
func (c *chart) refuse(rows map[int32]bool) {
	if c == nil || len(rows) == 0 {
		return
	}
	for row := range rows {
		for _, r := range [...]int32{row, c.file.first(int(row))} {
			p := c.rows[r]
			p.refused = true
			c.rows[r] = p
		}
	}
	c.wants = slices.DeleteFunc(c.wants, func(w want) bool { return rows[w.row] })
}

// namesManager reports whether the row says who the person's manager is. What the definition makes up is for people
// who are new, and what has another owner than the file is not its to say.
func namesManager(dec *Decision, e *Entry) bool {
	return e.Given.Has(Manager) && (dec.Before == nil || !e.AtCreation.Has(Manager)) &&
		e.Layout.decides(Manager.String(), dec.Before == nil, managerOf(dec.Before) == uuid.Nil)
}

// reference returns the number of the reference, and looks it up in the directory the first time.
func (c *chart) reference(text string, s *snapshot, system string) int32 {
	if no, known := c.refNo[text]; known {
		return no
	}
	r := reference{text: text}
	for _, f := range KeyFields {
		key := referenceKey(f, text)
		if key == "" {
			continue
		}
		if p := s.find(f, key, system); p != nil {
			r.directory = p.ContactID
			if p.ManagerID != uuid.Nil {
				c.above[p.ContactID] = p.ManagerID
			}
			break
		}
	}
	no := int32(len(c.refs)) //nolint:gosec // fewer than rows
	c.refs, c.refNo[text] = append(c.refs, r), no
	return no
}

// A verdict says what becomes of the manager that a row names.
type verdict struct {
	manager uuid.UUID
	// code is manager.unknown, manager.cycle or manager.refused; "" where all is well.
	code string
}

// judge says for every row that names a manager who that is, or what is wrong with it. A row that is refused
// for its manager is a refused boss of others in turn, and who keeps the old manager can close a circle
// again: so it judges until nothing changes.
func (c *chart) judge(ctx context.Context, dir Directory, unknownRefuses bool) (map[int32]verdict, error) {
	targets := make([]verdict, len(c.refs))
	bossRow := make([]int32, len(c.refs))
	for i, r := range c.refs {
		targets[i], bossRow[i] = c.resolve(r)
	}
	verdicts := make(map[int32]verdict, len(c.wants))
	for _, w := range c.wants {
		verdicts[w.row] = targets[w.ref]
	}
	if err := c.climb(ctx, dir, targets); err != nil {
		return nil, err
	}
	for changed := true; changed; {
		circular := c.circles(verdicts)
		changed = false
		for _, w := range c.wants {
			code := ""
			switch boss := bossRow[w.ref]; {
			case verdicts[w.row].code != "":
			case circular[c.rows[w.row].contact]:
				code = "manager.cycle"
			case boss != 0 && c.refuses(verdicts[boss], boss, unknownRefuses):
				code = "manager.refused"
			}
			if code != "" {
				verdicts[w.row], changed = verdict{code: code}, true
			}
		}
	}
	return verdicts, nil
}

// refuses reports whether the verdict refuses its row. Who is to be locked out is never spared for a manager.
func (c *chart) refuses(v verdict, row int32, unknownRefuses bool) bool {
	wrong := v.code == "manager.cycle" || v.code == "manager.unknown" && unknownRefuses
	return wrong && !c.rows[row].lockedOut
}

// resolve finds whom a reference means: a row of the file before the directory.
func (c *chart) resolve(r reference) (verdict, int32) {
	for _, f := range KeyFields {
		key := referenceKey(f, r.text)
		if key == "" {
			continue
		}
		row := int32(c.file.rowOf(f, key)) //nolint:gosec // rows are counted far below 2^31
		if row == 0 {
			continue
		}
		if p := c.rows[row]; !p.refused && p.contact != uuid.Nil {
			return verdict{manager: p.contact}, row
		}
		return verdict{code: "manager.refused"}, row
	}
	if r.directory != uuid.Nil {
		return verdict{manager: r.directory}, 0
	}
	return verdict{code: "manager.unknown"}, 0
}

// climb completes the managers' managers from the directory, a level at a time.
func (c *chart) climb(ctx context.Context, dir Directory, targets []verdict) error {
	asked := make(map[uuid.UUID]bool)
	var ask []uuid.UUID
	wonder := func(id uuid.UUID) {
		if _, known := c.above[id]; id != uuid.Nil && !known && !asked[id] {
			asked[id] = true
			ask = append(ask, id)
		}
	}
	for _, t := range targets {
		wonder(t.manager)
	}
	for _, boss := range c.above {
		wonder(boss)
	}
	for len(ask) > 0 {
		people, err := dir.Match(ctx, Keys{Contacts: ask})
		if err != nil {
			return err
		}
		ask = nil
		for _, p := range people {
			if p.ManagerID != uuid.Nil {
				c.above[p.ContactID] = p.ManagerID
				wonder(p.ManagerID)
			}
		}
	}
	return nil
}

// circles returns the contacts that are, over some steps, their own manager: with the managers
// that the verdicts give, and for everybody else those of the directory.
func (c *chart) circles(verdicts map[int32]verdict) map[uuid.UUID]bool {
	above := maps.Clone(c.above)
	for _, w := range c.wants {
		if v := verdicts[w.row]; v.code == "" {
			above[c.rows[w.row].contact] = v.manager
		}
	}
	circular := make(map[uuid.UUID]bool)
	walk := make(map[uuid.UUID]int, len(above)) // the number of the walk that passed here
	number := 0
	for start := range above {
		number++
		at := start
		for at != uuid.Nil && walk[at] == 0 {
			walk[at] = number
			at = above[at]
		}
		if at == uuid.Nil || walk[at] != number {
			continue
		}
		for !circular[at] {
			circular[at] = true
			at = above[at]
		}
	}
	return circular
}
