package password

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
)

// A saltColumn is the salt that stands in a column of its own; "" where there is none.
type saltColumn string

// binary returns the salt's bytes, of the hash itself or of the column; both are base64 unless the column says otherwise.
func (c saltColumn) binary(own string) ([]byte, error) { return c.join(own, decode64) }

// text returns the salt's bytes, of the hash itself or of the column; both are text that is the salt as it stands,
// unless the column says otherwise.
func (c saltColumn) text(own string) ([]byte, error) { return c.join(own, asItStands) }

// join takes the salt from where it stands and reads it as the spelling does.
func (c saltColumn) join(own string, read func(string) ([]byte, bool)) ([]byte, error) {
	salt, ok := read(own)
	if !ok {
		return nil, fmt.Errorf("%w: it cannot be read", ErrSalt)
	}
	if c == "" {
		return present(salt)
	}
	other, ok := c.read(read)
	switch {
	case !ok:
		return nil, fmt.Errorf("%w: its column cannot be read", ErrSalt)
	case own == "":
		return present(other)
	case !bytes.Equal(salt, other):
		return nil, fmt.Errorf("%w: it is one in the hash and another in its own column", ErrSalt)
	default:
		return salt, nil
	}
}

// read reads the column, as the prefix says or else as the spelling does.
func (c saltColumn) read(usual func(string) ([]byte, bool)) ([]byte, bool) {
	encoding, rest, _ := strings.Cut(string(c), ":")
	switch encoding {
	case "hex":
		salt, err := hex.DecodeString(rest)
		return salt, err == nil
	case "base64":
		return decode64(rest)
	case "text":
		return asItStands(rest)
	default:
		return usual(string(c))
	}
}

// asItStands takes a text for its bytes.
func asItStands(s string) ([]byte, bool) { return []byte(s), true }

// present returns an error where there is no salt: it must then be in a column that was not mapped.
func present(salt []byte) ([]byte, error) {
	if len(salt) == 0 {
		return nil, fmt.Errorf("%w: there is none; map the column that has it", ErrSalt)
	}
	return salt, nil
}

// variants turns the letters of the other base64 alphabets, URL-safe and passlib's, into the standard ones.
var variants = strings.NewReplacer("-", "+", ".", "+", "_", "/")

// decode64 reads base64 in each of its common alphabets, with and without padding.
func decode64(s string) ([]byte, bool) {
	if strings.ContainsAny(s, "\r\n") {
		return nil, false // the decoder would skip them
	}
	decoded, err := base64.RawStdEncoding.DecodeString(variants.Replace(strings.TrimRight(s, "=")))
	return decoded, err == nil
}

// encode64 writes base64 as the PHC string format has it: standard alphabet, no padding.
func encode64(b []byte) string { return base64.RawStdEncoding.EncodeToString(b) }
