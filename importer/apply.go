package importer

import (
	"maps"
	"slices"
	"strings"
)

// The words of kind, status and portal that decisions set or ask for.
const (
	KindPerson     = "person"
	StatusActive   = "active"
	StatusInactive = "inactive"
	StatusInvited  = "invited"
	KindService    = "service"
	PortalInternal = "internal"
	PortalClient   = "client"
	AccessRemove   = "remove"
)

// create decides about somebody who is new.
func (d *decider) create(dec *Decision, e *Entry, s *snapshot) {
	p := &Person{
		ContactID: d.newID(), Version: 1, ExternalSystem: d.system(e),
		CreatedAt: d.now(), CreatedBy: d.imp.Actor.Name, Import: d.imp.ID,
	}
	p.Values[Kind] = KindPerson
	d.addUser(p)
	d.clone(dec, p, e, s)
	d.apply(p, nil, e)
	d.dated(p, e, true)
	d.giveDefaults(p)
	d.seat(nil, p, e)
	d.name(p, nil, e, s)
	dec.Result, dec.After = Created, p
	d.onboard(dec, e)
	dec.Event = eventOf(nil, p)
	d.warnPowerless(e, p)
}

// update decides about somebody who is there already.
func (d *decider) update(dec *Decision, e *Entry, before *Person, s *snapshot) {
	defer d.withhold(dec, e, before)()
	p := before.Clone()
	if !p.HasUser() {
		d.addUser(p)
		d.clone(dec, p, e, s)
	}
	if p.Values[ExternalID] == "" {
		p.ExternalSystem = d.system(e)
	}
	d.apply(p, before, e)
	d.welcomeBack(p, before, e)
	d.dated(p, e, !before.HasUser())
	dec.After = p
	if before.HasUser() {
		deactivated(p, before)
		if !d.awake(dec, e) {
			d.mailMemberships(dec, e)
		}
		d.repassword(dec, e)
	} else {
		d.giveDefaults(p)
		d.name(p, before, e, s)
		d.onboard(dec, e)
	}
	d.seat(before, p, e)
	d.protect(e, before, p)
	if d.locksOutInSpiteOfMistakes(dec, e) {
		return
	}
	d.settle(dec)
	if dec.Writes() {
		d.warnPowerless(e, p) // not again every night about somebody who stays as they are
	}
}

// settle finds the result of a decision about somebody who is there: from what differs.
func (d *decider) settle(dec *Decision) {
	before, after := dec.Before, dec.After
	dec.Forget()
	switch {
	case !before.HasUser() && after.HasUser():
		dec.Result = Created // the contact was there, its user is new
	case len(Diff(before, after)) > 0:
		dec.Result = Updated
	default:
		dec.Result, dec.After, dec.Event = Unchanged, before, ""
		return
	}
	after.Version = before.Version + 1
	dec.Event = eventOf(before, after)
}

// locksOutInSpiteOfMistakes decides about a row that says that somebody has left, and in which other cells are
// wrong: who has left must not keep the access for a typing mistake. Only the status is changed, and the
// mistakes become warnings.
func (d *decider) locksOutInSpiteOfMistakes(dec *Decision, e *Entry) bool {
	if e.Good() || !e.Given.Has(Status) || e.Values[Status] != StatusInactive || !dec.Before.HasUser() {
		return false
	}
	problems := slices.Clone(e.Problems)
	for i := range problems {
		if problems[i].Severity == Error && refusesDeactivation(&problems[i]) {
			return false
		}
		problems[i].Severity = Warning
	}
	e.Problems = problems
	dec.After = dec.Before.Clone()
	dec.After.Values[Status], dec.After.Values[StatusWithinDates] = StatusInactive, ""
	deactivated(dec.After, dec.Before)
	dec.Credential, dec.Invitation, dec.Mails = nil, nil, nil
	d.settle(dec)
	return true
}

// refusesDeactivation reports whether the problem leaves it open who has left, or whether.
func refusesDeactivation(p *Problem) bool {
	f, _ := FieldNamed(p.Field)
	return strings.HasPrefix(p.Code, "match.") || strings.HasSuffix(p.Code, ".duplicate_in_file") ||
		p.Code == "user.protected" || p.Code == "organization.not_held" || p.Code == "row.unreadable" ||
		p.Code == "row.conflict" && (IsKey(f) || f == Status)
}

