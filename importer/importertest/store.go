package importertest

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"muster/importer"
)

// A Store is a directory that imports write to.
type Store interface {
	importer.Directory
	Begin(ctx context.Context, imp *importer.Import) (importer.Journal, error)
}

// RunStore checks that a directory does what importer.Directory and importer.Journal say. open returns an empty
// one each time.
func RunStore(t *testing.T, open func(t *testing.T) Store) {
	t.Helper()
	for name, check := range map[string]func(*harness){
		"finds people by every key":            findsByEveryKey,
		"keeps a contact without a user":       keepsContacts,
		"keeps external systems apart":         keepsSystemsApart,
		"finds usernames by how they begin":    findsUsernames,
		"counts the seats of licenses":         countsSeats,
		"changes what differs":                 changesWhatDiffers,
		"gives a contact a user later":         givesUserLater,
		"leaves alone what does not write":     leavesUnchanged,
		"decides again who drifted":            decidesDriftedAgain,
		"refuses who drifts twice":             refusesSecondDrift,
		"decides again who lost a race":        decidesLostRaceAgain,
		"refuses only the guilty rows":         refusesGuiltyRows,
		"takes two rows about one person":      takesTwoRowsOfOnePerson,
		"takes them in the order of the rows":  takesRowsInOrder,
		"makes groups in concurrent batches":   makesGroups,
		"links managers":                       linksManagers,
		"keeps an atomic import until its end": keepsAtomicApart,
		"discards an atomic import":            discardsAtomic,
		"undoes an atomic import that is cut":  undoesCutAtomic,
		"is free again after an import":        isFreeAgain,
		"takes large batches at once":          takesLargeBatches,
	} {
		t.Run(name, func(t *testing.T) {
			check(&harness{T: t, store: open(t), imp: Import()})
		})
	}
}

// A harness is one check under way.
type harness struct {
	*testing.T
	store   Store
	imp     *importer.Import
	journal importer.Journal
}

func (h *harness) begin() {
	h.Helper()
	j, err := h.store.Begin(context.Background(), h.imp)
	if err != nil {
		h.Fatalf("begin: %v", err)
	}
	h.journal = j
	h.Cleanup(func() { _ = j.Close() })
}

func (h *harness) write(batches ...*importer.Batch) {
	h.Helper()
	if h.journal == nil {
		h.begin()
	}
	for _, b := range batches {
		if err := h.journal.Write(context.Background(), b); err != nil {
			h.Fatalf("write batch %d: %v", b.Number, err)
		}
	}
}

func (h *harness) finish(state importer.State) {
	h.Helper()
	if err := h.journal.Finish(context.Background(), &importer.Summary{Import: h.imp.ID.String(), State: state}); err != nil {
		h.Fatalf("finish: %v", err)
	}
	h.journal, h.imp = nil, Import()
}

// people creates people in an import of their own and returns them as the directory has them.
func (h *harness) people(n int) []*importer.Person {
	h.Helper()
	b := Batch(1)
	var keys []*importer.Person
	for i := range n {
		p := Person(i+1, h.imp)
		keys = append(keys, p)
		b.Decisions = append(b.Decisions, Create(i+2, p))
	}
	h.write(b)
	h.finish(importer.Finished)
	found := h.match(KeysOf(keys...))
	slices.SortFunc(found, func(a, b *importer.Person) int {
		return bytes.Compare(a.ContactID[:], b.ContactID[:])
	})
	if len(found) != n {
		h.Fatalf("created %d people and found %d", n, len(found))
	}
	return found
}

func (h *harness) match(keys importer.Keys) []*importer.Person {
	h.Helper()
	people, err := h.store.Match(context.Background(), keys)
	if err != nil {
		h.Fatalf("match: %v", err)
	}
	return people
}

// now returns the person as the directory has them now, nil for somebody who is not there.
func (h *harness) now(p *importer.Person) *importer.Person {
	h.Helper()
	for _, found := range h.match(importer.Keys{Contacts: []uuid.UUID{p.ContactID}}) {
		return found
	}
	return nil
}

