// Package seal encrypts small secrets that have to lie in a database for a while: temporary passwords and invitation
// tokens that wait for their mail. Who reads the database, or a backup of it, without the key learns nothing but their length.
//
// It is not for passwords that are only ever compared (those are hashed), nor for files or streams. It keeps no record of
// what it has sealed: to forget a secret is to delete the sealed bytes.
package seal

import (
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"

	"golang.org/x/crypto/chacha20poly1305"
)

// The layout of sealed bytes: version (1 byte), id of the key (4), nonce (24), encrypted text with its tag (16 more
// than the text). Version and id are authenticated with the context.
const (
	version     = 1
	idLength    = 4
	headLength  = 1 + idLength
	nonceLength = chacha20poly1305.NonceSizeX
	// Overhead is by how many bytes a sealed secret is longer than the secret.
	Overhead = headLength + nonceLength + chacha20poly1305.Overhead
	// KeyLength is the length of a key in bytes.
	KeyLength = chacha20poly1305.KeySize
)

// A Key seals and opens. It is safe for concurrent use, and prints as its id, never as itself.
type Key struct {
	aead cipher.AEAD
	id   [idLength]byte
}

// NewKey returns the key with these 32 bytes, which must come from a good source of randomness.
func NewKey(secret []byte) (*Key, error) {
	if len(secret) != KeyLength {
		return nil, ErrKey
	}
	aead, err := chacha20poly1305.NewX(secret)
	if err != nil {
		return nil, fmt.Errorf("make a cipher: %w", err)
	}
	k := &Key{aead: aead}
	// The id tells keys apart without saying anything about them: a keyed hash of a fixed text.
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("muster seal key id"))
	copy(k.id[:], mac.Sum(nil))
	return k, nil
}

// ID names the key: 8 hexadecimal digits, from which nothing about the key follows.
func (k Key) ID() string { return fmt.Sprintf("%x", k.id) }

// Format prints the key's id, whatever the verb, so that no log shows a key by accident.
func (k Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "key "+k.ID()) }

// Seal encrypts plain (XChaCha20-Poly1305 with a random nonce) and binds it to the context, which says where it belongs:
// the id of its mail. Open wants the same context, so that a sealed secret cannot be moved to another row. The result
// is [Overhead] bytes longer than plain and differs each time. It fails only for a key that NewKey did not make.
func (k *Key) Seal(plain []byte, context string) ([]byte, error) {
	if k == nil || k.aead == nil {
		return nil, ErrNoKey
	}
	sealed := make([]byte, headLength+nonceLength, Overhead+len(plain))
	sealed[0] = version
	copy(sealed[1:], k.id[:])
	_, _ = rand.Read(sealed[headLength:]) // never fails, see crypto/rand
	return k.aead.Seal(sealed, sealed[headLength:], plain, bind(sealed[:headLength], context)), nil
}

// Open decrypts what Seal made with the same key and context. The error is [ErrFormat] for bytes that Seal
// did not make, [*WrongKeyError] for another key, and [ErrDamaged] for another context or altered bytes.
func (k *Key) Open(sealed []byte, context string) ([]byte, error) {
	switch {
	case k == nil || k.aead == nil:
		return nil, ErrNoKey
	case len(sealed) < Overhead || sealed[0] != version:
		return nil, ErrFormat
	case [idLength]byte(sealed[1:headLength]) != k.id:
		return nil, &WrongKeyError{Sealed: fmt.Sprintf("%x", sealed[1:headLength]), Have: k.ID()}
	}
	head, nonce := sealed[:headLength], sealed[headLength:headLength+nonceLength]
	plain, err := k.aead.Open(nil, nonce, sealed[headLength+nonceLength:], bind(head, context))
	if err != nil {
		return nil, ErrDamaged // the cause says no more than that
	}
	return plain, nil
}

// bind returns the additional data: the head has a fixed length, so no two pairs come out the same.
func bind(head []byte, context string) []byte {
	return append(append(make([]byte, 0, len(head)+len(context)), head...), context...)
}
