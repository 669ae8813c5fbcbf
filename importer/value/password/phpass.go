package password

import (
	"crypto/md5"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"hash"
	"strings"
)

// A stretched is a hash that digests salt and password, and then many times its result and the password: phpass, as
// WordPress ($P$) and phpBB ($H$) use it with MD5, and Drupal 7 ($S$) with SHA-512.
type stretched struct {
	scheme Kind
	name   string // as it stands between the dollars
	log2   int    // of the rounds
	salt   string // 8 letters
	key    string // the letters of the hash proper, which Drupal cuts
	// ofMD5 marks what Drupal made when it came from version 6, whose MD5 hashes it digested as if they were passwords.
	ofMD5 bool
}

// The letters of a stretched hash after its name: one for the rounds, the salt, the hash proper.
const (
	stretchSalt   = 8
	phpassKey     = 22
	drupalKey     = 43
	minStretch    = 7
	stretchPrefix = 1 + stretchSalt
)

// parsePHPass reads one letter for the rounds, eight of salt and 22 of hash.
func parsePHPass(name, rest string, column saltColumn) (verifier, error) {
	return parseStretched(stretched{scheme: PHPass, name: name}, rest, phpassKey, column)
}

// parseDrupal reads one letter for the rounds, eight of salt and 43 of hash.
func parseDrupal(name, rest string, column saltColumn) (verifier, error) {
	return parseStretched(stretched{scheme: Drupal7, name: name}, rest, drupalKey, column)
}

// parseDrupalOfMD5 reads S$ and what a hash of Drupal 7 has.
func parseDrupalOfMD5(_, rest string, column saltColumn) (verifier, error) {
	body, ok := strings.CutPrefix(rest, "S$")
	if !ok {
		return nil, ErrNotHash
	}
	return parseStretched(stretched{scheme: Drupal7, name: "S", ofMD5: true}, body, drupalKey, column)
}

func parseStretched(h stretched, rest string, keyLetters int, column saltColumn) (verifier, error) {
	if len(rest) != stretchPrefix+keyLetters || !only(cryptLetters, rest[:1]+rest[stretchPrefix:]) {
		return nil, fmt.Errorf("%w: it has %d letters after its name", ErrDamaged, stretchPrefix+keyLetters)
	}
	h.log2 = strings.IndexByte(cryptLetters, rest[0])
	h.salt, h.key = rest[1:stretchPrefix], rest[stretchPrefix:]
	if h.log2 < minStretch {
		return nil, fmt.Errorf("%w: it has at least 2^%d rounds", ErrDamaged, minStretch)
	}
	if err := atMost(uint64(h.log2), MaxStretchLog2, "the base-2 logarithm of its rounds"); err != nil {
		return nil, err
	}
	_, err := column.text(h.salt)
	return h, err
}

func (h stretched) kind() Kind { return h.scheme }

func (h stretched) String() string {
	upgraded := ""
	if h.ofMD5 {
		upgraded = "U"
	}
	return fmt.Sprintf("%s$%s$%c%s%s", upgraded, h.name, cryptLetters[h.log2], h.salt, h.key)
}

func (h stretched) matches(password string) bool {
	if len(password) > maxLongPassword {
		return false
	}
	if h.ofMD5 {
		sum := md5.Sum([]byte(password))
		password = hex.EncodeToString(sum[:])
	}
	digest := md5.New()
	if h.scheme == Drupal7 {
		digest = sha512.New()
	}
	got := cryptEncode(stretch(digest, password, h.salt, 1<<h.log2))[:len(h.key)]
	return subtle.ConstantTimeCompare([]byte(got), []byte(h.key)) == 1
}

// stretch digests salt and password, and so many times its result and the password.
func stretch(digest hash.Hash, password, salt string, rounds int) []byte {
	second := []byte(password)
	state := []byte(salt)
	for range rounds + 1 {
		digest.Reset()
		_, _ = digest.Write(state) // a digest never fails
		_, _ = digest.Write(second)
		state = digest.Sum(state[:0])
	}
	return state
}
