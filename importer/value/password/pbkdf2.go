package password

import (
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"fmt"
	"hash"
	"strings"
)

// A pbkdf2Hash is one of PBKDF2 (RFC 8018) with HMAC of a digest of the SHA family.
type pbkdf2Hash struct {
	digest    string // sha1, sha256 or sha512
	rounds    int
	salt, key []byte
}

// pbkdf2Digests are the digests by name.
var pbkdf2Digests = map[string]func() hash.Hash{"sha1": sha1.New, "sha256": sha256.New, "sha512": sha512.New}

// parsePBKDF2 reads i=600000$SALT$HASH, of which also the length may be said, i=600000,l=32, and passlib's 600000$SALT$HASH.
func parsePBKDF2(name, rest string, salt saltColumn) (verifier, error) {
	parts, err := fields(rest, 3)
	if err != nil {
		return nil, err
	}
	derived, err := key(parts[2])
	if err != nil {
		return nil, err
	}
	rounds, err := pbkdf2Rounds(parts[0], len(derived))
	if err != nil {
		return nil, err
	}
	salted, err := salt.binary(parts[1])
	if err != nil {
		return nil, err
	}
	_, digest, ok := strings.Cut(name, "-")
	if !ok {
		digest = "sha1" // $pbkdf2$ alone, as passlib writes it
	}
	return newPBKDF2(digest, rounds, salted, derived)
}

// pbkdf2Rounds reads the parameters of a key of so many bytes.
func pbkdf2Rounds(s string, length int) (uint64, error) {
	if !strings.Contains(s, "=") {
		return number(s)
	}
	p, err := parameters(s)
	if err != nil {
		return 0, err
	}
	said, isSaid := p["l"]
	delete(p, "l")
	if len(p) != 1 || isSaid && said != uint64(length) {
		return 0, fmt.Errorf("%w: its parameters must be i, and l if the length is said", ErrDamaged)
	}
	return p["i"], nil
}

// newPBKDF2 returns the hash if it is within the limits.
func newPBKDF2(digest string, rounds uint64, salt, derived []byte) (verifier, error) {
	if err := keyFits(derived, salt); err != nil {
		return nil, err
	}
	if rounds == 0 {
		return nil, fmt.Errorf("%w: PBKDF2 has at least one iteration", ErrDamaged)
	}
	size := pbkdf2Digests[digest]().Size()
	blocks := uint64((len(derived) + size - 1) / size)
	if err := atMost(rounds*blocks, MaxPBKDF2Rounds, "its number of iterations"); err != nil {
		return nil, err
	}
	return pbkdf2Hash{digest: digest, rounds: int(rounds), salt: salt, key: derived}, nil
}

func (h pbkdf2Hash) kind() Kind { return PBKDF2 }

func (h pbkdf2Hash) String() string {
	return fmt.Sprintf("$pbkdf2-%s$i=%d$%s$%s", h.digest, h.rounds, encode64(h.salt), encode64(h.key))
}

func (h pbkdf2Hash) matches(password string) bool {
	got, err := pbkdf2.Key(pbkdf2Digests[h.digest], password, h.salt, h.rounds, len(h.key))
	return err == nil && subtle.ConstantTimeCompare(got, h.key) == 1
}
