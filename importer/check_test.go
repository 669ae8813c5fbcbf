package importer

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// said is what a test's row says: field names to values. Lists are names divided by semicolons,
// each with a sign in front of it and a role after a colon, or without.
type said map[string]string

// entryOf makes the entry that a mapper would.
func entryOf(t testing.TB, s said) *Entry {
	t.Helper()
	e := &Entry{}
	for _, name := range slices.Sorted(maps.Keys(s)) {
		value := s[name]
		field, isField := FieldNamed(name)
		kind, isKind := GrantKindNamed(name)
		secret, isSecret := SecretNamed(name)
		attribute, isAttribute := AttributeNamed(name)
		switch {
		case isField:
			e.Set(field, value)
		case isKind:
			e.Lists = append(e.Lists, List{Kind: kind, Mode: ModeOwn, Items: itemsOf(value)})
		case isSecret:
			if e.Secrets == nil {
				e.Secrets = &[NumSecrets]string{}
			}
			e.Secrets[secret] = value
		case isAttribute:
			if e.Attributes == nil {
				e.Attributes = map[string]string{}
			}
			e.Attributes[attribute] = value
		default:
			t.Fatalf("%s is no field", name)
		}
	}
	return e
}

func itemsOf(value string) []ListItem {
	var items []ListItem
	for part := range strings.SplitSeq(value, ";") {
		var item ListItem
		if part != "" && (part[0] == '+' || part[0] == '-') {
			item.Sign, part = part[0], part[1:]
		}
		item.Name, item.Role, _ = strings.Cut(part, ":")
		items = append(items, item)
	}
	return items
}

// with returns a row about somebody recognizable that says the pairs too.
func with(pairs ...string) said {
	s := said{"email": "ann@example.com"}
	for i := 0; i+1 < len(pairs); i += 2 {
		s[pairs[i]] = pairs[i+1]
	}
	return s
}

// after shows what an entry says in the same form as said.
func after(e *Entry) said {
	s := said{}
	for f := range e.Given.All() {
		s[f.String()] = e.Values[f]
	}
	for name, value := range e.Attributes {
		s[AttributeField(name)] = value
	}
	for _, list := range e.Lists {
		var items []string
		for _, item := range list.Items {
			text := item.Name
			if item.Sign != 0 {
				text = string(item.Sign) + text
			}
			if item.Role != "" {
				text += ":" + item.Role
			}
			items = append(items, text)
		}
		s[list.Kind.String()] = strings.Join(items, ";")
	}
	return s
}

// briefly shows problems as "error code" and, where there is one, "→ hint".
func briefly(problems []Problem) []string {
	var list []string
	for _, p := range problems {
		s := string(p.Severity) + " " + p.Code
		if p.Hint != "" {
			s += " → " + p.Hint
		}
		list = append(list, s)
	}
	return list
}

type checkTest struct {
	name     string
	rules    Rules
	row      said
	problems []string // as briefly shows them
	after    said     // nil: not looked at
}

func runChecks(t *testing.T, tests []checkTest) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := entryOf(t, test.row)
			newChecker(&test.rules, NewIndex(testCatalog()), &Layout{}).check(e)
			if diff := cmp.Diff(test.problems, briefly(e.Problems)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if got := after(e); test.after != nil && !maps.Equal(test.after, got) {
				t.Errorf("the entry (-want +got):\n%s", cmp.Diff(test.after, got))
			}
			for _, p := range e.Problems {
				if p.Message == "" || strings.HasSuffix(p.Message, ".") || p.Message != strings.TrimSpace(p.Message) {
					t.Errorf("%s: %q is no sentence as the reports want it", p.Code, p.Message)
				}
			}
		})
	}
}

