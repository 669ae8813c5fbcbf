package importer

import (
	"strings"
	"testing"
	"time"
)

// way says in short how a decision lets somebody in: status, credential, mails.
func way(d *Decision) string {
	if d.After == nil {
		return ""
	}
	parts := []string{d.After.Values[Status]}
	if d.Invitation != nil {
		parts = append(parts, "link")
	}
	if c := d.Credential; c != nil {
		parts = append(parts, c.Kind)
		if c.Temporary {
			parts = append(parts, "temporary")
		}
	}
	for _, m := range d.Mails {
		name := m.Template
		if m.Organization != "" {
			name += ":" + m.Organization
		}
		if m.Held {
			name += " (held)"
		}
		parts = append(parts, name)
	}
	if waiting := d.After.Values[AwaitedOnboarding]; waiting != "" {
		parts = append(parts, "awaits "+waiting)
	}
	return strings.Join(parts, ", ")
}

func TestOnboarding(t *testing.T) {
	organizations := []Organization{{Name: "hq"}, {Name: "lab", SignIn: "sso"}}
	member := func(e *Entry, name string) *Entry {
		e.Lists = append(e.Lists, List{Kind: Organizations, Items: []ListItem{{Name: name, Role: "member"}}})
		return e
	}
	withPassword := func(e *Entry) *Entry {
		e.Secrets = &[NumSecrets]string{Password: "Tr1cky!pass"}
		return e
	}
	row := func(pairs ...string) *Entry {
		return saying(2, append([]string{"email", "new@example.com"}, pairs...)...)
	}
	tests := []struct {
		name  string
		rules Rules
		mails string
		entry *Entry
		want  string
		codes string
	}{
		{"nobody is let in by default", Rules{}, "", row(), "active", ""},
		{"invited", Rules{Onboarding: "invite", Notify: "send"}, "", row(), "invited, link, invitation", ""},
		{"invited, though the row says active", Rules{Onboarding: "invite", Notify: "hold"}, "", row("status", "active"), "invited, link, invitation (held)", ""},
		{"two mails", Rules{Onboarding: "temporary_password", Notify: "send"}, "", row(), "active, password, temporary, account_created, temporary_password", ""},
		{"one mail", Rules{Onboarding: "temporary_password", Notify: "send"}, "together", row(), "active, password, temporary, welcome", ""},
		{"an organization with a sign-in of its own", Rules{Onboarding: "temporary_password", Notify: "send"}, "", member(row(), "lab"), "active, sso, account_created", ""},
		{"another organization", Rules{Onboarding: "temporary_password", Notify: "hold"}, "", member(row(), "hq"), "active, password, temporary, account_created (held), temporary_password (held)", ""},
		{"a password makes it direct", Rules{}, "", withPassword(row()), "active, password", ""},
		{"direct and told", Rules{Onboarding: "direct", Notify: "send"}, "together", withPassword(row()), "active, password, welcome", ""},
		{"direct without a password", Rules{Onboarding: "direct"}, "", row(), "", "password.missing"},
		{"the row's own way", Rules{Onboarding: "invite", Notify: "send"}, "", row("onboarding", "none"), "active", ""},
		{"the row's own way is mailed", Rules{Notify: "send"}, "", row("onboarding", "invite"), "invited, link, invitation", ""},
		{"no address to mail to", Rules{Onboarding: "invite", Notify: "send"}, "", saying(2, "username", "anita"), "", "email.missing"},
		{"no address to mail to later", Rules{Onboarding: "invite", Notify: "send"}, "", saying(2, "username", "anita", "status", "inactive"), "", "email.missing"},
		{"no address, and nobody to be mailed later", Rules{Onboarding: "none", Notify: "send"}, "", saying(2, "username", "anita", "status", "inactive"), "inactive", ""},
		{"who starts inactive waits", Rules{Onboarding: "invite", Notify: "hold"}, "", row("status", "inactive"), "inactive, awaits invite hold", ""},
		{"who starts later waits", Rules{Onboarding: "temporary_password", Notify: "send"}, "", row("start_date", "2026-12-01"), "inactive, awaits temporary_password", ""},
		{"a contact has no way in", Rules{Onboarding: "invite", Notify: "send", ContactsOnly: true}, "", row(), "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := world{actor: Actor{All: true}, rules: tt.rules, catalog: Catalog{Mails: tt.mails, Organizations: organizations}}
			d := w.decider()
			d.imp.Started = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
			got := d.decide(tt.entry, newSnapshot(nil, d.imp.ID))
			if tt.codes != "" {
				if got.Result != Failed || codes(got.Problems) != tt.codes || len(got.Mails) > 0 || got.Credential != nil {
					t.Errorf("got %v %s, %d mails", got.Result, codes(got.Problems), len(got.Mails))
				}
				return
			}
			if got.Result != Created || way(got) != tt.want {
				t.Errorf("got %v %q, want %q", got.Result, way(got), tt.want)
			}
		})
	}
}

