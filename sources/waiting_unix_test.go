//go:build unix

package sources

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestSilentPipe ends the wait for somebody to open a named pipe for writing.
func TestSilentPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.csv")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if f, err := Open(ctx, path, Config{}); f != nil || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, %v", f, err)
	}
	writer, err := os.OpenFile(path, os.O_RDWR, 0) // ends the waiting goroutine
	if err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
}
