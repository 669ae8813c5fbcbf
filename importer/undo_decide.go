package importer

import (
	"context"
	"fmt"

	"github.com/google/uuid"
)

// decide says what becomes of the page's rows, after asking who is there: a few questions, however many rows.
func (u *undo) decide(ctx context.Context, p *deedPage) error {
	keys, repeated := p.keys(u.scope)
	people, err := u.o.History.Match(ctx, keys)
	if err != nil {
		return fmt.Errorf("look people up in the directory: %w", err)
	}
	now := newHolders(people)
	if p.ties, err = u.o.History.Ties(ctx, u.o.Undone, p.users(now)); err != nil {
		return fmt.Errorf("ask who has signed in: %w", err)
	}
	var all map[uuid.UUID][]Past
	if len(repeated) > 0 {
		if all, err = u.o.History.Pasts(ctx, u.o.Undone, repeated); err != nil {
			return err
		}
	}
	p.decisions = make([]*Decision, len(p.deeds))
	for i := range p.deeds {
		past := &p.deeds[i]
		if pasts := all[past.Contact]; len(pasts) > 1 {
			if pasts[len(pasts)-1].Row != past.Row {
				p.decisions[i] = doneBefore(p.rows[i], now.byID[past.Contact])
				continue
			}
			past = fold(pasts)
		}
		u.openSecret(past)
		d := u.comeback(p, past, now).decide(p.rows[i])
		p.decisions[i], p.pasts[d] = d, past
	}
	return nil
}

// openSecret opens the password hash that a row replaced, where there is the key.
func (u *undo) openSecret(past *Past) {
	if past.SignIn == nil || len(past.SignIn.Sealed) == 0 || u.o.Key == nil {
		return
	}
	if hash, err := u.o.Key.Open(past.SignIn.Sealed, past.Contact.String()); err == nil {
		past.SignIn.Hash = string(hash)
	}
}

// doneBefore is the decision about a row whose person an earlier row puts back as a whole.
func doneBefore(row int, now *Person) *Decision {
	return &Decision{Row: row, Line: row, Result: Unchanged, Before: now, After: now}
}

func (u *undo) comeback(p *deedPage, past *Past, now *holders) *comeback {
	return &comeback{
		undone: u.o.Undone, past: past, now: now.byID[past.Contact], tie: p.ties[past.User], manages: u.stay[past.Contact],
		gone: func(m uuid.UUID) bool {
			_, made := u.scope.Managers[m]
			return made && !u.stay[m]
		},
		holder: now.holder,
	}
}

// again decides once more about somebody who was changed while the undo ran.
func (u *undo) again(p *deedPage, d *Decision, now []*Person) {
	past := p.pasts[d]
	if past == nil {
		return
	}
	*d = *u.comeback(p, past, newHolders(now)).decide(d.Row)
}

// keys collects who is to be looked up: the people themselves, and who may have by now the keys that they had.
// It also returns those of them to whom the import did more than one thing.
func (p *deedPage) keys(scope *Scope) (keys Keys, repeated []uuid.UUID) {
	seen := make(map[uuid.UUID]bool, len(p.deeds))
	for i := range p.deeds {
		past := &p.deeds[i]
		keys.addPast(past)
		keys.SignIns = keys.SignIns || past.SignIn != nil
		if seen[past.Contact] {
			continue
		}
		seen[past.Contact] = true
		keys.Contacts = append(keys.Contacts, past.Contact)
		if scope.Repeated[past.Contact] {
			repeated = append(repeated, past.Contact)
		}
	}
	return keys, repeated
}

// addPast adds the keys that the person had before.
func (k *Keys) addPast(past *Past) {
	for _, f := range KeyFields {
		if was := past.Before.Values[f]; was != "" && past.Fields.Has(f) {
			k.add(f, Key(f, was))
			if f == ExternalID && past.System {
				k.System = past.Before.ExternalSystem
			}
		}
	}
}

// users returns the users whom the undo may remove.
func (p *deedPage) users(now *holders) []uuid.UUID {
	var users []uuid.UUID
	for i := range p.deeds {
		if past := &p.deeds[i]; (past.New || past.NewUser) && past.User != uuid.Nil && now.byID[past.Contact] != nil {
			users = append(users, past.User)
		}
	}
	return users
}

// holders are people by their ids and keys.
type holders struct {
	byID  map[uuid.UUID]*Person
	byKey [len(KeyFields)]map[string]*Person
}

func newHolders(people []*Person) *holders {
	s := newSnapshot(people, uuid.Nil)
	return &holders{byID: s.byID, byKey: s.byKey}
}

// holder returns who has the key now, nil for nobody.
func (h *holders) holder(f Field, key, system string) *Person {
	return (&snapshot{byKey: h.byKey}).find(f, key, system)
}
