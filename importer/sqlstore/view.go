package sqlstore

import (
	"bytes"
	"encoding/json"
	"maps"
	"time"

	"github.com/google/uuid"

	"muster/importer"
)

// OrNull is a text that JSON shows as null where it is empty.
type OrNull string

// MarshalJSON writes the text, or null.
func (t OrNull) MarshalJSON() ([]byte, error) {
	if t == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(t))
}

func idOrNull(id uuid.UUID) OrNull { return OrNull(idText(id)) }

// A User is how the directory shows a user. Lists are sorted by code point, times are UTC; the JSON form is stable.
type User struct {
	ID                uuid.UUID    `json:"id"`
	Username          OrNull       `json:"username"`
	Email             OrNull       `json:"email"`
	Status            OrNull       `json:"status"`
	Portal            OrNull       `json:"portal"`
	License           OrNull       `json:"license"`
	EmailVerified     bool         `json:"email_verified"`
	MustResetPassword bool         `json:"must_reset_password"`
	RequireMFA        bool         `json:"require_mfa"`
	Contact           ContactData  `json:"contact"`
	Identities        []Identity   `json:"identities"`
	Organizations     []Membership `json:"organizations"`
	Groups            []string     `json:"groups"`
	Roles             []string     `json:"roles"`
	Profiles          []string     `json:"profiles"`
	Scopes            []string     `json:"scopes"`
	Rights            []string     `json:"rights"`
	Accounts          []string     `json:"accounts"`
	CreatedAt         time.Time    `json:"created_at"`
	CreatedBy         string       `json:"created_by"`
	Import            OrNull       `json:"import"`
}

// ContactData is what a contact says about a person.
type ContactData struct {
	ID          uuid.UUID         `json:"id"`
	Kind        OrNull            `json:"kind"`
	ExternalID  OrNull            `json:"external_id"`
	GivenName   OrNull            `json:"given_name"`
	FamilyName  OrNull            `json:"family_name"`
	DisplayName OrNull            `json:"display_name"`
	Mobile      OrNull            `json:"mobile"`
	Phone       OrNull            `json:"phone"`
	Country     OrNull            `json:"country"`
	Language    OrNull            `json:"language"`
	JobTitle    OrNull            `json:"job_title"`
	Department  OrNull            `json:"department"`
	Location    OrNull            `json:"location"`
	Manager     OrNull            `json:"manager"`
	StartDate   OrNull            `json:"start_date"`
	EndDate     OrNull            `json:"end_date"`
	Attributes  map[string]string `json:"attributes"`
}

// A Contact is how the directory shows a contact on its own.
type Contact struct {
	ContactData
	Email OrNull `json:"email"`
	User  OrNull `json:"user"` // its id
}

// An Identity is one way in which a user signs in.
type Identity struct {
	Kind      string `json:"kind"`
	Temporary bool   `json:"temporary"`
}

// A Membership is a user's place in an organization.
type Membership struct {
	Name string `json:"name"`
	Role OrNull `json:"role"`
}

// An AuditEntry is one change of the directory, and who made it. Before and After are JSON objects with
// the changed fields, null where there is nothing or where the values were erased.
type AuditEntry struct {
	At      time.Time       `json:"at"`
	Event   string          `json:"event"`
	Actor   string          `json:"actor"`
	OSUser  string          `json:"os_user"`
	Host    string          `json:"host"`
	Subject string          `json:"subject"` // the user's id, the contact's where there is no user, the import's, or "catalog"
	Import  OrNull          `json:"import"`
	Row     *int            `json:"row"`
	Before  json.RawMessage `json:"before"`
	After   json.RawMessage `json:"after"`
}

// A Mail is a message in the outbox.
type Mail struct {
	ID       uuid.UUID `json:"id"`
	To       string    `json:"to"`
	Template string    `json:"template"`
	State    string    `json:"state"`
	Attempts int       `json:"attempts"`
	User     OrNull    `json:"user"`
	Import   OrNull    `json:"import"`
}

// An ImportRow is the result of one row of an import, as the directory keeps it.
type ImportRow struct {
	Row      int                `json:"row"`
	Result   string             `json:"result"`
	User     OrNull             `json:"user_id"`
	Contact  OrNull             `json:"contact_id"`
	Problems []importer.Problem `json:"problems"`
}

func contactData(p *importer.Person) ContactData {
	v := func(f importer.Field) OrNull { return OrNull(p.Values[f]) }
	attributes := maps.Clone(p.Attributes)
	if attributes == nil {
		attributes = map[string]string{}
	}
	return ContactData{
		ID: p.ContactID, Kind: v(importer.Kind), ExternalID: v(importer.ExternalID), GivenName: v(importer.GivenName),
		FamilyName: v(importer.FamilyName), DisplayName: v(importer.DisplayName), Mobile: v(importer.Mobile),
		Phone: v(importer.Phone), Country: v(importer.Country), Language: v(importer.Language),
		JobTitle: v(importer.JobTitle), Department: v(importer.Department), Location: v(importer.Location),
		Manager: v(importer.Manager), StartDate: v(importer.StartDate), EndDate: v(importer.EndDate), Attributes: attributes,
	}
}

// ViewContact returns how the directory shows the person's contact.
func ViewContact(p *importer.Person) Contact {
	return Contact{ContactData: contactData(p), Email: OrNull(p.Values[importer.Email]), User: idOrNull(p.UserID)}
}

// ViewUser returns how the directory shows the person's user.
func ViewUser(p *importer.Person, identities []Identity) User {
	names := func(kind importer.GrantKind) []string {
		list := []string{}
		for _, g := range p.GrantsOf(kind) {
			list = append(list, g.Name)
		}
		return list
	}
	u := User{
		ID: p.UserID, Username: OrNull(p.Values[importer.Username]), Email: OrNull(p.Values[importer.Email]),
		Status: OrNull(p.Values[importer.Status]), Portal: OrNull(p.Values[importer.Portal]), License: OrNull(p.Values[importer.License]),
		EmailVerified: p.Values[importer.EmailVerified] == "true", MustResetPassword: p.Values[importer.MustResetPassword] == "true",
		RequireMFA: p.Values[importer.RequireMFA] == "true", Contact: contactData(p),
		Identities: append([]Identity{}, identities...), Organizations: []Membership{},
		Groups: names(importer.Groups), Roles: names(importer.Roles), Profiles: names(importer.Profiles),
		Scopes: names(importer.Scopes), Rights: names(importer.Rights), Accounts: names(importer.Accounts),
		CreatedAt: p.CreatedAt, CreatedBy: p.CreatedBy, Import: idOrNull(p.Import),
	}
	for _, g := range p.GrantsOf(importer.Organizations) {
		u.Organizations = append(u.Organizations, Membership{g.Name, OrNull(g.Role)})
	}
	return u
}

// rawObject is a JSON column's text as it is shown: null where there is none.
func rawObject(text []byte) json.RawMessage {
	if len(text) == 0 {
		return json.RawMessage("null")
	}
	return bytes.Clone(text)
}
