package sqlstore

import (
	"context"

	"github.com/jmoiron/sqlx"
)

// Usernames returns the keys of usernames that begin with one of the stems, as importer.Directory says: a walk along
// the index for each stem, in one query.
func (s *Store) Usernames(ctx context.Context, stems []string) ([]string, error) {
	return s.usernames(ctx, stems, "")
}

// usernames is Usernames for the users u that a further join leaves.
func (s *Store) usernames(ctx context.Context, stems []string, join string) ([]string, error) {
	ranges := newSheet([]column{textColumn("low"), textColumn("high")}, len(stems))
	for _, stem := range stems {
		ranges.add(stem, stem+lastRune)
	}
	var names []string
	err := s.persist(ctx, func() error {
		names = nil
		query := "select distinct u.username_key from v join users u on u.username_key >= v.low and u.username_key < v.high " + join
		return s.reading().query(ctx, ranges, query, func(rows *sqlx.Rows) error {
			var name string
			err := rows.Scan(&name)
			names = append(names, name)
			return err
		})
	})
	return names, wrap(ctx, err, "look for usernames in the directory")
}

// lastRune sorts behind every character that a username can have, in code point order.
const lastRune = "\U0010ffff"