// want checks that the directory has exactly these people under the keys.
func (h *harness) want(keys importer.Keys, people ...*importer.Person) {
	h.Helper()
	if diff := ComparePeople(people, h.match(keys)); diff != "" {
		h.Errorf("the directory has other people (-want +got):\n%s", diff)
	}
}

func (h *harness) wantResult(d *importer.Decision, result importer.Result, code string) {
	h.Helper()
	got := ""
	for _, p := range d.Problems {
		got = p.Code
	}
	if d.Result != result || got != code {
		h.Errorf("row %d is %v with problem %q, want %v with %q", d.Row, d.Result, got, result, code)
	}
}

// ComparePeople returns how two sets of people differ, "" if they do not; order does not count.
func ComparePeople(want, got []*importer.Person) string {
	return cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.SortSlices(func(a, b *importer.Person) bool {
		return bytes.Compare(a.ContactID[:], b.ContactID[:]) < 0
	}))
}

func findsByEveryKey(h *harness) {
	p, other := Person(1, h.imp), Person(2, h.imp)
	h.write(Batch(1, Create(2, p), Create(3, other)))
	h.finish(importer.Finished)
	for name, keys := range map[string]importer.Keys{
		"external id": {System: "sap", ExternalIDs: []string{"E-0001", "E-0009"}},
		"email":       {Emails: []string{"nobody@example.com", "zoe.0001@example.com"}},
		"username":    {Usernames: []string{"zoe0001"}},
		"contact":     {Contacts: []uuid.UUID{p.ContactID, uuid.Max}},
		"all at once": KeysOf(p),
	} {
		h.Run(name, func(t *testing.T) {
			sub := *h
			sub.T = t
			sub.want(keys, p)
		})
	}
	h.want(importer.Keys{})
	h.want(importer.Keys{Emails: []string{"zoe.0003@example.com"}})
}

func keepsContacts(h *harness) {
	p := Person(1, h.imp)
	p.UserID, p.Grants, p.Attributes = uuid.Nil, nil, nil
	for f := range importer.StoredFields {
		if f.OfUser() {
			p.Values[f] = ""
		}
	}
	p.Values[importer.Kind], p.Values[importer.CreatedAt] = "organization", "2001-02-03T04:05:06Z"
	d := Create(2, p)
	h.write(Batch(1, d))
	h.finish(importer.Finished)
	h.wantResult(d, importer.Created, "")
	h.want(KeysOf(p), p)
}

func keepsSystemsApart(h *harness) {
	p, other := Person(1, h.imp), Person(2, h.imp)
	other.ExternalSystem, other.Values[importer.ExternalID] = "ad", p.Values[importer.ExternalID]
	h.write(Batch(1, Create(2, p), Create(3, other)))
	h.finish(importer.Finished)
	h.want(importer.Keys{System: "ad", ExternalIDs: []string{"E-0001"}}, other)
	h.want(importer.Keys{System: "", ExternalIDs: []string{"E-0001"}})
}

func changesWhatDiffers(h *harness) {
	before := h.people(2)
	by := h.imp.GivenBy()
	d := Update(2, before[0], func(p *importer.Person) {
		p.Values[importer.Email], p.Values[importer.Mobile] = "new@example.com", ""
		p.Values[importer.Status], p.Values[importer.RequireMFA], p.Values[importer.EmailVerified] = "inactive", "true", ""
		p.Attributes = map[string]string{"grade": "ä\"\\{,}"}
		p.Grants = []importer.Grant{
			{Kind: importer.Organizations, Name: "hq", Role: "admin", By: "local:boss"},
			{Kind: importer.Organizations, Name: "lab", By: by},
			{Kind: importer.Groups, Name: "Sales", By: by},
			{Kind: importer.Roles, Name: "editor", By: by},
		}
	})
	h.write(Batch(1, d))
	h.finish(importer.Finished)
	h.wantResult(d, importer.Updated, "")
	h.want(importer.Keys{Emails: []string{"new@example.com", "zoe.0001@example.com"}}, d.After)
	h.want(KeysOf(before[1]), before[1])
}

