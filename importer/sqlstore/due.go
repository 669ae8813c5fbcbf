package sqlstore

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// due is the condition on contacts c and users u: their status may not be what their dates say. The days come in as the
// earliest and the latest that it is anywhere on earth, because people's dates count in time zones of their own.
const due = `u.id is not null and (
	(u.status <> 'inactive' and (c.start_date > ? or (c.end_date <> '' and c.end_date < ?)))
	or (u.status_within_dates <> '' and c.start_date <= ? and (c.end_date = '' or c.end_date >= ?)))`

// The time zones that are farthest behind and ahead of UTC.
const (
	farthestBehind = -12 * time.Hour
	farthestAhead  = 14 * time.Hour
)

// Due returns the next people, after the contact of that id and in the order of ids, whose status may not be what their
// start and end dates say at that time; none is the end. See importer.RunDates.
func (s *Store) Due(ctx context.Context, now time.Time, after uuid.UUID) ([]*importer.Person, error) {
	earliest := now.UTC().Add(farthestBehind).Format(time.DateOnly)
	latest := now.UTC().Add(farthestAhead).Format(time.DateOnly)
	query := s.read.Rebind("select c.id" + contactsAndUsers + " where c.id > ? and " + due + " order by c.id limit 5000")
	args := []any{after.String(), earliest, latest, latest, earliest}
	var ids []string
	err := s.reading().scan(ctx, query, args, func(rows *sqlx.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	if err != nil {
		return nil, wrap(ctx, err, "look for people whose dates have come")
	}
	people, err := loadPeople(ctx, s.reading(), ids)
	return inOrder(people, ids), wrap(ctx, err, "look for people whose dates have come")
}
