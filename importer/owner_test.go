package importer

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// changesOf returns what a decision changes, by field: the new values.
func changesOf(d *Decision) map[string]string {
	changes := make(map[string]string)
	for _, c := range d.Changes() {
		changes[c.Field] = c.To + strings.Join(c.ToList, ",")
	}
	return changes
}

// ownedBy is a row that says a mobile number, an attribute, groups and a status, all of one owner.
func ownedBy(owner Owner) *Entry {
	e := saying(2, "email", "anita@example.com", "mobile", "+4930124", "status", "inactive")
	e.Attributes = map[string]string{"cost_center": "410"}
	e.Lists = []List{{Kind: Groups, Items: []ListItem{{Name: "Sales"}}}}
	e.Layout = &Layout{Owners: make(map[string]Owner)}
	for _, field := range []string{"mobile", "status", "attributes.cost_center", "groups"} {
		e.Layout.Owners[field] = owner
	}
	return e
}

func TestTheOwnerOfAFieldDecides(t *testing.T) {
	full := func() *Person {
		p := somebody("email", "anita@example.com", "mobile", "+4930123").with(Groups, "Engineering", "boss")
		p.Attributes = map[string]string{"cost_center": "420"}
		return p
	}
	all := map[string]string{"mobile": "+4930124", "status": "inactive", "attributes.cost_center": "410", "groups": "Engineering,Sales"}
	blank := map[string]string{"mobile": "+4930124", "attributes.cost_center": "410", "groups": "Sales"}
	contact := somebody("email", "anita@example.com", "mobile", "+4930123")
	contact.UserID, contact.Values[Status], contact.Values[Portal] = uuid.Nil, "", ""
	tests := []struct {
		name   string
		owner  Owner
		people []*Person
		want   map[string]string
	}{
		{"file", OwnerFile, []*Person{full()}, all},
		{"first, there already", OwnerFirst, []*Person{full()}, map[string]string{}},
		{"first, there already with nothing", OwnerFirst, []*Person{somebody("email", "anita@example.com")}, map[string]string{}},
		{"first, new", OwnerFirst, nil, map[string]string{
			"kind": "person", "email": "anita@example.com", "mobile": "+4930124", "status": "inactive", "portal": "internal",
			"attributes.cost_center": "410", "groups": "Sales",
		}},
		{"first, only the user is new", OwnerFirst, []*Person{contact}, map[string]string{
			"status": "inactive", "portal": "internal", "groups": "Sales",
		}},
		{"directory, has everything", OwnerDirectory, []*Person{full()}, map[string]string{}},
		{"directory, has nothing", OwnerDirectory, []*Person{somebody("email", "anita@example.com")}, blank},
	}
	for _, tt := range tests {
		w := &world{actor: Actor{Name: "boss", All: true}, people: tt.people}
		d, e := w.decider(), ownedBy(tt.owner)
		got := d.decide(e, newSnapshot(w.people, d.imp.ID))
		if diff := cmp.Diff(tt.want, changesOf(got)); diff != "" || len(got.Problems) > 0 {
			t.Errorf("%s: (-want +got)\n%s%v", tt.name, diff, got.Problems)
		}
		if !e.Given.Has(Mobile) || len(e.Lists) != 1 || len(e.Attributes) != 1 {
			t.Errorf("%s: the entry does not say any more what the row says", tt.name)
		}
	}
}

// Who has another address in the directory, which the file may not change, does not take one from somebody else.
func TestAKeyOfAnotherOwnerIsNotTaken(t *testing.T) {
	w := &world{actor: Actor{Name: "boss", All: true}, rules: Rules{Match: []string{"external_id"}}, people: []*Person{
		somebody("external_id", "E1", "email", "anita@example.com"), somebody("external_id", "E2", "email", "bob@example.com"),
	}}
	for owner, want := range map[Owner]string{OwnerFile: "email.taken", OwnerFirst: ""} {
		d, e := w.decider(), saying(2, "external_id", "E1", "email", "bob@example.com")
		e.Layout = &Layout{Owners: map[string]Owner{"email": owner}}
		if got := codes(d.decide(e, newSnapshot(w.people, d.imp.ID)).Problems); got != want {
			t.Errorf("%s: %q, want %q", owner, got, want)
		}
	}
}

