package sqlstore

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// QueueTelling puts a mail to somebody who looks after a definition into the outbox.
func (s *Store) QueueTelling(ctx context.Context, to string, t *importer.Telling) error {
	summary, err := json.Marshal(t)
	if err != nil {
		return wrap(ctx, err, "queue a mail")
	}
	imp := ""
	if t.Summary != nil {
		imp = t.Summary.Import
	}
	err = s.transact(ctx, func(c *session) error {
		mail := newSheet([]column{
			uuidColumn("id"), textColumn("recipient"), textColumn("template"), textColumn("state"), uuidColumn("import_id"),
			jsonColumn("summary"), timeColumn("created_at"),
		}, 1)
		mail.add(s.options.NewID().String(), to, importer.MailImportReport, "queued", imp, string(summary), timeText(s.options.Now()))
		return insert(ctx, c, "outbox", mail)
	})
	return wrap(ctx, err, "queue a mail")
}

// ImportBefore returns the import of the definition that ended last before the given one, the zero id where there is none.
func (s *Store) ImportBefore(ctx context.Context, id uuid.UUID, definition string) (before uuid.UUID, err error) {
	const query = `select i.id from imports i join imports this on this.id = ?
		where i.definition = ? and i.id <> this.id and i.state = 'finished' and i.started_at < this.started_at
		order by i.started_at desc, i.id desc limit 1`
	err = s.reading().scan(ctx, s.read.Rebind(query), []any{id.String(), definition}, func(rows *sqlx.Rows) error {
		return rows.Scan(&before)
	})
	return before, wrap(ctx, err, "look for the import before")
}
