package password

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
)

// tokenLength is how many random bytes a token has: 256 bits.
const tokenLength = 32

// Token returns a random token of 256 bits for a link, 43 URL-safe characters, and its [TokenHash], the only part of it to store.
// It panics where random ends or fails, which crypto/rand's Reader never does.
func Token(random io.Reader) (token, hash string) {
	raw := make([]byte, tokenLength)
	if _, err := io.ReadFull(random, raw); err != nil {
		panic(fmt.Sprintf("reading random bytes for a token: %v", err))
	}
	token = base64.RawURLEncoding.EncodeToString(raw)
	return token, TokenHash(token)
}

// TokenHash returns the SHA-256 of a token in hexadecimal, by which a token that comes back is looked up. A token needs no
// salt and no stretching: nobody can try 2^256 of them.
func TokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
