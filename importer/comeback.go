package importer

import (
	"maps"
	"slices"

	"github.com/google/uuid"
)

// The events of people whom an undo removes. A user that goes while its contact stays is deleted too.
const (
	eventUserDeleted    = "user.deleted"
	eventContactDeleted = "contact.deleted"
)

// The codes of what an undo leaves as it is.
const (
	codeKept        = "undo.kept"
	codeDeactivated = "undo.deactivated"
)

// A Tie says what ties a user to the directory, so that it is not to be removed.
type Tie struct {
	SignedIn    bool // somebody has signed in
	OwnPassword bool // the password is not that of the import
}

// A comeback works out how a person becomes again what they were before an import. It is pure. What others changed since
// stays as it is, and is told.
type comeback struct {
	undone   uuid.UUID // the import
	past     *Past
	now      *Person // as the directory has them
	p        *Person // as they are to be
	tie      Tie
	manages  bool                                   // somebody who stays has them as manager
	gone     func(manager uuid.UUID) bool           // the manager is removed, or to be removed, by the undo
	holder   func(f Field, key, sys string) *Person // who has a key now, nil for nobody
	problems []Problem
}

// decide returns the decision about a row.
func (c *comeback) decide(row int) *Decision {
	d := &Decision{Row: row, Line: row, Result: Unchanged, Before: c.now, After: c.now}
	if c.now == nil {
		if !c.past.New {
			d.Problems = []Problem{kept("", "this person is not in the directory any more")}
		}
		return d
	}
	// The manager is called as the import called them: the undo changes what they are called, and may take them away, before
	// or after it comes to this row.
	if m := c.past.After.ManagerID; m != uuid.Nil && (c.now.ManagerID == m || c.now.ManagerID == uuid.Nil && c.gone(m)) {
		c.now = c.now.Clone()
		c.now.ManagerID, c.now.Values[Manager] = m, c.past.After.Values[Manager]
		d.Before = c.now
	}
	c.p = c.now.Clone()
	switch {
	case c.past.New:
		c.unmake(d)
	case c.past.NewUser && c.sameUser():
		c.putBack(false)
		c.unmakeUser(d)
	default:
		c.putBack(true)
		c.putBackSignIn(d)
	}
	d.After, d.Problems = c.p, append(d.Problems, c.problems...)
	d.resolve()
	return d
}

// sameUser reports whether the person still has the user that the row changed.
func (c *comeback) sameUser() bool { return c.now.UserID == c.past.User }

// resolve finds the result and the event of a decision to put somebody back.
func (d *Decision) resolve() {
	d.Forget()
	switch {
	case d.Removes != RemovesNothing && d.Before.HasUser():
		d.Result, d.Event = Updated, eventUserDeleted
	case d.Removes != RemovesNothing:
		d.Result, d.Event = Updated, eventContactDeleted
	case d.SignInBack != nil && len(Diff(d.Before, d.After)) == 0:
		d.Result, d.Event = Updated, eventPasswordChanged
	case len(Diff(d.Before, d.After)) == 0 && slices.Equal(d.Before.Grants, d.After.Grants) && d.Before.ManagerID == d.After.ManagerID:
		d.Result, d.Event, d.After = Unchanged, "", d.Before
		return
	default:
		d.Result, d.Event = Updated, eventOf(d.Before, d.After)
	}
	d.After.Version = d.Before.Version + 1
}

// Stay makes a decision to remove somebody one to keep them, deactivated: something that refers to them forbids it.
func (d *Decision) Stay() {
	d.Removes = RemovesNothing
	d.Problems = append(slices.Clip(d.Problems), stays("something in the directory refers to them"))
	d.resolve()
}

// unmake removes somebody whom the import made, or deactivates them where something ties them.
func (c *comeback) unmake(d *Decision) {
	c.tellChanges(func(Field) bool { return true })
	if c.manager() {
		c.keep(Manager.String(), "the manager was changed since")
	}
	reason := c.tied()
	switch {
	case reason != "":
	case c.manages:
		reason = "they are the manager of somebody who stays"
	case !c.sameUser():
		reason = "their user was made since"
	}
	c.remove(d, RemovesPerson, reason)
}

// unmakeUser removes the user that the import gave to a contact that was there.
func (c *comeback) unmakeUser(d *Decision) {
	c.tellChanges(Field.OfUser)
	c.remove(d, RemovesUser, c.tied())
}

// remove lets the person go, unless there is a reason for them to stay. In both cases c.p is what they become where they stay.
func (c *comeback) remove(d *Decision, what Removal, reason string) {
	if c.p.HasUser() {
		c.p.Values[Status] = StatusInactive
	}
	if reason == "" {
		d.Removes = what
		return
	}
	d.Problems = append(d.Problems, stays(reason))
}

// tied says why somebody is not to be removed, "" where nothing is in the way.
func (c *comeback) tied() string {
	switch {
	case c.tie.SignedIn:
		return "they have signed in"
	case c.tie.OwnPassword:
		return "they have a password that is not of this import"
	case len(c.problems) > 0:
		return "they were changed since"
	default:
		return ""
	}
}

