package password

import (
	"crypto/subtle"
	"fmt"
	"strings"

	"github.com/go-crypt/crypt/algorithm/argon2"
)

// An argon2Hash is one of argon2i, argon2d or argon2id, version 1.3 (RFC 9106).
type argon2Hash struct {
	variant               string // as the PHC string names it
	memory, passes, lanes uint32 // memory in KiB
	salt, key             []byte
}

// parseArgon2 reads v=19$m=65536,t=3,p=4$SALT$HASH.
func parseArgon2(name, rest string, salt saltColumn) (verifier, error) {
	if !strings.HasPrefix(rest, "v=19$") {
		return nil, fmt.Errorf("%w: of argon2 only version 19 (1.3) is known", ErrUnsupported)
	}
	parts, err := fields(rest, 4)
	if err != nil {
		return nil, err
	}
	p, err := need(parts[1], "m", "t", "p")
	if err != nil {
		return nil, err
	}
	if err := memoryWithin(p[0], p[1], p[2]); err != nil {
		return nil, err
	}
	if p[0] < 8*p[2] {
		return nil, fmt.Errorf("%w: argon2 has at least 8 KiB of memory for each lane", ErrDamaged)
	}
	h := argon2Hash{variant: name, memory: uint32(p[0]), passes: uint32(p[1]), lanes: uint32(p[2])}
	if h.salt, err = salt.binary(parts[2]); err != nil {
		return nil, err
	}
	if h.key, err = key(parts[3]); err != nil {
		return nil, err
	}
	return h, keyFits(h.key, h.salt)
}

func (h argon2Hash) kind() Kind { return Argon2 }

func (h argon2Hash) String() string {
	return fmt.Sprintf("$%s$v=19$m=%d,t=%d,p=%d$%s$%s",
		h.variant, h.memory, h.passes, h.lanes, encode64(h.salt), encode64(h.key))
}

func (h argon2Hash) matches(password string) bool {
	derive := argon2.NewVariant(h.variant).KeyFunc()
	got := derive([]byte(password), h.salt, h.passes, h.memory, h.lanes, uint32(len(h.key)))
	return subtle.ConstantTimeCompare(got, h.key) == 1
}
