package seal

import (
	"errors"
	"fmt"
)

// The errors of this package. None of them contains a part of a key or of a secret.
var (
	// ErrNoKey means that there is neither MUSTER_KEY nor a key file.
	ErrNoKey = errors.New("there is no key to seal secrets with: set " + Environment + " to 32 random bytes in base64 or hex, or name a key file")
	// ErrKey means that what should be a key is not one.
	ErrKey = errors.New("a key is 32 random bytes in base64 or hex, as `openssl rand -base64 32` prints them")
	// ErrReadable means that others than its owner may read or write the key file.
	ErrReadable = errors.New("others may read or write the key file: make it yours alone with chmod 600")
	// ErrFormat means that the bytes are no sealed secret, or one of a later version of muster.
	ErrFormat = errors.New("this is no secret that this version of muster has sealed")
	// ErrDamaged means that the sealed bytes were altered, or belong to something else.
	ErrDamaged = errors.New("the sealed secret was altered, or belongs to something else")
)

// A WrongKeyError says that a secret was sealed with another key.
type WrongKeyError struct {
	Sealed string // the id of the key that it was sealed with
	Have   string // the id of the key at hand
}

// Error names both keys by their ids.
func (e *WrongKeyError) Error() string {
	return fmt.Sprintf("the secret was sealed with key %s and this is key %s: use the key that was set when it was made", e.Sealed, e.Have)
}
