package definition

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"muster/importer"
)

func TestCatalogSaysWhatTheFileSays(t *testing.T) {
	c, err := LoadCatalog("testdata/catalog.yaml")
	if err != nil {
		t.Fatal(err)
	}
	yes := true
	policy := importer.DefaultPasswordPolicy()
	want := &importer.Catalog{
		Tenant:            importer.Tenant{Name: "Acme", URL: "https://id.example.com"},
		Organizations:     []importer.Organization{{Name: "hq", SignIn: "password"}, {Name: "lab", SignIn: "sso"}},
		OrganizationRoles: named("member", "admin"), Groups: named("Sales", "Engineering"), Roles: named("reader", "editor"),
		Profiles: named("office"), Scopes: named("admin"), Rights: named("Any_User_Write", "Any_User_read"), Accounts: named("ACME-EU"),
		Licenses: []importer.LicenseType{{Name: "standard", Seats: 500}},
		Attributes: map[string]importer.AttributeType{
			"cost_center": {Type: "string", Pattern: "[0-9]{3}"}, "grade": {Type: "one_of", Values: []string{"a", "b"}},
		},
		PasswordPolicy: &policy, MFA: "optional", Mails: "separate",
		Defaults: importer.CatalogDefaults{Groups: []string{}, Profiles: []string{}, License: "standard"},
		Username: importer.UsernameRules{Format: "{given_name:1}{family_name}", Min: 2, Max: 64, Reserved: []string{"admin", "root"}},
		Local:    &yes,
		Actors: []importer.CatalogActor{{
			Name: "boss", Organizations: []string{"hq"}, Scopes: []string{"admin"}, Rights: []string{"Any_User_Write"},
			Roles: []string{}, Accounts: []string{}, Profiles: []string{},
		}},
	}
	if diff := cmp.Diff(want, c); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func named(names ...string) []importer.Named {
	list := make([]importer.Named, len(names))
	for i, n := range names {
		list[i].Name = n
	}
	return list
}

func TestNamesMayBeWrittenBothWays(t *testing.T) {
	c := parsedCatalog(t, "groups: [Sales, {name: \" Lab \"}, 2024, no]\norganizations: [hq]\nlicenses: [basic]\nactors: [boss]\n")
	if diff := cmp.Diff(named("Sales", "Lab", "2024", "no"), c.Groups); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	if c.Organizations[0].Name != "hq" || c.Licenses[0].Name != "basic" || c.Actors[0].Name != "boss" {
		t.Errorf("got %+v", c)
	}
}

func TestReferencesTakeTheSpellingOfWhatTheyReferTo(t *testing.T) {
	c := parsedCatalog(t, "groups: [Sales]\nprofiles: [Office]\nlicenses: [Standard]\nscopes: [Admin]\n"+
		"defaults: {groups: [SALES], profiles: [office], license: standard}\nactors: [{name: boss, scopes: [admin]}]\n")
	got := []string{c.Defaults.Groups[0], c.Defaults.Profiles[0], c.Defaults.License, c.Actors[0].Scopes[0]}
	if diff := cmp.Diff([]string{"Sales", "Office", "Standard", "Admin"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPasswordPolicyKeepsItsDefaults(t *testing.T) {
	want := importer.DefaultPasswordPolicy()
	want.Min, want.Special = 12, false
	if c := parsedCatalog(t, "password_policy: {min: 12, special: false}\n"); *c.PasswordPolicy != want {
		t.Errorf("got %+v, want %+v", *c.PasswordPolicy, want)
	}
	if c := parsedCatalog(t, "password_policy:\n"); c.PasswordPolicy != nil {
		t.Errorf("a key without a value set the policy to %+v", *c.PasswordPolicy)
	}
}

func TestMarshalCatalogWritesNamesAsNames(t *testing.T) {
	data, err := MarshalCatalog(parsedCatalog(t, "groups: [Sales, {name: Lab}]\nlicenses: [{name: big, seats: 5}, small]\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := "licenses:\n- name: big\n  seats: 5\n- small\n"
	if got := string(data); !strings.Contains(got, "groups:\n- Sales\n- Lab\n") || !strings.Contains(got, want) {
		t.Errorf("got:\n%s", got)
	}
}

// What MarshalCatalog writes, ParseCatalog reads back to the same catalog, whatever the names look like.
func TestMarshalCatalogCanBeReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anyCatalog(t)
		data, err := MarshalCatalog(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ParseCatalog("catalog.yaml", data)
		if err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-want +got):\n%s\n%s", diff, data)
		}
	})
}

// anyCatalog draws a catalog whose names look like other things: numbers, words of YAML, signs.
func anyCatalog(t *rapid.T) *importer.Catalog {
	name := rapid.OneOf(
		rapid.SampledFrom([]string{"no", "null", "~", "1e3", "01234", "2024-01-01", "a: b", "- x", "#1", "*a", "&a", "{x}", "'", "\"", "x ", "日本"}),
		rapid.StringMatching(`[a-zà-ÿ]{1,8}( [a-z]{1,5})?`),
	)
	pick := func(label string) []string { return distinct(rapid.SliceOfN(name, 0, 5).Draw(t, label)) }
	groups, licenses := pick("groups"), pick("licenses")
	c := &importer.Catalog{ClientPortal: rapid.Bool().Draw(t, "portal"), MFA: rapid.SampledFrom([]string{"", "optional", "required"}).Draw(t, "mfa")}
	if len(groups) > 0 {
		c.Groups = named(groups...)
		c.Defaults.Groups = groups[:1:1]
	}
	for _, n := range licenses {
		c.Licenses = append(c.Licenses, importer.LicenseType{Name: n, Seats: rapid.IntRange(0, 3).Draw(t, "seats")})
		c.Defaults.License = n
	}
	if rapid.Bool().Draw(t, "policy") {
		c.PasswordPolicy = &importer.PasswordPolicy{Min: 1, Max: rapid.IntRange(1, 99).Draw(t, "max"), Digit: rapid.Bool().Draw(t, "digit")}
	}
	for _, n := range pick("attributes") {
		if c.Attributes == nil {
			c.Attributes = map[string]importer.AttributeType{}
		}
		c.Attributes[n] = importer.AttributeType{Type: "one_of", Values: []string{"a", n + "x"}}
	}
	return c
}

// distinct keeps names that a catalog can have beside each other.
func distinct(list []string) []string {
	var kept []string
	for _, n := range list {
		n = cleaned(n)
		if n != "" && !slices.ContainsFunc(kept, func(k string) bool { return strings.EqualFold(k, n) }) {
			kept = append(kept, n)
		}
	}
	return kept
}

func parsedCatalog(t *testing.T, data string) *importer.Catalog {
	t.Helper()
	c, err := ParseCatalog("catalog.yaml", []byte(data))
	if err != nil {
		t.Fatal(err)
	}
	return c
}
