package importer

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// testCatalog has at least one name of every kind.
func testCatalog() *Catalog {
	return &Catalog{
		ClientPortal:      true,
		Organizations:     []Organization{{Name: "hq"}, {Name: "Lab", SignIn: "sso"}},
		OrganizationRoles: []Named{{"member"}, {"admin"}},
		Groups:            []Named{{"Sales"}, {"Engineering"}, {"Straße"}},
		Roles:             []Named{{"reader"}, {"editor"}},
		Profiles:          []Named{{"office"}},
		Scopes:            []Named{{"admin"}},
		Rights:            []Named{{"Any_User_Write"}, {"Any_User_read"}},
		Accounts:          []Named{{"ACME-EU"}},
		Licenses:          []LicenseType{{Name: "Standard", Seats: 5}},
		Attributes: map[string]AttributeType{
			"cost_center": {Type: "string", Pattern: "[0-9]{3}"},
			"grade":       {Type: "one_of", Values: []string{"Junior", "Senior"}},
			"Desk":        {Type: "number"},
			"remote":      {Type: "boolean"},
			"born":        {Type: "date"},
			"note":        {Type: "string"},
		},
		Username: UsernameRules{Reserved: []string{"Root"}},
		Actors: []CatalogActor{
			{Name: "boss", Organizations: []string{"hq"}, Scopes: []string{"ADMIN"}, Rights: []string{"any_user_write"}},
			{Name: "clerk"},
		},
	}
}

func TestIndexFindsNamesHoweverTheyAreSpelled(t *testing.T) {
	x := NewIndex(testCatalog())
	tests := []struct {
		kind       GrantKind
		name, want string
	}{
		{Groups, "Sales", "Sales"},
		{Groups, " sALES ", "Sales"},
		{Groups, "STRASSE", "Straße"},
		{Groups, "Strasse", "Straße"},
		{Organizations, "HQ", "hq"},
		{Rights, "ANY_USER_READ", "Any_User_read"},
		{Accounts, "acme-eu", "ACME-EU"},
		{Groups, "reader", ""}, // a role
		{Groups, "", ""},
	}
	for _, test := range tests {
		got, ok := x.Find(test.kind, test.name)
		if got != test.want || ok != (test.want != "") {
			t.Errorf("Find(%s, %q) = %q, %t; want %q", test.kind, test.name, got, ok, test.want)
		}
	}
	if o, ok := x.Organization("LAB"); !ok || o.SignIn != "sso" {
		t.Errorf("Organization(LAB) = %+v, %t", o, ok)
	}
	if l, ok := x.License("standard"); !ok || l.Seats != 5 {
		t.Errorf("License(standard) = %+v, %t", l, ok)
	}
	if a, ok := x.Attribute("desk"); !ok || a.Type != "number" {
		t.Errorf("Attribute(desk) = %+v, %t", a, ok)
	}
	if name, ok := x.AttributeName("DESK"); !ok || name != "Desk" {
		t.Errorf("AttributeName(DESK) = %q, %t", name, ok)
	}
	if r, ok := x.OrganizationRole("Member"); !ok || r != "member" {
		t.Errorf("OrganizationRole(Member) = %q, %t", r, ok)
	}
}

func TestIndexOfNothing(t *testing.T) {
	x := NewIndex(nil)
	for kind := range NumGrantKinds {
		if name, ok := x.Find(kind, "x"); ok || x.Nearest(kind, "x") != "" {
			t.Errorf("%s: found %q", kind, name)
		}
	}
	_, isLicense := x.License("")
	_, isRole := x.OrganizationRole("")
	_, isAttribute := x.Attribute("")
	if isLicense || isRole || isAttribute || x.Catalog() == nil {
		t.Error("an empty catalog knows something")
	}
}

func TestFirstOfTwoNamesThatFoldAlikeIsFound(t *testing.T) {
	x := NewIndex(&Catalog{Groups: []Named{{"Sales"}, {"SALES"}}, Licenses: []LicenseType{{"a", 1}, {"A", 2}}})
	if name, _ := x.Find(Groups, "SALES"); name != "Sales" {
		t.Errorf("Find = %q, want Sales", name)
	}
	if l, _ := x.License("A"); l.Seats != 1 {
		t.Errorf("License(A) has %d seats, want 1", l.Seats)
	}
}

