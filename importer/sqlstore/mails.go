package sqlstore

import (
	"context"
	"errors"
	"iter"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// ErrNoMails says that an import has no mail with which the asked could be done.
var ErrNoMails = errors.New("the import has no such mails; see muster outbox --import")

// heldBack is the condition on outbox mails o that Release is about. Mails to those who look after the import have no user.
const heldBack = "o.user_id is not null and o.state = 'held'"

// notGone is the condition on outbox mails o to users that nobody has got them and nobody is sending them at v.at: those that
// Drop and Export are about.
const notGone = "o.user_id is not null and (o.state in ('queued', 'held', 'dead') or o.state = 'sending' and o.claimed_until <= v.at)"

// Release lets the mails of an import go out that are held back, and returns how many. The error is an
// [importer.ErrActor] where the actor may not do it, and ErrNoImport or ErrNoMails where there is nothing to release.
func (q *MailQueue) Release(ctx context.Context, id uuid.UUID, actor *importer.Actor) (int, error) {
	return q.settle(ctx, id, actor, "release these mails", heldBack, "state = 'queued'")
}

// Drop withdraws the mails of an import that nobody has got, erases their secrets, and returns how many. Errors are those
// of Release.
func (q *MailQueue) Drop(ctx context.Context, id uuid.UUID, actor *importer.Actor) (int, error) {
	return q.settle(ctx, id, actor, "drop these mails", notGone, "state = 'withdrawn', sealed = '', claimed_until = null, next_attempt_at = null")
}

// settle changes the mails of an import that meet the condition on outbox o and v, and returns how many there are.
func (q *MailQueue) settle(ctx context.Context, id uuid.UUID, actor *importer.Actor, doing, condition, change string) (n int, err error) {
	if _, err := q.store.Import(ctx, id); err != nil {
		return 0, err
	}
	err = q.store.transact(ctx, func(c *session) error {
		if err := q.oneAtATime(ctx, c); err != nil {
			return err
		}
		which := q.ofImport(id)
		if err := q.mayTouch(ctx, c, which, condition, actor, doing); err != nil {
			return err
		}
		query := "update outbox set " + change + " from v where outbox.id in (select o.id from outbox o cross join v where o.import_id = v.import_id and " +
			condition + ") returning outbox.id"
		return c.query(ctx, which, query, func(*sqlx.Rows) error { n++; return nil })
	})
	if err == nil && n == 0 {
		err = ErrNoMails
	}
	return n, wrap(ctx, err, doing)
}

// ofImport is the sheet v of statements about an import's mails: its id, and now.
func (q *MailQueue) ofImport(id uuid.UUID) *sheet {
	which := newSheet([]column{uuidColumn("import_id"), timeColumn("at")}, 1)
	which.add(id.String(), timeText(q.store.options.Now()))
	return which
}

// selectHeld reads what users hold, each thing once.
const selectHeld = `
select 'organizations', g.name from organizations g where g.id in (select m.organization_id from memberships m where m.user_id in (select id from who))
union all
select g.kind, g.name from entitlements g where g.id in (select m.entitlement_id from grants m where m.user_id in (select id from who))
order by 1, 2`

// mayTouch refuses an actor who does not hold all that the users hold whose mails meet the condition.
func (q *MailQueue) mayTouch(ctx context.Context, c *session, which *sheet, condition string, actor *importer.Actor, doing string) error {
	if actor.All {
		return nil
	}
	var held []importer.Grant
	query := ", who as (select o.user_id as id from outbox o cross join v where o.import_id = v.import_id and " + condition + ")" + selectHeld
	err := c.query(ctx, which, query, func(rows *sqlx.Rows) error {
		var kind string
		var g importer.Grant
		err := rows.Scan(&kind, &g.Name)
		g.Kind, _ = importer.GrantKindNamed(kind)
		held = append(held, g)
		return err
	})
	if err != nil {
		return err
	}
	return actor.MayTouch(held, doing)
}

// secretMails is the condition on outbox o that there is a secret in the mail, or that it tells the username that goes with one.
const secretMails = notGone + ` and (o.sealed <> '' or o.template = '` + importer.MailAccountCreated + `' and exists (
	select 1 from outbox s where s.user_id = o.user_id and s.import_id = o.import_id and s.sealed <> '' and s.state <> 'sent'))`

// Export hands out what is sealed in the mails of an import that nobody has got: it calls use with them, ordered by recipient,
// and when all went well withdraws these mails, and those that tell the same people their username, erases the secrets and
// notes in the audit, for each user, that the actor has them. With an error of use everything stays as it was. It
// returns how many were handed out; the errors are those of Release, and that of use.
func (q *MailQueue) Export(ctx context.Context, id uuid.UUID, actor *importer.Actor, use func(iter.Seq2[importer.DueMail, error]) error) (n int, err error) {
	if _, err := q.store.Import(ctx, id); err != nil {
		return 0, err
	}
	err = q.store.transact(ctx, func(c *session) error {
		if err := q.oneAtATime(ctx, c); err != nil {
			return err
		}
		which := q.ofImport(id)
		if err := q.mayTouch(ctx, c, which, secretMails, actor, "take these secrets out"); err != nil {
			return err
		}
		// What is withdrawn and still has its secret is, until the end of this transaction, what is handed out.
		withdraw := "update outbox set state = 'withdrawn', claimed_until = null, next_attempt_at = null from v where outbox.id in (" +
			"select o.id from outbox o cross join v where o.import_id = v.import_id and " + secretMails + ")"
		if err := c.exec(ctx, which, withdraw); err != nil {
			return err
		}
		if err := q.auditExport(ctx, c, which, actor, id); err != nil {
			return err
		}
		if n, err = q.handOut(ctx, c, which, use); err != nil {
			return err
		}
		return c.exec(ctx, which, "update outbox set sealed = '' from v where outbox.import_id = v.import_id and outbox.state = 'withdrawn' and outbox.sealed <> ''")
	})
	if err != nil {
		return 0, wrap(ctx, err, "export the mails of the import")
	}
	return n, nil
}

const handedOut = " where o.import_id in (select import_id from v) and o.state = 'withdrawn' and o.sealed <> ''"

// handOut calls use with the mails with a secret that have just been withdrawn. It keeps none of them.
func (q *MailQueue) handOut(ctx context.Context, c *session, which *sheet, use func(iter.Seq2[importer.DueMail, error]) error) (n int, err error) {
	tenant, err := readTenant(ctx, c)
	if err != nil {
		return 0, err
	}
	query := "select " + mailColumns + outboxAndPeople + handedOut + " order by o.recipient, o.id"
	err = use(func(yield func(importer.DueMail, error) bool) {
		err := c.query(ctx, which, query, func(rows *sqlx.Rows) error {
			m, err := scanMail(rows)
			m.Tenant = tenant
			n++
			if err == nil && !yield(m, nil) {
				err = errEnough
			}
			return err
		})
		if err == nil && n == 0 {
			err = ErrNoMails
		}
		yieldError(ctx, err, "read the mails of the import", yield)
	})
	return n, err
}

// auditExport notes who has the secrets now: an entry for each user.
func (q *MailQueue) auditExport(ctx context.Context, c *session, which *sheet, actor *importer.Actor, id uuid.UUID) error {
	a := q.store.newAuditor(actor, id, 0)
	query := "select distinct o.user_id, u.contact_id from outbox o join users u on u.id = o.user_id" + handedOut + " order by 1"
	err := c.query(ctx, which, query, func(rows *sqlx.Rows) error {
		var user, contact uuid.UUID
		err := rows.Scan(&user, &contact)
		a.add("credentials.exported", user.String(), contact, 0)
		return err
	})
	if err != nil {
		return err
	}
	return a.write(ctx, c)
}

// Sealed reports whether mails with a secret in them wait to be sent: without the key they cannot.
func (q *MailQueue) Sealed(ctx context.Context) (bool, error) {
	found := false
	err := q.store.reading().scan(ctx, "select 1 from outbox where state in ('queued', 'sending') and sealed <> '' limit 1", nil, func(*sqlx.Rows) error {
		found = true
		return nil
	})
	return found, wrap(ctx, err, "look for mails with a secret")
}
