package sftpdir_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"muster/sources/sftpdir"
	"muster/sources/sftpdir/sftptest"
)

// put puts a file into the folder of a server.
func put(t testing.TB, folder, name, data string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, name), []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestFetchCarriesOn cuts the connection at many points: all arrives, and what had arrived is not fetched again.
func TestFetchCarriesOn(t *testing.T) {
	const step = 45_678
	cuts := 0
	for after := int64(1); ; after += step {
		server := sftptest.Start(t, func(s *sftptest.Server) { s.CutAfter = after })
		put(t, server.Folder, "long.csv", long)
		var got bytes.Buffer
		if err := dial(t, server.Options()).Fetch(t.Context(), "long.csv", &got); err != nil || got.String() != long {
			t.Fatalf("cut after %d bytes: %d bytes came of %d, %v", after, got.Len(), len(long), err)
		}
		if !server.Cut() {
			break
		}
		cuts++
		// What is under way on the line at the time of the cut is lost, and asked for again.
		if limit := int64(len(long)) + 20_000 + min(after, 3<<20); server.Traffic() > limit {
			t.Errorf("cut after %d bytes: %d bytes in all, for a file of %d", after, server.Traffic(), len(long))
		}
	}
	if cuts < len(long)/step {
		t.Errorf("%d cuts, expected %d", cuts, len(long)/step)
	}
	t.Logf("%d cuts", cuts)
}

// TestFetchDoesNotCarryOnWithAnotherFile notices that the file was replaced while the connection was down.
func TestFetchDoesNotCarryOnWithAnotherFile(t *testing.T) {
	server := sftptest.Start(t)
	put(t, server.Folder, "people.csv", long)
	calls := 0
	writer := writerFunc(func(p []byte) (int, error) {
		if calls++; calls == 2 {
			server.HangUp()
			put(t, server.Folder, "people.csv", strings.ToUpper(long))
			later := time.Now().Add(time.Minute)
			if err := os.Chtimes(filepath.Join(server.Folder, "people.csv"), later, later); err != nil {
				t.Error(err)
			}
		}
		return len(p), nil
	})
	if err := dial(t, server.Options()).Fetch(t.Context(), "people.csv", writer); !errors.Is(err, sftpdir.ErrChanged) {
		t.Errorf("%v", err)
	}
}

// TestRetriesEnd gives up on a server that breaks every connection.
func TestRetriesEnd(t *testing.T) {
	server := sftptest.Start(t)
	put(t, server.Folder, "people.csv", long)
	o := server.Options()
	folder := dial(t, o)
	writer := writerFunc(func(p []byte) (int, error) {
		server.HangUp()
		return min(1, len(p)), nil // which is little progress, but no error
	})
	err := folder.Fetch(t.Context(), "people.csv", writer)
	if err == nil {
		t.Fatal("a file came over broken connections")
	}
	if n := server.Logins(); n > o.Retries+1 {
		t.Errorf("%d logins, for %d retries", n, o.Retries)
	}
}

// TestFetchShort is about a server that says that a file is longer than what it sends, and the other way round.
func TestFetchShort(t *testing.T) {
	for _, more := range []int64{-1, 1, 70_000, -70_000} {
		server := sftptest.Start(t, func(s *sftptest.Server) { s.Size = func(_ string, size int64) int64 { return size + more } })
		put(t, server.Folder, "people.csv", long)
		if err := dial(t, server.Options()).Fetch(t.Context(), "people.csv", io.Discard); !errors.Is(err, sftpdir.ErrChanged) {
			t.Errorf("%+d: %v", more, err)
		}
	}
}
