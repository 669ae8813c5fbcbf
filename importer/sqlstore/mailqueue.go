package sqlstore

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// The states of a mail.
const (
	mailQueued    = "queued"
	mailHeld      = "held"
	mailSending   = "sending" // somebody has claimed it, see claimed_until
	mailSent      = "sent"
	mailDead      = "dead"      // given up; its secret stays for Export
	mailWithdrawn = "withdrawn" // dropped, or handed out
)

// A MailQueue is the outbox as those see it who send its mails. Several senders, also of several programs, may use one at
// the same time. It is what package notify calls a Store.
type MailQueue struct{ store *Store }

// MailQueue returns the directory's outbox, to be worked off.
func (s *Store) MailQueue() *MailQueue { return &MailQueue{s} }

// mailClass is the advisory lock under which mails are claimed. Row locks would not do: a second sender would pass over a mail
// that the first is about to claim, and take a later one of the same user.
const mailClass = lockClass + 2

// dueMails is the condition on mails in state queued or sending, called by a letter, that they are due at v.due_at.
func dueMails(o string) string {
	return "(" + o + ".next_attempt_at is null or " + o + ".next_attempt_at <= v.due_at) and (" +
		o + ".claimed_until is null or " + o + ".claimed_until <= v.due_at)"
}

// claimMails takes the first mails that are due and in whose way no earlier one of their user stands. That they are
// due is asked twice: the first answer may be old when another sender has just noted what became of one.
func claimMails(limit int) string {
	return `update outbox set state = 'sending', claimed_until = v.until, next_attempt_at = null from v
where outbox.state in ('queued', 'sending') and ` + dueMails("outbox") + ` and outbox.id in (
	select o.id from outbox o cross join v
	where o.state in ('queued', 'sending') and ` + dueMails("o") + ` and not ` + barred("o") + ` and not exists (
		select 1 from outbox e where e.user_id = o.user_id and e.id < o.id
			and (e.state = 'held' or e.state in ('queued', 'sending') and not (` + dueMails("e") + `)))
	order by o.id limit ` + strconv.Itoa(limit) + `)
returning outbox.id`
}

// barred is the condition on mails, called by a letter, that their user may not come in at the moment: nobody is let in
// by a mail that was queued before their access was taken away. Such mails wait, and go out when the user is active again.
func barred(o string) string {
	return "exists (select 1 from users u where u.id = " + o + ".user_id and u.status = 'inactive')"
}

// Claim takes up to limit mails that are due at now and returns them, in the order of their ids, for nobody else to send
// until [importer.MailClaim] has passed. Due is a mail that is queued and whose time has come, or whose claim has run out,
// unless an earlier one of the same user is held, waiting or claimed. No mails mean that none is due.
func (q *MailQueue) Claim(ctx context.Context, limit int, now time.Time) (mails []importer.DueMail, err error) {
	times := newSheet([]column{timeColumn("due_at"), timeColumn("until")}, 1)
	times.add(timeText(now), timeText(now.Add(importer.MailClaim)))
	err = q.store.transact(ctx, func(c *session) error {
		if err := q.oneAtATime(ctx, c); err != nil {
			return err
		}
		var ids []string
		err := c.query(ctx, times, claimMails(limit), func(rows *sqlx.Rows) error {
			var id string
			err := rows.Scan(&id)
			ids = append(ids, id)
			return err
		})
		if err != nil || len(ids) == 0 {
			return err
		}
		mails, err = loadMails(ctx, c, ids)
		return err
	})
	return mails, wrap(ctx, err, "claim mails")
}

// oneAtATime waits until nobody else claims mails. SQLite has one writer anyway.
func (q *MailQueue) oneAtATime(ctx context.Context, c *session) error {
	if q.store.at.postgres == nil {
		return nil
	}
	_, err := c.ExecContext(ctx, "select pg_advisory_xact_lock($1, hashtext(current_schema()))", mailClass)
	return err
}

// mailColumns is what scanMail reads of outboxAndPeople.
const mailColumns = `o.id, o.user_id, o.recipient, o.template, o.organization, o.expires_at, o.sealed, o.summary, o.attempts,
	coalesce(c.language, ''), coalesce(c.given_name, ''), coalesce(c.family_name, ''), coalesce(c.display_name, ''),
	coalesce(u.username, '')`

const outboxAndPeople = " from outbox o left join users u on u.id = o.user_id left join contacts c on c.id = u.contact_id"

