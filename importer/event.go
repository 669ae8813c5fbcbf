package importer

// The events of people, strongest first: an audit entry is named by the strongest
// that applies.
const (
	eventUserCreated    = "user.created"
	eventUserInvited    = "user.invited"
	eventContactCreated = "contact.created"
	eventDeactivated    = "user.deactivated"
	eventActivated      = "user.activated"
	eventUserUpdated    = "user.updated"
	eventContactUpdated = "contact.updated"
	eventMemberAdded    = "membership.added"
	eventMemberRemoved  = "membership.removed"
	eventGrantAdded     = "grant.added"
	eventGrantRemoved   = "grant.removed"

	eventPasswordChanged = "password.changed"
)

// eventOf names the change from before (nil: not there) to after.
func eventOf(before, after *Person) string {
	if before == nil {
		before = &Person{}
	}
	was, is := before.Values[Status], after.Values[Status]
	switch {
	case is == StatusInvited && was != StatusInvited:
		return eventUserInvited
	case after.HasUser() && !before.HasUser():
		return eventUserCreated
	case before.ContactID != after.ContactID:
		return eventContactCreated
	case was != is && is == StatusInactive:
		return eventDeactivated
	case was != is && was == StatusInactive:
		return eventActivated
	default:
		return fieldEvent(before, after)
	}
}

// fieldEvent names a change of fields, else of attributes, else of grants.
func fieldEvent(before, after *Person) string {
	userFields, contactFields := false, false
	for f := range StoredFields {
		if before.Values[f] != after.Values[f] {
			userFields = userFields || f.OfUser()
			contactFields = contactFields || !f.OfUser()
		}
	}
	switch {
	case userFields, contactFields && after.HasUser():
		return eventUserUpdated
	case contactFields, len(diffAttributes(before.Attributes, after.Attributes)) > 0:
		return eventContactUpdated
	default:
		return grantEvent(before, after)
	}
}

// grantEvent names a change of nothing but memberships and grants.
func grantEvent(before, after *Person) string {
	event := eventGrantRemoved
	for _, g := range after.Grants {
		switch {
		case has(before.Grants, g):
		case g.Kind == Groups || g.Kind == Organizations:
			return eventMemberAdded
		default:
			event = eventGrantAdded
		}
	}
	if event == eventGrantAdded {
		return event
	}
	for _, g := range before.Grants {
		if !has(after.Grants, g) && (g.Kind == Groups || g.Kind == Organizations) {
			return eventMemberRemoved
		}
	}
	return event
}
