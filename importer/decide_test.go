package importer

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// A world is a directory, a definition and an actor for tables of decisions.
type world struct {
	rules   Rules
	catalog Catalog
	actor   Actor
	people  []*Person
}

func (w *world) decider() *decider {
	return &decider{
		rules: &w.rules, index: NewIndex(&w.catalog), layout: &Layout{}, match: matchFields(&w.rules),
		imp:    &Import{ID: uuid.Must(uuid.NewV7()), Definition: "hr", Actor: w.actor},
		ledger: newRunLedger(), now: time.Now, namer: mustNamer(&w.catalog), seats: newSeatCount(&w.catalog),
		newID: func() uuid.UUID { return uuid.Must(uuid.NewV7()) },
	}
}

func mustNamer(c *Catalog) *namer {
	n, err := newNamer(c)
	if err != nil {
		panic(err)
	}
	return n
}

func somebody(pairs ...string) *Person {
	p := &Person{ContactID: uuid.Must(uuid.NewV7()), UserID: uuid.Must(uuid.NewV7()), Version: 1}
	p.Values[Kind], p.Values[Status], p.Values[Portal] = KindPerson, StatusActive, PortalInternal
	for i := 0; i < len(pairs); i += 2 {
		f, _ := FieldNamed(pairs[i])
		p.Values[f] = pairs[i+1]
	}
	return p
}

func (p *Person) with(kind GrantKind, name, by string) *Person {
	p.Grants = append(p.Grants, Grant{Kind: kind, Name: name, By: by})
	SortGrants(p.Grants)
	return p
}

func saying(row int, pairs ...string) *Entry {
	e := &Entry{Row: Row{Number: row, Line: row}, Layout: &Layout{}}
	for i := 0; i < len(pairs); i += 2 {
		f, _ := FieldNamed(pairs[i])
		e.Set(f, pairs[i+1])
	}
	return e
}

func codes(problems []Problem) string {
	var list []string
	for _, p := range problems {
		list = append(list, p.Code)
	}
	return strings.Join(list, " ")
}

