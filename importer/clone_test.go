package importer

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestANewUserGetsWhatTheTemplateHas(t *testing.T) {
	boss := func() *Person {
		return somebody("external_id", "E1", "email", "boss@example.com", "username", "boss").
			with(Scopes, "admin", "hr").with(Rights, "write", "hr").with(Accounts, "EU", "x").with(Groups, "Sales", "hr").with(Roles, "editor", "hr")
	}
	contact := &Person{ContactID: somebody().ContactID, Version: 1, Values: Values{Email: "c@example.com"}}
	me := Actor{Name: "local:me", All: true}
	row := func(pairs ...string) *Entry { return saying(2, append(pairs, "email", "new@example.com")...) }
	tests := []struct {
		name   string
		actor  Actor
		entry  *Entry
		codes  string
		grants string
	}{
		{"by external id", me, row("clone_from", "E1"), "", "admin write EU"},
		{"by email", me, row("clone_from", "Boss@Example.com"), "", "admin write EU"},
		{"by username", me, row("clone_from", "BOSS"), "", "admin write EU"},
		{"nothing said", me, row("clone_from", ""), "", ""},
		{"signs add and remove", me, row("clone_from", "E1").listing(Rights, ModeOwn, "+read", "-write"), "", "admin read EU"},
		{"a list of one's own joins", me, row("clone_from", "E1").listing(Rights, ModeOwn, "read"), "", "admin read write EU"},
		{"a list of everything replaces", me, row("clone_from", "E1").listing(Rights, ModeAll, "read"), "", "admin read EU"},
		{"nobody", me, row("clone_from", "E7"), "clone.unknown", ""},
		{"a contact without a user", me, row("clone_from", "c@example.com"), "clone.unknown", ""},
		{"oneself as the row", me, row("clone_from", "new@example.com"), "clone.self", ""},
		{"oneself as the actor", Actor{Name: "local:boss", All: true}, row("clone_from", "E1"), "clone.self", ""},
		{"the actor's name, though nobody has it", me, row("clone_from", "me"), "clone.self", ""},
		{
			"what the actor does not hold",
			Actor{Name: "clerk", Holds: [NumGrantKinds]map[string]bool{Rights: {"write": true}}},
			row("clone_from", "E1"), "right.not_held", "write",
		},
		{"a contact gets a user", me, saying(2, "email", "c@example.com", "clone_from", "E1"), "", "admin write EU"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := world{actor: tt.actor}
			d := w.decider()
			got := d.decide(tt.entry, newSnapshot([]*Person{boss(), contact}, d.imp.ID))
			refused := strings.HasPrefix(tt.codes, "clone.")
			if codes(got.Problems) != tt.codes || (got.Result == Failed) != refused || !refused && got.Result != Created {
				t.Fatalf("got %v %q, want %q", got.Result, codes(got.Problems), tt.codes)
			}
			if names := strings.Join(grantTexts(got.After.Grants), " "); !refused && names != tt.grants {
				t.Errorf("got %q, want %q", names, tt.grants)
			}
			if tt.codes == "right.not_held" && !strings.Contains(got.Problems[0].Message, "scope admin, the account EU") {
				t.Errorf("the message does not name each: %s", got.Problems[0].Message)
			}
		})
	}
}

func TestWhoIsThereIsNotCloned(t *testing.T) {
	ann := somebody("external_id", "E1")
	boss := somebody("external_id", "E2").with(Scopes, "admin", "hr")
	w := world{actor: Actor{All: true}}
	d := w.decider()
	for _, ref := range []string{"E2", "E7", "E1"} {
		got := d.consider(saying(2, "external_id", "E1", "clone_from", ref), newSnapshot([]*Person{ann, boss}, d.imp.ID))
		if got.Result != Unchanged || len(got.Problems) > 0 {
			t.Errorf("%s: got %v %q", ref, got.Result, codes(got.Problems))
		}
	}
}

// What was cloned stays when the same definition runs again and its list does not name it.
func TestALaterRunLeavesWhatWasCloned(t *testing.T) {
	boss := somebody("external_id", "E2").with(Rights, "write", "hr")
	row := func() *Entry {
		return saying(2, "external_id", "E1", "clone_from", "E2").listing(Rights, ModeOwn, "read")
	}
	w := world{actor: Actor{All: true}}
	d := w.decider()
	first := d.decide(row(), newSnapshot([]*Person{boss}, d.imp.ID))
	d = w.decider()
	second := d.decide(row(), newSnapshot([]*Person{boss, first.After}, d.imp.ID))
	if second.Result != Unchanged {
		t.Errorf("got %v, %v", second.Result, second.Changes())
	}
}

// A row that is decided again gets what the template had before the import.
func TestADriftedRowKeepsWhatWasCloned(t *testing.T) {
	boss := somebody("external_id", "E2").with(Rights, "write", "hr").with(Scopes, "admin", "hr")
	w := world{actor: Actor{Name: "clerk", Holds: [NumGrantKinds]map[string]bool{Rights: {"write": true, "read": true}}}}
	d := w.decider()
	e := saying(2, "external_id", "E1", "clone_from", "E2")
	dec := d.decide(e, newSnapshot([]*Person{boss}, d.imp.ID))
	richer := boss.Clone().with(Rights, "read", "hr")
	d.again(dec, e, []*Person{richer})
	if got := strings.Join(grantTexts(dec.After.Grants), " "); got != "write" || codes(dec.Problems) != "right.not_held" {
		t.Errorf("got %q %q", got, codes(dec.Problems))
	}
}

