package sources

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"
)

// TestSilentInput ends the wait for a pipe that nobody writes to, and leaves no copy of it.
func TestSilentInput(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	defer out.Close()
	if _, err := out.WriteString("Email\n"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	f, err := Open(ctx, StandardName, Config{Stdin: in})
	if f != nil || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, %v", f, err)
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
