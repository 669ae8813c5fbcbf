package sftpdir_test

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"muster/sources/sftpdir/sftptest"
)

// BenchmarkFetch fetches from OpenSSH on the loopback.
func BenchmarkFetch(b *testing.B) {
	const size = 64 << 20
	o := sftptest.OpenSSH(b)
	if err := os.WriteFile(filepath.Join(o.Folder, "people.csv"), make([]byte, size), 0o600); err != nil {
		b.Fatal(err)
	}
	folder := dial(b, o)
	b.SetBytes(size)
	for b.Loop() {
		if err := folder.Fetch(b.Context(), "people.csv", io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
