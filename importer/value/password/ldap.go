package password

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
)

// An ldapScheme is a digest of the password, or of the password and a salt after it, as directory servers write it in
// userPassword (RFC 2307 and OpenLDAP's slappasswd).
type ldapScheme struct {
	digest        func() hash.Hash
	plain, salted string // the names without and with salt
}

// ldapSchemes are the schemes; two names each.
var ldapSchemes = []ldapScheme{
	{md5.New, "MD5", "SMD5"},
	{sha1.New, "SHA", "SSHA"},
	{sha256.New, "SHA256", "SSHA256"},
	{sha512.New384, "SHA384", "SSHA384"},
	{sha512.New, "SHA512", "SSHA512"},
}

// A ldapHash is a hash of such a scheme. Without a salt there is none.
type ldapHash struct {
	scheme    ldapScheme
	sum, salt []byte
}

// parseLDAP reads the base64 of digest and salt. A digest alone may also be in hexadecimal; with a salt in a column of its own
// it is a salted one whether the scheme's name says so or not.
func parseLDAP(name, rest string, column saltColumn) (verifier, error) {
	i := slices.IndexFunc(ldapSchemes, func(s ldapScheme) bool { return name == s.plain || name == s.salted })
	if i < 0 {
		return nil, ErrUnsupported
	}
	h := ldapHash{scheme: ldapSchemes[i]}
	b, err := h.scheme.bytes(rest)
	if err != nil {
		return nil, err
	}
	size := h.scheme.digest().Size()
	h.sum = b[:size]
	if name == h.scheme.plain && column == "" {
		if len(b) != size {
			return nil, fmt.Errorf("%w: a digest without salt of this scheme has %d bytes", ErrDamaged, size)
		}
		return h, nil
	}
	// The salt's bytes can be any, so that they are compared with the column as they are.
	h.salt, err = column.text(string(b[size:]))
	if err != nil {
		return nil, err
	}
	return h, keyFits(h.sum, h.salt)
}

// bytes returns digest and salt.
func (s ldapScheme) bytes(rest string) ([]byte, error) {
	size := s.digest().Size()
	if b, err := hex.DecodeString(rest); err == nil && len(b) == size {
		return b, nil
	}
	b, ok := decode64(rest)
	if !ok || len(b) < size {
		return nil, fmt.Errorf("%w: a digest of this scheme has at least %d bytes, in base64", ErrDamaged, size)
	}
	return b, nil
}

func (h ldapHash) kind() Kind { return LDAP }

func (h ldapHash) String() string {
	name := h.scheme.plain
	if len(h.salt) > 0 {
		name = h.scheme.salted
	}
	return "{" + name + "}" + base64.StdEncoding.EncodeToString(slices.Concat(h.sum, h.salt))
}

func (h ldapHash) matches(password string) bool {
	digest := h.scheme.digest()
	_, _ = digest.Write([]byte(password)) // a digest never fails
	_, _ = digest.Write(h.salt)
	return subtle.ConstantTimeCompare(digest.Sum(nil), h.sum) == 1
}