func TestAWrongAddressIsOneProblemThoughNobodyCanBeMailed(t *testing.T) {
	w := world{actor: Actor{All: true}, rules: Rules{Onboarding: "temporary_password", Notify: "send"}}
	d := w.decider()
	e := saying(2, "username", "anita")
	e.Fail("email", "email.invalid", "the address has no domain", "")
	if got := d.decide(e, newSnapshot(nil, d.imp.ID)); codes(got.Problems) != "email.invalid" {
		t.Errorf("got %s", codes(got.Problems))
	}
	d = w.decider()
	if got := d.decide(saying(2, "username", "anita"), newSnapshot(nil, d.imp.ID)); codes(got.Problems) != "email.missing" {
		t.Errorf("no address and two mails: got %s", codes(got.Problems))
	}
}

func TestNewUsersEnrolASecondFactorWhereTheCatalogSaysSo(t *testing.T) {
	for _, tt := range []struct{ mfa, said, want string }{
		{"", "", ""},
		{"optional", "", ""},
		{"optional", "true", "true"},
		{"required", "", "true"},
		{"required", "false", "false"},
	} {
		w := world{actor: Actor{All: true}, catalog: Catalog{MFA: tt.mfa}}
		e := saying(2, "email", "new@example.com")
		if tt.said != "" {
			e.Set(RequireMFA, tt.said)
		}
		d := w.decider()
		got := d.decide(e, newSnapshot(nil, d.imp.ID))
		if got.After.Values[RequireMFA] != tt.want {
			t.Errorf("mfa: %s, the row says %q: got %q, want %q", tt.mfa, tt.said, got.After.Values[RequireMFA], tt.want)
		}
	}
	w := world{actor: Actor{All: true}, catalog: Catalog{MFA: "required"}}
	d := w.decider()
	got := d.decide(saying(2, "email", "a@example.com"), newSnapshot([]*Person{somebody("email", "a@example.com")}, d.imp.ID))
	if got.Result != Unchanged {
		t.Errorf("somebody who is there already: got %v", got.Result)
	}
}

func TestAPasswordMustNotBeTheUsernameThatIsMade(t *testing.T) {
	policy := DefaultPasswordPolicy()
	policy.Digit, policy.Special = false, false
	w := world{actor: Actor{All: true}, catalog: Catalog{PasswordPolicy: &policy, Username: UsernameRules{Format: "{given_name}{family_name}"}}}
	there := somebody("email", "b@example.com", "username", "BenBecker")
	for _, tt := range []struct{ email, password, want string }{
		{"a@example.com", "AnitaSingh", "password.same_as_username"},
		{"a@example.com", "SinghAnita", ""},
		{"b@example.com", "benbecker", "password.same_as_username"},
		{"b@example.com", "beckerben", ""},
	} {
		e := saying(2, "email", tt.email, "given_name", "Anita", "family_name", "Singh")
		e.Secrets = &[NumSecrets]string{Password: tt.password}
		d := w.decider()
		got := d.decide(e, newSnapshot([]*Person{there}, d.imp.ID))
		if codes(got.Problems) != tt.want || (got.Result == Failed) != (tt.want != "") {
			t.Errorf("%s %s: got %v %q, want %q", tt.email, tt.password, got.Result, codes(got.Problems), tt.want)
		}
	}
}

func TestWhoWaitedIsLetInWhenActive(t *testing.T) {
	w := world{actor: Actor{All: true}}
	waiting := somebody("email", "a@example.com", "status", "inactive", "awaited_onboarding", "invite hold")
	d := w.decider()
	got := d.decide(saying(2, "email", "a@example.com", "status", "active"), newSnapshot([]*Person{waiting}, d.imp.ID))
	if way(got) != "invited, link, invitation (held)" || got.Event != "user.invited" || got.Result != Updated {
		t.Errorf("got %q %s", way(got), got.Event)
	}
	d = w.decider()
	got = d.decide(saying(2, "email", "a@example.com", "job_title", "Clerk"), newSnapshot([]*Person{waiting}, d.imp.ID))
	if way(got) != "inactive, awaits invite hold" {
		t.Errorf("still inactive: got %q", way(got))
	}
}

func TestMembersAreToldOfANewOrganization(t *testing.T) {
	w := world{actor: Actor{All: true}, rules: Rules{Notify: "send", Onboarding: "temporary_password"}, catalog: Catalog{Organizations: []Organization{{Name: "hq"}, {Name: "lab"}}}}
	e := saying(2, "email", "a@example.com")
	e.Lists = []List{{Kind: Organizations, Mode: ModeAdd, Items: []ListItem{{Name: "hq", Role: "member"}, {Name: "lab", Role: "member"}}}}
	d := w.decider()
	got := d.decide(e, newSnapshot([]*Person{somebody("email", "a@example.com").with(Organizations, "hq", "hr")}, d.imp.ID))
	if way(got) != "active, organization_added:lab" {
		t.Errorf("got %q", way(got))
	}
}

