package password

import "fmt"

// The limits of what checking one password may cost. A hash that asks for more is refused when it is read, before anything
// is computed: whoever writes the file could otherwise stop the program that checks the password. They are far
// above what the products that write these hashes use. At its limit a check takes from 0.3 s (SHA-crypt) to 5 s
// (argon2) and 12 s (scrypt) on one core.
const (
	// MaxBcryptCost is the highest cost of bcrypt, the base-2 logarithm of its rounds.
	MaxBcryptCost = 15
	// MaxMemory is the most memory that argon2 and scrypt may take, in KiB: 1 GiB.
	MaxMemory = 1 << 20
	// MaxMemoryWork is the most memory times passes over it (argon2's t, scrypt's p), in KiB: 4 GiB.
	MaxMemoryWork = 4 << 20
	// MaxLanes is the highest parallelism of argon2 and scrypt.
	MaxLanes = 64
	// MaxPBKDF2Rounds is the most iterations of PBKDF2, counted for each block of the digest's length.
	MaxPBKDF2Rounds = 10_000_000
	// MaxSHACryptRounds is the most rounds of SHA-crypt.
	MaxSHACryptRounds = 2_000_000
	// MaxStretchLog2 is the highest base-2 logarithm of the rounds of phpass and Drupal.
	MaxStretchLog2 = 22
)

// The lengths that a hash can have.
const (
	// maxHash bounds the whole text, in bytes. The longest known, Firebase's, are about 250.
	maxHash = 1024
	// minKey and maxKey bound the key in bytes. Fewer would be satisfied by a wrong password too easily: the PHC
	// string format asks for 12.
	minKey, maxKey = 12, 128
	// maxSalt bounds the salt in bytes.
	maxSalt = 128
	// maxLongPassword bounds, in bytes, a password whose every byte is worked on in every round; a longer one does not
	// verify. It is what libxcrypt and Drupal allow.
	maxLongPassword = 512
)

// atMost returns an error that wraps [ErrCost] where the number is above the limit.
func atMost(number, limit uint64, what string) error {
	if number > limit {
		return fmt.Errorf("%w: %s is above %d; let this person set a new password", ErrCost, what, limit)
	}
	return nil
}

// memoryWithin returns an error that wraps [ErrCost] where so much memory, or so many passes over it, are too much.
func memoryWithin(kib, passes, lanes uint64) error {
	if err := atMost(kib, MaxMemory, "its memory in KiB"); err != nil {
		return err
	}
	if err := atMost(lanes, MaxLanes, "its parallelism"); err != nil {
		return err
	}
	// The product cannot overflow: a parameter has 32 bits, and the memory is within its limit.
	return atMost(kib*passes, MaxMemoryWork, "its memory in KiB times its passes")
}

// keyFits returns an error where the key or the salt has an impossible length.
func keyFits(key, salt []byte) error {
	if len(key) < minKey || len(key) > maxKey {
		return fmt.Errorf("%w: the hash proper must have %d to %d bytes", ErrDamaged, minKey, maxKey)
	}
	if len(salt) > maxSalt {
		return fmt.Errorf("%w: it must have at most %d bytes", ErrSalt, maxSalt)
	}
	return nil
}
