package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// A StateError says that an import is not in a state from which it can be carried on.
type StateError struct{ State importer.State }

// Error says what became of the import.
func (e *StateError) Error() string {
	return fmt.Sprintf("the import was not cut off (its state is %s), so there is nothing to carry on", e.State)
}

// resumable are the states from which an import can be carried on. One that runs while nobody holds the lock was
// killed.
var resumable = []importer.State{importer.Running, importer.Interrupted, importer.FailedRun}

// Resume takes the directory's lock and carries on an import that was cut off, under its id. It returns the journal to
// go on with, and what is done already. It returns ErrNoImport or a *StateError where there is nothing to carry on, and
// a *LockedError like Begin: also while the import itself is still running.
func (s *Store) Resume(ctx context.Context, imp *importer.Import) (importer.Journal, *Done, error) {
	return s.carryOn(ctx, imp, func(*journal, *session) error { return nil })
}

// carryOn takes the lock, does what comes first, and makes the import the one that runs.
func (s *Store) carryOn(ctx context.Context, imp *importer.Import, first func(*journal, *session) error) (importer.Journal, *Done, error) {
	j, err := s.lockFor(ctx, imp)
	if err != nil {
		return nil, nil, err
	}
	done := &Done{store: s, imp: imp.ID, scanner: &pastScanner{givenBy: imp.GivenBy()}}
	err = s.transact(ctx, func(c *session) error {
		if err := first(j, c); err != nil {
			return err
		}
		if err := j.reopen(ctx, c); err != nil {
			return err
		}
		return done.load(ctx, c)
	})
	if err != nil {
		j.lock.unlock()
		return nil, nil, wrap(ctx, err, "carry on the import")
	}
	return j, done, nil
}

// reopen makes an import that was cut off the one that runs. Results of rows that came to nothing because it was stopped
// before its first change are forgotten.
func (j *journal) reopen(ctx context.Context, c *session) error {
	id := j.imp.ID.String()
	var state importer.State
	undo := false
	err := c.scan(ctx, j.store.write.Rebind("select state, undoes is not null from imports where id = ?"), []any{id}, func(rows *sqlx.Rows) error {
		return rows.Scan(&state, &undo)
	})
	switch {
	case err != nil:
		return err
	case undo:
		return ErrResumeUndo
	case state == "":
		return ErrNoImport
	case !slices.Contains(resumable, state):
		return &StateError{state}
	}
	if err := closeBroken(ctx, c); err != nil {
		return err
	}
	for _, statement := range []string{
		"update imports set state = '" + string(importer.Running) + "', finished_at = null, error = '' where id = ?",
		"delete from import_rows where import_id = ? and batch in (select number from import_batches b where b.import_id = import_rows.import_id and b.stopped)",
		"delete from import_batches where import_id = ? and stopped",
	} {
		if _, err := c.ExecContext(ctx, j.store.write.Rebind(statement), id); err != nil {
			return err
		}
	}
	return j.auditImport(ctx, c, "import.started")
}
