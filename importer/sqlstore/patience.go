package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"time"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
)

// While PostgreSQL is restarted, whoever asks it waits and asks again: first soon, then ever more rarely.
const (
	defaultPatience = time.Minute
	firstPause      = 100 * time.Millisecond
	longestPause    = 5 * time.Second
)

// lost reports whether the connection to the database broke, or none came about: the same may well succeed
// over another one.
func lost(err error) bool {
	if e := pq.As(err); e != nil {
		switch e.Code {
		case pqerror.AdminShutdown, pqerror.CrashShutdown, pqerror.CannotConnectNow:
			return true
		}
		return e.Code.Class() == "08"
	}
	var network *net.OpError
	return errors.Is(err, errLockBroken) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &network)
}

// sleep waits, or returns the context's error.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// persist does something until it succeeds, fails for another reason than a lost connection, or the patience is at
// its end: then the last error is the reason.
func (s *Store) persist(ctx context.Context, do func() error) error {
	left := s.options.Patience
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		err := do()
		if err == nil || !lost(err) || ctx.Err() != nil || left <= 0 {
			return err
		}
		pause = min(pause, left)
		left -= pause
		if e := s.options.Sleep(ctx, pause); e != nil {
			return e
		}
	}
}
