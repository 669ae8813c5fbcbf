package sqlstore

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

const selectFeed = `
select f.contact_id, c.import_id, u.id is not null and (u.status <> 'inactive' or u.status_within_dates <> ''), f.absent_in, f.was, f.back_in
from feed_people f join v on v.definition = f.definition
	join contacts c on c.id = f.contact_id left join users u on u.contact_id = c.id
order by f.contact_id`

// FeedPeople lists whom the definition has brought, as importer.Feeds says.
func (s *Store) FeedPeople(ctx context.Context, definition string, use func(importer.FeedPerson)) error {
	sheet := keySheet(textColumn("definition"), []string{definition})
	err := s.reading().query(ctx, sheet, selectFeed, func(rows *sqlx.Rows) error {
		var p importer.FeedPerson
		var created, absent, back uuid.NullUUID
		err := rows.Scan(&p.ContactID, &created, &p.Active, &absent, &p.Was, &back)
		p.CreatedBy, p.AbsentIn, p.BackIn = created.UUID, absent.UUID, back.UUID
		use(p)
		return err
	})
	return wrap(ctx, err, "look up whom the definition has brought")
}

// ActivePeople counts the users who are not inactive, as importer.Feeds says.
func (s *Store) ActivePeople(ctx context.Context) (int, error) {
	n := 0
	err := s.read.GetContext(ctx, &n, "select count(*) from users where status <> 'inactive' or status_within_dates <> ''")
	return n, wrap(ctx, err, "count the users")
}

// feed remembers what the batch says about whom the definition brings.
func (w *batchWriter) feed(ctx context.Context) error {
	if w.batch.Absent {
		return w.sendAway(ctx)
	}
	if err := w.comeBack(ctx); err != nil {
		return err
	}
	return w.join(ctx)
}

// join adds the people of the batch's rows to the feed. Those who are in it and were away are back.
func (w *batchWriter) join(ctx context.Context) error {
	rows := newSheet([]column{textColumn("definition"), uuidColumn("contact_id"), uuidColumn("import_id")}, 0)
	seen := make(map[uuid.UUID]bool)
	for _, d := range w.batch.Decisions {
		if !d.Joins || d.Result == importer.Failed || d.Result == importer.Skipped {
			continue
		}
		if contact, _ := d.IDs(); !seen[contact] {
			seen[contact] = true
			rows.add(w.imp.Definition, contact.String(), w.imp.ID.String())
		}
	}
	// Who is unchanged may have been erased since they were looked up.
	return w.session.exec(ctx, rows, `insert into feed_people (definition, contact_id, import_id)
		select v.definition, v.contact_id, v.import_id from v join contacts c on c.id = v.contact_id where true
		on conflict (definition, contact_id) do update set back_in = excluded.import_id
			where feed_people.absent_in is not null and feed_people.back_in is null`)
}

// comeBack notes that people are active again: no feed that sent them away has a say in it any more.
func (w *batchWriter) comeBack(ctx context.Context) error {
	rows := newSheet([]column{uuidColumn("contact_id"), uuidColumn("back_in")}, 0)
	for _, d := range w.batch.Decisions {
		if d.Writes() && d.Before != nil && d.Before.HasUser() && !d.Before.MayBeActive() && d.After.MayBeActive() {
			rows.add(d.After.ContactID.String(), w.imp.ID.String())
		}
	}
	return w.session.exec(ctx, rows, `update feed_people set back_in = v.back_in from v
		where feed_people.contact_id = v.contact_id and feed_people.absent_in is not null and feed_people.back_in is null`)
}

// sendAway notes who was deactivated for being in no row, so that they can come back.
func (w *batchWriter) sendAway(ctx context.Context) error {
	rows := newSheet([]column{textColumn("definition"), uuidColumn("contact_id"), uuidColumn("absent_in"), textColumn("was")}, 0)
	for _, d := range w.batch.Decisions {
		if d.Writes() {
			rows.add(w.imp.Definition, d.After.ContactID.String(), w.imp.ID.String(), d.Before.SaidStatus())
		}
	}
	return w.session.exec(ctx, rows, `update feed_people set absent_in = v.absent_in, was = v.was, back_in = null from v
		where feed_people.definition = v.definition and feed_people.contact_id = v.contact_id`)
}

// supersede marks older imports of the definition that a limit holds back: what their files say is out of date.
func (j *journal) supersede(ctx context.Context, c *session, s *importer.Summary) error {
	if !s.Whole || j.imp.Definition == "" || s.State != importer.Finished && s.State != importer.Held {
		return nil
	}
	row := newSheet([]column{uuidColumn("id"), textColumn("definition")}, 1)
	row.add(j.imp.ID.String(), j.imp.Definition)
	return c.exec(ctx, row, `update imports set state = '`+string(importer.Superseded)+`', superseded_by = v.id from v, imports newer
		where newer.id = v.id and imports.definition = v.definition and imports.id <> v.id
			and imports.state = '`+string(importer.Held)+`' and imports.started_at <= newer.started_at`)
}

// guardTexts returns what the summary says about limits and about who is absent, as JSON; "" for nothing.
func guardTexts(s *importer.Summary) (limits, absent string, err error) {
	if len(s.Limits) > 0 {
		text, err := json.Marshal(s.Limits)
		if err != nil {
			return "", "", err
		}
		limits = string(text)
	}
	if s.Absent != nil {
		text, err := json.Marshal(s.Absent)
		if err != nil {
			return "", "", err
		}
		absent = string(text)
	}
	return limits, absent, nil
}
