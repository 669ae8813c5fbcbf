package sftpdir_test

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"muster/sources/sftpdir"
	"muster/sources/sftpdir/sftptest"
)

// benchmarkSize says in MiB how large the file is that BenchmarkFetch fetches. Defaults to 256.
const benchmarkSize = "MUSTER_BENCH_MIB"

// BenchmarkFetch fetches a file from OpenSSH on the loopback to the disk: with the sftp program, and as muster does. Both are
// measured in turns, so that what else the machine does burdens both. The share is of the program's speed; 0.8 is wanted.
func BenchmarkFetch(b *testing.B) {
	size, err := strconv.Atoi(cmp.Or(os.Getenv(benchmarkSize), "256"))
	if err != nil {
		b.Fatal(err)
	}
	o := sftptest.OpenSSH(b)
	makeFile(b, filepath.Join(o.Folder, "people.csv"), int64(size)<<20)
	to := filepath.Join(b.TempDir(), "copy")
	var program, ours float64
	b.SetBytes(int64(size) << 20)
	for b.Loop() {
		clock := newStopwatch()
		fetchOurs(b, o, to)
		ours += clock()
		b.StopTimer()
		program += fetchProgram(b, o, to)
		b.StartTimer()
	}
	b.ReportMetric(program/float64(b.N), "sftp-s/op")
	b.ReportMetric(program/ours, "of-sftp")
}

// makeFile makes a file that cannot be compressed.
func makeFile(b *testing.B, name string, size int64) {
	b.Helper()
	file, err := os.Create(name)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	if _, err := io.CopyN(file, rand.Reader, size); err != nil {
		b.Fatal(err)
	}
}

// fetchOurs connects and fetches, as the program does.
func fetchOurs(b *testing.B, o sftpdir.Options, to string) {
	b.Helper()
	folder := dial(b, o)
	out, err := os.Create(to)
	if err != nil {
		b.Fatal(err)
	}
	defer out.Close()
	if err := folder.Fetch(b.Context(), "people.csv", out); err != nil {
		b.Fatal(err)
	}
}

// fetchProgram fetches with OpenSSH's program, and returns how many seconds that took.
func fetchProgram(b *testing.B, o sftpdir.Options, to string) float64 {
	b.Helper()
	command := exec.Command("sftp", "-q", "-P", strconv.Itoa(o.Port), "-i", o.KeyFile, "-F", "/dev/null", "-o", "BatchMode=yes",
		"-o", "UserKnownHostsFile="+o.KnownHosts, fmt.Sprintf("%s@%s:%s/people.csv", o.User, o.Host, o.Folder), to)
	clock := newStopwatch()
	if said, err := command.CombinedOutput(); err != nil {
		b.Fatalf("sftp: %v: %s", err, said)
	}
	return clock()
}

// newStopwatch returns what tells the seconds since.
func newStopwatch() func() float64 {
	began := time.Now()
	return func() float64 { return time.Since(began).Seconds() }
}
