package importer

import (
	"strings"
	"testing"

	"github.com/google/uuid"
)

func TestADecisionDriftsWhereItIsNotTheExpectedOne(t *testing.T) {
	before := somebody("email", "anita@example.com", "mobile", "+4930123")
	after := before.Clone()
	after.Values[Mobile] = "+4930124"
	updated := &Decision{Row: 7, Result: Updated, Before: before, After: after}
	const changes = `{"mobile":{"from":"+4930123","to":"+4930124"}}`
	expect := func(change func(*Expectation)) *Expectation {
		x := &Expectation{Row: 7, Result: Updated, ContactID: before.ContactID, Version: 1, Changes: []byte(changes)}
		change(x)
		return x
	}
	tests := []struct {
		name     string
		expected *Expectation
		decision *Decision
		want     string // a part of the sentence; "" for no drift
	}{
		{"as planned", expect(func(*Expectation) {}), updated, ""},
		{"written anew by another program", expect(func(x *Expectation) {
			x.Changes = []byte(`{ "mobile": {"to": "\u002b4930124", "from": "+4930123"} }`)
		}), updated, ""},
		{"no line", nil, updated, "says nothing"},
		{"another result", expect(func(x *Expectation) { x.Result = Unchanged }), updated, "was to change nothing, now it would change somebody"},
		{"another person", expect(func(x *Expectation) { x.ContactID = uuid.Max }), updated, "another person"},
		{"another version, other fields", expect(func(x *Expectation) { x.Version = 0 }), updated, "though nothing that this row says"},
		{"another version, this field", expect(func(x *Expectation) {
			x.Version, x.Changes = 0, []byte(strings.Replace(changes, "0123", "0999", 1))
		}), updated, "changed this person (mobile)"},
		{"other changes", expect(func(x *Expectation) {
			x.Changes = []byte(`{"mobile":{"from":"+4930123","to":"+4930124"},"job_title":{"from":null,"to":"chief"}}`)
		}), updated, "what the plan says (job title)"},
		{"changes that cannot be read", expect(func(x *Expectation) { x.Changes = []byte(`{`) }), updated, "all of it"},
		{"refused for whatever reason", &Expectation{Row: 7, Result: Failed, Changes: []byte(`{"email":{}}`)}, &Decision{Row: 7, Result: Failed}, ""},
		{"refused then, fine now", &Expectation{Row: 7, Result: Failed, Changes: []byte(`{}`)}, updated, "was to be refused"},
	}
	for _, tt := range tests {
		got := tt.expected.drift(tt.decision, before.ContactID)
		if got == "" != (tt.want == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		if strings.Contains(got, "4930") {
			t.Errorf("%s: the sentence tells a value: %s", tt.name, got)
		}
	}
}

func TestDriftRefusesTheRowAndShowsWhatItSays(t *testing.T) {
	w := &world{actor: Actor{Name: "boss", All: true}, people: []*Person{somebody("email", "anita@example.com")}}
	d, e := w.decider(), saying(7, "email", "anita@example.com", "mobile", "+4930124")
	dec := d.decide(e, newSnapshot(w.people, uuid.Nil))
	if dec.Result != Updated {
		t.Fatalf("the row is %s", dec.Result)
	}
	d.driftFrom(dec, e, "it is different")
	if dec.Result != Failed || dec.Before != nil || len(dec.Problems) != 1 || dec.Problems[0].Code != "plan.drifted" {
		t.Errorf("%+v", dec)
	}
	if got := string(AppendChanges(nil, dec.Changes())); !strings.Contains(got, `"mobile":{"from":null,"to":"+4930124"}`) {
		t.Errorf("the refused row shows %s", got)
	}
}
