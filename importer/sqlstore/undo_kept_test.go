package sqlstore_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"muster/importer"
)

// What another import changed since stays as it is, field by field and grant by grant; the rest goes back.
func TestUndoKeepsWhatChangedSince(t *testing.T) {
	both := worlds(t)
	check(t, 40)
	rapid.Check(t, func(rt *rapid.T) {
		earlier := rapid.SliceOfN(feeds(6), 0, 2).Draw(rt, "earlier files")
		undone, later := feeds(6).Draw(rt, "undone file"), feeds(6).Draw(rt, "later file")
		for _, w := range both {
			w.begin(rt)
			for _, f := range earlier {
				w.importFeed(f)
			}
			var h history
			h.before = w.everybody()
			imported := w.importFeed(undone)
			if imported.State == importer.Stopped {
				continue
			}
			h.left = w.everybody()
			w.importFeed(later)
			h.changed = w.everybody()
			summary := w.undo(imported.Import, undone.batch)
			h.now = w.everybody()
			if kept := h.check(w); kept > summary.Undo.Kept+summary.Undo.Deactivated {
				w.Fatalf("%s: %d values stay, and the undo says %+v", w.name, kept, summary.Undo)
			}
		}
	})
}

func (w *world) everybody() map[uuid.UUID]*importer.Person {
	rows, err := w.db.Query("select id from contacts")
	if err != nil {
		w.Fatal(err)
	}
	defer rows.Close()
	var keys importer.Keys
	for rows.Next() {
		var id uuid.UUID
		if err := rows.Scan(&id); err != nil {
			w.Fatal(err)
		}
		keys.Contacts = append(keys.Contacts, id)
	}
	if err := rows.Err(); err != nil {
		w.Fatal(err)
	}
	people, err := w.store.Match(w.t.Context(), keys)
	if err != nil {
		w.Fatal(err)
	}
	return byContact(people)
}

// A history is who was there before an import, after it, after a later import, and after the first was undone.
type history struct {
	before, left, changed, now map[uuid.UUID]*importer.Person
}

// check checks everybody who is there in the end, or should be, and returns how many values of the undone import stay.
func (h *history) check(w *world) (kept int) {
	for id, changed := range h.changed {
		before, left, now := h.before[id], h.left[id], h.now[id]
		switch {
		case left == nil: // the later import made them
			h.same(w, changed, now, 0)
		case before == nil && now == nil:
			if facts(left, changed) != 0 {
				w.Fatalf("%s: %v was changed by the later import, and removed", w.name, changed)
			}
		case before == nil:
			kept++
			h.same(w, changed, now, importer.Fields(importer.Status))
			if now.HasUser() && now.Values[importer.Status] != importer.StatusInactive {
				w.Fatalf("%s: %v is neither removed nor deactivated", w.name, now)
			}
		case before.HasUser() == left.HasUser():
			kept += h.put(w, id)
		}
	}
	return kept
}

// facts counts how much differs between two states of a person.
func facts(a, b *importer.Person) int {
	n := len(importer.Diff(a, b))
	if a.ManagerID != b.ManagerID && a.Values[importer.Manager] == b.Values[importer.Manager] {
		n++
	}
	return n
}

// same checks that two states of a person differ in nothing but those fields.
func (h *history) same(w *world, want, got *importer.Person, but importer.FieldSet) {
	if got == nil {
		w.Fatalf("%s: %v is gone", w.name, want)
	}
	if want.ManagerID != got.ManagerID {
		w.Fatalf("%s: the manager of %v is %v, want %v", w.name, got.ContactID, got.ManagerID, want.ManagerID)
	}
	but.Add(importer.Manager) // is called by what the undo may have put back
	for _, c := range importer.Diff(want, got) {
		if f, ok := importer.FieldNamed(c.Field); !ok || !but.Has(f) {
			w.Fatalf("%s: %s of %v is %v, want %v", w.name, c.Field, got.ContactID, c.After(), c.Before())
		}
	}
}

// put checks somebody who was there before: each value, each grant.
func (h *history) put(w *world, id uuid.UUID) (kept int) {
	before, left, changed, now := h.before[id], h.left[id], h.changed[id], h.now[id]
	if now == nil || now.UserID != changed.UserID {
		w.Fatalf("%s: %v is now %v", w.name, changed, now)
	}
	sameUser := changed.UserID == left.UserID
	for f := range importer.StoredFields {
		if f == importer.Manager || f.OfUser() && !sameUser {
			continue
		}
		n, ok := verdict(before.Values[f], left.Values[f], changed.Values[f], now.Values[f])
		if !ok && !(importer.IsKey(f) && h.held(f, before, id)) {
			w.Fatalf("%s: %v of %v was %q, then %q, then %q, and is %q", w.name, f, id, before.Values[f], left.Values[f], changed.Values[f], now.Values[f])
		}
		if !ok {
			n = 1
		}
		kept += n
	}
	n, ok := verdict(before.ManagerID, left.ManagerID, changed.ManagerID, now.ManagerID)
	if !ok {
		w.Fatalf("%s: the manager of %v was %v, then %v, then %v, and is %v", w.name, id, before.ManagerID, left.ManagerID, changed.ManagerID, now.ManagerID)
	}
	kept += n
	if !sameUser {
		return kept
	}
	grants := slices.Clone(before.Grants)
	for _, g := range left.Grants {
		if !slices.ContainsFunc(grants, g.Is) {
			grants = append(grants, g)
		}
	}
	for _, g := range grants {
		if n, ok := verdict(grantLike(before, g), grantLike(left, g), grantLike(changed, g), grantLike(now, g)); !ok {
			w.Fatalf("%s: %v of %v: %v, then %v, then %v, and now %v", w.name, g, id, before.Grants, left.Grants, changed.Grants, now.Grants)
		} else {
			kept += n
		}
	}
	return kept
}

// held reports whether somebody else had the person's old key when the import was undone.
func (h *history) held(f importer.Field, before *importer.Person, id uuid.UUID) bool {
	for other, p := range h.changed {
		if other != id && importer.Key(f, p.Values[f]) == importer.Key(f, before.Values[f]) {
			return true
		}
	}
	return false
}

func grantLike(p *importer.Person, g importer.Grant) importer.Grant {
	for _, other := range p.Grants {
		if other.Is(g) {
			return other
		}
	}
	return importer.Grant{}
}

// verdict says whether a value is right that was before, was left by the import, and was changed by a later one; and
// whether it is one that was changed since and stays.
func verdict[T comparable](before, left, changed, now T) (kept int, ok bool) {
	switch {
	case before == left || changed == before:
		return 0, now == changed
	case changed == left:
		return 0, now == before
	default:
		return 1, now == changed
	}
}
