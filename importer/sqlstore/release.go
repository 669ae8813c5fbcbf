package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// ErrNotHeld says that there is nothing to release.
var ErrNotHeld = errors.New("there is nothing to release")

// Releasable returns an error that is ErrNotHeld where no limit holds the import back any more, or none ever did.
func (r *Record) Releasable() error {
	switch {
	case r.State == importer.Superseded:
		return fmt.Errorf("%w: import %s is out of date, because a newer file came with import %s; look at that one: muster imports show %s",
			ErrNotHeld, r.Import, r.SupersededBy, r.SupersededBy)
	case r.State != importer.Held:
		return fmt.Errorf("%w: import %s is not held back by a limit (its state is %s)", ErrNotHeld, r.Import, r.State)
	default:
		return nil
	}
}

// Release takes the directory's lock and lets an import go on that limits hold back. It returns what Resume returns, and
// ErrNotHeld where somebody has released it meanwhile, or a newer file came.
func (s *Store) Release(ctx context.Context, imp *importer.Import, by *importer.Actor) (importer.Journal, *Done, error) {
	return s.carryOn(ctx, imp, func(j *journal, c *session) error { return j.letGo(ctx, c, by) })
}

// letGo makes a held import one that was cut off before its first change, with its limits released.
func (j *journal) letGo(ctx context.Context, c *session, by *importer.Actor) error {
	sheet := keySheet(uuidColumn("id"), []string{j.imp.ID.String()})
	record := &Record{Summary: &importer.Summary{Import: j.imp.ID.String()}}
	query := "select imports.state, imports.superseded_by from imports join v on v.id = imports.id"
	err := c.query(ctx, sheet, query+c.dialect.forShare, func(rows *sqlx.Rows) error {
		var newer uuid.NullUUID
		err := rows.Scan(&record.State, &newer)
		record.SupersededBy = idText(newer.UUID)
		return err
	})
	switch {
	case err != nil:
		return err
	case record.State == "":
		return ErrNoImport
	}
	if err := record.Releasable(); err != nil {
		return err
	}
	err = c.exec(ctx, sheet, "update imports set state = '"+string(importer.Interrupted)+"', released = limits, limits = null from v where imports.id = v.id")
	if err != nil {
		return err
	}
	a := j.store.newAuditor(by, j.imp.ID, 1)
	a.add("import.released", j.imp.ID.String(), uuid.Nil, 0)
	return a.write(ctx, c)
}

// loadReleased reads which limits of an import somebody has released.
func (r *Record) loadReleased(text []byte) error {
	if len(text) == 0 {
		return nil
	}
	return json.Unmarshal(text, &r.Released)
}
