package password

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// The cost of a new hash: argon2id (RFC 9106) with 19 MiB of memory, two passes and one lane, which the OWASP
// Password Storage Cheat Sheet names as its first choice. About 30 ms on one core.
const (
	hashMemory  = 19 * 1024 // KiB
	hashPasses  = 2
	hashLanes   = 1
	hashLength  = 32 // bytes
	hashSalt    = 16 // bytes
	hashVersion = argon2.Version
)

// ErrHash is returned for a text that is not a hash as Hash makes them.
var ErrHash = errors.New("not an argon2id hash of this program")

// Hash returns the password's argon2id hash with a salt of its own as a PHC string:
// $argon2id$v=19$m=19456,t=2,p=1$SALT$HASH. It needs 19 MiB of memory while it runs.
func Hash(password string) string {
	salt := make([]byte, hashSalt)
	_, _ = rand.Read(salt) // never fails, see crypto/rand
	key := argon2.IDKey([]byte(password), salt, hashPasses, hashMemory, hashLanes, hashLength)
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		hashVersion, hashMemory, hashPasses, hashLanes, encode(salt), encode(key))
}

// Verify reports whether the hash, one that Hash made, is that of the password.
func Verify(hash, password string) (bool, error) {
	prefix := fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$", hashVersion, hashMemory, hashPasses, hashLanes)
	rest, ok := strings.CutPrefix(hash, prefix)
	salt64, key64, both := strings.Cut(rest, "$")
	if !ok || !both {
		return false, ErrHash
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(salt64)
	key, err2 := base64.RawStdEncoding.DecodeString(key64)
	if err1 != nil || err2 != nil || len(key) != hashLength {
		return false, ErrHash
	}
	got := argon2.IDKey([]byte(password), salt, hashPasses, hashMemory, hashLanes, hashLength)
	return subtle.ConstantTimeCompare(got, key) == 1, nil
}