func givesUserLater(h *harness) {
	p := Person(1, h.imp)
	bare := p.Clone()
	bare.UserID, bare.Grants = uuid.Nil, nil
	for f := range importer.StoredFields {
		if f.OfUser() {
			bare.Values[f] = ""
		}
	}
	h.write(Batch(1, Create(2, bare)))
	h.finish(importer.Finished)
	d := Update(2, bare, func(c *importer.Person) { c.UserID, c.Grants, c.Values = p.UserID, p.Grants, p.Values })
	d.Result, d.Event = importer.Created, "user.created"
	h.write(Batch(1, d))
	h.finish(importer.Finished)
	h.want(KeysOf(p), d.After)
}

func leavesUnchanged(h *harness) {
	before := h.people(1)[0]
	failed := Create(3, Person(2, h.imp))
	failed.Result = importer.Failed
	skipped := &importer.Decision{Row: 4, Result: importer.Skipped}
	h.write(Batch(1, &importer.Decision{Row: 2, Result: importer.Unchanged, Before: before, After: before}, failed, skipped))
	h.finish(importer.Finished)
	h.want(KeysOf(before, failed.After), before)
}

// renamed returns a decision that gives the person another job title.
func renamed(row int, before *importer.Person, title string) *importer.Decision {
	return Update(row, before, func(p *importer.Person) { p.Values[importer.JobTitle] = title })
}

func decidesDriftedAgain(h *harness) {
	before := h.people(3)
	h.write(Batch(1, renamed(2, before[0], "by somebody else")))
	h.finish(importer.Finished)
	stale, fresh := renamed(2, before[0], "chief"), renamed(3, before[1], "chief")
	b := Batch(1, stale, fresh)
	b.Again = func(d *importer.Decision, now []*importer.Person) {
		if len(now) != 1 || now[0].Values[importer.JobTitle] != "by somebody else" || d.Row != 2 {
			h.Errorf("row %d was decided again with %d people", d.Row, len(now))
		}
		*d = *renamed(d.Row, now[0], "chief")
	}
	h.write(b)
	h.finish(importer.Finished)
	h.wantResult(stale, importer.Updated, "")
	if got := h.now(before[0]); got.Values[importer.JobTitle] != "chief" || got.Version != before[0].Version+2 {
		h.Errorf("got title %q in version %d", got.Values[importer.JobTitle], got.Version)
	}
}

func refusesSecondDrift(h *harness) {
	before := h.people(2)
	h.write(Batch(1, renamed(2, before[0], "by somebody else")))
	h.finish(importer.Finished)
	stale, good := renamed(2, before[0], "chief"), renamed(3, before[1], "chief")
	b := Batch(1, stale, good)
	b.Again = func(d *importer.Decision, _ []*importer.Person) { *d = *renamed(d.Row, before[0], "chief") }
	h.write(b)
	h.finish(importer.Finished)
	h.wantResult(stale, importer.Failed, "plan.drifted")
	h.wantResult(good, importer.Updated, "")
	if got := h.now(before[0]).Values[importer.JobTitle]; got != "by somebody else" {
		h.Errorf("somebody else's title was overwritten with %q", got)
	}
}

func decidesLostRaceAgain(h *harness) {
	before := h.people(1)[0]
	late := Person(7, h.imp)
	late.Values[importer.Email] = before.Values[importer.Email]
	d, good := Create(2, late), Create(3, Person(8, h.imp))
	b := Batch(1, d, good)
	b.Again = func(d *importer.Decision, now []*importer.Person) {
		if len(now) != 1 || now[0].ContactID != before.ContactID {
			h.Errorf("row %d was decided again with %v", d.Row, now)
		}
		fail(d, "email.taken", "somebody else has it")
	}
	h.write(b)
	h.finish(importer.Finished)
	h.wantResult(d, importer.Failed, "email.taken")
	h.want(KeysOf(late, good.After, before), before, good.After)
}

