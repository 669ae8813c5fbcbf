package importer

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// merged returns the entries as a run that merges hands them on: completed, after all have been read ahead.
func merged(d *decider, entries ...*Entry) []*Entry {
	finder := newRepeatFinder()
	for _, e := range entries {
		finder.add(e)
	}
	d.joined = finder.repeats()
	for _, e := range entries {
		d.joined.note(e)
	}
	for _, e := range entries {
		d.joined.complete(e)
	}
	return entries
}

// listing adds a list to the entry.
func (e *Entry) listing(kind GrantKind, mode ListMode, names ...string) *Entry {
	l := List{Kind: kind, Mode: mode}
	for _, n := range names {
		item := ListItem{Name: n}
		if strings.ContainsAny(n[:1], "+-") {
			item = ListItem{Name: n[1:], Sign: n[0]}
		}
		l.Items = append(l.Items, item)
	}
	e.Lists = append(e.Lists, l)
	return e
}

func TestRowsOfOnePersonAreJoined(t *testing.T) {
	anita := func() *Person {
		return somebody("external_id", "E1", "email", "anita@example.com").with(Groups, "Sales", "hr").with(Groups, "Old", "hr").with(Groups, "Theirs", "boss")
	}
	role := func(e *Entry, name string) *Entry {
		e.Lists[0].Items[0].Role = name
		return e
	}
	tests := []struct {
		name    string
		rules   Rules
		people  []*Person
		entries []*Entry
		results string // of the rows
		codes   string // of the last row
		groups  string // in the end
	}{
		{
			"somebody new",
			Rules{},
			nil,
			[]*Entry{saying(2, "email", "new@example.com").listing(Groups, ModeOwn, "Sales"), saying(3, "email", "NEW@example.com").listing(Groups, ModeOwn, "Lab")},
			"created, updated", "", "Lab Sales",
		},
		{
			"the same twice",
			Rules{},
			nil,
			[]*Entry{saying(2, "email", "new@example.com"), saying(3, "email", "new@example.com")},
			"created, unchanged", "", "",
		},
		{
			"one's own list is what all rows name",
			Rules{},
			[]*Person{anita()},
			[]*Entry{saying(2, "external_id", "E1").listing(Groups, ModeOwn, "Lab"), saying(3, "external_id", "E1").listing(Groups, ModeOwn, "Sales")},
			"updated, unchanged", "", "Lab Sales Theirs",
		},
		{
			"and so is a list of everything",
			Rules{},
			[]*Person{anita()},
			[]*Entry{saying(2, "external_id", "E1").listing(Groups, ModeAll, "Sales"), saying(3, "external_id", "E1").listing(Groups, ModeAll, "Lab")},
			"updated, updated", "", "Lab Sales",
		},
		{
			"a minus takes away what an earlier row gave",
			Rules{},
			nil,
			[]*Entry{saying(2, "email", "new@example.com").listing(Groups, ModeOwn, "Sales", "Lab"), saying(3, "email", "new@example.com").listing(Groups, ModeOwn, "-Sales")},
			"created, updated", "", "Lab",
		},
		{
			"linked by a third row",
			Rules{},
			nil,
			[]*Entry{saying(2, "external_id", "E7").listing(Groups, ModeOwn, "Sales"), saying(3, "email", "g@example.com").listing(Groups, ModeOwn, "Lab"), saying(4, "external_id", "E7", "email", "g@example.com")},
			"created, updated, unchanged", "", "Lab Sales",
		},
		{
			"a weaker key that a later row completes",
			Rules{},
			[]*Person{anita()},
			[]*Entry{saying(2, "email", "moved@example.com"), saying(3, "email", "moved@example.com", "external_id", "E1")},
			"updated, unchanged", "", "Old Sales Theirs",
		},
		{
			"linked only by the directory",
			Rules{},
			[]*Person{anita()},
			[]*Entry{saying(2, "external_id", "E1"), saying(3, "email", "anita@example.com")},
			"unchanged, failed", "email.duplicate_in_file", "",
		},
		{
			"existing: skip",
			Rules{Existing: ExistingSkip},
			[]*Person{anita()},
			[]*Entry{saying(2, "external_id", "E1", "job_title", "Cook"), saying(3, "external_id", "E1")},
			"skipped, skipped", "", "Old Sales Theirs",
		},
		{
			"existing: fail lets the second row of somebody new through",
			Rules{Existing: ExistingFail},
			nil,
			[]*Entry{saying(2, "email", "new@example.com"), saying(3, "email", "new@example.com", "job_title", "Cook")},
			"created, updated", "", "",
		},
		{
			"two values",
			Rules{},
			nil,
			[]*Entry{saying(2, "email", "new@example.com", "job_title", "Cook"), saying(3, "email", "new@example.com", "job_title", "Chef")},
			"failed, failed", "row.conflict", "",
		},
		{
			"two roles in one organization",
			Rules{},
			nil,
			[]*Entry{
				role(saying(2, "email", "new@example.com").listing(Organizations, ModeAdd, "hq"), "member"),
				role(saying(3, "email", "new@example.com").listing(Organizations, ModeAdd, "hq"), "admin"),
			},
			"failed, failed", "row.conflict", "",
		},
		{
			"blank cells say nothing, also where they would clear",
			Rules{},
			[]*Person{anita()},
			[]*Entry{saying(2, "external_id", "E1", "job_title", "Cook"), saying(3, "external_id", "E1", "job_title", "")},
			"updated, unchanged", "", "Old Sales Theirs",
		},
		{
			"who has left is locked out in spite of a contradiction",
			Rules{},
			[]*Person{anita()},
			[]*Entry{saying(2, "external_id", "E1", "job_title", "Cook", "status", "inactive"), saying(3, "external_id", "E1", "job_title", "Chef")},
			"updated, failed", "row.conflict", "",
		},
		{
			"but not where it is open who, or whether",
			Rules{},
			[]*Person{anita()},
			[]*Entry{saying(2, "external_id", "E1", "status", "inactive"), saying(3, "external_id", "E1", "status", "active")},
			"failed, failed", "row.conflict", "",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := world{actor: Actor{All: true}, rules: tt.rules, people: tt.people}
			d := w.decider()
			var results []string
			var last *Decision
			for _, e := range merged(d, tt.entries...) {
				last = d.decide(e, newSnapshot(tt.people, d.imp.ID))
				results = append(results, last.Result.String())
			}
			if got := strings.Join(results, ", "); got != tt.results || codes(last.Problems) != tt.codes {
				t.Errorf("got %q with %q, want %q with %q", got, codes(last.Problems), tt.results, tt.codes)
			}
			if last.Result == Failed {
				return
			}
			if got := strings.Join(grantTexts(last.After.GrantsOf(Groups)), " "); got != tt.groups {
				t.Errorf("got groups %q, want %q", got, tt.groups)
			}
		})
	}
}

