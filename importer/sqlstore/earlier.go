package sqlstore

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// An Earlier import is one that began before, of the same file.
type Earlier struct {
	ID         uuid.UUID
	Definition string
	State      importer.State
	Started    time.Time
}

// mostEarlier is how many earlier imports of one file are looked at.
const mostEarlier = 50

// Earlier returns the imports of the file of this hash but for the one given, newest first.
func (s *Store) Earlier(ctx context.Context, sha256 string, but uuid.UUID) ([]Earlier, error) {
	query := s.read.Rebind("select id, definition, state, started_at from imports where sha256 = ? and id <> ? order by started_at desc, id desc limit ?")
	var list []Earlier
	err := s.reading().scan(ctx, query, []any{sha256, but.String(), mostEarlier}, func(rows *sqlx.Rows) error {
		var e Earlier
		var started instant
		err := rows.Scan(&e.ID, &e.Definition, &e.State, &started)
		e.Started = started.Time
		list = append(list, e)
		return err
	})
	return list, wrap(ctx, err, "look for earlier imports of the file")
}
