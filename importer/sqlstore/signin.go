package sqlstore

import (
	"context"
	"encoding/base64"
	"strconv"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// signIns are what decisions write about how users sign in, and the mails about it.
type signIns struct {
	identities, invitations, mails *sheet
	// readdressed has the users whose address changed: what waits for them goes to the new one.
	readdressed *sheet
}

func newSignIns() signIns {
	return signIns{
		identities: newSheet([]column{
			uuidColumn("user_id"), textColumn("kind"), boolColumn("temporary"), textColumn("secret"),
			uuidColumn("import_id"), timeColumn("created_at"),
		}, 0),
		invitations: newSheet([]column{
			uuidColumn("user_id"), textColumn("token_hash"), timeColumn("expires_at"), uuidColumn("import_id"), timeColumn("created_at"),
		}, 0),
		mails:       newSheet(outboxColumns(), 0),
		readdressed: newSheet([]column{uuidColumn("user_id"), textColumn("recipient")}, 0),
	}
}

func outboxColumns() []column {
	return []column{
		uuidColumn("id"), uuidColumn("user_id"), textColumn("recipient"), textColumn("template"), textColumn("state"),
		uuidColumn("import_id"), textColumn("organization"), timeColumn("expires_at"), textColumn("sealed"), timeColumn("created_at"),
	}
}

// addSignIn notes what the decision's user gets to sign in with.
func (c *changes) addSignIn(d *importer.Decision) {
	if !d.After.HasUser() {
		return
	}
	user, imp, at := d.After.UserID.String(), idText(c.imp.ID), timeText(c.imp.Started)
	if i := d.Credential; i != nil {
		c.identities.add(user, i.Kind, strconv.FormatBool(i.Temporary), i.Hash, imp, at)
	}
	if i := d.Invitation; i != nil {
		c.invitations.add(user, i.TokenHash, timeText(i.Expires), imp, at)
	}
	if to := d.After.Values[importer.Email]; d.Before != nil && to != "" && to != d.Before.Values[importer.Email] {
		c.readdressed.add(user, to)
	}
	for i := range d.Mails {
		m := &d.Mails[i]
		c.mails.add(m.ID.String(), user, m.To, m.Template, mailState(m), imp, m.Organization, timeText(m.Expires),
			base64.StdEncoding.EncodeToString(m.Sealed), at)
	}
}

func mailState(m *importer.Mail) string {
	if m.Held {
		return mailHeld
	}
	return mailQueued
}

// write sends it all. A user has one identity of a kind, and one invitation: a new one takes the
// place of the old.
func (s *signIns) write(ctx context.Context, c *session) error {
	replace := func(table, key string, sheet *sheet) error {
		names := sheet.names()
		return c.exec(ctx, sheet, "insert into "+table+" ("+names+") select "+names+" from v where true on conflict ("+key+") do update set "+
			sheet.excluded("user_id"))
	}
	if err := replace("identities", "user_id, kind", s.identities); err != nil {
		return err
	}
	if err := replace("invitations", "user_id", s.invitations); err != nil {
		return err
	}
	const readdress = "update outbox set recipient = v.recipient from v where outbox.user_id = v.user_id and outbox.state in ('" + mailQueued + "', '" + mailHeld + "')"
	if err := c.exec(ctx, s.readdressed, readdress); err != nil {
		return err
	}
	return insert(ctx, c, "outbox", s.mails)
}

// putSignInsBack undoes what the undone import did to how users sign in: what it made goes, what it replaced comes back.
func (w *batchWriter) putSignInsBack(ctx context.Context, list []*importer.Decision) error {
	made := newSheet([]column{uuidColumn("user_id"), textColumn("kind")}, 0)
	back := newSignIns().identities
	for _, d := range list {
		b := d.SignInBack
		if b == nil {
			continue
		}
		user := d.After.UserID.String()
		made.add(user, b.Kind)
		if was := b.Was; was != nil {
			back.add(user, b.Kind, strconv.FormatBool(was.Temporary), b.Hash, idText(was.Import), timeText(was.At))
		}
	}
	undone := " and import_id = '" + w.imp.Undoes.String() + "'"
	if err := w.session.exec(ctx, made, "delete from identities where (user_id, kind) in (select user_id, kind from v)"+undone); err != nil {
		return err
	}
	if err := w.session.exec(ctx, made, "delete from invitations where user_id in (select user_id from v)"+undone); err != nil {
		return err
	}
	return insert(ctx, w.session, "identities", back)
}

const selectSignIns = `
select u.id, coalesce(p.secret, ''), p.import_id, coalesce(p.temporary, false), p.created_at, s.kind is not null, i.user_id is not null, u.signed_in_at is not null
from users u
left join identities p on p.user_id = u.id and p.kind = '` + importer.IdentityPassword + `'
left join identities s on s.user_id = u.id and s.kind = '` + importer.IdentitySSO + `'
left join invitations i on i.user_id = u.id
where u.id in (select id from v)`

// loadSignIns fills in how the people's users sign in.
func loadSignIns(ctx context.Context, c *session, people []*importer.Person) error {
	users := make(map[uuid.UUID]*importer.Person, len(people))
	ids := make([]string, 0, len(people))
	for _, p := range people {
		if p.HasUser() {
			users[p.UserID] = p
			ids = append(ids, p.UserID.String())
		}
	}
	return c.query(ctx, keySheet(uuidColumn("id"), ids), selectSignIns, func(rows *sqlx.Rows) error {
		var id uuid.UUID
		var s importer.SignIn
		var imported uuid.NullUUID
		var at instant
		if err := rows.Scan(&id, &s.Hash, &imported, &s.Temporary, &at, &s.SSO, &s.Invited, &s.Seen); err != nil {
			return err
		}
		s.Imported, s.Import, s.At = imported.Valid, imported.UUID, at.Time
		users[id].SignIn = s
		return nil
	})
}
