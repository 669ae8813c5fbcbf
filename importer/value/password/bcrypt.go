package password

import (
	"fmt"
	"strings"

	"golang.org/x/crypto/bcrypt"
)

// A bcryptHash is the text of a bcrypt hash, $2b$12$ and 53 letters of salt and key. The 2a, 2b and 2y of today's libraries
// are the same; 2x marks the hashes of a mistaken one and is not supported.
type bcryptHash string

// The lengths of a bcrypt hash after its name, in letters.
const (
	bcryptCost = 2
	bcryptSalt = 22
	bcryptRest = bcryptCost + len("$") + bcryptSalt + 31
)

// parseBcrypt reads 12$SALTHASH. bcrypt looks at the first 72 bytes of a password only, here as everywhere.
func parseBcrypt(name, rest string, salt saltColumn) (verifier, error) {
	cost64, body, _ := strings.Cut(rest, "$")
	if len(rest) != bcryptRest || len(cost64) != bcryptCost || !only(cryptLetters, body) {
		return nil, fmt.Errorf("%w: a bcrypt hash has 60 letters", ErrDamaged)
	}
	cost, err := number(cost64)
	if err != nil {
		return nil, err
	}
	if cost < uint64(bcrypt.MinCost) {
		return nil, fmt.Errorf("%w: bcrypt has at least a cost of %d", ErrDamaged, bcrypt.MinCost)
	}
	if err := atMost(cost, MaxBcryptCost, "its cost"); err != nil {
		return nil, err
	}
	if _, err := salt.text(body[:bcryptSalt]); err != nil {
		return nil, err
	}
	return bcryptHash("$" + name + "$" + rest), nil
}

func (h bcryptHash) kind() Kind { return Bcrypt }

func (h bcryptHash) String() string { return string(h) }

func (h bcryptHash) matches(password string) bool {
	return bcrypt.CompareHashAndPassword([]byte(h), []byte(password)) == nil
}