func TestRowsOfOnePersonGetOneUsername(t *testing.T) {
	w := world{actor: Actor{All: true}, catalog: Catalog{Username: UsernameRules{Format: "{given_name:1}{family_name}"}}}
	d := w.decider()
	var got []string
	for _, e := range merged(
		d,
		saying(2, "email", "a@example.com", "given_name", "Ann", "family_name", "Lee"),
		saying(3, "email", "a@example.com", "given_name", "Ann", "family_name", "Lee"),
		saying(4, "email", "b@example.com", "given_name", "Abe", "family_name", "Lee"),
		saying(5, "email", "c@example.com", "given_name", "Ada", "family_name", "Lee"),
		saying(6, "email", "c@example.com", "username", "countess"),
	) {
		got = append(got, d.decide(e, newSnapshot(nil, d.imp.ID)).After.Values[Username])
	}
	if diff := cmp.Diff([]string{"alee", "alee", "alee2", "countess", "countess"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRowsOfOnePersonTakeOneSeat(t *testing.T) {
	w := world{actor: Actor{All: true}, catalog: Catalog{Licenses: []LicenseType{{Name: "gold", Seats: 2}}}}
	d := w.decider()
	var got []Result
	for _, e := range merged(
		d,
		saying(2, "email", "a@example.com", "license", "gold"), saying(3, "email", "a@example.com", "license", "gold"),
		saying(4, "email", "b@example.com", "license", "gold"), saying(5, "email", "c@example.com", "license", "gold"),
	) {
		got = append(got, d.decide(e, newSnapshot(nil, d.imp.ID)).Result)
	}
	if diff := cmp.Diff([]Result{Created, Unchanged, Created, Failed}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A row is decided again on top of what this import has written for the rows before it; where those were
// refused, so is it.
func TestAFurtherRowOfSomebodyNewIsDecidedAgain(t *testing.T) {
	w := world{actor: Actor{All: true}, rules: Rules{Existing: ExistingFail}}
	d := w.decider()
	rows := merged(
		d, saying(2, "email", "a@example.com").listing(Groups, ModeOwn, "Sales"),
		saying(3, "email", "a@example.com").listing(Groups, ModeOwn, "Lab"),
	)
	s := newSnapshot(nil, d.imp.ID)
	first, second := d.decide(rows[0], s), d.decide(rows[1], s)
	there := first.After.Clone()
	there.Version, there.Import, there.Values[JobTitle] = 5, d.imp.ID, "Cook"
	orphan := *second
	d.again(second, rows[1], []*Person{there})
	if second.Result != Updated || second.After.Version != 6 || second.After.Values[JobTitle] != "Cook" ||
		strings.Join(grantTexts(second.After.Grants), " ") != "Lab Sales" {
		t.Errorf("got %v %q, version %d, %v", second.Result, codes(second.Problems), second.After.Version, second.After.Grants)
	}
	d.again(&orphan, rows[1], nil)
	if orphan.Result != Failed || codes(orphan.Problems) != "row.not_written" {
		t.Errorf("nobody there: got %v %q", orphan.Result, codes(orphan.Problems))
	}
}