func TestCheckContact(t *testing.T) {
	soft := Rules{Severity: map[string]string{
		"mobile.invalid": "warning", "country.unknown": "warning", "language.unknown": "warning", "email.invalid": "warning", "phone.invalid": "error",
	}}
	runChecks(t, []checkTest{
		{
			name: "normal forms", row: said{"email": "Ann.Lee@EXAMPLE.com", "mobile": "0151 23456789", "phone": "030/123456", "country": "Germany", "language": "German"},
			after: said{"email": "Ann.Lee@example.com", "mobile": "+4915123456789", "phone": "+4930123456", "country": "DE", "language": "de"},
		},
		{name: "no domain", row: said{"email": "bob@"}, problems: []string{"error email.invalid → bob@example.com"}, after: said{}},
		{name: "email cannot be softened", rules: soft, row: said{"email": "bob@", "username": "bob"}, problems: []string{"error email.invalid → bob@example.com"}},
		{name: "suspect", row: said{"email": "ann@gmial.com"}, problems: []string{"warning email.suspect → ann@gmail.com"}, after: said{"email": "ann@gmial.com"}},
		{name: "no region", row: with("mobile", "0151 23456789"), problems: []string{"warning mobile.no_region"}, after: with()},
		{name: "no region for the phone", row: with("phone", "030 123456"), problems: []string{"warning phone.no_region"}, after: with()},
		{name: "no number", row: with("mobile", "+49 12"), problems: []string{"error mobile.invalid"}, after: with()},
		{name: "no number, softened", rules: soft, row: with("mobile", "+49 12"), problems: []string{"warning mobile.invalid"}, after: with()},
		{name: "no number, not softened", rules: soft, row: with("phone", "+49 12"), problems: []string{"error phone.invalid"}},
		{name: "no country", row: with("country", "Germny"), problems: []string{"error country.unknown → Germany"}, after: with()},
		{name: "no country, softened", rules: soft, row: with("country", "Atlantis"), problems: []string{"warning country.unknown"}, after: with()},
		{name: "no language", row: with("language", "12345"), problems: []string{"error language.unknown"}, after: with()},
		{
			name: "cleared", row: with("mobile", "", "country", "", "language", "", "job_title", ""),
			after: with("mobile", "", "country", "", "language", "", "job_title", ""),
		},
	})
}

func TestCheckPhoneRegion(t *testing.T) {
	tests := []struct{ number, country, region, want string }{
		{"030 123456", "", "DE", "+4930123456"},
		{"044 668 18 00", "Schweiz", "DE", "+41446681800"}, // the row's own country is nearer
		{"030 123456", "Nowhere", "DE", "+4930123456"},
		{"+41 44 668 18 00", "", "DE", "+41446681800"},
	}
	for _, test := range tests {
		e := entryOf(t, with("phone", test.number))
		if test.country != "" {
			e.Set(Country, test.country)
		}
		e.PhoneRegion = test.region
		newChecker(&Rules{}, NewIndex(nil), &Layout{}).check(e)
		if e.Values[Phone] != test.want {
			t.Errorf("%s in country %q, region %q: %q, want %q; %v", test.number, test.country, test.region, e.Values[Phone], test.want, briefly(e.Problems))
		}
	}
}

func TestCheckWordsAndDates(t *testing.T) {
	long := strings.Repeat("ä", maxText+1)
	runChecks(t, []checkTest{
		{
			name: "words", rules: Rules{Notify: "hold"}, row: with("kind", "Service", "status", "INACTIVE", "portal", "client", "access", "remove", "onboarding", "Invite"),
			after: with("kind", "service", "status", "inactive", "portal", "client", "access", "remove", "onboarding", "invite"),
		},
		{
			name: "an onboarding that needs mail", row: with("onboarding", "invite"), after: with(),
			problems: []string{"error onboarding.invalid"},
		},
		{
			name: "no words", row: with("kind", "robot", "status", "inactiv", "portal", "x", "access", "revoke", "onboarding", "invit"),
			problems: []string{"error kind.invalid", "error status.invalid → inactive", "error portal.invalid", "error access.invalid → remove", "error onboarding.invalid → invite"},
			after:    with(),
		},
		{name: "invited is not for files", row: with("status", "invited"), problems: []string{"error status.invalid"}},
		{
			name: "yes and no", row: with("email_verified", "true", "must_reset_password", "Nein", "require_mfa", "x"),
			after: with("email_verified", "true", "must_reset_password", "false", "require_mfa", "true"),
		},
		{name: "neither yes nor no", row: with("require_mfa", "perhaps"), problems: []string{"error require_mfa.invalid"}, after: with()},
		{name: "dates", row: with("start_date", "2024-02-29", "end_date", "2023-02-29"), problems: []string{"error end_date.invalid"}, after: with("start_date", "2024-02-29")},
		{name: "times", row: with("created_at", "2024-03-01T10:30:00+02:00"), after: with("created_at", "2024-03-01T08:30:00Z")},
		{name: "time of a day", row: with("created_at", "2024-03-01"), after: with("created_at", "2024-03-01T00:00:00Z")},
		{name: "no time", row: with("created_at", "yesterday"), problems: []string{"error created_at.invalid"}, after: with()},
		{name: "cleared words say nothing", row: with("status", "", "kind", "", "portal", "", "require_mfa", ""), after: with()},
		{name: "long texts", row: with("given_name", long, "family_name", long[2:]), problems: []string{"error given_name.invalid"}, after: with("family_name", long[2:])},
		{name: "bytes that are no text", row: with("job_title", "a\x00b", "location", "\xff"), problems: []string{"error job_title.invalid", "error location.invalid"}, after: with()},
		{name: "usernames", row: said{"username": "Änne.Lee@example.com"}, after: said{"username": "Änne.Lee@example.com"}},
		{name: "username with a space", row: said{"username": "ann lee"}, problems: []string{"error username.invalid"}, after: said{}},
		{name: "username too short", row: said{"username": "a"}, problems: []string{"error username.invalid"}},
		{name: "username too long", row: said{"username": strings.Repeat("a", 65)}, problems: []string{"error username.invalid"}},
		{name: "username reserved", row: said{"username": "ROOT"}, problems: []string{"error username.invalid"}},
	})
}