func (d *decider) system(e *Entry) string {
	if e.key(ExternalID) == "" {
		return ""
	}
	return d.rules.ExternalSystem
}

// mfaRequired is the word of Catalog.MFA for a second factor that new users have to enrol, unless their row says otherwise.
const mfaRequired = "required"

// addUser gives the contact a user.
func (d *decider) addUser(p *Person) {
	if d.rules.ContactsOnly {
		return
	}
	p.UserID = d.newID()
	p.Values[Status], p.Values[Portal] = StatusActive, PortalInternal
	if d.index.Catalog().MFA == mfaRequired {
		p.Values[RequireMFA] = "true"
	}
}

// giveDefaults gives a new user what the catalog gives to each. It comes after what the row says, which may not
// take any of it away.
func (d *decider) giveDefaults(p *Person) {
	if !p.HasUser() {
		return
	}
	defaults := d.index.Catalog().Defaults
	if p.Values[License] == "" {
		p.Values[License] = defaults.License
	}
	for _, name := range defaults.Groups {
		p.Grants = give(p.Grants, Grant{Kind: Groups, Name: name, By: defaultsGave})
	}
	for _, name := range defaults.Profiles {
		p.Grants = give(p.Grants, Grant{Kind: Profiles, Name: name, By: defaultsGave})
	}
	SortGrants(p.Grants)
}

// defaultsGave is who gives the catalog's defaults: no definition, so that none takes them away again.
const defaultsGave = "catalog"

// apply makes p what the entry says. before is nil for somebody new.
func (d *decider) apply(p, before *Person, e *Entry) {
	for f := range e.Given.All() {
		if f >= StoredFields || f == Manager || (f.OfUser() && !p.HasUser()) {
			continue
		}
		if e.AtCreation.Has(f) && (f == Username || !isNew(before, f.OfUser())) {
			continue // the definition made it up, for new people; a username is numbered first
		}
		if sameValue(f, p.Values[f], e.Values[f]) {
			continue
		}
		p.Values[f] = e.Values[f]
	}
	nameDisplay(p, before, e)
	for name, value := range e.Attributes {
		if before == nil || !e.AttributesAtCreation[name] {
			setAttribute(p, name, value)
		}
	}
	d.applyLists(p, before, e)
}

// applyLists changes what p has as the entry's lists say.
func (d *decider) applyLists(p, before *Person, e *Entry) {
	if !p.HasUser() {
		return
	}
	for i := range e.Lists {
		if isNew(before, true) || !e.Lists[i].AtCreation {
			d.applyList(p, e, &e.Lists[i])
		}
	}
	SortGrants(p.Grants)
}

// isNew reports whether the contact, or the user, is made by this row.
func isNew(before *Person, user bool) bool { return before == nil || user && !before.HasUser() }

// sameValue reports whether a value stays as it is: an address that differs only in upper and lower case is no
// change, and who is invited is active only once they accept.
func sameValue(f Field, have, want string) bool {
	switch f {
	case Email, Username:
		return have != "" && Key(f, have) == Key(f, want)
	case Status:
		return have == want || have == StatusInvited && want == StatusActive
	default:
		return have == want
	}
}

// nameDisplay keeps a display name that was made of the names in step with them.
func nameDisplay(p, before *Person, e *Entry) {
	if e.Given.Has(DisplayName) {
		return
	}
	made := p.Values[DisplayName] == ""
	if before != nil {
		made = made || before.Values[DisplayName] == fullName(before)
	}
	if made {
		p.Values[DisplayName] = fullName(p)
	}
}

func fullName(p *Person) string {
	return strings.TrimSpace(p.Values[GivenName] + " " + p.Values[FamilyName])
}

func setAttribute(p *Person, name, value string) {
	if p.Attributes[name] == value {
		return
	}
	attributes := maps.Clone(p.Attributes)
	if attributes == nil {
		attributes = make(map[string]string)
	}
	if value == "" {
		delete(attributes, name)
	} else {
		attributes[name] = value
	}
	p.Attributes = attributes
}