func TestDecideOneRow(t *testing.T) {
	anita := func() *Person {
		return somebody("external_id", "E1", "email", "anita@example.com", "username", "asingh", "display_name", "Anita Singh")
	}
	all := Actor{Name: "local:me", All: true}
	tests := []struct {
		name   string
		world  world
		entry  *Entry
		result Result
		event  string
		codes  string
	}{
		{"nobody has the keys", world{actor: all}, saying(2, "email", "new@example.com"), Created, "user.created", ""},
		{"a contact only", world{actor: all, rules: Rules{ContactsOnly: true}}, saying(2, "email", "new@example.com"), Created, "contact.created", ""},
		{"the same values", world{actor: all, people: []*Person{anita()}}, saying(2, "external_id", "E1", "email", "anita@example.com"), Unchanged, "", ""},
		{"upper case in an address is no change", world{actor: all, people: []*Person{anita()}}, saying(2, "email", "Anita@Example.com"), Unchanged, "", ""},
		{"another address", world{actor: all, people: []*Person{anita()}}, saying(2, "external_id", "E1", "email", "a.singh@example.com"), Updated, "user.updated", ""},
		{"a cleared field", world{actor: all, people: []*Person{somebody("external_id", "E1", "mobile", "+4930123456")}}, saying(2, "external_id", "E1", "mobile", ""), Updated, "user.updated", ""},
		{"locked out", world{actor: all, people: []*Person{anita()}}, saying(2, "external_id", "E1", "status", "inactive"), Updated, "user.deactivated", ""},
		{"let in again", world{actor: all, people: []*Person{somebody("external_id", "E1", "status", "inactive")}}, saying(2, "external_id", "E1", "status", "active"), Updated, "user.activated", ""},
		{"a recycled address", world{actor: all, people: []*Person{anita()}}, saying(2, "external_id", "E9", "email", "anita@example.com"), Failed, "", "match.conflict"},
		{"two people", world{actor: all, people: []*Person{anita(), somebody("external_id", "E2", "email", "bob@example.com")}}, saying(2, "external_id", "E2", "email", "anita@example.com"), Failed, "", "match.ambiguous"},
		{"an address taken by somebody else", world{actor: all, rules: Rules{Match: []string{"external_id"}}, people: []*Person{anita()}}, saying(2, "external_id", "E9", "email", "anita@example.com"), Failed, "", "email.taken"},
		{"existing: skip", world{actor: all, rules: Rules{Existing: "skip"}, people: []*Person{anita()}}, saying(2, "email", "anita@example.com", "mobile", "+4930123456"), Skipped, "", ""},
		{"existing: fail", world{actor: all, rules: Rules{Existing: "fail"}, people: []*Person{anita()}}, saying(2, "email", "anita@example.com"), Failed, "", "email.taken"},
		{"contact: required and there", world{actor: all, rules: Rules{Contact: "required"}, people: []*Person{{ContactID: uuid.New(), Version: 1, Values: Values{Email: "c@example.com"}}}}, saying(2, "email", "c@example.com"), Created, "user.created", ""},
		{"contact: required and not there", world{actor: all, rules: Rules{Contact: "required"}}, saying(2, "email", "c@example.com"), Failed, "", "contact.unknown"},
		{"access is taken away from nobody", world{actor: all}, saying(2, "email", "c@example.com", "access", "remove"), Failed, "", "contact.unknown"},
		{
			"somebody who may do more than the actor",
			world{people: []*Person{anita().with(Scopes, "admin", "boss")}},
			saying(2, "external_id", "E1", "email", "mine@example.com"), Failed, "", "user.protected",
		},
		{
			"what is harmless may change on them",
			world{people: []*Person{anita().with(Scopes, "admin", "boss")}},
			saying(2, "external_id", "E1", "job_title", "Clerk"), Updated, "user.updated", "",
		},
		{
			"an external id of another system",
			world{actor: all, rules: Rules{ExternalSystem: "sap"}, people: []*Person{anita()}},
			saying(2, "external_id", "E9", "email", "anita@example.com"), Failed, "", "match.conflict",
		},
		{"unreadable", world{actor: all, rules: Rules{Contact: "required"}}, unreadableEntry(), Failed, "", "row.unreadable"},
		{"no role where there are roles", world{actor: all, catalog: Catalog{Roles: []Named{{"editor"}}}}, saying(2, "email", "new@example.com"), Created, "user.created", "role.none"},
		{"neither profile nor group", world{actor: all, catalog: Catalog{Profiles: []Named{{"office"}}}}, saying(2, "email", "new@example.com"), Created, "user.created", "access.none"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := tt.world.decider()
			got := d.decide(tt.entry, newSnapshot(tt.world.people, d.imp.ID))
			if got.Result != tt.result || got.Event != tt.event || codes(got.Problems) != tt.codes {
				t.Errorf("got %v %q %q, want %v %q %q", got.Result, got.Event, codes(got.Problems), tt.result, tt.event, tt.codes)
			}
		})
	}
}

func TestDeactivationGoesThroughInSpiteOfOtherMistakes(t *testing.T) {
	w := world{actor: Actor{All: true}, people: []*Person{somebody("external_id", "E1", "mobile", "+4930123456")}}
	e := saying(2, "external_id", "E1", "status", "inactive", "job_title", "Gone")
	e.Fail("mobile", "mobile.invalid", "no number", "")
	d := w.decider()
	got := d.decide(e, newSnapshot(w.people, d.imp.ID))
	if got.Result != Updated || got.Event != "user.deactivated" || HasErrors(got.Problems) || len(got.Problems) != 1 {
		t.Fatalf("got %v %q %+v", got.Result, got.Event, got.Problems)
	}
	want := []FieldChange{{Field: "status", From: "active", To: "inactive"}}
	if diff := cmp.Diff(want, got.Changes()); diff != "" {
		t.Errorf("only the status may change (-want +got):\n%s", diff)
	}
	if e.Good() {
		t.Error("the entry forgot its own problem")
	}
}