func TestCheckLists(t *testing.T) {
	soft := Rules{Severity: map[string]string{"group.unknown": "warning", "license.unknown": "warning", "organization.unknown": "warning"}}
	hq := Rules{Organization: &RuleOrganization{Name: "HQ", Role: "Member"}}
	roleless := Rules{Organization: &RuleOrganization{Name: "hq"}}
	runChecks(t, []checkTest{
		{
			name: "spellings", row: with("groups", "sales;+ENGINEERING;-strasse", "roles", "Reader", "profiles", "Office", "scopes", "ADMIN", "rights", "any_user_read",
				"accounts", "acme-eu", "license", "standard"),
			after: with("groups", "Sales;+Engineering;-Straße", "roles", "reader", "profiles", "office", "scopes", "admin", "rights", "Any_User_read", "accounts", "ACME-EU", "license", "Standard"),
		},
		{
			name: "unknown", row: with("groups", "Sale;Sales;Nobody", "roles", "readr", "profiles", "ofice", "scopes", "root", "rights", "Any_User_Wite", "accounts", "ACME-UE", "license", "standrd"),
			problems: []string{
				"error license.unknown → Standard", "error account.unknown → ACME-EU", "error group.unknown → Sales", "error group.unknown", "error profile.unknown → office",
				"error right.unknown → Any_User_Write", "error role.unknown → reader", "error scope.unknown",
			},
			after: with("groups", "Sales", "roles", "", "profiles", "", "scopes", "", "rights", "", "accounts", ""),
		},
		{
			name: "softened", rules: soft, row: with("groups", "Sales;Nobody", "license", "nothing", "organizations", "labb:member"),
			problems: []string{"warning license.unknown", "warning group.unknown", "error organization.unknown → Lab"}, after: with("groups", "Sales", "organizations", ""),
		},
		{
			name: "groups that are made", rules: Rules{CreateGroups: true}, row: with("groups", "sales; Cafe\u0301 ;", "roles", "nobody"),
			problems: []string{"error role.unknown"}, after: with("groups", "Sales;Café", "roles", ""),
		},
		{name: "groups with a page for a name", rules: Rules{CreateGroups: true}, row: with("groups", strings.Repeat("x", 201)), problems: []string{"error groups.invalid"}},
		{name: "each once", row: with("groups", "Sales;SALES;-sales"), after: with("groups", "Sales;-Sales")},
		{
			name: "roles in organizations", row: with("organizations", "hq:ADMIN;lab", "organization_role", "Member"),
			after: with("organizations", "hq:admin;Lab:member", "organization_role", "member"),
		},
		{name: "no role", row: with("organizations", "hq;lab"), problems: []string{"error organization_role.missing"}},
		{name: "no role for who leaves", row: with("organizations", "-hq"), after: with("organizations", "-hq")},
		{name: "no role for access: remove", row: with("organizations", "hq", "access", "remove"), after: with("organizations", "hq", "access", "remove")},
		{name: "unknown role", row: with("organizations", "hq:boss;lab:admn"), problems: []string{"error organization_role.unknown", "error organization_role.unknown → admin"}},
		{name: "unknown role of two", row: with("organizations", "hq:membr;lab:membr"), problems: []string{"error organization_role.unknown → member"}},
		{
			name: "unknown role for all", row: with("organizations", "hq", "organization_role", "membr"), problems: []string{"error organization_role.unknown → member"},
			after: with("organizations", "hq"),
		},
		{name: "the rules' organization", rules: hq, row: with(), after: with("organizations", "hq:member")},
		{name: "with the row's role", rules: hq, row: with("organization_role", "admin"), after: with("organizations", "hq:admin", "organization_role", "admin")},
		{name: "beside the row's", rules: hq, row: with("organizations", "lab", "organization_role", "admin"), after: with("organizations", "Lab:admin;hq:member", "organization_role", "admin")},
		{name: "which may be the same", rules: hq, row: with("organizations", "Hq:admin"), after: with("organizations", "hq:admin")},
		{name: "or be left", rules: hq, row: with("organizations", "-hq"), after: with("organizations", "-hq")},
		{name: "without a role", rules: roleless, row: with(), problems: []string{"error organization_role.missing"}},
	})
}