// applyList changes what p has of one kind as the list says.
func (d *decider) applyList(p *Person, e *Entry, list *List) {
	leave := list.Kind == Organizations && e.Values[Access] == AccessRemove
	if !leave {
		d.takeAway(p, e, list)
	}
	for _, item := range list.Items {
		g := Grant{Kind: list.Kind, Name: item.Name, Role: item.Role, By: d.imp.GivenBy()}
		switch {
		case list.Kind == Organizations && !d.holds(g):
			e.Fail(list.Kind.String(), "organization.not_held",
				"you do not administer the organization "+item.Name+"; ask one of its administrators to import this row", "")
		case leave || item.Sign == '-':
			d.remove(p, e, g)
		case !d.holds(g) && !has(p.Grants, g):
			e.Warn(list.Kind.String(), "right.not_held",
				"you do not hold the "+list.Kind.Singular()+" "+item.Name+", so it was not given", "")
		default:
			p.Grants = give(p.Grants, g)
		}
	}
}

// takeAway removes what the list does not name and its mode does not leave alone. A list of signed items
// only says what to add and to remove.
func (d *decider) takeAway(p *Person, e *Entry, list *List) {
	signed := func(item ListItem) bool { return item.Sign != 0 }
	plain := func(item ListItem) bool { return item.Sign == 0 }
	if list.Mode == ModeAdd || slices.ContainsFunc(list.Items, signed) && !slices.ContainsFunc(list.Items, plain) {
		return
	}
	for _, g := range slices.Clone(p.GrantsOf(list.Kind)) {
		named := slices.ContainsFunc(list.Items, func(item ListItem) bool { return item.Name == g.Name }) ||
			d.joined.of(e.Row.Number).names(g)
		if !named && (list.Mode == ModeAll || g.By == d.imp.GivenBy()) {
			d.remove(p, e, g)
		}
	}
}

// remove takes a grant away, if the actor may: who cannot give a thing cannot take it either.
func (d *decider) remove(p *Person, e *Entry, g Grant) {
	switch {
	case !has(p.Grants, g):
	case d.holds(g):
		p.Grants = slices.DeleteFunc(p.Grants, g.Is)
	default:
		e.Warn(g.Kind.String(), "right.not_held",
			"you do not hold the "+g.Kind.Singular()+" "+g.Name+", so it was not taken away", "")
	}
}

// holds reports whether the actor may give or take the grant. Groups are no privilege.
func (d *decider) holds(g Grant) bool {
	return !d.imp.Actor.Lacks(g)
}

func has(grants []Grant, g Grant) bool { return slices.ContainsFunc(grants, g.Is) }

// give adds the grant; who has it already keeps it from whom they had it, in the new role.
func give(grants []Grant, g Grant) []Grant {
	for i := range grants {
		if !grants[i].Is(g) {
			continue
		}
		if g.Role != "" && grants[i].Role != g.Role {
			grants[i].Role, grants[i].By = g.Role, g.By
		}
		return grants
	}
	return append(grants, g)
}

// protect refuses changes to the sign-in of somebody who may do more than the actor.
func (d *decider) protect(e *Entry, before, after *Person) {
	if d.imp.Actor.All || !before.HasUser() || d.earlier(e).created {
		return
	}
	touched := ""
	for _, f := range [...]Field{Email, Username, Status} {
		if before.Values[f] != after.Values[f] {
			touched = spoken(f)
		}
	}
	if touched == "" {
		return
	}
	if g := d.notHeld(before); g != nil {
		e.Fail("", "user.protected", called(before)+" has the "+g.Kind.Singular()+" "+g.Name+
			", which you do not hold; somebody who does must change the "+touched, "")
	}
}

// notHeld returns the first thing that the person has and the actor does not hold, nil for none.
func (d *decider) notHeld(p *Person) *Grant {
	for i := range p.Grants {
		if !d.holds(p.Grants[i]) {
			return &p.Grants[i]
		}
	}
	return nil
}

// warnPowerless warns when the user will be able to do nothing.
func (d *decider) warnPowerless(e *Entry, p *Person) {
	if !p.HasUser() || !e.Good() {
		return // about a row that is refused for another reason it would be one worry too many
	}
	c := d.index.Catalog()
	lacks := func(kind GrantKind) bool {
		return len(p.GrantsOf(kind)) == 0 && !d.joined.of(e.Row.Number).given(kind) // a later row may bring it
	}
	if len(c.Roles) > 0 && lacks(Roles) {
		e.Warn(Roles.String(), "role.none", "this user has no role and will be able to do nothing; give at least one role", "")
	}
	if len(c.Profiles) > 0 && (lacks(Profiles) || lacks(Groups)) {
		e.Warn(Profiles.String(), "access.none", "this user lacks a group or a profile and cannot sign in; give both", "")
	}
}
