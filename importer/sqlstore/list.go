package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"iter"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// page is how many people a listing loads at a time.
const page = 500

// Users yields the users that the filter lets through, sorted by username, then email. An error is the last
// thing it yields.
func (s *Store) Users(ctx context.Context, f Filter) iter.Seq2[User, error] {
	c := f.ofPeople()
	c.add("u.id is not null")
	return func(yield func(User, error) bool) {
		err := s.people(ctx, c, " order by u.username, c.email, c.id", func(people []*importer.Person) error {
			identities, err := s.identities(ctx, people)
			if err != nil {
				return err
			}
			for _, p := range people {
				if !yield(ViewUser(p, identities[p.UserID]), nil) {
					return errEnough
				}
			}
			return nil
		})
		yieldError(ctx, err, "list users", yield)
	}
}

// Contacts yields the contacts that the filter lets through, sorted by email, then external id. An error is the last
// thing it yields.
func (s *Store) Contacts(ctx context.Context, f Filter) iter.Seq2[Contact, error] {
	return func(yield func(Contact, error) bool) {
		err := s.people(ctx, f.ofPeople(), " order by c.email, c.external_id, c.id", func(people []*importer.Person) error {
			for _, p := range people {
				if !yield(ViewContact(p), nil) {
					return errEnough
				}
			}
			return nil
		})
		yieldError(ctx, err, "list contacts", yield)
	}
}

// errEnough ends a listing whose reader wants no more.
var errEnough = errors.New("enough")

func yieldError[T any](ctx context.Context, err error, doing string, yield func(T, error) bool) {
	if err != nil && !errors.Is(err, errEnough) {
		var none T
		yield(none, wrap(ctx, err, doing))
	}
}

