package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// errLockBroken is ErrLockLost as long as the lock may be had again.
var errLockBroken = fmt.Errorf("%w", ErrLockLost)

// broken reports whether a write failed for the connection alone, so that reconnect may help.
func (j *journal) broken(err error) bool {
	return !j.imp.Atomic && (errors.Is(err, errLockBroken) || lost(err))
}

// reconnect waits until the database answers again and takes the import's lock anew. No other import may have begun
// meanwhile: it would have marked this one as interrupted, and ErrLockLost is returned then.
func (j *journal) reconnect(ctx context.Context) error {
	j.holding.Lock()
	defer j.holding.Unlock()
	if j.lock.held != nil && j.lock.held(ctx) == nil {
		return nil // another goroutine has it already
	}
	j.lock.unlock()
	j.lock = importLock{unlock: func() {}, held: func(context.Context) error { return errLockBroken }}
	return j.store.persist(ctx, func() error {
		lock, err := j.store.lockImports(ctx, 0)
		if _, locked := errors.AsType[*LockedError](err); locked {
			return j.whoHolds(ctx)
		}
		if err == nil {
			j.lock = lock
		}
		return err
	})
}

// whoHolds says why the lock is not to be had: another import has it, or the server has not noticed yet that the
// connection is gone that this one had.
func (j *journal) whoHolds(ctx context.Context) error {
	running, err := j.isRunning(ctx, j.store.reading())
	switch {
	case err != nil:
		return err
	case running:
		return errLockBroken
	default:
		return ErrLockLost
	}
}

// isRunning reports whether the directory still has this import as the one that runs.
func (j *journal) isRunning(ctx context.Context, c *session) (running bool, err error) {
	query := j.store.write.Rebind("select 1 from imports where id = ? and state = '" + string(importer.Running) + "'")
	err = c.scan(ctx, query, []any{j.imp.ID.String()}, func(*sqlx.Rows) error {
		running = true
		return nil
	})
	return running, err
}

// current returns the lock as it is now.
func (j *journal) current() importLock {
	j.holding.Lock()
	defer j.holding.Unlock()
	return j.lock
}

// again runs f anew, as often as the connection breaks and comes back.
func (j *journal) again(ctx context.Context, f func() error) error {
	for {
		err := f()
		if !j.broken(err) || ctx.Err() != nil {
			return err
		}
		if err := j.reconnect(ctx); err != nil {
			return err
		}
	}
}

// lookAgain reconnects and reports whether a batch is written, of which that is not known because the connection broke.
func (j *journal) lookAgain(ctx context.Context, b *importer.Batch) (written bool, err error) {
	if err := j.reconnect(ctx); err != nil {
		return false, err
	}
	return j.isWritten(ctx, b)
}

// isWritten reports whether the batch is in the directory after all: the connection may have broken between the commit and
// the answer to it.
func (j *journal) isWritten(ctx context.Context, b *importer.Batch) (written bool, err error) {
	query := "select 1 from import_batches where import_id = ? and number = ?"
	args := []any{j.imp.ID.String(), strconv.Itoa(b.Number)}
	if b.Absent {
		first := firstWriting(b)
		if first == nil {
			return false, nil
		}
		contact, _ := first.IDs()
		query, args = "select 1 from audit where import_id = ? and contact_id = ?", []any{j.imp.ID.String(), contact.String()}
	}
	err = j.store.persist(ctx, func() error {
		return j.store.reading().scan(ctx, j.store.read.Rebind(query), args, func(*sqlx.Rows) error {
			written = true
			return nil
		})
	})
	return written, err
}

func firstWriting(b *importer.Batch) *importer.Decision {
	for _, d := range b.Decisions {
		if d.Writes() {
			return d
		}
	}
	return nil
}