func TestTheManagerHasAnOwnerToo(t *testing.T) {
	boss := uuid.Max
	for _, tt := range []struct {
		owner Owner
		has   uuid.UUID
		want  bool
	}{{OwnerFile, boss, true}, {OwnerFirst, uuid.Nil, false}, {OwnerDirectory, boss, false}, {OwnerDirectory, uuid.Nil, true}} {
		e := saying(2, "manager", "E9")
		e.Layout = &Layout{Owners: map[string]Owner{"manager": tt.owner}}
		if got := namesManager(&Decision{Before: &Person{ManagerID: tt.has}}, e); got != tt.want {
			t.Errorf("%s, has %s: %v", tt.owner, tt.has, got)
		}
		if !namesManager(&Decision{}, e) {
			t.Errorf("%s: somebody new gets no manager", tt.owner)
		}
	}
}

func TestWhatWasChangedByHandStays(t *testing.T) {
	person := func(status string, pairs ...string) *Person {
		p := somebody(append([]string{"email", "anita@example.com", "mobile", "+4930999", "job_title", "Clerk", "status", status}, pairs...)...)
		p.Attributes = map[string]string{"cost_center": "999"}
		return p
	}
	tests := []struct {
		name string
		set  map[string]string // what an import of the definition last set
		have *Person
		want map[string]string
		kept int
	}{
		{"never set by it", nil, person("active"), map[string]string{"mobile": "+4930124", "attributes.cost_center": "410"}, 0},
		{"as it set it", map[string]string{"mobile": "+4930999", "attributes.cost_center": "999"}, person("active"), map[string]string{"mobile": "+4930124", "attributes.cost_center": "410"}, 0},
		{"changed", map[string]string{"mobile": "+4930000", "attributes.cost_center": "000"}, person("active"), map[string]string{}, 2},
		{"emptied", map[string]string{"mobile": "+4930000", "attributes.cost_center": ""}, person("active", "mobile", ""), map[string]string{}, 2},
		{"changed to what the file says", map[string]string{"mobile": "+4930000"}, person("active", "mobile", "+4930124"), map[string]string{"attributes.cost_center": "410"}, 0},
		{"deactivated", map[string]string{"status": "active"}, person("inactive"), map[string]string{"mobile": "+4930124", "attributes.cost_center": "410"}, 1},
		{"accepted an invitation", map[string]string{"status": "invited"}, person("active"), map[string]string{"mobile": "+4930124", "attributes.cost_center": "410"}, 0},
		{"inactive by their dates", map[string]string{"status": "active"}, person("inactive", "start_date", "2999-01-01"), map[string]string{"mobile": "+4930124", "attributes.cost_center": "410"}, 0},
	}
	for _, tt := range tests {
		tt.have.LastSet = map[string]string{"email": "anita@example.com"}
		maps.Copy(tt.have.LastSet, tt.set)
		if tt.have.Values[StartDate] != "" {
			tt.have.Values[StatusWithinDates] = StatusActive
		}
		w := &world{actor: Actor{Name: "boss", All: true}, rules: Rules{KeepEdits: true}, people: []*Person{tt.have}}
		d, e := w.decider(), saying(2, "email", "anita@example.com", "mobile", "+4930124", "status", "active")
		e.Attributes = map[string]string{"cost_center": "410"}
		got := d.decide(e, newSnapshot(w.people, d.imp.ID))
		if diff := cmp.Diff(tt.want, changesOf(got)); diff != "" || got.EditsKept != tt.kept {
			t.Errorf("%s: %d kept; changes (-want +got)\n%s", tt.name, got.EditsKept, diff)
		}
		if warned := codes(got.Problems) == "edit.kept"; warned != (tt.kept > 0) {
			t.Errorf("%s: %v", tt.name, got.Problems)
		}
	}
}
