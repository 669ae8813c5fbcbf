package password

import (
	"fmt"
	"io"
	"strings"
)

// temporaryAlphabet are the characters of temporary passwords: 64, so that six random bits choose one without a preference.
// What is mistaken for another character when it is read aloud or off paper (0 O o, 1 l I |) is left out, and what mail programs, markup
// or shells could change.
const temporaryAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ" + "abcdefghijkmnpqrstuvwxyz" + "23456789" + "!#%+=?@*"

// formulaStarts are the characters of the alphabet with which a temporary password does not begin: a spreadsheet that opens
// a list of passwords would take such a one for a formula.
const formulaStarts = "+=@"

const (
	// MinEntropy is the least entropy of a temporary password, in bits.
	MinEntropy = 90
	// temporaryLength is how many characters a temporary password has at least. Of 16 there are 2^96, and those
	// with a letter, a digit and a special character that begin well are still more than 2^95.
	temporaryLength = 16
	// temporaryTries bounds how often a password that lacks what the policy asks for, or begins wrongly, is made again: fewer than one
	// in three do, so that only a source that is not random gets there.
	temporaryTries = 100
)

// Temporary returns a random password that satisfies the policy and has at least [MinEntropy] bits of entropy: 16 characters,
// or as many more as the policy asks for, and none that look alike. The error wraps [ErrPolicy] where the policy does
// not allow so long a password, or is that of reading random, which is crypto/rand's Reader but in tests.
func Temporary(p Policy, random io.Reader) (string, error) {
	length := max(temporaryLength, p.Min)
	if p.Max > 0 && length > p.Max {
		return "", fmt.Errorf("%w: it takes %d characters to have %d bits of entropy and what else the policy asks for, and the "+
			"policy allows %d; raise its max", ErrPolicy, length, MinEntropy, p.Max)
	}
	made := make([]byte, length)
	for range temporaryTries {
		if _, err := io.ReadFull(random, made); err != nil {
			return "", fmt.Errorf("reading random bytes for a temporary password: %w", err)
		}
		for i, b := range made {
			made[i] = temporaryAlphabet[int(b)%len(temporaryAlphabet)]
		}
		if !strings.ContainsRune(formulaStarts, rune(made[0])) && Check(string(made), "", p) == nil {
			return string(made), nil
		}
	}
	return "", fmt.Errorf("%w: the random source repeats itself", ErrPolicy)
}