func TestWhoIsLetInNowIsNotToldOfOrganizationsBesides(t *testing.T) {
	w := world{actor: Actor{All: true}, rules: Rules{Notify: "send"}, catalog: Catalog{Organizations: []Organization{{Name: "hq"}}}}
	e := saying(2, "email", "a@example.com", "status", "active")
	e.Lists = []List{{Kind: Organizations, Mode: ModeAdd, Items: []ListItem{{Name: "hq"}}}}
	waiting := somebody("email", "a@example.com", "status", "inactive", "awaited_onboarding", "invite")
	d := w.decider()
	if got := d.decide(e, newSnapshot([]*Person{waiting}, d.imp.ID)); way(got) != "invited, link, invitation" {
		t.Errorf("who waited: got %q", way(got))
	}
}

func TestFurtherRowsOfSomebodyNewMailNothing(t *testing.T) {
	in := func(row int, organization string) *Entry {
		e := saying(row, "email", "a@example.com")
		e.Lists = []List{{Kind: Organizations, Mode: ModeAdd, Items: []ListItem{{Name: organization}}}}
		return e
	}
	organizations := []Organization{{Name: "hq"}, {Name: "branch"}, {Name: "lab", SignIn: "sso"}}
	for _, tt := range []struct {
		second string
		ways   [2]string
	}{
		{"branch", [2]string{"active, password, temporary, account_created, temporary_password", "active"}},
		{"lab", [2]string{"active, sso, account_created", "active"}},
	} {
		w := world{
			actor: Actor{All: true}, rules: Rules{Notify: "send", Onboarding: "temporary_password", Repeats: "merge"},
			catalog: Catalog{Organizations: organizations},
		}
		d := w.decider()
		for i, e := range merged(d, in(2, "hq"), in(3, tt.second)) {
			if got := d.decide(e, newSnapshot(nil, d.imp.ID)); way(got) != tt.ways[i] {
				t.Errorf("hq and %s, row %d: got %q, want %q", tt.second, e.Row.Number, way(got), tt.ways[i])
			}
		}
	}
}

func TestWhoIsInvitedIsStillInvitedAfterATimeAway(t *testing.T) {
	for _, mistakes := range []bool{false, true} {
		w := world{actor: Actor{All: true}}
		d := w.decider()
		away := saying(2, "email", "a@example.com", "status", "inactive")
		if mistakes {
			away.Fail("country", "country.unknown", "there is no such country", "")
		}
		gone := d.decide(away, newSnapshot([]*Person{somebody("email", "a@example.com", "status", "invited")}, d.imp.ID))
		if gone.After.Values[Status] != StatusInactive || gone.Event != "user.deactivated" {
			t.Fatalf("got %q %s", way(gone), gone.Event)
		}
		d = w.decider()
		back := d.decide(saying(2, "email", "a@example.com", "status", "active"), newSnapshot([]*Person{gone.After}, d.imp.ID))
		if way(back) != "invited" {
			t.Errorf("mistakes %v: comes back as %q", mistakes, way(back))
		}
	}
	w := world{actor: Actor{All: true}}
	d := w.decider()
	absent := d.leave(somebody("email", "a@example.com", "status", "invited"))
	if back := d.decide(saying(2, "email", "a@example.com", "status", "active"), newSnapshot([]*Person{absent.After}, d.imp.ID)); way(back) != "invited" {
		t.Errorf("who was absent comes back as %q", way(back))
	}
}

func TestARowMayReplaceOnlyWhatAnImportBrought(t *testing.T) {
	tests := []struct {
		name    string
		sign    SignIn
		changes bool
		kept    bool
	}{
		{"brought by an import", SignIn{Hash: "old", Imported: true}, true, false},
		{"there is none", SignIn{}, true, false},
		{"the user has signed in", SignIn{Hash: "old", Imported: true, Seen: true}, false, true},
		{"the user's own", SignIn{Hash: "old"}, false, true},
		{"invited", SignIn{Invited: true}, false, true},
		{"signs in elsewhere", SignIn{SSO: true}, false, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := world{actor: Actor{All: true}}
			d := w.decider()
			e := saying(2, "email", "a@example.com")
			e.Secrets = &[NumSecrets]string{PasswordHash: "new"}
			before := somebody("email", "a@example.com")
			before.SignIn = tt.sign
			got := d.decide(e, newSnapshot([]*Person{before}, d.imp.ID))
			if got.Credential != nil {
				comparePassword(got, e)
			}
			if (got.Result == Updated) != tt.changes || got.PasswordKept != tt.kept {
				t.Errorf("got %v, kept %v", got.Result, got.PasswordKept)
			}
			if tt.changes && (got.Event != "password.changed" || len(got.Changes()) != 1 || got.Changes()[0].To != HiddenCell) {
				t.Errorf("got %s %v", got.Event, got.Changes())
			}
		})
	}
	e := saying(2, "email", "a@example.com")
	e.Secrets = &[NumSecrets]string{PasswordHash: "old"}
	w := world{actor: Actor{All: true}}
	d := w.decider()
	before := somebody("email", "a@example.com")
	before.SignIn = SignIn{Hash: "old", Imported: true}
	got := d.decide(e, newSnapshot([]*Person{before}, d.imp.ID))
	comparePassword(got, e)
	if got.Result != Unchanged || got.Credential != nil || got.PasswordKept {
		t.Errorf("the same hash again: got %v", got.Result)
	}
}