// tellChanges notes what was changed since somebody was made: in the fields of those that count, in attributes, in what
// the user holds.
func (c *comeback) tellChanges(counts func(Field) bool) {
	after := &c.past.After
	for f := range StoredFields {
		if counts(f) && f != Manager && c.now.Values[f] != after.Values[f] {
			c.changedSince(f)
		}
	}
	if c.past.New {
		for _, change := range diffAttributes(after.Attributes, c.now.Attributes) {
			c.keep(change.Field, "the "+change.Field+" was changed since")
		}
	}
	for kind := range NumGrantKinds {
		c.tellGrants(after.GrantsOf(kind), c.now.GrantsOf(kind))
	}
}

func (c *comeback) tellGrants(left, now []Grant) {
	for _, g := range now {
		if !slices.Contains(left, g) {
			c.keptGrant(g, "was given or changed since")
		}
	}
	for _, g := range left {
		if !slices.ContainsFunc(now, g.Is) {
			c.keptGrant(g, "was taken away since")
		}
	}
}

// putBack gives the person the values that they had before the row, as far as nobody changed them since. user tells
// whether those of the user are meant too.
func (c *comeback) putBack(user bool) {
	user = user && c.sameUser()
	for f := range c.past.Fields.All() {
		if f != Manager && (user || !f.OfUser()) {
			c.putBackField(f)
		}
	}
	if c.manager() {
		c.keep(Manager.String(), "the manager was changed since")
	} else if c.past.Fields.Has(Manager) && c.now.ManagerID == c.past.After.ManagerID {
		c.p.ManagerID, c.p.Values[Manager] = c.past.Before.ManagerID, c.past.Before.Values[Manager]
	}
	for _, name := range c.past.Attributes {
		c.putBackAttribute(name)
	}
	c.putBackSystem()
	if !user {
		return
	}
	for kind := range NumGrantKinds {
		if c.past.Kinds[kind] {
			c.putBackGrants(kind)
		}
	}
	SortGrants(c.p.Grants)
}

// putBackSystem puts the external system back along with the external id that counts in it.
func (c *comeback) putBackSystem() {
	before, after := &c.past.Before, &c.past.After
	if c.past.System && c.now.ExternalSystem == after.ExternalSystem &&
		(!c.past.Fields.Has(ExternalID) || c.p.Values[ExternalID] == before.Values[ExternalID]) {
		c.p.ExternalSystem = before.ExternalSystem
	}
}

func (c *comeback) putBackField(f Field) {
	was, left, now := c.past.Before.Values[f], c.past.After.Values[f], c.now.Values[f]
	switch {
	case now == was:
	case now != left:
		c.changedSince(f)
	case c.taken(f, was):
		c.keep(f.String(), "somebody else has the old "+spoken(f)+" by now")
	default:
		c.p.Values[f] = was
	}
}

// taken reports whether somebody else has the key that the person had.
func (c *comeback) taken(f Field, was string) bool {
	if !IsKey(f) || was == "" {
		return false
	}
	system := c.now.ExternalSystem
	if c.past.System {
		system = c.past.Before.ExternalSystem
	}
	other := c.holder(f, Key(f, was), system)
	return other != nil && other.ContactID != c.now.ContactID
}

// manager reports whether somebody else changed the manager since.
func (c *comeback) manager() bool {
	now := c.now.ManagerID
	return c.past.Fields.Has(Manager) && now != c.past.Before.ManagerID && now != c.past.After.ManagerID ||
		c.past.New && !c.past.Fields.Has(Manager) && now != uuid.Nil
}

func (c *comeback) putBackAttribute(name string) {
	was, left, now := c.past.Before.Attributes[name], c.past.After.Attributes[name], c.now.Attributes[name]
	switch {
	case now == was:
	case now != left:
		c.keep(AttributeField(name), "the attribute "+name+" was changed since")
	default:
		setAttribute(c.p, name, was)
	}
}

// putBackGrants looks at each thing of the kind that the row gave, took away or changed.
func (c *comeback) putBackGrants(kind GrantKind) {
	was, left, now := byName(c.past.Before.GrantsOf(kind)), byName(c.past.After.GrantsOf(kind)), byName(c.now.GrantsOf(kind))
	names := maps.Clone(was)
	maps.Copy(names, left)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		before, after, here := was[name], left[name], now[name]
		switch {
		case before == after || here == before:
		case here != after:
			c.keptGrant(names[name], "was given, changed or taken away since")
		default:
			c.p.Grants = slices.DeleteFunc(c.p.Grants, after.Is)
			if before != (Grant{}) {
				c.p.Grants = append(c.p.Grants, before)
			}
		}
	}
}

func byName(grants []Grant) map[string]Grant {
	m := make(map[string]Grant, len(grants))
	for _, g := range grants {
		m[g.Name] = g
	}
	return m
}

func (c *comeback) changedSince(f Field) { c.keep(f.String(), "the "+spoken(f)+" was changed since") }

func (c *comeback) keptGrant(g Grant, what string) {
	c.keep(g.Kind.String(), "the "+g.Kind.Singular()+" "+g.Name+" "+what)
}

func (c *comeback) keep(field, why string) { c.problems = append(c.problems, kept(field, why)) }

// kept is the warning about what an undo leaves as it is.
func kept(field, why string) Problem {
	return Problem{Severity: Warning, Code: codeKept, Field: field, Message: why + ", so it was left as it is"}
}

// stays is the warning about somebody whom an undo does not remove.
func stays(why string) Problem {
	return Problem{Severity: Warning, Code: codeDeactivated, Message: "this person was made by the import and is deactivated, not removed: " + why}
}
