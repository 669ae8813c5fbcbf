package sqlstore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// pickupClass tells the advisory locks of pickups from those of imports.
const pickupClass = lockClass + 1

// A PickupLockedError says that another pickup of the definition is running in this directory.
type PickupLockedError struct{ Definition string }

// Error names the definition.
func (e *PickupLockedError) Error() string {
	return fmt.Sprintf("another pickup of %s is running in this directory; wait for its end, or give --wait a longer time", e.Definition)
}

// LockPickup makes the caller the only one in this directory who picks up files for the definition: what a pickup left
// unfinished is then nobody's. It waits for another pickup's end, and returns a *PickupLockedError where that does not come in
// time. The lock ends with the process at the latest.
func (s *Store) LockPickup(ctx context.Context, definition string, wait time.Duration) (unlock func(), err error) {
	if s.at.postgres != nil {
		unlock, err = s.lockPickupAdvisory(ctx, definition, wait)
	} else {
		sum := sha256.Sum256([]byte(definition))
		unlock, err = lockFile(ctx, s.at.path+"-pickup-"+hex.EncodeToString(sum[:4])+lockEnding, wait)
	}
	if errors.Is(err, errLocked) {
		return nil, &PickupLockedError{definition}
	}
	return unlock, err
}

func (s *Store) lockPickupAdvisory(ctx context.Context, definition string, wait time.Duration) (func(), error) {
	conn, err := s.write.Connx(ctx)
	if err != nil {
		return nil, wrap(ctx, err, "connect for the pickup's lock")
	}
	const key = "$1, hashtext(current_schema() || ' ' || $2)"
	err = poll(ctx, wait, func() (bool, error) {
		var got bool
		err := conn.GetContext(ctx, &got, "select pg_try_advisory_lock("+key+")", pickupClass, definition)
		return got, wrap(ctx, err, "take the pickup's lock")
	})
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lockPatience)
		defer cancel()
		_, _ = conn.ExecContext(ctx, "select pg_advisory_unlock("+key+")", pickupClass, definition) // a broken connection has lost it already
		_ = conn.Close()
	}, nil
}
