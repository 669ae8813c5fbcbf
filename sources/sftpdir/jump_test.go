package sftpdir_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"muster/sources/sftpdir"
	"muster/sources/sftpdir/sftptest"
)

// TestJump reaches a server through another one; each has its own host key and login.
func TestJump(t *testing.T) {
	jump := sftptest.Start(t, func(s *sftptest.Server) { s.Jump = true })
	server := sftptest.OpenSSH(t)
	put(t, server.Folder, "people.csv", long)
	via := jump.Options()
	o := server
	o.Jump, o.Getenv = &via, sftptest.Environment(sftpdir.PasswordVariable, sftptest.Password)
	folder := dial(t, o)
	var got bytes.Buffer
	if err := folder.Fetch(t.Context(), "people.csv", &got); err != nil || got.String() != long {
		t.Fatalf("%d bytes, %v", got.Len(), err)
	}
	if jump.Traffic() < int64(len(long)) {
		t.Errorf("only %d bytes went through the jump host", jump.Traffic())
	}

	pinned := o // which takes a connection through the jump host for each kind of key
	pinned.HostKey = sftptestFingerprint(t, server)
	if err := connects(t, pinned); err != nil {
		t.Errorf("pinned: %v", err)
	}
	wrong := via
	wrong.HostKey = "SHA256:" + strings.Repeat("A", 43)
	o.Jump = &wrong
	var key *sftpdir.HostKeyError
	if err := connects(t, o); !errors.As(err, &key) || !strings.Contains(err.Error(), jump.Fingerprint()) {
		t.Errorf("another key of the jump host: %v", err)
	}
	o.Jump, o.KnownHosts = &via, sftptest.Write(t, "")
	if err := connects(t, o); !errors.As(err, &key) || key.Line == "" {
		t.Errorf("an unknown server behind the jump host: %v", err)
	}
	o = server
	o.Jump, o.Getenv = &via, sftptest.Environment(sftpdir.PasswordVariable, "wrong")
	if err := connects(t, o); !errors.Is(err, sftpdir.ErrLogin) {
		t.Errorf("a wrong password for the jump host: %v", err)
	}
}

// sftptestFingerprint asks a server for the fingerprint of its key, as a stranger would.
func sftptestFingerprint(t *testing.T, o sftpdir.Options) string {
	t.Helper()
	o.KnownHosts = sftptest.Write(t, "")
	var key *sftpdir.HostKeyError
	if err := connects(t, o); !errors.As(err, &key) {
		t.Fatal(err)
	}
	return key.Fingerprint
}

func TestJumpDoesNotConnect(t *testing.T) {
	jump := sftptest.Start(t) // which forwards nothing
	via := jump.Options()
	o := sftptest.Start(t).Options()
	o.Jump = &via
	if err := connects(t, o); err == nil || !strings.Contains(err.Error(), "jump host") {
		t.Errorf("%v", err)
	}
	via.Jump = &via
	if err := connects(t, o); err == nil || !strings.Contains(err.Error(), "directly") {
		t.Errorf("a chain: %v", err)
	}
}

// TestJumpCancelled ends all connections with the context.
func TestJumpCancelled(t *testing.T) {
	jump := sftptest.Start(t, func(s *sftptest.Server) { s.Jump = true })
	server := sftptest.Start(t)
	via, o := jump.Options(), server.Options()
	o.Jump = &via
	ctx, cancel := context.WithCancel(t.Context())
	folder, err := sftpdir.Dial(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	cancel()
	if _, _, err := folder.List(t.Context(), "*"); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
