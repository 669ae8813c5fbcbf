package importer

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

func TestUsernamesAreNumberedInFileOrder(t *testing.T) {
	w := world{
		actor:   Actor{All: true},
		catalog: Catalog{Username: UsernameRules{Format: "{given_name:1}{family_name}", Reserved: []string{"aroot"}}},
		people:  []*Person{somebody("external_id", "E0", "username", "asingh2", "email", "old@example.com")},
	}
	d := w.decider()
	d.namer.given[claimOf(Username, "asingh4")] = true // further down in the file
	s := newSnapshot(w.people, d.imp.ID)
	s.usernames = map[string]bool{"asingh2": true}
	var got []string
	for i, row := range [][2]string{{"Anita", "Singh"}, {"Amar", "Singh"}, {"Ádám", "Singh"}, {"A", "Root"}, {"", "Singh"}} {
		e := saying(i+2, "given_name", row[0], "family_name", row[1], "email", row[0]+"x@example.com")
		got = append(got, d.decide(e, s).After.Values[Username])
	}
	if diff := cmp.Diff([]string{"asingh", "asingh3", "asingh5", "aroot2", ""}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := d.decide(saying(9, "external_id", "E0", "given_name", "Anita", "family_name", "Miller"), s); got.After.Values[Username] != "asingh2" {
		t.Errorf("a marriage renamed a sign-in to %q", got.After.Values[Username])
	}
	if got := d.decide(saying(10, "username", "Own.Name", "given_name", "Anita", "family_name", "Singh"), s); got.After.Values[Username] != "Own.Name" {
		t.Errorf("the row's own username became %q", got.After.Values[Username])
	}
}

func TestAUserForAContactIsNamedAfterTheContact(t *testing.T) {
	w := world{
		actor: Actor{All: true}, rules: Rules{Contact: "required"},
		catalog: Catalog{Username: UsernameRules{Format: "{given_name:1}{family_name}"}},
	}
	contact := &Person{ContactID: uuid.New(), Version: 1}
	contact.Values[ExternalID], contact.Values[GivenName], contact.Values[FamilyName] = "C-1", "Maeve", "Byrne"
	d := w.decider()
	s := newSnapshot([]*Person{contact, somebody("external_id", "C-2", "given_name", "Tom", "family_name", "Day")}, d.imp.ID)
	rows := []*Entry{saying(2, "external_id", "C-1"), saying(3, "external_id", "C-2")}
	if diff := cmp.Diff([]string{"mbyrne"}, d.stems(rows, s)); diff != "" {
		t.Errorf("what may stand in the way (-want +got):\n%s", diff)
	}
	s.usernames = map[string]bool{"mbyrne": true}
	if got := d.decide(rows[0], s); got.Result != Created || got.After.Values[Username] != "mbyrne2" {
		t.Errorf("got %v %q", got.Result, got.After.Values[Username])
	}
	checked := newChecker(&w.rules, d.index, &Layout{})
	checked.check(rows[1])
	if len(rows[1].Problems) > 0 {
		t.Errorf("an external id was not enough: %s", codes(rows[1].Problems))
	}
}

func TestALostRaceForAUsernameIsNotRenumbered(t *testing.T) {
	w := world{actor: Actor{All: true}, catalog: Catalog{Username: UsernameRules{Format: "{family_name}"}}}
	d := w.decider()
	e := saying(2, "family_name", "Singh", "email", "a@example.com")
	dec := d.decide(e, newSnapshot(nil, d.imp.ID))
	if dec.After.Values[Username] != "singh" {
		t.Fatalf("got %q", dec.After.Values[Username])
	}
	d.again(dec, e, []*Person{somebody("username", "singh", "email", "other@example.com")})
	if dec.Result != Failed || codes(dec.Problems) != "username.taken" {
		t.Errorf("got %v %q", dec.Result, codes(dec.Problems))
	}
}

func TestAWrongFormatIsRefusedWithWhatToDo(t *testing.T) {
	if _, err := newNamer(&Catalog{Username: UsernameRules{Format: "{first}"}}); err == nil || !strings.Contains(err.Error(), "username format") {
		t.Errorf("got %v", err)
	}
}
