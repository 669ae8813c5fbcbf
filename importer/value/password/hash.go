package password

import (
	"crypto/rand"
	"fmt"

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

// Hash returns the password's argon2id hash with a salt of its own as a PHC string:
// $argon2id$v=19$m=19456,t=2,p=1$SALT$HASH. It needs 19 MiB of memory while it runs.
func Hash(password string) string {
	salt := make([]byte, hashSalt)
	_, _ = rand.Read(salt) // never fails, see crypto/rand
	key := argon2.IDKey([]byte(password), salt, hashPasses, hashMemory, hashLanes, hashLength)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		hashVersion, hashMemory, hashPasses, hashLanes, encode64(salt), encode64(key))
}
