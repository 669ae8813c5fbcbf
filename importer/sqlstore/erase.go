package sqlstore

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// Erased says what became of somebody who was erased. It has nothing personal in it. The JSON form is stable.
type Erased struct {
	// Subject is the id by which the audit knows the person: the user's, or the contact's where there was no user.
	Subject uuid.UUID `json:"subject"`
	// Mails were in the outbox; History is how many entries of the audit lost their values; Rows is how many
	// results of imports lost what they said about the person.
	Mails   int `json:"mails"`
	History int `json:"history"`
	Rows    int `json:"rows"`
	// Managed is how many others have no manager now.
	Managed int `json:"managed"`
	// Imports had rows about the person, oldest first.
	Imports []uuid.UUID `json:"imports"`
}

// erasedText stands where a value about somebody who was erased stood.
const erasedText = "[erased]"

// Erase removes somebody from the directory: the contact, the user, all that they have and the mails to them; from the results of imports and
// from the audit, where other people's entries name them too, all that was said about them. What stays is an entry
// user.erased with nothing but an id, and the ids in other entries. It waits up to wait for an import to end.
//
// The error is ErrNoPerson where nobody is called so, an importer.ErrActor where the actor does not hold what the person
// holds, and a *LockedError where an import is running.
func (s *Store) Erase(ctx context.Context, who string, actor *importer.Actor, wait time.Duration) (*Erased, error) {
	lock, err := s.lockImports(ctx, wait)
	if err != nil {
		return nil, err
	}
	defer lock.unlock()
	e := &eraser{store: s, actor: actor, said: &Erased{Imports: []uuid.UUID{}}}
	err = s.transact(ctx, func(c *session) error {
		e.session = c
		return e.erase(ctx, who)
	})
	if err != nil {
		return nil, wrap(ctx, err, "erase the person")
	}
	return e.said, wrap(ctx, s.scrub(ctx), "the person is erased, but the file still has remains in unused places, as it could not be written anew")
}

// scrub writes a SQLite file anew, without what was deleted: else it stays in the file where there is free space. PostgreSQL
// frees such space by itself (autovacuum).
func (s *Store) scrub(ctx context.Context) error {
	if s.at.postgres != nil {
		return nil
	}
	for _, statement := range []string{"vacuum", "pragma wal_checkpoint(truncate)"} {
		if _, err := s.write.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// An eraser erases one person in one transaction.
type eraser struct {
	store   *Store
	session *session
	actor   *importer.Actor
	person  *importer.Person
	names   personNames
	said    *Erased
}

func (e *eraser) erase(ctx context.Context, who string) (err error) {
	if e.person, err = e.store.person(ctx, e.session, who); err != nil {
		return err
	}
	if err := e.actor.MayTouch(e.person.Grants, "erase this person"); err != nil {
		return err
	}
	e.said.Subject = e.person.ContactID
	if e.person.HasUser() {
		e.said.Subject = e.person.UserID
	}
	for _, step := range []func(context.Context) error{
		e.learnNames, e.blankOthersHistory, e.blankRows, e.blankTellings, e.blankGuards, e.releaseManaged, e.deletePerson, e.audit,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// learnNames finds out how the person is, and was ever, called: others' results and entries may say it.
func (e *eraser) learnNames(ctx context.Context) error {
	e.names = newPersonNames(e.person)
	query := "select w.before, w.after from v join audit a on a.contact_id = v.id join audit_values w on w.audit_id = a.id"
	return e.session.query(ctx, contactSheet(e.person), query, func(rows *sqlx.Rows) error {
		var before, after []byte
		err := rows.Scan(&before, &after)
		return errors.Join(err, e.names.learn(before), e.names.learn(after))
	})
}

// releaseManaged takes the person away from those whose manager they are, each with an entry of its own.
func (e *eraser) releaseManaged(ctx context.Context) error {
	a := e.store.newAuditor(e.actor, uuid.Nil, 0)
	query := "select c.id, u.id from contacts c left join users u on u.contact_id = c.id where c.manager_id in (select id from v) order by c.id"
	err := e.session.query(ctx, contactSheet(e.person), query, func(rows *sqlx.Rows) error {
		var contact uuid.UUID
		var user uuid.NullUUID
		if err := rows.Scan(&contact, &user); err != nil {
			return err
		}
		event, subject := "contact.updated", contact
		if user.Valid {
			event, subject = "user.updated", user.UUID
		}
		id := a.add(event, subject.String(), contact, 0)
		a.values.add(id, `{"manager":"`+erasedText+`"}`, "", "", "", "")
		e.said.Managed++
		return nil
	})
	if err != nil {
		return err
	}
	if err := e.session.exec(ctx, contactSheet(e.person), "update contacts set manager_id = null, version = version + 1 from v where contacts.manager_id = v.id"); err != nil {
		return err
	}
	return a.write(ctx, e.session)
}

// deletePerson removes all that the directory holds about the person.
func (e *eraser) deletePerson(ctx context.Context) error {
	ofUser := " where user_id in (select u.id from users u join v on v.id = u.contact_id)"
	for _, table := range []string{"identities", "invitations", "memberships", "group_members", "grants"} {
		if err := e.session.exec(ctx, contactSheet(e.person), "delete from "+table+ofUser); err != nil {
			return err
		}
	}
	for _, d := range []struct {
		statement string
		count     *int
	}{
		{"delete from outbox" + ofUser + " returning id", &e.said.Mails},
		{"delete from audit_values where audit_id in (select a.id from audit a join v on v.id = a.contact_id) returning audit_id", &e.said.History},
		{"delete from users where contact_id in (select id from v) returning id", new(int)},
		{"delete from contacts where id in (select id from v) returning id", new(int)},
	} {
		err := e.session.query(ctx, contactSheet(e.person), d.statement, func(*sqlx.Rows) error { *d.count++; return nil })
		if err != nil {
			return err
		}
	}
	return nil
}

// audit notes that it happened, and to whom by nothing but an id.
func (e *eraser) audit(ctx context.Context) error {
	a := e.store.newAuditor(e.actor, uuid.Nil, 1)
	a.add("user.erased", e.said.Subject.String(), e.person.ContactID, 0)
	return a.write(ctx, e.session)
}

// addImport notes that an import had a row about the person.
func (e *eraser) addImport(id uuid.UUID) {
	if !slices.Contains(e.said.Imports, id) {
		e.said.Imports = append(e.said.Imports, id)
	}
}
