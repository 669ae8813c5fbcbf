package sqlstore

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
)

// SupersededBy returns the held imports that the import has superseded, oldest first.
func (s *Store) SupersededBy(ctx context.Context, id uuid.UUID) ([]uuid.UUID, error) {
	var older []uuid.UUID
	query := "select imports.id from imports join v on v.id = imports.superseded_by order by imports.id"
	err := s.reading().query(ctx, keySheet(uuidColumn("id"), []string{id.String()}), query, func(rows *sqlx.Rows) error {
		var one uuid.UUID
		err := rows.Scan(&one)
		older = append(older, one)
		return err
	})
	return older, wrap(ctx, err, "look up what the import has superseded")
}