func TestCheckAttributes(t *testing.T) {
	soft := Rules{Severity: map[string]string{"attribute.invalid": "warning"}}
	runChecks(t, []checkTest{
		{
			name: "normal forms", row: with("attributes.COST_CENTER", "410", "attributes.grade", "senior", "attributes.desk", "+12.50", "attributes.remote", "ja", "attributes.born", "1990-12-31"),
			after: with("attributes.cost_center", "410", "attributes.grade", "Senior", "attributes.Desk", "12.50", "attributes.remote", "true", "attributes.born", "1990-12-31"),
		},
		{name: "cleared", row: with("attributes.grade", "", "attributes.desk", ""), after: with("attributes.grade", "", "attributes.Desk", "")},
		{
			name: "not of the type", row: with("attributes.cost_center", "4100", "attributes.grade", "Juniour", "attributes.Desk", "1,5", "attributes.remote", "maybe", "attributes.born", "31.12.1990", "attributes.note", strings.Repeat("x", 1001)),
			problems: []string{"error attribute.invalid", "error attribute.invalid", "error attribute.invalid", "error attribute.invalid → Junior", "error attribute.invalid", "error attribute.invalid"},
			after:    with(),
		},
		{name: "not declared", row: with("attributes.cost_centre", "410"), problems: []string{"error attribute.invalid → cost_center"}, after: with()},
		{name: "softened", rules: soft, row: with("attributes.desk", "Inf"), problems: []string{"warning attribute.invalid"}, after: with()},
	})
}

func TestCheckRequired(t *testing.T) {
	names := Rules{Required: []string{"given_name", "family_name"}}
	everything := Rules{Required: []string{"email", "mobile", "groups", "organizations", "password", "attributes.grade", "display_name", "full_name"}}
	runChecks(t, []checkTest{
		{name: "nobody", row: said{"given_name": "Ann"}, problems: []string{"error email.missing"}},
		{name: "an external id alone", row: said{"external_id": "7"}, problems: []string{"error email.missing"}},
		{name: "an external id where the definition asks for other things", rules: names, row: said{"external_id": "7", "given_name": "Ann", "family_name": "Lee"}},
		{name: "a username", row: said{"username": "ann"}},
		{name: "an address that is wrong is not missing too", row: said{"email": "ann@"}, problems: []string{"error email.invalid → ann@example.com"}},
		{name: "a contact with an external id", rules: Rules{ContactsOnly: true}, row: said{"external_id": "7"}},
		{name: "a contact with a username only", rules: Rules{ContactsOnly: true}, row: said{"username": "ann"}, problems: []string{"error email.missing"}, after: said{}},
		{name: "names", rules: names, row: with(), problems: []string{"error given_name.missing", "error family_name.missing"}},
		{name: "a name that could not be split", rules: names, row: with("full_name", "Madonna")},
		{name: "everything", rules: everything, row: said{}, problems: []string{
			"error email.missing", "error mobile.missing", "error groups.missing", "error organizations.missing",
			"error password.missing", "error attributes.grade.missing", "error display_name.missing", "error full_name.missing",
		}},
		{name: "everything is there", rules: everything, row: with("mobile", "+4915123456789", "groups", "Sales", "organizations", "hq:admin", "password", "Tr1cky!pass",
			"attributes.grade", "Senior", "given_name", "Ann", "family_name", "Lee")},
		{
			name: "what cannot be read is not missing too", rules: Rules{Required: []string{"mobile"}, Severity: map[string]string{"mobile.invalid": "warning"}}, row: with("mobile", "x"),
			problems: []string{"warning mobile.invalid"},
		},
		{
			name: "all at once", rules: names, row: said{"email": "bob@", "country": "Atlantis", "groups": "Nobody"},
			problems: []string{"error given_name.missing", "error family_name.missing", "error country.unknown", "error email.invalid → bob@example.com", "error group.unknown"}, after: said{"groups": ""},
		},
	})
}