func refusesGuiltyRows(h *harness) {
	b := Batch(1)
	var there []*importer.Person
	guilty := map[int]func(p *importer.Person){
		4:  func(p *importer.Person) { p.Values[importer.Kind] = "robot" },
		11: func(p *importer.Person) { p.Values[importer.GivenName] = "a\x00b" },
		12: func(p *importer.Person) { p.Values[importer.GivenName] = "\xff" },
		29: func(p *importer.Person) { p.Values[importer.Kind] = "robot" },
	}
	keys := importer.Keys{System: "sap"}
	for row := 2; row < 32; row++ {
		p := Person(row, h.imp)
		if spoil := guilty[row]; spoil != nil {
			spoil(p)
		} else {
			there = append(there, p)
		}
		b.Decisions = append(b.Decisions, Create(row, p))
		keys.ExternalIDs = append(keys.ExternalIDs, p.Values[importer.ExternalID])
	}
	h.write(b)
	h.finish(importer.Finished)
	for _, d := range b.Decisions {
		if guilty[d.Row] != nil {
			h.wantResult(d, importer.Failed, "row.not_written")
		} else {
			h.wantResult(d, importer.Created, "")
		}
	}
	h.want(keys, there...)
}

func takesTwoRowsOfOnePerson(h *harness) {
	before := h.people(1)[0]
	first, second := renamed(2, before, "chief"), renamed(3, before, "head")
	b := Batch(1, first, second)
	b.Again = func(d *importer.Decision, now []*importer.Person) {
		if d.Row != 3 || len(now) != 1 {
			h.Fatalf("row %d was decided again with %d people", d.Row, len(now))
		}
		*d = *renamed(3, now[0], "head")
	}
	h.write(b)
	h.finish(importer.Finished)
	if got := h.now(before); got.Values[importer.JobTitle] != "head" || got.Version != before.Version+2 {
		h.Errorf("got title %q in version %d", got.Values[importer.JobTitle], got.Version)
	}
}

// takesRowsInOrder writes a batch that creates somebody and then changes them twice, each time on top of what the row
// before leads to; the emails sort the other way round.
func takesRowsInOrder(h *harness) {
	first := Create(2, Person(5, h.imp))
	second := Update(3, first.After, func(p *importer.Person) { p.Values[importer.Email] = "middle@example.com" })
	third := Update(4, second.After, func(p *importer.Person) {
		p.Values[importer.Email], p.Grants = "after@example.com", p.Grants[1:]
	})
	h.write(Batch(1, first, second, third))
	h.finish(importer.Finished)
	h.wantResult(third, importer.Updated, "")
	h.want(KeysOf(first.After, second.After, third.After), third.After)
}

func makesGroups(h *harness) {
	h.begin()
	const batches = 4
	people := make([]*importer.Person, batches)
	done := make(chan error, batches)
	for i := range batches {
		p := Person(i+1, h.imp)
		p.Grants = nil
		for g := range 3 {
			p.Grants = append(p.Grants, importer.Grant{Kind: importer.Groups, Name: fmt.Sprintf("New %d", (i+g)%4), By: "x"})
		}
		importer.SortGrants(p.Grants)
		people[i] = p
		go func() { done <- h.journal.Write(context.Background(), Batch(i+1, Create(i+2, p))) }()
	}
	for range batches {
		if err := <-done; err != nil {
			h.Errorf("write: %v", err)
		}
	}
	h.finish(importer.Finished)
	h.want(KeysOf(people...), people...)
}