// people hands over everybody who meets the conditions, in order, some at a time: memory stays flat. While one connection
// streams their ids, another loads them.
func (s *Store) people(ctx context.Context, where *conditions, order string, use func([]*importer.Person) error) error {
	ids := make([]string, 0, page)
	flush := func() error {
		people, err := loadPeople(ctx, s.reading(), ids)
		if err != nil {
			return err
		}
		people = inOrder(people, ids)
		ids = ids[:0]
		return use(people)
	}
	query := s.read.Rebind("select c.id" + contactsAndUsers + where.where() + order)
	err := s.reading().scan(ctx, query, where.args, func(rows *sqlx.Rows) error {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		ids = append(ids, id)
		if len(ids) < page {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}

// inOrder sorts people as their ids are; who has gone meanwhile is left out.
func inOrder(people []*importer.Person, ids []string) []*importer.Person {
	byID := make(map[string]*importer.Person, len(people))
	for _, p := range people {
		byID[p.ContactID.String()] = p
	}
	sorted := make([]*importer.Person, 0, len(people))
	for _, id := range ids {
		if p := byID[id]; p != nil {
			sorted = append(sorted, p)
		}
	}
	return sorted
}

// identities returns how the people's users sign in.
func (s *Store) identities(ctx context.Context, people []*importer.Person) (map[uuid.UUID][]Identity, error) {
	ids := make([]string, len(people))
	for i, p := range people {
		ids[i] = p.UserID.String()
	}
	found := make(map[uuid.UUID][]Identity)
	query := "select user_id, kind, temporary from identities where user_id in (select id from v) order by kind"
	err := s.reading().query(ctx, keySheet(uuidColumn("id"), ids), query, func(rows *sqlx.Rows) error {
		var user uuid.UUID
		var i Identity
		err := rows.Scan(&user, &i.Kind, &i.Temporary)
		found[user] = append(found[user], i)
		return err
	})
	return found, err
}

// Audit yields the audit entries that the filter lets through, oldest first. An error is the last thing it
// yields.
func (s *Store) Audit(ctx context.Context, f Filter) iter.Seq2[AuditEntry, error] {
	where := f.ofEvents("a.contact_id", "a.import_id", "a.at")
	query := `select a.at, a.event, a.actor, a.os_user, a.host, a.subject, a.import_id, a.row_number, v.before, v.after
		from audit a left join audit_values v on v.audit_id = a.id` + where.where() + " order by a.id"
	return list(ctx, s, "list the audit", query, where.args, func(rows *sqlx.Rows) (e AuditEntry, err error) {
		var at instant
		var imp uuid.NullUUID
		var before, after []byte
		err = rows.Scan(&at, &e.Event, &e.Actor, &e.OSUser, &e.Host, &e.Subject, &imp, &e.Row, &before, &after)
		e.At, e.Import, e.Before, e.After = at.Time, idOrNull(imp.UUID), rawObject(before), rawObject(after)
		return e, err
	})
}

// Outbox yields the mails that the filter lets through, oldest first. An error is the last thing it yields.
func (s *Store) Outbox(ctx context.Context, f Filter) iter.Seq2[Mail, error] {
	where := f.ofEvents("w.contact_id", "o.import_id", "o.created_at")
	query := `select o.id, o.recipient, o.template, o.state, o.attempts, o.user_id, o.import_id
		from outbox o left join users w on w.id = o.user_id` + where.where() + " order by o.id"
	return list(ctx, s, "list the outbox", query, where.args, func(rows *sqlx.Rows) (m Mail, err error) {
		var user, imp uuid.NullUUID
		err = rows.Scan(&m.ID, &m.To, &m.Template, &m.State, &m.Attempts, &user, &imp)
		m.User, m.Import = idOrNull(user.UUID), idOrNull(imp.UUID)
		return m, err
	})
}

// ImportRows yields the results of an import's rows in the order of the file. An error is the last thing it
// yields.
func (s *Store) ImportRows(ctx context.Context, id uuid.UUID) iter.Seq2[ImportRow, error] {
	query := "select row_number, result, user_id, contact_id, problems from import_rows where import_id = ? order by row_number"
	return list(ctx, s, "list the rows of the import", query, []any{id.String()}, func(rows *sqlx.Rows) (r ImportRow, err error) {
		var user, contact uuid.NullUUID
		var problems []byte
		if err := rows.Scan(&r.Row, &r.Result, &user, &contact, &problems); err != nil {
			return r, err
		}
		r.User, r.Contact, r.Problems = idOrNull(user.UUID), idOrNull(contact.UUID), []importer.Problem{}
		if len(problems) > 0 {
			err = json.Unmarshal(problems, &r.Problems)
		}
		return r, err
	})
}

// list yields what scan makes of each row of a query; ? stands for its arguments.
func list[T any](ctx context.Context, s *Store, doing, query string, args []any, scan func(*sqlx.Rows) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		err := s.reading().scan(ctx, s.read.Rebind(query), args, func(rows *sqlx.Rows) error {
			item, err := scan(rows)
			if err != nil {
				return err
			}
			if !yield(item, nil) {
				return errEnough
			}
			return nil
		})
		yieldError(ctx, err, doing, yield)
	}
}

// ErrNobody says that nobody is called so, or that they have no user.
var ErrNobody = errors.New("nobody with a user is called so; give an id, an email, a username or an external id")

// PasswordHash returns the hash with which a user signs in, "" where the user has no password. It returns ErrNobody
// where there is no such user. The hash is a secret: it is for checking, not for showing.
func (s *Store) PasswordHash(ctx context.Context, who string) (string, error) {
	c := Filter{Person: who}.ofPeople()
	c.add("u.id is not null")
	query := "select coalesce(i.secret, '')" + contactsAndUsers + " left join identities i on i.user_id = u.id and i.kind = '" + importer.IdentityPassword + "'" + c.where()
	var hashes []string
	for hash, err := range list(ctx, s, "look for the password", query, c.args, func(rows *sqlx.Rows) (string, error) {
		var hash string
		err := rows.Scan(&hash)
		return hash, err
	}) {
		if err != nil {
			return "", err
		}
		hashes = append(hashes, hash)
	}
	if len(hashes) != 1 {
		return "", ErrNobody
	}
	return hashes[0], nil
}