func TestNearestIsRememberedAndBounded(t *testing.T) {
	x := NewIndex(testCatalog())
	for range 2 {
		if near := x.Nearest(Groups, "Enginering"); near != "Engineering" {
			t.Errorf("Nearest = %q, want Engineering", near)
		}
	}
	for i := range 3 * maxGuesses {
		x.Nearest(Groups, "unknown"+itoa(i))
	}
	if n := len(x.grants[Groups].guesses); n == 0 || n > maxGuesses {
		t.Errorf("%d guesses are kept, want at most %d", n, maxGuesses)
	}
}

func TestNewActor(t *testing.T) {
	no := false
	closed := testCatalog()
	closed.Local = &no
	tests := []struct {
		catalog    *Catalog
		name, want string
		wrong      string
	}{
		{testCatalog(), "", "local:root", ""},
		{nil, "", "local:root", ""},
		{testCatalog(), "local:root", "local:root", ""},
		{testCatalog(), " BOSS", "boss", ""},
		{closed, "boss", "boss", ""},
		{closed, "", "", "local: false"},
		{closed, "local:root", "", "local: false"},
		{testCatalog(), "bos", "", "did you mean boss?"},
		{testCatalog(), "local:somebody", "", "no actor"},
		{nil, "boss", "", "no actor"},
	}
	for _, test := range tests {
		actor, err := NewActor(test.catalog, test.name, "root", "host-1")
		if test.wrong != "" {
			if !errors.Is(err, ErrActor) || !strings.Contains(err.Error(), test.wrong) {
				t.Errorf("NewActor(%q): %v, want %q", test.name, err, test.wrong)
			}
			continue
		}
		if err != nil || actor.Name != test.want || actor.OSUser != "root" || actor.Host != "host-1" {
			t.Errorf("NewActor(%q) = %+v, %v; want %s", test.name, actor, err, test.want)
		}
	}
}

func TestActorsHoldWhatTheCatalogSays(t *testing.T) {
	boss, err := NewActor(testCatalog(), "boss", "root", "")
	if err != nil {
		t.Fatal(err)
	}
	got := []bool{boss.All, boss.May(Scopes, "admin"), boss.May(Rights, "any_user_write"), boss.May(Rights, "any_user_read"), boss.May(Organizations, "hq")}
	if diff := cmp.Diff([]bool{false, true, true, false, true}, got); diff != "" {
		t.Errorf("All, admin, write, read, hq (-want +got):\n%s", diff)
	}
}

func TestRefuseMembers(t *testing.T) {
	hq := &Rules{Organization: &RuleOrganization{Name: "hq"}}
	column := &Layout{Columns: map[string]int{"organizations": 0}}
	tests := []struct {
		actor   string
		rules   *Rules
		layout  *Layout
		refused bool
	}{
		{"", hq, column, false},
		{"boss", hq, column, false},
		{"clerk", &Rules{}, &Layout{}, false},
		{"clerk", &Rules{}, column, true},
		{"clerk", hq, &Layout{}, true},
	}
	for _, tt := range tests {
		actor, err := NewActor(testCatalog(), tt.actor, "root", "")
		if err != nil {
			t.Fatal(err)
		}
		if err := RefuseMembers(&actor, tt.rules, tt.layout); errors.Is(err, ErrActor) != tt.refused {
			t.Errorf("%q: got %v", tt.actor, err)
		}
	}
}

func TestRefuse(t *testing.T) {
	x := NewIndex(testCatalog())
	asks := &Rules{ActorHolds: &Holdings{Scopes: []string{"admin"}, Rights: []string{"Any_User_Write", "ANY_USER_READ"}, Profiles: []string{"gone"}}}
	tests := []struct {
		actor string
		rules *Rules
		want  string // part of the message; "" lets it begin
	}{
		{"", asks, ""},
		{"boss", asks, "asks for profile gone, right Any_User_read (rules"},
		{"clerk", asks, "scope admin, right Any_User_Write, right Any_User_read"},
		{"clerk", &Rules{}, ""},
		{"", &Rules{Organization: &RuleOrganization{Name: "HQ", Role: "Member"}}, ""},
		{"", &Rules{Organization: &RuleOrganization{Name: "labb"}}, "did you mean Lab?"},
		{"", &Rules{Organization: &RuleOrganization{Name: "hq", Role: "memberr"}}, "did you mean member?"},
	}
	for _, test := range tests {
		actor, err := NewActor(x.Catalog(), test.actor, "root", "")
		if err != nil {
			t.Fatal(err)
		}
		err = x.Refuse(&actor, test.rules)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: %v, want %q", test.actor, err, test.want)
		}
	}
}
