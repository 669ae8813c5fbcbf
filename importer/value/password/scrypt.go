package password

import (
	"crypto/subtle"
	"errors"
	"fmt"

	"golang.org/x/crypto/scrypt"
)

// A scryptCost says how dear scrypt (RFC 7914) is: its N is 2 to the power of ln.
type scryptCost struct{ ln, r, p int }

// maxLog2N bounds scrypt's ln, whatever r is: blocks of 128 bytes fill [MaxMemory] with an ln of 23.
const maxLog2N = 23

// parseScryptCost reads ln=15,r=8,p=1.
func parseScryptCost(s string) (scryptCost, error) {
	p, err := need(s, "ln", "r", "p")
	if err != nil {
		return scryptCost{}, err
	}
	return newScryptCost(p[0], p[1], p[2])
}

// newScryptCost returns the cost if it is within the limits. One pass over the memory, N blocks of 128 r bytes, is made
// for each p.
func newScryptCost(ln, r, p uint64) (scryptCost, error) {
	if ln == 0 {
		return scryptCost{}, fmt.Errorf("%w: the N of scrypt is a power of two", ErrDamaged)
	}
	// Beyond these the product below could overflow; the memory is far above its limit already.
	if err := errors.Join(atMost(ln, maxLog2N, "its ln"), atMost(r, MaxMemory, "its r")); err != nil {
		return scryptCost{}, err
	}
	bytes := 128 * r << ln
	if err := memoryWithin((bytes+1023)/1024, p, p); err != nil {
		return scryptCost{}, err
	}
	return scryptCost{ln: int(ln), r: int(r), p: int(p)}, nil
}

// derive returns a key of so many bytes. The cost is one that the library accepts.
func (c scryptCost) derive(password string, salt []byte, length int) []byte {
	got, err := scrypt.Key([]byte(password), salt, 1<<c.ln, c.r, c.p, length)
	if err != nil {
		return nil // never equal to a key, which is not empty
	}
	return got
}

func (c scryptCost) String() string { return fmt.Sprintf("ln=%d,r=%d,p=%d", c.ln, c.r, c.p) }

// A scryptHash is one of scrypt.
type scryptHash struct {
	cost      scryptCost
	salt, key []byte
}

// parseScrypt reads ln=15,r=8,p=1$SALT$HASH.
func parseScrypt(_, rest string, salt saltColumn) (verifier, error) {
	parts, err := fields(rest, 3)
	if err != nil {
		return nil, err
	}
	var h scryptHash
	if h.cost, err = parseScryptCost(parts[0]); err != nil {
		return nil, err
	}
	if h.salt, err = salt.binary(parts[1]); err != nil {
		return nil, err
	}
	if h.key, err = key(parts[2]); err != nil {
		return nil, err
	}
	return h, keyFits(h.key, h.salt)
}

func (h scryptHash) kind() Kind { return Scrypt }

func (h scryptHash) String() string {
	return fmt.Sprintf("$scrypt$%s$%s$%s", h.cost, encode64(h.salt), encode64(h.key))
}

func (h scryptHash) matches(password string) bool {
	return subtle.ConstantTimeCompare(h.cost.derive(password, h.salt, len(h.key)), h.key) == 1
}
