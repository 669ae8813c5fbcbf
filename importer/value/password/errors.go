package password

import (
	"errors"
	"fmt"
)

// ErrHash is wrapped by every error of [ParseHash] and [Verify]. The texts say what is wrong with the hash and never
// repeat a part of it.
var ErrHash = errors.New("this is no password hash that can be checked")

var (
	// ErrNotHash is returned for a text that has the form of no hash at all, such as a plain word.
	ErrNotHash = fmt.Errorf("%w: it has the form of none; is a password in the column of the hashes?", ErrHash)
	// ErrUnsupported is returned for the hash of a scheme that is not carried over, plain text behind a scheme's
	// name among them.
	ErrUnsupported = fmt.Errorf("%w: its scheme is not supported", ErrHash)
	// ErrDamaged is wrapped where a hash begins as one of a scheme and then is not whole.
	ErrDamaged = fmt.Errorf("%w: it is damaged or cut off", ErrHash)
	// ErrSalt is wrapped where the salt is missing, unreadable, or another in its own column than in the hash.
	ErrSalt = fmt.Errorf("%w: its salt is not right", ErrHash)
	// ErrCost is wrapped where checking a password would take more time or memory than the limits allow.
	ErrCost = fmt.Errorf("%w: it asks for too much time or memory", ErrHash)
)

// ErrPolicy is wrapped by [Temporary] where no password of enough entropy satisfies the policy.
var ErrPolicy = errors.New("the password policy cannot be satisfied by a generated password")
