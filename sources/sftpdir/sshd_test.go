package sftpdir_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"muster/importer/value/filename"
	"muster/sources/sftpdir"
	"muster/sources/sftpdir/sftptest"
)

func TestOpenSSH(t *testing.T) {
	o := sftptest.OpenSSH(t)
	for name, data := range map[string]string{"people-1.csv": "id\n1\n", "people-2.csv": strings.Repeat(long, 10), "notes.txt": "x"} {
		if err := os.WriteFile(filepath.Join(o.Folder, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(o.Folder, "people-3.csv")); err != nil {
		t.Fatal(err)
	}
	folder := dial(t, o)
	files, refused, err := folder.List(t.Context(), "people-*.csv")
	if err != nil || len(files) != 2 || len(refused) != 1 {
		t.Fatalf("%v, %v, %v", files, refused, err)
	}
	for _, file := range files {
		want, err := os.ReadFile(filepath.Join(o.Folder, file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if err := folder.Fetch(t.Context(), file.Name(), &got); err != nil || !bytes.Equal(got.Bytes(), want) || file.Size() != int64(len(want)) {
			t.Errorf("%+v: %d bytes, %v", file, got.Len(), err)
		}
	}
	for name, want := range map[string]error{"people-3.csv": filename.ErrRefused, "people-4.csv": os.ErrNotExist} {
		if err := folder.Fetch(t.Context(), name, new(bytes.Buffer)); !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestOpenSSHGrows writes to the file while it is fetched.
func TestOpenSSHGrows(t *testing.T) {
	o := sftptest.OpenSSH(t)
	path := filepath.Join(o.Folder, "people.csv")
	if err := os.WriteFile(path, []byte(strings.Repeat(long, 4)), 0o600); err != nil {
		t.Fatal(err)
	}
	writer := writerFunc(func(p []byte) (int, error) {
		file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
		if err == nil {
			_, err = file.WriteString("one more\n")
			err = errors.Join(err, file.Close())
		}
		return len(p), err
	})
	if err := dial(t, o).Fetch(t.Context(), "people.csv", writer); !errors.Is(err, sftpdir.ErrChanged) {
		t.Errorf("%v", err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestOpenSSHRefuses(t *testing.T) {
	o := sftptest.OpenSSH(t)
	stranger, _ := newKey(t, "")
	wrong := o
	wrong.KeyFile = stranger
	if err := connects(t, wrong); !errors.Is(err, sftpdir.ErrLogin) {
		t.Errorf("wrong key: %v", err)
	}
	unknown := o
	unknown.KnownHosts = sftptest.Write(t, "")
	var key *sftpdir.HostKeyError
	if err := connects(t, unknown); !errors.As(err, &key) || key.Line == "" {
		t.Fatalf("unknown host: %v", err)
	}
	pinned := o
	pinned.HostKey = key.Fingerprint
	if err := connects(t, pinned); err != nil {
		t.Errorf("pinned: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := sftpdir.Dial(ctx, o); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
