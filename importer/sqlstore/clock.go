package sqlstore

import (
	"context"
	"time"
)

// Clock returns what time the database has.
func (s *Store) Clock(ctx context.Context) (time.Time, error) {
	query := "select now()"
	if s.at.postgres == nil {
		query = "select strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')"
	}
	var at instant
	err := s.read.QueryRowxContext(ctx, query).Scan(&at)
	return at.Time, wrap(ctx, err, "ask the database for the time")
}
