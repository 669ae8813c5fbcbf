package sqlstore

import (
	"context"

	"github.com/jmoiron/sqlx"
)

// Seats returns how many users have each license, as importer.Directory says.
func (s *Store) Seats(ctx context.Context) (map[string]int, error) {
	seats := make(map[string]int)
	err := s.reading().scan(ctx, "select license, count(*) from users where license <> '' group by license", nil,
		func(rows *sqlx.Rows) error {
			var license string
			var n int
			err := rows.Scan(&license, &n)
			seats[license] = n
			return err
		})
	return seats, wrap(ctx, err, "count the seats of licenses")
}
