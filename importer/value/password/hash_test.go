package password_test

import (
	"errors"
	"strings"
	"testing"

	"muster/importer/value/password"
)

func TestHashVerifies(t *testing.T) {
	const secret = "Wörter, die zählen!"
	one, two := password.Hash(secret), password.Hash(secret)
	if one == two {
		t.Error("two hashes have the same salt")
	}
	if !strings.HasPrefix(one, "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(one, secret) {
		t.Errorf("got %q", one)
	}
	for try, want := range map[string]bool{secret: true, secret + " ": false, "": false} {
		if got, err := password.Verify(one, try); err != nil || got != want {
			t.Errorf("%q: got %v, %v, want %v", try, got, err, want)
		}
	}
}

func TestVerifyRefusesOtherHashes(t *testing.T) {
	for _, hash := range []string{
		"", "$2a$10$abc", "$argon2id$v=19$m=4294967295,t=2,p=1$AAAA$AAAA", "$argon2id$v=19$m=19456,t=2,p=1$!$!",
	} {
		if _, err := password.Verify(hash, "x"); !errors.Is(err, password.ErrHash) {
			t.Errorf("%q: got %v", hash, err)
		}
	}
}
