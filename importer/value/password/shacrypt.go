package password

import (
	"fmt"
	"strings"

	"github.com/go-crypt/crypt/algorithm/shacrypt"
)

// A shaCryptHash is the text of a SHA-crypt hash (Drepper, "Unix crypt using SHA-256 and SHA-512"), with its rounds where they
// were said.
type shaCryptHash string

// shaCryptKeys are the letters that the hashes proper have.
var shaCryptKeys = map[string]int{"5": 43, "6": 86}

// The bounds of SHA-crypt.
const (
	shaCryptMinRounds = 1000
	shaCryptMaxSalt   = 16 // letters; more were never looked at
)

// parseSHACrypt reads SALT$HASH, which is of 5,000 rounds, or rounds=10000$SALT$HASH.
func parseSHACrypt(name, rest string, salt saltColumn) (verifier, error) {
	prefix := "$" + name + "$"
	if said, body, ok := strings.Cut(rest, "$"); ok && strings.HasPrefix(said, "rounds=") {
		rounds, err := shaCryptRounds(said)
		if err != nil {
			return nil, err
		}
		prefix += fmt.Sprintf("rounds=%d$", rounds)
		rest = body
	}
	body, err := cryptBody(rest, shaCryptMaxSalt, shaCryptKeys[name], salt)
	return shaCryptHash(prefix + body), err
}

// shaCryptRounds reads rounds=10000.
func shaCryptRounds(said string) (uint64, error) {
	p, err := need(said, "rounds")
	if err != nil {
		return 0, err
	}
	if p[0] < shaCryptMinRounds {
		return 0, fmt.Errorf("%w: SHA-crypt has at least %d rounds", ErrDamaged, shaCryptMinRounds)
	}
	return p[0], atMost(p[0], MaxSHACryptRounds, "its number of rounds")
}

func (h shaCryptHash) kind() Kind { return SHACrypt }

func (h shaCryptHash) String() string { return string(h) }

func (h shaCryptHash) matches(password string) bool {
	digest, err := shacrypt.Decode(string(h))
	return err == nil && len(password) <= maxLongPassword && digest.Match(password)
}

// cryptLetters is the alphabet of crypt(3), in the order of the values that the letters stand for.
const cryptLetters = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// cryptBody checks SALT$HASH and returns it with its salt.
func cryptBody(rest string, maxLetters, keyLetters int, column saltColumn) (string, error) {
	parts, err := fields(rest, 2)
	if err != nil {
		return "", err
	}
	salt, err := column.text(parts[0])
	if err != nil {
		return "", err
	}
	if len(salt) > maxLetters || strings.ContainsFunc(string(salt), notInSalt) {
		return "", fmt.Errorf("%w: it has at most %d letters, and neither a dollar nor a colon", ErrSalt, maxLetters)
	}
	if len(parts[1]) != keyLetters || !only(cryptLetters, parts[1]) {
		return "", fmt.Errorf("%w: the hash proper has %d letters", ErrDamaged, keyLetters)
	}
	return string(salt) + "$" + parts[1], nil
}

// notInSalt reports whether the character would end a salt of crypt(3), or the line of its file.
func notInSalt(r rune) bool { return notPrintable(r) || r == '$' || r == ':' }

// only reports whether s is made of nothing but these letters.
func only(letters, s string) bool { return strings.Trim(s, letters) == "" }