// Rows further down are decided on the directory as it was before the import, whether or not what earlier rows
// did is already written.
func TestDecideDoesNotDependOnWhatIsAlreadyWritten(t *testing.T) {
	before := somebody("external_id", "E1", "email", "old@example.com")
	after := before.Clone()
	after.Values[Email], after.Version = "new@example.com", 2
	for name, seen := range map[string]*Person{"not yet written": before, "already written": after} {
		w := world{actor: Actor{All: true}, people: []*Person{before}}
		d := w.decider()
		first := d.decide(saying(2, "external_id", "E1", "email", "new@example.com"), newSnapshot([]*Person{before}, d.imp.ID))
		if first.Result != Updated {
			t.Fatalf("%s: first row: got %v", name, first.Result)
		}
		made := somebody("external_id", "E7", "email", "mine@example.com")
		made.Import = d.imp.ID
		later := newSnapshot([]*Person{seen, made}, d.imp.ID)
		if got := d.decide(saying(3, "email", "old@example.com"), later); codes(got.Problems) != "email.duplicate_in_file" {
			t.Errorf("%s: the same person by the old address: got %v %q", name, got.Result, codes(got.Problems))
		}
		if got := d.decide(saying(4, "external_id", "E5", "email", "old@example.com"), later); codes(got.Problems) != "email.duplicate_in_file" {
			t.Errorf("%s: the address that the first row gives up: got %v %q", name, got.Result, codes(got.Problems))
		}
	}
}

func TestLists(t *testing.T) {
	list := func(kind GrantKind, mode ListMode, names ...string) List {
		l := List{Kind: kind, Mode: mode}
		for _, n := range names {
			item := ListItem{Name: n}
			if strings.ContainsAny(n[:1], "+-") {
				item = ListItem{Name: n[1:], Sign: n[0]}
			}
			l.Items = append(l.Items, item)
		}
		return l
	}
	has := func() *Person {
		return somebody("external_id", "E1").with(Groups, "Mine", "hr").with(Groups, "Old", "hr").with(Groups, "Theirs", "boss")
	}
	tests := []struct {
		name string
		list List
		want string
	}{
		{"own replaces what this definition gave", list(Groups, ModeOwn, "Mine", "New"), "Mine New Theirs"},
		{"add takes nothing away", list(Groups, ModeAdd, "New"), "Mine New Old Theirs"},
		{"all takes everything else away", list(Groups, ModeAll, "New"), "New"},
		{"signs add and remove whatever else is held", list(Groups, ModeOwn, "+New", "-Theirs"), "Mine New Old"},
		{"an empty list of one's own", list(Groups, ModeOwn), "Theirs"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := world{actor: Actor{All: true}, people: []*Person{has()}}
			e := saying(2, "external_id", "E1")
			e.Lists = []List{tt.list}
			d := w.decider()
			got := d.decide(e, newSnapshot(w.people, d.imp.ID))
			if names := strings.Join(grantTexts(got.After.GrantsOf(Groups)), " "); names != tt.want {
				t.Errorf("got %q, want %q", names, tt.want)
			}
		})
	}
}

func TestNobodyGrantsWhatTheyDoNotHold(t *testing.T) {
	w := world{actor: Actor{Name: "clerk", Holds: [NumGrantKinds]map[string]bool{Roles: {"reader": true}}}}
	e := saying(2, "email", "new@example.com")
	e.Lists = []List{
		{Kind: Groups, Mode: ModeOwn, Items: []ListItem{{Name: "Sales"}}},
		{Kind: Roles, Mode: ModeOwn, Items: []ListItem{{Name: "Reader"}, {Name: "Editor"}}},
	}
	d := w.decider()
	got := d.decide(e, newSnapshot(nil, d.imp.ID))
	if names := grantTexts(got.After.Grants); strings.Join(names, " ") != "Sales Reader" {
		t.Errorf("got %v", names)
	}
	if got.Result != Created || codes(got.Problems) != "right.not_held" {
		t.Errorf("got %v %q", got.Result, codes(got.Problems))
	}
	e = saying(3, "email", "other@example.com")
	e.Lists = []List{{Kind: Organizations, Mode: ModeAdd, Items: []ListItem{{Name: "hq", Role: "member"}}}}
	if got := d.decide(e, newSnapshot(nil, d.imp.ID)); codes(got.Problems) != "organization.not_held" {
		t.Errorf("an organization not administered: got %v %q", got.Result, codes(got.Problems))
	}
}

