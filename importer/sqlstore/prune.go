package sqlstore

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// Prunable returns the imports that Prune would prune, oldest first: those that ended before the time, are not held back, and
// were not pruned yet.
func (s *Store) Prunable(ctx context.Context, before time.Time) ([]importer.Summary, error) {
	var list []importer.Summary
	for summary, err := range s.Imports(ctx, Filter{}) {
		if err != nil {
			return nil, err
		}
		if summary.Pruned == nil && summary.State != importer.Running && summary.State != importer.Held && summary.Started.Before(before) {
			list = append(list, summary)
		}
	}
	return list, nil
}

// Prune forgets what the directory keeps of an import beyond its counts and its audit: the results of its rows, and what an
// undo needs. It returns a *LockedError while an import runs.
func (s *Store) Prune(ctx context.Context, actor *importer.Actor, id uuid.UUID) error {
	lock, err := s.lockImports(ctx, 0)
	if err != nil {
		return err
	}
	defer lock.unlock()
	err = s.transact(ctx, func(c *session) error {
		pruned, err := s.markPruned(ctx, c, id)
		if err != nil || !pruned {
			return err
		}
		for _, statement := range forgotten {
			if err := c.exec(ctx, keySheet(uuidColumn("id"), []string{id.String()}), statement); err != nil {
				return err
			}
		}
		a := s.newAuditor(actor, id, 1)
		a.add("import.pruned", id.String(), uuid.Nil, 0)
		return a.write(ctx, c)
	})
	return wrap(ctx, err, "prune the import")
}

// forgotten is what goes with a pruned import. The values that the audit shows stay.
var forgotten = [...]string{
	"delete from import_rows where import_id in (select id from v)",
	"update audit_values set grants_before = null, details = null, secret_before = ''" +
		" where audit_id in (select a.id from audit a join v on v.id = a.import_id)",
	"update imports set request = null, catalog = null where id in (select id from v)",
}

// markPruned notes that the import is pruned, and reports false where somebody was quicker.
func (s *Store) markPruned(ctx context.Context, c *session, id uuid.UUID) (bool, error) {
	row := newSheet([]column{uuidColumn("id"), timeColumn("pruned_at")}, 1)
	row.add(id.String(), timeText(s.options.Now()))
	open := false
	err := c.query(ctx, row, "select imports.id from imports join v on v.id = imports.id"+
		" where imports.pruned_at is null and imports.state not in ('running', 'held')", func(*sqlx.Rows) error {
		open = true
		return nil
	})
	if err != nil || !open {
		return false, err
	}
	return true, update(ctx, c, "imports", row)
}
