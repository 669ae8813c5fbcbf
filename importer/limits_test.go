package importer

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

func TestLimitsAreExceeded(t *testing.T) {
	tests := []struct {
		bound     string
		count, of int
		want      bool
	}{
		{"5%", 1, 20, false},
		{"5%", 2, 20, true},
		{"5%", 19, 19, false}, // of few people a percentage says nothing
		{"0%", 1, 20, true},
		{"100%", 20, 20, false},
		{"2.5%", 1, 40, false},
		{"2.5%", 2, 40, true},
		{"40", 40, 40, false},
		{"40", 41, 100000, true},
		{"0", 1, 1, true},
	}
	for _, tt := range tests {
		l, ok := limitOf(tt.bound)
		if got := l.exceeded(tt.count, tt.of); !ok || got != tt.want {
			t.Errorf("%d of %d exceed %s: %v, want %v", tt.count, tt.of, tt.bound, got, tt.want)
		}
	}
	if _, ok := limitOf(""); ok {
		t.Error("no bound is read as one")
	}
}

func TestWhatDecisionsDo(t *testing.T) {
	anita := somebody("external_id", "E1", "email", "anita@example.com", "username", "asingh")
	changed := func(change func(*Person)) *Decision {
		d := &Decision{Row: 2, Result: Updated, Before: anita, After: anita.Clone()}
		change(d.After)
		d.Event = eventOf(d.Before, d.After)
		return d
	}
	tests := []struct {
		name     string
		decision *Decision
		want     []string
	}{
		{"created", &Decision{Result: Created, After: anita}, []string{"create"}},
		{"created with a right", &Decision{Result: Created, After: anita.Clone().with(Rights, "Any", "hr")}, []string{"create", "grant"}},
		{"created with the defaults", &Decision{Result: Created, After: anita.Clone().with(Groups, "All", defaultsGave)}, []string{"create"}},
		{"updated", changed(func(p *Person) { p.Values[JobTitle] = "Clerk" }), []string{"update"}},
		{"another email", changed(func(p *Person) { p.Values[Email] = "a@example.com" }), []string{"update", "rename"}},
		{"the same email in capitals", changed(func(p *Person) { p.Values[Email] = "Anita@example.com" }), []string{"update"}},
		{"no username any more", changed(func(p *Person) { p.Values[Username] = "" }), []string{"update", "rename"}},
		{"a first mobile", changed(func(p *Person) { p.Values[Mobile] = "+4930123456" }), []string{"update"}},
		{"deactivated", changed(func(p *Person) { p.Values[Status] = StatusInactive }), []string{"update", "deactivate"}},
		{"a group", changed(func(p *Person) { p.with(Groups, "Sales", "hr") }), []string{"update", "grant"}},
		{"another role", changedRole(), []string{"update", "grant"}},
		{"refused", &Decision{Result: Failed, After: anita.Clone().with(Groups, "Sales", "hr")}, []string{"failed"}},
		{"unchanged", &Decision{Result: Unchanged, Before: anita, After: anita}, nil},
		{"skipped", &Decision{Result: Skipped, Before: anita, After: anita}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for v := range numVerbs {
				if does(tt.decision, v) {
					got = append(got, verbNames[v])
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func changedRole() *Decision {
	member := somebody("external_id", "E1")
	member.Grants = []Grant{{Kind: Organizations, Name: "hq", Role: "member", By: "hr"}}
	admin := member.Clone()
	admin.Grants[0].Role = "admin"
	return &Decision{Row: 2, Result: Updated, Before: member, After: admin}
}

func TestBreaches(t *testing.T) {
	var many tally
	for i := range 30 {
		p := somebody("external_id", fmt.Sprintf("E%d", i), "display_name", "Anita Singh")
		d := &Decision{Row: i + 2, Result: Updated, Before: p, After: p.Clone()}
		if i < 7 {
			d.After.Values[Status], d.Event = StatusInactive, eventDeactivated
		}
		many.add(d)
	}
	sample := []string{
		"row 2: Anita Singh (E0)", "row 3: Anita Singh (E1)", "row 4: Anita Singh (E2)", "row 5: Anita Singh (E3)", "row 6: Anita Singh (E4)",
	}
	tests := []struct {
		name     string
		limits   Limits
		active   int
		released []Breach
		want     []Breach
	}{
		{"the default holds", Limits{}, 100, nil, []Breach{{"deactivate", "5%", 7, 100, sample}}},
		{"of more people it does not", Limits{}, 140, nil, nil},
		{"of few people it does not", Limits{}, 19, nil, nil},
		{"a count", Limits{Deactivate: "6"}, 0, nil, []Breach{{"deactivate", "6", 7, 0, sample}}},
		{"a count that is reached", Limits{Deactivate: "7"}, 0, nil, nil},
		{"two limits", Limits{Update: "75%", Deactivate: "0"}, 140, nil, []Breach{{"update", "75%", 30, 30, sample}, {"deactivate", "0", 7, 140, sample}}},
		{"released", Limits{}, 100, []Breach{{Limit: "deactivate", Count: 7}}, nil},
		{"more than was released", Limits{}, 100, []Breach{{Limit: "deactivate", Count: 6}}, []Breach{{"deactivate", "5%", 7, 100, sample}}},
		{"another was released", Limits{}, 100, []Breach{{Limit: "update", Count: 30}}, []Breach{{"deactivate", "5%", 7, 100, sample}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, many.breaches(&tt.limits, tt.active, tt.released)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// absentees returns a feed of these people, without anybody named yet.
func absentees(people ...FeedPerson) *feed {
	f := &feed{members: make(map[uuid.UUID]member), named: make(map[uuid.UUID]struct{})}
	for _, p := range people {
		f.add(p, uuid.Max)
	}
	return f
}

func TestWhoIsNamedIsNotAbsent(t *testing.T) {
	anita := somebody("external_id", "E1", "email", "anita@example.com", "username", "asingh")
	match := []Field{ExternalID, Email}
	failed := func(e *Entry, field, code string) *Entry {
		e.Fail(field, code, "wrong", "")
		return e
	}
	warned := func(e *Entry, field, code string) *Entry {
		e.Warn(field, code, "doubtful", "")
		return e
	}
	tests := []struct {
		name   string
		entry  *Entry
		absent int
		gap    bool
	}{
		{"by the first key", saying(2, "external_id", "E1"), 0, false},
		{"by another key", saying(2, "external_id", "E9", "email", "anita@example.com"), 0, false},
		{"by a key that nobody is recognized by here", saying(2, "external_id", "E9", "username", "asingh"), 0, false},
		{"by a refused row", failed(saying(2, "external_id", "E1"), "given_name", "given_name.missing"), 0, false},
		{"by a row with another key that is wrong", failed(saying(2, "external_id", "E1"), "email", "email.invalid"), 0, false},
		{"by a repeated row", failed(saying(2, "email", "anita@example.com"), "email", "email.duplicate_in_file"), 0, false},
		{"somebody else", saying(2, "external_id", "E2"), 1, false},
		{"as a manager only", saying(2, "external_id", "E2", "manager", "E1"), 1, false},
		{"somebody else with a wrong mobile", failed(saying(2, "external_id", "E2"), "mobile", "mobile.invalid"), 1, false},
		{"a key that cannot be read", failed(saying(2, "external_id", "E2"), "email", "email.invalid"), 1, true},
		{"a username that cannot be read is no key here", failed(saying(2, "external_id", "E2"), "username", "username.invalid"), 1, false},
		{"an id that the spreadsheet rounded", warned(saying(2, "external_id", "E2"), "external_id", "digits.lost"), 1, true},
		{"cells that moved", warned(saying(2, "external_id", "E2"), "", "row.ragged"), 1, true},
		{"no key", saying(2, "given_name", "Anita"), 1, true},
		{"only a username that the format made", madeUp(saying(2, "username", "asingh")), 1, true},
		{"unreadable", unreadableEntry(), 1, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := absentees(FeedPerson{ContactID: anita.ContactID, Active: true})
			f.note(&Decision{Row: 2, Result: Unchanged}, tt.entry, newSnapshot([]*Person{anita}, uuid.Nil), "", match)
			ids, _ := f.absent()
			if len(ids) != tt.absent || (f.gap != "") != tt.gap {
				t.Errorf("got %d absent and the gap %q, want %d and a gap: %v", len(ids), f.gap, tt.absent, tt.gap)
			}
		})
	}
}

func madeUp(e *Entry) *Entry {
	e.AtCreation.Add(Username)
	return e
}

func TestWhoCanBeAbsent(t *testing.T) {
	before := uuid.New()
	tests := []struct {
		name         string
		person       FeedPerson
		absent, gone int
		away         bool
	}{
		{"active", FeedPerson{Active: true}, 1, 0, false},
		{"inactive, or without a user", FeedPerson{}, 0, 0, false},
		{"created by this import before it was cut off", FeedPerson{Active: true, CreatedBy: uuid.Max}, 0, 0, false},
		{"away", FeedPerson{AbsentIn: before}, 0, 0, true},
		{"away by this import before it was cut off", FeedPerson{AbsentIn: uuid.Max}, 0, 1, false},
		{"back since", FeedPerson{AbsentIn: before, BackIn: before, Active: true}, 1, 0, false},
		{"back by this import before it was cut off", FeedPerson{AbsentIn: before, BackIn: uuid.Max, Active: true}, 1, 0, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := absentees(tt.person)
			ids, gone := f.absent()
			away := f.members[tt.person.ContactID]&memberAway != 0
			if len(ids) != tt.absent || gone != tt.gone || away != tt.away {
				t.Errorf("got %d absent, %d gone, away: %v; want %d, %d, %v", len(ids), gone, away, tt.absent, tt.gone, tt.away)
			}
		})
	}
}

func TestLeaving(t *testing.T) {
	all := Actor{Name: "local:me", All: true}
	boss := func() *Person { return somebody("status", "active").with(Scopes, "admin", "boss") }
	dated := somebody("status", "inactive", "status_within_dates", "active", "start_date", "2999-01-01")
	tests := []struct {
		name   string
		actor  Actor
		person *Person
		result Result
		nobody bool
	}{
		{"active", all, somebody("status", "active"), Updated, false},
		{"invited", all, somebody("status", "invited"), Updated, false},
		{"inactive until a day", all, dated, Updated, false},
		{"inactive", all, somebody("status", "inactive"), 0, true},
		{"a contact", all, &Person{ContactID: uuid.New()}, 0, true},
		{"erased", all, nil, 0, true},
		{"with rights that the actor has", all, boss(), Updated, false},
		{"with rights that the actor lacks", Actor{Name: "clerk"}, boss(), Skipped, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := world{actor: tt.actor}
			d := w.decider().leave(tt.person)
			if (d == nil) != tt.nobody {
				t.Fatalf("got %+v", d)
			}
			if tt.nobody {
				return
			}
			if d.Result != tt.result || d.Row != 0 || (d.Result == Updated) != (d.Event == eventDeactivated) {
				t.Errorf("got %v %q row %d, want %v", d.Result, d.Event, d.Row, tt.result)
			}
			if d.Writes() && d.After.MayBeActive() {
				t.Errorf("still active: %v", d.After.Values)
			}
			if !d.Writes() && codes(d.Problems) != "user.protected" {
				t.Errorf("got %q", codes(d.Problems))
			}
		})
	}
}

func TestComingBack(t *testing.T) {
	away := somebody("external_id", "E1", "status", "inactive")
	feedOf := func(p FeedPerson) *feed { p.ContactID = away.ContactID; return absentees(p) }
	before := uuid.New()
	tests := []struct {
		name   string
		feed   *feed
		entry  *Entry
		status string
		result Result
		joins  bool
	}{
		{"who was sent away", feedOf(FeedPerson{AbsentIn: before}), saying(2, "external_id", "E1"), "active", Updated, true},
		{"as somebody invited", feedOf(FeedPerson{AbsentIn: before, Was: StatusInvited}), saying(2, "external_id", "E1"), "invited", Updated, true},
		{"the row says otherwise", feedOf(FeedPerson{AbsentIn: before}), saying(2, "external_id", "E1", "status", "inactive"), "inactive", Unchanged, false},
		{"who was deactivated by others", feedOf(FeedPerson{}), saying(2, "external_id", "E1"), "inactive", Unchanged, false},
		{"who was back before", feedOf(FeedPerson{AbsentIn: before, BackIn: before}), saying(2, "external_id", "E1"), "inactive", Unchanged, false},
		{"who never came", absentees(), saying(2, "external_id", "E1"), "inactive", Unchanged, true},
		{"without a feed", nil, saying(2, "external_id", "E1"), "inactive", Unchanged, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := world{actor: Actor{All: true}, people: []*Person{away}}
			d := w.decider()
			d.feed = tt.feed
			got := d.decide(tt.entry, newSnapshot(w.people, d.imp.ID))
			if got.Result != tt.result || got.After.Values[Status] != tt.status || got.Joins != tt.joins {
				t.Errorf("got %v %q joins: %v, want %v %q %v", got.Result, got.After.Values[Status], got.Joins, tt.result, tt.status, tt.joins)
			}
		})
	}
}
