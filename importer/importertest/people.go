package importertest

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"muster/importer"
)

// Started is when example imports start.
var Started = time.Date(2026, 11, 21, 2, 30, 0, 123456000, time.UTC)

// Actor runs example imports.
func Actor() importer.Actor {
	return importer.Actor{Name: "local:tester", OSUser: "tester", Host: "host.example.com", All: true}
}

// Catalog returns a small catalog with something of every kind.
func Catalog() *importer.Catalog {
	named := func(names ...string) []importer.Named {
		list := make([]importer.Named, len(names))
		for i, n := range names {
			list[i].Name = n
		}
		return list
	}
	return &importer.Catalog{
		Tenant:            importer.Tenant{Name: "Acme"},
		Organizations:     []importer.Organization{{Name: "hq"}, {Name: "lab", SignIn: "sso"}},
		OrganizationRoles: named("admin", "member"),
		Groups:            named("Engineering", "Sales"),
		Roles:             named("editor", "reader"),
		Profiles:          named("office"),
		Scopes:            named("admin"),
		Rights:            named("Any_User_Write", "Any_User_read"),
		Accounts:          named("ACME-EU"),
		Licenses:          []importer.LicenseType{{Name: "standard", Seats: 500}},
		Attributes:        map[string]importer.AttributeType{"cost_center": {Type: "string", Pattern: "[0-9]{3}"}},
		MFA:               "optional",
		Defaults:          importer.CatalogDefaults{License: "standard"},
	}
}

// Import returns an import with an id of its own, that brings Catalog.
func Import() *importer.Import {
	return &importer.Import{
		ID: uuid.Must(uuid.NewV7()), Definition: "hr-nightly", Source: "people.csv", SHA256: "0f",
		Actor: Actor(), Started: Started, Writers: 2, Catalog: Catalog(),
	}
}

// Person returns the n-th example person, new, with a user who holds something of most kinds. People of different
// numbers share no key.
func Person(n int, imp *importer.Import) *importer.Person {
	p := &importer.Person{
		ContactID: uuid.Must(uuid.NewV7()), UserID: uuid.Must(uuid.NewV7()), Version: 1, ExternalSystem: "sap",
		Attributes: map[string]string{"cost_center": "410"},
		CreatedAt:  Started, CreatedBy: imp.Actor.Name, Import: imp.ID,
	}
	v := &p.Values
	v[importer.Kind] = "person"
	v[importer.ExternalID] = fmt.Sprintf("E-%04d", n)
	v[importer.GivenName], v[importer.FamilyName] = "Zoë", fmt.Sprintf("O'Neill-%d", n)
	v[importer.DisplayName] = v[importer.GivenName] + " " + v[importer.FamilyName]
	v[importer.Email] = fmt.Sprintf("Zoe.%04d@example.com", n)
	v[importer.Username] = fmt.Sprintf("zoe%04d", n)
	v[importer.Mobile], v[importer.Country], v[importer.Language] = "+4930123456", "DE", "de"
	v[importer.Status], v[importer.Portal], v[importer.License] = "active", "internal", "standard"
	v[importer.EmailVerified], v[importer.MustResetPassword] = "false", "true"
	v[importer.StartDate] = "2026-12-01"
	by := imp.GivenBy()
	p.Grants = []importer.Grant{
		{Kind: importer.Organizations, Name: "hq", Role: "member", By: by},
		{Kind: importer.Groups, Name: "Engineering", By: by},
		{Kind: importer.Groups, Name: "Sales", By: by},
		{Kind: importer.Roles, Name: "reader", By: by},
		{Kind: importer.Rights, Name: "Any_User_read", By: by},
	}
	return p
}

// Create returns the decision of a row that makes the person.
func Create(row int, p *importer.Person) *importer.Decision {
	event := "contact.created"
	if p.HasUser() {
		event = "user.created"
	}
	return &importer.Decision{Row: row, Line: row, Result: importer.Created, After: p, Event: event}
}

// Update returns the decision of a row that changes the person as it was found.
func Update(row int, before *importer.Person, change func(*importer.Person)) *importer.Decision {
	after := before.Clone()
	change(after)
	importer.SortGrants(after.Grants)
	after.Version = before.Version + 1
	return &importer.Decision{Row: row, Line: row, Result: importer.Updated, Before: before, After: after, Event: "user.updated"}
}

// Batch returns a batch whose decisions come to stay as they are: a test that expects one to be decided again sets
// Again itself.
func Batch(number int, decisions ...*importer.Decision) *importer.Batch {
	return &importer.Batch{
		Number: number, Decisions: decisions,
		Again: func(d *importer.Decision, _ []*importer.Person) {
			panic(fmt.Sprintf("row %d was decided again", d.Row))
		},
		KeysOf: func(d *importer.Decision) importer.Keys { return KeysOf(d.After) },
	}
}

// KeysOf returns the keys of the people.
func KeysOf(people ...*importer.Person) importer.Keys {
	keys := importer.Keys{}
	add := func(list *[]string, key string) {
		if key != "" {
			*list = append(*list, key)
		}
	}
	for _, p := range people {
		if p.Values[importer.ExternalID] != "" {
			keys.System = p.ExternalSystem
		}
		add(&keys.ExternalIDs, importer.Key(importer.ExternalID, p.Values[importer.ExternalID]))
		add(&keys.Emails, importer.Key(importer.Email, p.Values[importer.Email]))
		add(&keys.Usernames, importer.Key(importer.Username, p.Values[importer.Username]))
	}
	return keys
}