func TestFileLedgerCountsGoodRowsOnly(t *testing.T) {
	l := newFileLedger()
	bad := saying(2, "email", "a@example.com", "external_id", "E1")
	bad.Fail("mobile", "mobile.invalid", "no number", "")
	rows := []*Entry{
		bad,
		saying(3, "email", "a@example.com", "external_id", "E1"),
		saying(4, "email", "A@EXAMPLE.com", "external_id", "E2"),
		saying(5, "email", "b@example.com", "external_id", "E2"),
	}
	var got []string
	for _, e := range rows {
		l.claim(e)
		got = append(got, codes(e.Problems))
	}
	want := []string{"mobile.invalid", "", "email.duplicate_in_file", ""}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !strings.Contains(rows[2].Problems[0].Message, "row 3") {
		t.Errorf("the message does not name the row: %s", rows[2].Problems[0].Message)
	}
}

func TestWhatTheDefinitionMakesUpIsForNewPeople(t *testing.T) {
	row := func() *Entry {
		e := saying(2, "external_id", "E1", "language", "de", "country", "DE")
		e.AtCreation.Add(Language)
		return e
	}
	w := world{actor: Actor{All: true}, people: []*Person{somebody("external_id", "E1", "language", "fr")}}
	d := w.decider()
	if got := d.decide(row(), newSnapshot(w.people, d.imp.ID)); got.After.Values[Language] != "fr" || got.After.Values[Country] != "DE" {
		t.Errorf("somebody who is there: got %q %q", got.After.Values[Language], got.After.Values[Country])
	}
	d = w.decider()
	if got := d.decide(row(), newSnapshot(nil, d.imp.ID)); got.After.Values[Language] != "de" {
		t.Errorf("somebody new: got %q", got.After.Values[Language])
	}
}

func unreadableEntry() *Entry {
	e := saying(2)
	e.Fail("", "row.unreadable", "a quote is not closed", "")
	return e
}

func TestTwoSystemsMayUseOneExternalID(t *testing.T) {
	ann, bob := somebody("external_id", "17", "email", "ann@example.com"), somebody("external_id", "17", "email", "bob@example.com")
	ann.ExternalSystem, bob.ExternalSystem = "sap", "okta"
	for _, people := range [][]*Person{{ann, bob}, {bob, ann}} {
		w := world{actor: Actor{All: true}, rules: Rules{ExternalSystem: "sap"}}
		d := w.decider()
		got := d.decide(saying(2, "external_id", "17", "job_title", "Cook"), newSnapshot(people, d.imp.ID))
		if got.Before != ann || got.Result != Updated {
			t.Errorf("got %v %v", got.Result, got.Problems)
		}
	}
}

func TestAContactThatGetsAUserGivesUpItsAddress(t *testing.T) {
	contact := &Person{ContactID: uuid.New(), Version: 1, Values: Values{ExternalID: "E1", Email: "old@example.com"}}
	w := world{actor: Actor{All: true}}
	d := w.decider()
	if got := d.decide(saying(2, "external_id", "E1", "email", "new@example.com"), newSnapshot([]*Person{contact}, d.imp.ID)); got.Result != Created {
		t.Fatalf("got %v", got.Result)
	}
	// The directory may show the new address already.
	if got := d.decide(saying(3, "email", "old@example.com"), newSnapshot(nil, d.imp.ID)); codes(got.Problems) != "email.duplicate_in_file" {
		t.Errorf("got %v %q", got.Result, codes(got.Problems))
	}
}

