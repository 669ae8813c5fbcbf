package sqlstore

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"

	"github.com/google/uuid"

	"muster/importer"
)

// auditDetails is what taking a change back needs beyond the values that listings of the audit show. Almost all entries need
// little or nothing of it.
type auditDetails struct {
	New     bool    `json:"new,omitempty"`      // the entry made the contact
	NewUser bool    `json:"new_user,omitempty"` // the contact was there, and the entry made its user
	System  *fromTo `json:"system,omitempty"`   // the external system, where it or the external id changed
	Manager *fromTo `json:"manager,omitempty"`  // the manager's contact, where it changed
	// SignIn is what the entry did to how somebody signs in who had a user before.
	SignIn *signInDetails `json:"sign_in,omitempty"`
	// Given has those grants of the person, afterwards, of which the entry's lists of names do not say all: all that were
	// not given by the import itself.
	Given []heldGrant `json:"given,omitempty"`
}

// A fromTo is one value before and after.
type fromTo struct {
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

// signInDetails is the identity that an entry made or replaced; its secret is in a column of its own.
type signInDetails struct {
	Kind string           `json:"kind,omitempty"`
	Was  *identityDetails `json:"was,omitempty"`
}

// identityDetails is an identity that was replaced.
type identityDetails struct {
	Temporary bool   `json:"temporary,omitempty"`
	Import    string `json:"import,omitempty"`
	At        string `json:"at"`
}

// signInOf returns what the decision does to how somebody signs in who has a user already, nil for nothing.
func signInOf(d *importer.Decision) *signInDetails {
	if d.Before == nil || !d.Before.HasUser() || d.Credential == nil && d.Invitation == nil {
		return nil
	}
	s := &signInDetails{}
	if d.Credential == nil {
		return s
	}
	s.Kind = d.Credential.Kind
	if was := d.Before.SignIn; s.Kind == importer.IdentityPassword && was.Hash != "" {
		s.Was = &identityDetails{was.Temporary, idText(was.Import), timeText(was.At)}
	}
	return s
}

func (s *signInDetails) past(secret string) (*importer.PastSignIn, error) {
	if s == nil {
		return nil, nil
	}
	p := &importer.PastSignIn{Kind: s.Kind}
	if s.Was != nil {
		var at instant
		if err := at.Scan(s.Was.At); err != nil {
			return nil, err
		}
		p.Was = &importer.PastIdentity{Temporary: s.Was.Temporary, Import: parseID(s.Was.Import), At: at.Time}
	}
	var err error
	p.Sealed, err = base64.StdEncoding.DecodeString(secret)
	return p, err
}

// onlyNew is the text of the details of most entries about new people.
const onlyNew = `{"new":true}`

// A heldGrant is a grant in full.
type heldGrant struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
	Role string `json:"role,omitempty"`
	By   string `json:"by"`
}

func held(g importer.Grant) heldGrant {
	return heldGrant{Kind: g.Kind.String(), Name: g.Name, Role: g.Role, By: g.By}
}

// auditDetails writes what the person held before, of the kinds that change, and the entry's details; "" where there is
// nothing to say.
func (w *batchWriter) auditDetails(d *importer.Decision) (grantsBefore, details string, err error) {
	after := d.Left()
	if after == nil {
		after = &importer.Person{}
	}
	if grantsBefore, err = grantsText(d.Before, after); err != nil {
		return "", "", err
	}
	more := detailsOf(d.Before, after, w.imp.GivenBy())
	more.SignIn = signInOf(d)
	details, err = more.text()
	return grantsBefore, details, err
}

// grantsText writes what the person held before, of the kinds that change.
func grantsText(before, after *importer.Person) (string, error) {
	if before == nil || len(before.Grants) == 0 {
		return "", nil
	}
	var had []heldGrant
	for kind := range importer.NumGrantKinds {
		if grants := before.GrantsOf(kind); !slices.Equal(grants, after.GrantsOf(kind)) {
			for _, g := range grants {
				had = append(had, held(g))
			}
		}
	}
	if len(had) == 0 {
		return "", nil
	}
	text, err := json.Marshal(had)
	return string(text), err
}

func detailsOf(before, after *importer.Person, givenBy string) *auditDetails {
	d := &auditDetails{New: before == nil}
	var was importer.Person
	if before != nil {
		was = *before
		d.NewUser = !was.HasUser() && after.HasUser()
		if was.ExternalSystem != after.ExternalSystem || was.Values[importer.ExternalID] != after.Values[importer.ExternalID] {
			d.System = &fromTo{was.ExternalSystem, after.ExternalSystem}
		}
	}
	if was.ManagerID != after.ManagerID {
		d.Manager = &fromTo{idText(was.ManagerID), idText(after.ManagerID)}
	}
	for kind := range importer.NumGrantKinds {
		d.addGiven(was.GrantsOf(kind), after.GrantsOf(kind), givenBy)
	}
	return d
}

// addGiven notes what the names of one kind, as an entry lists them, do not say.
func (d *auditDetails) addGiven(had, has []importer.Grant, givenBy string) {
	if len(has) == 0 || slices.Equal(had, has) {
		return
	}
	hidden := slices.EqualFunc(had, has, func(a, b importer.Grant) bool { return a.Is(b) && a.Role == b.Role })
	for _, g := range has {
		if hidden || g.By != givenBy || ambiguous(g) {
			d.Given = append(d.Given, held(g))
		}
	}
}

// ambiguous reports whether the text of a grant, "NAME:ROLE", can be read in two ways.
func ambiguous(g importer.Grant) bool {
	return strings.Contains(g.Role, roleSign) || strings.Contains(g.Name, roleSign)
}

// roleSign stands between the name of a grant and the role in it.
const roleSign = ":"

func (d *auditDetails) text() (string, error) {
	switch {
	case d.SignIn != nil || d.NewUser || d.System != nil || d.Manager != nil || len(d.Given) > 0:
		text, err := json.Marshal(d)
		return string(text), err
	case d.New:
		return onlyNew, nil
	default:
		return "", nil
	}
}

func readDetails(text []byte) (d auditDetails, err error) {
	switch string(text) {
	case "":
	case onlyNew:
		d.New = true
	default:
		err = json.Unmarshal(text, &d)
	}
	return d, err
}

// grant returns the grant, or false where there is no such kind any more.
func (h heldGrant) grant() (importer.Grant, bool) {
	kind, ok := importer.GrantKindNamed(h.Kind)
	return importer.Grant{Kind: kind, Name: h.Name, Role: h.Role, By: h.By}, ok
}

func parseID(text string) uuid.UUID {
	id, err := uuid.Parse(text)
	if err != nil {
		return uuid.Nil
	}
	return id
}
