package importer

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// A decider says what becomes of rows. It is pure but for its ledger: the same entries in the same order
// on the same directory always come to the same decisions.
type decider struct {
	rules  *Rules
	index  *Index
	imp    *Import
	layout *Layout
	match  []Field
	ledger *runLedger
	newID  func() uuid.UUID
	now    func() time.Time
	namer  *namer
	seats  *seatCount
	days   map[string]string // today, by time zone
	clones *clones           // whom rows clone from other rows; nil where there is no survey of such rows
	joined *repeats          // the rows that are about one person; nil where rows are not merged
	feed   *feed             // nil where it is of no interest whom the definition has brought
	// redecides tells that a row is decided again, in a goroutine of its own; named is the username that was
	// made for it the first time.
	redecides bool
	first     *Decision // what was decided then
	named     string
}

func newDecider(o *Options, names *namer) *decider {
	return &decider{
		namer: names, seats: newSeatCount(o.Index.Catalog()),
		rules: o.Rules, index: o.Index, imp: o.Import, layout: o.Mapper.Layout(),
		match: matchFields(o.Rules), ledger: newRunLedger(), newID: o.NewID, now: o.Now,
	}
}

// matchFields returns the key fields by which people are recognized, in order.
func matchFields(rules *Rules) []Field {
	if len(rules.Match) == 0 {
		return KeyFields[:]
	}
	var fields []Field
	for _, name := range rules.Match {
		if f, ok := FieldNamed(name); ok {
			fields = append(fields, f)
		}
	}
	return fields
}

// decide says what becomes of the entry's row, given what the directory said about its batch, and remembers
// what later rows must know of it.
func (d *decider) decide(e *Entry, s *snapshot) *Decision {
	dec := d.consider(e, s)
	d.ledger.record(dec)
	d.ledger.join(d.joined.of(dec.Row), dec)
	d.seats.record(dec)
	return dec
}

// again decides once more about a row whose person changed while the import ran. The keys that
// the row claimed in the file stay as they were, and so does the manager that the survey found.
func (d *decider) again(dec *Decision, e *Entry, now []*Person) {
	fresh := &decider{
		rules: d.rules, index: d.index, imp: d.imp, layout: d.layout, match: d.match,
		ledger: newRunLedger(), newID: d.newID, now: d.now, namer: d.namer, seats: d.seats, joined: d.joined, feed: d.feed,
	}
	old := *dec
	rememberEdits(&old, now)
	fresh.redecides, fresh.first = true, &old
	if e.key(Username) == "" && (old.Result == Created || d.joined.of(old.Row) != nil) {
		fresh.named = old.After.Values[Username]
	}
	*dec = *fresh.consider(e, fresh.recall(&old, e, now))
	fresh.refuseOrphan(dec, &old, e)
	for _, p := range old.Problems {
		if p.Field == CloneFrom.String() && dec.Result == Created {
			dec.Problems = append(dec.Problems, p)
		}
	}
	if dec.Result == Failed || dec.Result == Skipped || !namesManager(dec, e) || old.After == nil {
		return
	}
	d.setManager(dec, e, old.After.ManagerID)
	for _, p := range old.Problems {
		if p.Field == Manager.String() {
			dec.Problems = append(dec.Problems, p)
		}
	}
}

func (d *decider) consider(e *Entry, s *snapshot) *Decision {
	dec := &Decision{Row: e.Row.Number, Line: e.Row.Line, Cells: shownCells(e)}
	// The entry keeps only the problems of its own cells, so that it can be decided again.
	own := e.Problems[:len(e.Problems):len(e.Problems)]
	e.Problems = own
	defer func() { e.Problems = own }()
	if !nobodyIsMeant(e) {
		d.meetOrCreate(dec, e, s)
	}
	if !e.Good() {
		d.refuse(dec, e)
	}
	dec.Problems = e.Problems
	dec.Joins = d.feed.joins(dec)
	return dec
}

// nobodyIsMeant reports whether it makes no sense to ask the directory: the row could not be read, or an earlier
// row is this person.
func nobodyIsMeant(e *Entry) bool {
	return repeated(e) || slices.ContainsFunc(e.Problems, func(p Problem) bool { return p.Code == "row.unreadable" })
}

// meetOrCreate decides about the person whom the row means, unless it cannot be said who that is.
func (d *decider) meetOrCreate(dec *Decision, e *Entry, s *snapshot) {
	if earlier := d.earlier(e); earlier.person != nil {
		d.join(dec, e, earlier, s)
		return
	}
	problems := len(e.Problems)
	found := d.identify(e, s)
	dec.Before = found.person
	switch {
	case len(e.Problems) > problems:
	case found.person != nil:
		d.meet(dec, e, found, s)
	case e.Values[Access] == AccessRemove:
		e.Fail("", "contact.unknown", "nobody in the directory has this external id, email or username, so there is no access to take away; correct the row, or leave it out", "")
	case d.rules.Contact == ContactRequired:
		e.Fail("", "contact.unknown", "nobody in the directory has this external id or email, and this import may not make new contacts; add the contact first", "")
	default:
		d.create(dec, e, s)
	}
}

// meet decides about somebody who is there already.
func (d *decider) meet(dec *Decision, e *Entry, found identity, s *snapshot) {
	switch {
	case d.rules.Existing == ExistingSkip:
		dec.Result, dec.After = Skipped, found.person
	case d.rules.Existing == ExistingFail:
		reportTaken(e, found.by, found.person)
	default:
		d.update(dec, e, found.person, s)
	}
}

// refuse makes the decision a refusal; what could be read of the row stays for the report.
func (d *decider) refuse(dec *Decision, e *Entry) {
	dec.Result, dec.Event = Failed, ""
	dec.Before, dec.After = nil, partial(e)
	dec.Credential, dec.Invitation, dec.Mails = nil, nil, nil
	dec.Forget()
}

// partial shows what a refused row says, as far as it could be read.
func partial(e *Entry) *Person {
	p := &Person{Attributes: e.Attributes}
	for f := range e.Given.All() {
		if f < StoredFields {
			p.Values[f] = e.Values[f]
		}
	}
	for i := range e.Lists {
		for _, item := range e.Lists[i].Items {
			if item.Sign != '-' {
				p.Grants = append(p.Grants, Grant{Kind: e.Lists[i].Kind, Name: item.Name, Role: item.Role})
			}
		}
	}
	SortGrants(p.Grants)
	return p
}

// shownCells returns the row's cells as reports may show them, one for each column of the header and any
// that stand beyond it.
func shownCells(e *Entry) []string {
	if !slices.Contains(e.Layout.Hidden, true) {
		return e.Row.Cells
	}
	cells := make([]string, len(e.Row.Cells))
	for i := range cells {
		cells[i] = e.Layout.Shown(e.Row, i)
	}
	return cells
}