// surveyed decides about rows as a survey does and settles them.
func surveyed(t interface{ Fatal(...any) }, d *decider, entries []*Entry, dir string) []*Decision {
	claims := newFileLedger()
	claims.joined = d.joined
	d.clones = newClones(claims)
	c := &chunk{number: 1, entries: entries}
	for _, e := range entries {
		claims.claim(e)
		dec := d.decide(e, newSnapshot(nil, d.imp.ID))
		d.clones.note(dec, e)
		c.decisions = append(c.decisions, dec)
	}
	sp, err := newSpool(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer sp.Close()
	if err := sp.Append(c); err != nil {
		t.Fatal(err)
	}
	if err := d.clones.gather(sp, d.layout); err != nil {
		t.Fatal(err)
	}
	rest := newSettler(d, verdicts{clones: d.clones.judge(d)})
	for i, dec := range c.decisions {
		rest.settle(dec, entries[i])
	}
	return c.decisions
}

func TestTemplatesAreFoundAnywhereInTheFile(t *testing.T) {
	w := world{actor: Actor{Name: "local:me", All: true}}
	bad := saying(7, "external_id", "E7")
	bad.Fail("mobile", "mobile.invalid", "no number", "")
	d := w.decider()
	entries := merged(
		d,
		saying(2, "external_id", "E2", "clone_from", "E3").listing(Scopes, ModeOwn, "-admin"),
		saying(3, "external_id", "E3", "clone_from", "E4").listing(Scopes, ModeOwn, "own"),
		saying(4, "external_id", "E4").listing(Scopes, ModeOwn, "admin", "read"),
		saying(5, "external_id", "E5", "clone_from", "E6"), // a circle of two
		saying(6, "external_id", "E6", "clone_from", "E5"),
		bad,
		saying(8, "external_id", "E8", "clone_from", "E7"),
		saying(9, "external_id", "E9", "clone_from", "E5"),
		saying(10, "external_id", "E10", "clone_from", "E2").listing(Rights, ModeOwn, "write"),
		saying(11, "external_id", "E10").listing(Scopes, ModeAll, "own"),
		saying(12, "external_id", "E12", "username", "me"),
		saying(13, "external_id", "E13", "clone_from", "E12"),
		saying(14, "external_id", "E14", "clone_from", "E99"),
	)
	want := []string{
		"created:own read", "created:admin own read", "created:admin read",
		"failed:clone.unknown", "failed:clone.unknown", "failed:mobile.invalid", "failed:clone.unknown", "failed:clone.unknown",
		"created:own read write", "updated:own write", "created:", "failed:clone.self", "failed:clone.unknown",
	}
	for i, dec := range surveyed(t, d, entries, t.TempDir()) {
		got := dec.Result.String() + ":"
		if dec.Result == Failed {
			got += codes(dec.Problems)
		} else {
			got += strings.Join(grantTexts(dec.After.Grants), " ")
		}
		if got != want[i] {
			t.Errorf("row %d: got %q, want %q", dec.Row, got, want[i])
		}
	}
	if !strings.Contains(cloneInCircle, "themselves") {
		t.Error("the message about a circle does not say so")
	}
}

// Whoever clones, over any number of steps, gets what all templates up to the last have; who ends in a circle is
// refused. A recursive walk of the same file says the same.
func TestChainsOfTemplates(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "rows")
		from := make([]int, n)
		entries := make([]*Entry, n)
		for i := range entries {
			from[i] = rapid.IntRange(-1, n-1).Draw(t, "template")
			entries[i] = saying(i, "external_id", fmt.Sprint("E", i)).listing(Rights, ModeOwn, fmt.Sprint("r", i))
			entries[i].Row.Number = i + 2
			if from[i] >= 0 {
				entries[i].Set(CloneFrom, fmt.Sprint("E", from[i]))
			}
		}
		var walk func(i, steps int) []string
		walk = func(i, steps int) []string {
			switch {
			case steps > n:
				return nil
			case from[i] < 0:
				return []string{fmt.Sprint("r", i)}
			}
			names := walk(from[i], steps+1)
			if names == nil {
				return nil
			}
			names = append(slices.Clone(names), fmt.Sprint("r", i))
			slices.Sort(names)
			return names
		}
		w := world{actor: Actor{Name: "local:me", All: true}}
		d := w.decider()
		for i, dec := range surveyed(t, d, merged(d, entries...), dir) {
			want := walk(i, 0)
			if (dec.Result == Failed) != (want == nil) {
				t.Fatalf("row %d: got %v %q, want %v", dec.Row, dec.Result, codes(dec.Problems), want)
			}
			if got := grantTexts(dec.After.Grants); want != nil && !slices.Equal(got, want) {
				t.Fatalf("row %d: got %v, want %v", dec.Row, got, want)
			}
		}
	})
}