func TestDefaultsStayBesideWhatTheRowGives(t *testing.T) {
	w := world{actor: Actor{All: true}, catalog: Catalog{Defaults: CatalogDefaults{Groups: []string{"Everybody"}, License: "standard"}}}
	e := saying(2, "email", "new@example.com")
	e.Lists = []List{{Kind: Groups, Mode: ModeOwn, Items: []ListItem{{Name: "Sales"}}}}
	d := w.decider()
	got := d.decide(e, newSnapshot(nil, d.imp.ID))
	if names := strings.Join(grantTexts(got.After.Grants), " "); names != "Everybody Sales" || got.After.Values[License] != "standard" {
		t.Errorf("got %q %q", names, got.After.Values[License])
	}
}

func TestAccessToOneOrganizationIsRemoved(t *testing.T) {
	w := world{actor: Actor{All: true}}
	p := somebody("external_id", "E1").with(Organizations, "hq", "hr").with(Organizations, "lab", "hr")
	e := saying(2, "external_id", "E1", "access", "remove")
	e.Lists = []List{{Kind: Organizations, Mode: ModeOwn, Items: []ListItem{{Name: "lab"}}}}
	d := w.decider()
	got := d.decide(e, newSnapshot([]*Person{p}, d.imp.ID))
	if names := strings.Join(grantTexts(got.After.Grants), " "); names != "hq" {
		t.Errorf("got %q", names)
	}
}

func TestNobodyTakesAwayWhatTheyDoNotHold(t *testing.T) {
	w := world{actor: Actor{Name: "clerk"}}
	p := somebody("external_id", "E1").with(Roles, "root", "hr").with(Groups, "Sales", "hr")
	e := saying(2, "external_id", "E1")
	e.Lists = []List{
		{Kind: Roles, Mode: ModeAll},
		{Kind: Groups, Mode: ModeAll},
	}
	d := w.decider()
	got := d.decide(e, newSnapshot([]*Person{p}, d.imp.ID))
	if names := strings.Join(grantTexts(got.After.Grants), " "); names != "root" || codes(got.Problems) != "right.not_held" {
		t.Errorf("got %q %q", names, codes(got.Problems))
	}
}

func TestWhatIsMadeUpLeavesListsAndAttributesAlone(t *testing.T) {
	p := somebody("external_id", "E1").with(Groups, "Eng", "hr")
	p.Attributes = map[string]string{"cc": "200"}
	e := saying(2, "external_id", "E1")
	e.Lists = []List{{Kind: Groups, Mode: ModeOwn, Items: []ListItem{{Name: "Sales"}}, AtCreation: true}}
	e.Attributes, e.AttributesAtCreation = map[string]string{"cc": "100"}, map[string]bool{"cc": true}
	w := world{actor: Actor{All: true}}
	d := w.decider()
	if got := d.decide(e, newSnapshot([]*Person{p}, d.imp.ID)); got.Result != Unchanged {
		t.Errorf("got %v %v", got.Result, got.Changes())
	}
}

func TestADriftedRowKeepsTheManagerThatTheSurveyFound(t *testing.T) {
	boss := uuid.New()
	before := somebody("external_id", "E1")
	w := world{actor: Actor{All: true}}
	d := w.decider()
	e := saying(2, "external_id", "E1", "manager", "E9")
	dec := d.decide(e, newSnapshot([]*Person{before}, d.imp.ID))
	d.settleManager(dec, e, verdict{manager: boss})
	now := before.Clone()
	now.Version, now.Values[JobTitle] = 7, "Cook"
	d.again(dec, e, []*Person{now})
	if dec.Result != Updated || dec.After.ManagerID != boss || dec.After.Version != 8 || dec.After.Values[JobTitle] != "Cook" {
		t.Errorf("got %v %+v", dec.Result, dec.After)
	}
}

