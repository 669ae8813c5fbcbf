package password

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
	"fmt"
	"slices"
)

// A firebaseHash is one of Firebase Authentication's scrypt (github.com/firebase/scrypt): the key that scrypt makes of
// the password, the salt and the project's separator encrypts the project's signer key, and the result is the hash.
//
// Separator and signer key are the same for all people of a project; its console shows them together with the rounds (r) and
// the memory cost (ln).
type firebaseHash struct {
	cost                         scryptCost
	salt, separator, signer, key []byte
}

// firebaseKey is the length of the AES-256 key, in bytes.
const firebaseKey = 32

// parseFirebase reads ln=14,r=8,p=1$SALT$HASH$SALT_SEPARATOR$SIGNER_KEY, each but the first in base64.
func parseFirebase(_, rest string, salt saltColumn) (verifier, error) {
	parts, err := fields(rest, 5)
	if err != nil {
		return nil, err
	}
	var h firebaseHash
	if h.cost, err = parseScryptCost(parts[0]); err != nil {
		return nil, err
	}
	if h.salt, err = salt.binary(parts[1]); err != nil {
		return nil, err
	}
	for i, part := range []*[]byte{&h.key, &h.separator, &h.signer} {
		if *part, err = key(parts[2+i]); err != nil {
			return nil, err
		}
	}
	if len(h.key) != len(h.signer) {
		return nil, fmt.Errorf("%w: of Firebase, hash and signer key have the same length", ErrDamaged)
	}
	return h, keyFits(h.key, slices.Concat(h.salt, h.separator))
}

func (h firebaseHash) kind() Kind { return Firebase }

func (h firebaseHash) String() string {
	return fmt.Sprintf("$firescrypt$%s$%s$%s$%s$%s",
		h.cost, encode64(h.salt), encode64(h.key), encode64(h.separator), encode64(h.signer))
}

func (h firebaseHash) matches(password string) bool {
	block, err := aes.NewCipher(h.cost.derive(password, slices.Concat(h.salt, h.separator), firebaseKey))
	if err != nil {
		return false
	}
	got := make([]byte, len(h.signer))
	cipher.NewCTR(block, make([]byte, aes.BlockSize)).XORKeyStream(got, h.signer)
	return subtle.ConstantTimeCompare(got, h.key) == 1
}