func linksManagers(h *harness) {
	before := h.people(2)
	boss, report := before[0], before[1]
	d := renamed(2, report, "clerk")
	d.After.ManagerID, d.After.Values[importer.Manager] = boss.ContactID, boss.Values[importer.ExternalID]
	h.write(Batch(1, d))
	if got := h.now(report); got.ManagerID != uuid.Nil {
		h.Error("Write has set a manager")
	}
	refused, err := h.journal.Link(context.Background(), []importer.Link{
		{Row: 2, Contact: report.ContactID, Manager: boss.ContactID},
		{Row: 3, Contact: boss.ContactID, Manager: uuid.Max},
	})
	if err != nil || !slices.Equal(refused, []int{3}) {
		h.Fatalf("refused %v, error %v; want row 3", refused, err)
	}
	h.finish(importer.Finished)
	got := h.now(report)
	if got.ManagerID != boss.ContactID || got.Values[importer.Manager] != boss.Values[importer.ExternalID] {
		h.Errorf("got manager %v %q", got.ManagerID, got.Values[importer.Manager])
	}
	if got.Version <= d.After.Version {
		h.Error("a new manager has not raised the version")
	}
}

func keepsAtomicApart(h *harness) {
	h.imp.Atomic = true
	p, q := Person(1, h.imp), Person(2, h.imp)
	h.write(Batch(1, Create(2, p)), Batch(2, Create(3, q)))
	h.want(KeysOf(p, q))
	h.finish(importer.Finished)
	h.want(KeysOf(p, q), p, q)
}

func discardsAtomic(h *harness) {
	h.imp.Atomic = true
	p := Person(1, h.imp)
	d := Create(2, p)
	h.write(Batch(1, d))
	if err := h.journal.Settle(context.Background(), false); err != nil {
		h.Fatalf("discard: %v", err)
	}
	d.Result = importer.Skipped
	h.write(Batch(1, d))
	h.finish(importer.Stopped)
	h.want(KeysOf(p))
}

func undoesCutAtomic(h *harness) {
	h.imp.Atomic = true
	p := Person(1, h.imp)
	h.write(Batch(1, Create(2, p)))
	if err := h.journal.Close(); err != nil {
		h.Fatalf("close: %v", err)
	}
	h.want(KeysOf(p))
}

func isFreeAgain(h *harness) {
	h.begin()
	if j, err := h.store.Begin(context.Background(), Import()); err == nil {
		h.Error("two imports began at the same time")
		_ = j.Close()
	}
	h.finish(importer.Finished)
	h.begin()
	if err := h.journal.Close(); err != nil {
		h.Fatalf("close: %v", err)
	}
	h.imp = Import()
	h.begin()
}

func takesLargeBatches(h *harness) {
	people := h.people(1201)
	b := Batch(1)
	for i, p := range people {
		b.Decisions = append(b.Decisions, Update(i+2, p, func(p *importer.Person) {
			p.Values[importer.Department] = "everywhere"
			p.Grants = p.Grants[:2]
		}))
	}
	h.write(b)
	h.finish(importer.Finished)
	var want []*importer.Person
	for _, d := range b.Decisions {
		want = append(want, d.After)
	}
	h.want(KeysOf(want...), want...)
}

func findsUsernames(h *harness) {
	h.people(12) // zoe0001 to zoe0012
	for stem, want := range map[string]int{"zoe000": 9, "zoe0012": 1, "zoe": 12, "zof": 0, "zo%": 0} {
		names, err := h.store.Usernames(context.Background(), []string{stem, stem, "other"})
		if err != nil {
			h.Fatal(err)
		}
		slices.Sort(names)
		if names = slices.Compact(names); len(names) != want {
			h.Errorf("%q: got %q, want %d", stem, names, want)
		}
	}
}

func countsSeats(h *harness) {
	p, q := Person(1, h.imp), Person(2, h.imp)
	p.Values[importer.License], q.Values[importer.License] = "gold", "gold"
	h.write(Batch(1, Create(2, p), Create(3, q), Create(4, Person(3, h.imp))))
	seats, err := h.store.Seats(context.Background())
	if err != nil || seats["gold"] != 2 {
		h.Errorf("got %v, %v", seats, err)
	}
}
