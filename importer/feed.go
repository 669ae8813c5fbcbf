package importer

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
)

// Feeds knows whom the files of a definition have brought.
type Feeds interface {
	// FeedPeople calls use for everybody whom imports of the definition have created or matched and who is still in the
	// directory, each once, in the order of their ids.
	FeedPeople(ctx context.Context, definition string, use func(FeedPerson)) error
	// ActivePeople counts the users who are not inactive.
	ActivePeople(ctx context.Context) (int, error)
}

// A FeedPerson is somebody whom a definition has brought.
type FeedPerson struct {
	ContactID uuid.UUID
	// CreatedBy is the import that created the contact, zero for none.
	CreatedBy uuid.UUID
	// Active tells that there is a user who is not inactive.
	Active bool
	// AbsentIn is the import that deactivated the person because they were in no row of its file, zero for none; Was is
	// the status that they had before.
	AbsentIn uuid.UUID
	Was      string
	// BackIn is the import in which they were made active again since, zero for none.
	BackIn uuid.UUID
}

// A member is what a feed remembers of one person: compact, because a feed may have millions.
type member uint8

const (
	memberActive  member = 1 << iota // has a user who is not inactive
	memberAway                       // was deactivated by this feed, and comes back with a row
	memberInvited                    // was only invited when that happened
	memberGone                       // was deactivated by this very import, before it was cut off
)

// A feed is the people of a definition whose files name everybody, and which of them this file names.
type feed struct {
	// members never changes during the run, so that decisions can be taken in several goroutines.
	members map[uuid.UUID]member
	active  int // of the members
	// What follows only the deciding goroutine uses.
	named  map[uuid.UUID]struct{} // whom rows name, or (files: together) create
	joined int                    // active people whom a row names and who are no members yet
	good   int                    // rows that are not refused
	gap    string                 // why it cannot be said who is absent, "" where it can
}

// newFeed reads whom the definition has brought, nil where that is of no interest: who is absent from a file that does
// not name everybody means nothing.
func newFeed(ctx context.Context, o *Options) (*feed, error) {
	if o.Feeds == nil || !o.Import.Full || o.Import.Definition == "" {
		return nil, nil
	}
	f := &feed{members: make(map[uuid.UUID]member), named: make(map[uuid.UUID]struct{})}
	err := o.Feeds.FeedPeople(ctx, o.Import.Definition, func(p FeedPerson) { f.add(p, o.Import.ID) })
	if err != nil {
		return nil, fmt.Errorf("look up whom %s has brought: %w", o.Import.Definition, err)
	}
	return f, nil
}

// add takes a member in as they were before the import.
func (f *feed) add(p FeedPerson, imp uuid.UUID) {
	if p.CreatedBy == imp && imp != uuid.Nil {
		return
	}
	var m member
	mine := p.AbsentIn == imp && imp != uuid.Nil
	switch {
	case mine && p.BackIn == uuid.Nil:
		m |= memberActive | memberGone // it was cut off after it had come as far as this
	case p.AbsentIn != uuid.Nil && (p.BackIn == uuid.Nil || p.BackIn == imp):
		m |= memberAway
		if p.Was == StatusInvited {
			m |= memberInvited
		}
	}
	if p.Active {
		m |= memberActive
	}
	if m&memberActive != 0 {
		f.active++
	}
	f.members[p.ContactID] = m
}

// note remembers whom a row is about: everybody who has one of its keys, whether the row is refused or not.
func (f *feed) note(dec *Decision, e *Entry, s *snapshot, system string, match []Field) {
	if dec.Result != Failed {
		f.good++
	}
	placed := false
	for _, field := range KeyFields {
		key := e.key(field)
		if key == "" {
			continue
		}
		if p := s.find(field, key, system); p != nil {
			f.name(p)
			placed = true
		}
	}
	if f.gap == "" && !placed && !readable(e, match) {
		f.gap = fmt.Sprintf("it cannot be read whom row %d is about", dec.Row)
	}
}

func (f *feed) name(p *Person) {
	if _, seen := f.named[p.ContactID]; seen {
		return
	}
	f.named[p.ContactID] = struct{}{}
	if _, known := f.members[p.ContactID]; !known && p.MayBeActive() {
		f.joined++
	}
}

// readable reports whether the row says beyond doubt whom it is about: it has one of the fields by which people are
// recognized, and nothing is wrong with those that it has.
func readable(e *Entry, match []Field) bool {
	has := func(f Field) bool { return e.key(f) != "" }
	spoils := func(p Problem) bool { return spoilsKey(p, match) }
	return slices.ContainsFunc(match, has) && !slices.ContainsFunc(e.Problems, spoils)
}

// spoilsKey reports whether a problem means that a key may not be what somebody meant.
func spoilsKey(p Problem, match []Field) bool {
	switch p.Code {
	case "row.unreadable", "row.ragged":
		return true
	case p.Field + ".invalid", "digits.lost", "cell.error":
		field, ok := FieldNamed(p.Field)
		return ok && slices.Contains(match, field)
	default:
		return false
	}
}

// joins reports whether the feed has to remember the person of a decision anew: because the definition has not brought
// them before, or because they are back.
func (f *feed) joins(d *Decision) bool {
	switch {
	case f == nil || d.Result == Skipped || d.Result == Failed:
		return false
	case d.Before == nil:
		return true
	}
	m, known := f.members[d.Before.ContactID]
	return !known || m&memberAway != 0 && d.After.MayBeActive()
}

// back returns the status with which somebody comes back whom this feed has deactivated, "" for others.
func (f *feed) back(p *Person) string {
	if f == nil || !p.HasUser() || p.MayBeActive() {
		return ""
	}
	switch m := f.members[p.ContactID]; {
	case m&memberAway == 0:
		return ""
	case m&memberInvited != 0:
		return StatusInvited
	default:
		return StatusActive
	}
}

// isAbsent reports whether somebody whom the definition has brought is active and in no row.
func (f *feed) isAbsent(id uuid.UUID) bool {
	_, named := f.named[id]
	return !named && f.members[id]&memberActive != 0
}

// absent returns who is in no row, sorted by id, and how many of this import had deactivated already before it was cut off.
func (f *feed) absent() (ids []uuid.UUID, gone int) {
	for id, m := range f.members {
		if !f.isAbsent(id) {
			continue
		}
		if m&memberGone != 0 {
			gone++
		} else {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, compareIDs)
	return ids, gone
}

// people is of how many deactivations are a share: the active people whom the definition has brought, with this file.
func (f *feed) people() int { return f.active + f.joined }

// welcomeBack makes somebody active again whom this feed has deactivated, unless the row says what they are to be.
func (d *decider) welcomeBack(p, before *Person, e *Entry) {
	if status := d.feed.back(before); status != "" && (!e.Given.Has(Status) || e.AtCreation.Has(Status)) {
		p.Values[Status] = status
	}
}
