package sftpdir

import (
	"context"
	"net"
	"sync"
	"time"
)

// A line is a connection that is cut when its context is done or the server falls silent. Neither the SSH nor the SFTP library
// knows contexts or time limits: cutting the connection is what ends a call of theirs.
type line struct {
	conn    net.Conn
	timeout time.Duration
	done    chan struct{} // closed once the connection is cut
	release func() bool   // of the context

	once   sync.Once
	reason error // why it was cut; set before done is closed
}

// newLine watches over a connection.
func newLine(ctx context.Context, conn net.Conn, timeout time.Duration) *line {
	l := &line{conn: conn, timeout: timeout, done: make(chan struct{})}
	l.release = l.follow(ctx)
	return l
}

// follow cuts the connection once the context is done, until the function returned is called.
func (l *line) follow(ctx context.Context) (release func() bool) {
	return context.AfterFunc(ctx, func() { l.cut(context.Cause(ctx)) })
}

// cut ends the connection for a reason; only the first counts.
func (l *line) cut(reason error) {
	l.once.Do(func() {
		l.reason = reason
		close(l.done)
		_ = l.conn.Close() // the reason says more
	})
}

// close ends the connection without a reason.
func (l *line) close() {
	l.release()
	l.cut(nil)
}

// limit cuts the connection unless the function returned is called in time.
func (l *line) limit() (done func()) {
	late := time.AfterFunc(l.timeout, func() { l.cut(ErrSilent) })
	return func() { late.Stop() }
}

// explain returns why the connection was cut, where it was, else the error.
func (l *line) explain(err error) error {
	select {
	case <-l.done:
		if l.reason != nil {
			return l.reason
		}
	default:
	}
	return err
}