// loadMails returns the mails with these ids, in the order of the ids.
func loadMails(ctx context.Context, c *session, ids []string) ([]importer.DueMail, error) {
	tenant, err := readTenant(ctx, c)
	if err != nil {
		return nil, err
	}
	mails := make([]importer.DueMail, 0, len(ids))
	query := "select " + mailColumns + outboxAndPeople + " where o.id in (select id from v)"
	err = c.query(ctx, keySheet(uuidColumn("id"), ids), query, func(rows *sqlx.Rows) error {
		m, err := scanMail(rows)
		m.Tenant = tenant
		mails = append(mails, m)
		return err
	})
	slices.SortFunc(mails, func(a, b importer.DueMail) int { return cmp.Compare(a.ID.String(), b.ID.String()) })
	return mails, err
}

func scanMail(rows *sqlx.Rows) (m importer.DueMail, err error) {
	var user uuid.NullUUID
	var expires instant
	var sealed string
	var summary []byte
	err = rows.Scan(&m.ID, &user, &m.To, &m.Template, &m.Organization, &expires, &sealed, &summary, &m.Attempts,
		&m.Language, &m.Person.GivenName, &m.Person.FamilyName, &m.Person.DisplayName, &m.Person.Username)
	if err != nil {
		return m, err
	}
	m.User, m.Expires = user.UUID, expires.Time
	if m.Sealed, err = base64.StdEncoding.DecodeString(sealed); err != nil {
		return m, fmt.Errorf("read what is sealed in mail %s: it is not base64", m.ID)
	}
	if len(summary) > 0 {
		m.Telling = &importer.Telling{}
		err = json.Unmarshal(summary, m.Telling)
	}
	return m, err
}

// readTenant returns whom the directory belongs to.
func readTenant(ctx context.Context, c *session) (importer.Tenant, error) {
	var settings struct{ Tenant importer.Tenant }
	err := c.scan(ctx, "select settings from catalog", nil, func(rows *sqlx.Rows) error {
		var text []byte
		if err := rows.Scan(&text); err != nil {
			return err
		}
		return json.Unmarshal(text, &settings)
	})
	return settings.Tenant, err
}

// Sent notes that the mail server has accepted the mail, whoever has claimed it by now, and erases its secret.
func (q *MailQueue) Sent(ctx context.Context, id uuid.UUID) error {
	row := newSheet([]column{uuidColumn("id"), timeColumn("at")}, 1)
	row.add(id.String(), timeText(q.store.options.Now()))
	return q.note(ctx, row, "update outbox set state = '"+mailSent+"', sealed = '', sent_at = v.at, claimed_until = null from v where outbox.id = v.id")
}

// Retry puts a claimed mail back until at. With why, a sentence, it was tried and counts one attempt more; with an empty
// why it was not tried, and nothing else changes. A mail that is not claimed any more stays as it is.
func (q *MailQueue) Retry(ctx context.Context, id uuid.UUID, at time.Time, why string) error {
	tried := 0
	if why != "" {
		tried = 1
	}
	row := newSheet([]column{uuidColumn("id"), timeColumn("at"), intColumn("tried"), textColumn("why")}, 1)
	row.add(id.String(), timeText(at), strconv.Itoa(tried), why)
	return q.note(ctx, row, `update outbox set state = 'queued', next_attempt_at = v.at, claimed_until = null, attempts = attempts + v.tried,
		last_error = case when v.why = '' then last_error else v.why end from v where outbox.id = v.id and outbox.state = 'sending'`)
}

// Dead gives a claimed mail up for the reason why, a sentence. It counts as tried once more. Its secret stays sealed, for
// [MailQueue.Export].
func (q *MailQueue) Dead(ctx context.Context, id uuid.UUID, why string) error {
	row := newSheet([]column{uuidColumn("id"), textColumn("why")}, 1)
	row.add(id.String(), why)
	return q.note(ctx, row, `update outbox set state = 'dead', claimed_until = null, attempts = attempts + 1, last_error = v.why
		from v where outbox.id = v.id and outbox.state = 'sending'`)
}

func (q *MailQueue) note(ctx context.Context, row *sheet, statement string) error {
	err := q.store.transact(ctx, func(c *session) error { return c.exec(ctx, row, statement) })
	return wrap(ctx, err, "note what became of a mail")
}
