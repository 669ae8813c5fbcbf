package sources

import (
	"context"
	"io"
	"os"
	"time"
)

// A waiting reader reads what may keep it waiting for ever, such as a pipe nobody writes to, and stops when its context is
// done. Each Read waits in a goroutine of its own. Where the system can interrupt it, it has ended when Read returns; else
// (a terminal) it is left behind, with a buffer of its own, until the stream has something or the program ends.
type waiting struct {
	ctx context.Context
	r   io.Reader
	own []byte // what the goroutine reads into
}

// Read implements io.Reader. After an error it must not be called again.
func (w *waiting) Read(b []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	if len(w.own) < len(b) {
		w.own = make([]byte, len(b))
	}
	type result struct {
		n   int
		err error
	}
	done := make(chan result, 1)
	go func() {
		n, err := w.r.Read(w.own[:len(b)])
		done <- result{n, err}
	}()
	select {
	case r := <-done:
		return copy(b, w.own[:r.n]), r.err
	case <-w.ctx.Done():
		if file, ok := w.r.(*os.File); ok && file.SetReadDeadline(time.Unix(1, 0)) == nil {
			<-done
			_ = file.SetReadDeadline(time.Time{}) // the stream is the caller's
		}
		return 0, w.ctx.Err()
	}
}

// openPatiently is os.Open, which waits at a named pipe until somebody writes to it, but not longer than until the context
// is done. What is opened later is closed at once.
func openPatiently(ctx context.Context, path string) (*os.File, error) {
	if info, err := os.Stat(path); err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		return os.Open(path)
	}
	type result struct {
		file *os.File
		err  error
	}
	done := make(chan result)
	go func() {
		file, err := os.Open(path)
		select {
		case done <- result{file, err}:
		case <-ctx.Done():
			_ = file.Close() // nobody wants it any more; closing none is an error that does not matter
		}
	}()
	select {
	case r := <-done:
		return r.file, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
