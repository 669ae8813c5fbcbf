package sqlstore

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

// ClaimRun notes that the run of a definition that was planned for that time begins now. It returns false where it was
// begun before, by whomever.
func (s *Store) ClaimRun(ctx context.Context, definition string, planned time.Time) (mine bool, err error) {
	err = s.transact(ctx, func(c *session) error {
		run := newSheet([]column{textColumn("definition"), timeColumn("planned_at"), timeColumn("begun_at")}, 1)
		run.add(definition, timeText(planned), timeText(s.options.Now()))
		mine, err = insertNew(ctx, c, "runs", run, "definition, planned_at")
		return err
	})
	return mine, wrap(ctx, err, "note the beginning of a run")
}

// EndRun notes how a run ended, in a word.
func (s *Store) EndRun(ctx context.Context, definition string, planned time.Time, outcome string) error {
	err := s.transact(ctx, func(c *session) error {
		run := newSheet([]column{textColumn("definition"), timeColumn("planned_at"), timeColumn("ended_at"), textColumn("outcome")}, 1)
		run.add(definition, timeText(planned), timeText(s.options.Now()), outcome)
		return c.exec(ctx, run, "update runs set ended_at = v.ended_at, outcome = v.outcome from v where runs.definition = v.definition and runs.planned_at = v.planned_at")
	})
	return wrap(ctx, err, "note the end of a run")
}

// ClaimTelling notes that somebody is told of an event of a definition, such as an import's end. about says what exactly.
// It returns false where that was told before.
func (s *Store) ClaimTelling(ctx context.Context, definition, event, about string) (mine bool, err error) {
	err = s.transact(ctx, func(c *session) error {
		telling := newSheet([]column{textColumn("definition"), textColumn("event"), textColumn("about"), timeColumn("told_at")}, 1)
		telling.add(definition, event, about, timeText(s.options.Now()))
		mine, err = insertNew(ctx, c, "tellings", telling, "definition, event, about")
		return err
	})
	return mine, wrap(ctx, err, "note what is told")
}

// insertNew adds the sheet's row unless one with that key is there, and reports whether it did.
func insertNew(ctx context.Context, c *session, table string, row *sheet, key string) (added bool, err error) {
	statement := "insert into " + table + " (" + row.names() + ") select " + row.names() + " from v where true on conflict (" + key + ") do nothing returning 1"
	err = c.query(ctx, row, statement, func(*sqlx.Rows) error {
		added = true
		return nil
	})
	return added, err
}