func TestCheckNameFormatMakesUsernames(t *testing.T) {
	catalog := &Catalog{Username: UsernameRules{Format: "{given_name}", Max: 3}}
	for row, want := range map[string]int{"given_name": 0, "job_title": 1} {
		e := entryOf(t, said{row: "Ann"})
		newChecker(&Rules{}, NewIndex(catalog), &Layout{}).check(e)
		if len(e.Problems) != want {
			t.Errorf("with a %s only: %v", row, briefly(e.Problems))
		}
	}
}

func TestCheckOfContactsLooksAtNoUser(t *testing.T) {
	e := entryOf(t, with("status", "?", "license", "?", "username", "? ?", "groups", "?", "onboarding", "?", "password", "secret", "job_title", "Cook"))
	newChecker(&Rules{ContactsOnly: true, Organization: &RuleOrganization{Name: "hq"}}, NewIndex(testCatalog()), &Layout{}).check(e)
	if diff := cmp.Diff(with("job_title", "Cook"), after(e)); diff != "" || len(e.Problems) > 0 || e.Secrets != nil {
		t.Errorf("problems %v, the entry (-want +got):\n%s", briefly(e.Problems), diff)
	}
}

func TestLongNamesAreShortenedInMessages(t *testing.T) {
	for name, want := range map[string]string{
		"Sales":                 "“Sales”",
		strings.Repeat("ä", 60): "“" + strings.Repeat("ä", 60) + "”",
		strings.Repeat("ä", 61): "“" + strings.Repeat("ä", 60) + "…”",
	} {
		if got := quoted(name); got != want {
			t.Errorf("quoted(%q) = %s, want %s", name, got, want)
		}
	}
}

func TestProblemsSayColumnAndCell(t *testing.T) {
	layout := &Layout{Header: []string{"Mail", "Team"}, Columns: map[string]int{"email": 0, "groups": 1}}
	e := entryOf(t, said{"email": "bob@", "groups": "Enginering"})
	e.Row, e.Layout = Row{Number: 7, Cells: []string{"bob@ ", "Sales, Enginering"}}, layout
	newChecker(&Rules{}, NewIndex(testCatalog()), layout).check(e)
	want := []Problem{
		{Severity: Error, Code: "email.invalid", Field: "email", Column: "Mail", Value: "bob@ ", Message: "the address has no domain", Hint: "bob@example.com"},
		{
			Severity: Error, Code: "group.unknown", Field: "groups", Column: "Team", Value: "Sales, Enginering",
			Message: "the group “Enginering” is not in the catalog; correct the name, or add it to the catalog", Hint: "Engineering",
		},
	}
	if diff := cmp.Diff(want, e.Problems); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCheckPasswords(t *testing.T) {
	runChecks(t, []checkTest{
		{name: "good", row: with("password", "Tr1cky!pass")},
		{name: "every rule at once", row: with("password", "Ü"), problems: []string{
			"error password.too_short", "error password.no_digit", "error password.no_special",
		}},
		{name: "too long, no letter", row: with("password", "12345678901234567!"), problems: []string{
			"error password.too_long", "error password.no_letter",
		}},
		{name: "the username", row: with("username", "Anna.1!x", "password", "anna.1!x"), problems: []string{
			"error password.same_as_username",
		}},
		{name: "confirmation differs", row: with("password", "Tr1cky!pass", "password_confirmation", "Tr1cky!pasS"), problems: []string{
			"error password.mismatch",
		}},
		{name: "copied out of a report", row: with("password", HiddenCell), problems: []string{"error password.hidden"}},
	})
}

func TestCheckAMisspelledNameTakesNothingAway(t *testing.T) {
	e := entryOf(t, with("groups", "Salse"))
	newChecker(&Rules{Severity: map[string]string{"group.unknown": "warning"}}, NewIndex(testCatalog()), &Layout{}).check(e)
	if list := e.List(Groups); list == nil || list.Mode != ModeAdd || len(list.Items) != 0 {
		t.Errorf("got %+v", list)
	}
}

func TestCheckTheClientPortalMustBeLicensed(t *testing.T) {
	catalog := testCatalog()
	catalog.ClientPortal = false
	e := entryOf(t, with("portal", "client"))
	newChecker(&Rules{}, NewIndex(catalog), &Layout{}).check(e)
	if got := briefly(e.Problems); len(got) != 1 || got[0] != "error portal.not_licensed" {
		t.Errorf("got %q", got)
	}
}