func TestWhoHasLeftIsLockedOutInSpiteOfAWrongManager(t *testing.T) {
	w := world{actor: Actor{All: true}}
	d := w.decider()
	e := saying(2, "external_id", "E1", "status", "inactive", "manager", "nobody")
	dec := d.decide(e, newSnapshot([]*Person{somebody("external_id", "E1")}, d.imp.ID))
	d.settleManager(dec, e, verdict{code: "manager.unknown"})
	if dec.Result != Updated || dec.Event != "user.deactivated" || codes(dec.Problems) != "manager.unknown" {
		t.Errorf("got %v %q %q", dec.Result, dec.Event, codes(dec.Problems))
	}
}

func TestPartsOfPasswordsAreNotShown(t *testing.T) {
	l := &Layout{Header: []string{"E-Mail", "Password", "Name"}, Hidden: []bool{false, true, false}}
	shown := func(r Row) string {
		var cells []string
		for i := range r.Cells {
			cells = append(cells, l.Shown(r, i))
		}
		return strings.Join(cells, "|")
	}
	for want, row := range map[string]Row{
		"a@b.example|[hidden]|Ann":               {Cells: []string{"a@b.example", "secret", "Ann"}},
		"a@b.example|[hidden]|[hidden]|[hidden]": {Cells: []string{"a@b.example", "sec", "ret", "Ann"}},
		"a@b.example|[hidden]|[hidden]":          {Cells: []string{"a@b.example", "sec", "ret"}, Damaged: true},
	} {
		if got := shown(row); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestSeatsAreGivenInFileOrder(t *testing.T) {
	w := world{actor: Actor{All: true}, catalog: Catalog{Licenses: []LicenseType{{Name: "standard", Seats: 3}, {Name: "free"}}}}
	holder := somebody("external_id", "E0", "license", "standard")
	d := w.decider()
	d.seats.taken["standard"] = 2
	s := newSnapshot([]*Person{holder}, d.imp.ID)
	var got []string
	for i, row := range [][2]string{{"E1", "standard"}, {"E2", "standard"}, {"E3", "free"}, {"E0", "free"}, {"E4", "standard"}, {"E5", "standard"}} {
		dec := d.decide(saying(i+2, "external_id", row[0], "license", row[1]), s)
		got = append(got, dec.Result.String()+" "+codes(dec.Problems))
	}
	want := []string{"created ", "failed license.exhausted", "created ", "updated ", "created ", "failed license.exhausted"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAContactThatGetsAUserGetsWhatTheDefinitionMakesUp(t *testing.T) {
	contact := &Person{ContactID: uuid.New(), Version: 1, ManagerID: uuid.New(), Values: Values{ExternalID: "E1", Language: "fr"}}
	w := world{actor: Actor{All: true}, catalog: Catalog{Groups: []Named{{"Sales"}}}}
	d := w.decider()
	e := saying(2, "external_id", "E1", "language", "de", "require_mfa", "true", "manager", "E9")
	e.AtCreation = Fields(Language, RequireMFA, Manager)
	e.Lists = []List{{Kind: Groups, Mode: ModeOwn, Items: []ListItem{{Name: "Sales"}}, AtCreation: true}}
	got := d.decide(e, newSnapshot([]*Person{contact}, d.imp.ID))
	d.settleManager(got, e, verdict{})
	if got.Result != Created || got.After.Values[Language] != "fr" || got.After.Values[RequireMFA] != "true" ||
		len(got.After.Grants) != 1 || got.After.ManagerID != contact.ManagerID {
		t.Errorf("got %v %+v", got.Result, got.After)
	}
}

func TestAPasswordThatIsKeptIsCounted(t *testing.T) {
	w := world{actor: Actor{All: true}}
	d := w.decider()
	e := saying(2, "external_id", "E1")
	e.Secrets = &[NumSecrets]string{Password: "Tr1cky!pass"}
	s := newSummary(&Options{Import: d.imp})
	before := somebody("external_id", "E1")
	before.SignIn.Hash = "a hash of the user's own"
	s.Count(d.decide(e, newSnapshot([]*Person{before}, d.imp.ID)))
	if s.HeldBack.Passwords != 1 || s.Rows[Unchanged] != 1 {
		t.Errorf("got %+v", s)
	}
}
