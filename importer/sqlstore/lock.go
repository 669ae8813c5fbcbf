package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// One import at a time: on PostgreSQL an advisory lock of a connection of its own, beside a SQLite file a
// locked file. Both are given back by the operating system when the process dies. The lock of PostgreSQL is also
// lost with its connection while the process lives: see journal.guard.

// lockEnding is what the name of the lock file has after that of the SQLite file. The file stays: what
// counts is its lock, not that it is there.
const lockEnding = ".lock"

// lockClass tells this program's advisory locks from those of others.
const lockClass = 0x6d737472 // "mstr"

// pollEvery is how often a lock that somebody else holds is tried again.
const pollEvery = 100 * time.Millisecond

// errLocked says that the lock was not to be had in time.
var errLocked = errors.New("somebody else holds the lock")

// An importLock is the right to import, as long as it is held.
type importLock struct {
	unlock func()
	// held asks the database whether the lock is still there; nil for a file's lock, which cannot be lost.
	held func(ctx context.Context) error
}

// lockImports takes the directory's lock, waiting for it if need be. It returns a *LockedError when it is
// not to be had in time.
func (s *Store) lockImports(ctx context.Context, wait time.Duration) (lock importLock, err error) {
	if s.at.postgres != nil {
		lock, err = s.lockAdvisory(ctx, wait)
	} else {
		lock.unlock, err = lockFile(ctx, s.at.path+lockEnding, wait)
	}
	if errors.Is(err, errLocked) {
		return importLock{}, &LockedError{Holder: s.holder(ctx)}
	}
	return lock, err
}

func (s *Store) lockAdvisory(ctx context.Context, wait time.Duration) (importLock, error) {
	conn, err := s.write.Connx(ctx)
	if err != nil {
		return importLock{}, wrap(ctx, err, "connect for the import's lock")
	}
	err = poll(ctx, wait, func() (bool, error) {
		var got bool
		err := conn.GetContext(ctx, &got, "select pg_try_advisory_lock($1, hashtext(current_schema()))", lockClass)
		return got, wrap(ctx, err, "take the import's lock")
	})
	if err != nil {
		return importLock{}, errors.Join(err, conn.Close())
	}
	return importLock{
		unlock: func() {
			// Even a cancelled import gives its lock back; a broken connection has lost it already.
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lockPatience)
			defer cancel()
			_, _ = conn.ExecContext(ctx, "select pg_advisory_unlock($1, hashtext(current_schema()))", lockClass)
			_ = conn.Close()
		},
		held: func(ctx context.Context) error {
			// A cancelled question would break the connection, and lose the lock itself.
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lockPatience)
			defer cancel()
			_, err := conn.ExecContext(ctx, "select 1")
			return err
		},
	}, nil
}

// lockPatience is how long the connection that holds the lock may take to answer.
const lockPatience = 5 * time.Second

func lockFile(ctx context.Context, path string, wait time.Duration) (func(), error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the lock file: %w", err)
	}
	err = poll(ctx, wait, func() (bool, error) { return tryLock(file) })
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return func() { _ = file.Close() }, nil // which gives the lock back
}

// poll tries until it succeeds, fails, or the time is over: errLocked then. It tries at least once.
func poll(ctx context.Context, wait time.Duration, try func() (bool, error)) error {
	deadline := time.NewTimer(wait)
	defer deadline.Stop()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		if ok, err := try(); err != nil || ok {
			return err
		}
		if wait <= 0 {
			return errLocked
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-deadline.C:
			return errLocked
		case <-tick.C:
		}
	}
}

// holder says in words who runs the newest import that has not ended.
func (s *Store) holder(ctx context.Context) string {
	var h struct {
		ID    string  `db:"id"`
		Actor string  `db:"actor"`
		Host  string  `db:"host"`
		Since instant `db:"started_at"`
	}
	err := s.read.GetContext(ctx, &h, `select id, actor, host, started_at from imports where state = 'running' order by started_at desc, id desc limit 1`)
	if err != nil {
		return "by another muster process"
	}
	return fmt.Sprintf("%s on %s, import %s, since %s", h.Actor, h.Host, h.ID, h.Since.Time.Format(time.RFC3339))
}
