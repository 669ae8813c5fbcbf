package password

import (
	"fmt"
	"strings"
)

// A Kind is the scheme by which a hash was made.
type Kind string

// The schemes that can be verified.
const (
	Argon2   Kind = "argon2"
	Bcrypt   Kind = "bcrypt"
	PBKDF2   Kind = "pbkdf2"
	Scrypt   Kind = "scrypt"
	Firebase Kind = "firebase_scrypt"
	SHACrypt Kind = "sha_crypt"
	MD5Crypt Kind = "md5_crypt"
	PHPass   Kind = "phpass"
	Drupal7  Kind = "drupal7"
	LDAP     Kind = "ldap"
)

// A Legacy is a password hash that [ParseHash] has read: of a supported scheme, whole, and within the limits of cost. Its
// zero value verifies nothing.
type Legacy struct {
	hash verifier
}

// A verifier is a hash of one scheme.
type verifier interface {
	kind() Kind
	// String returns the canonical spelling, of which ParseHash makes an equal verifier.
	String() string
	// matches compares in constant time.
	matches(password string) bool
}

// Kind returns the scheme by which the hash was made.
func (l Legacy) Kind() Kind {
	if l.hash == nil {
		return ""
	}
	return l.hash.kind()
}

// String returns the hash in the one spelling in which it is stored, with its salt and all its parameters: a PHC string,
// or what crypt(3), phpass, Drupal and LDAP write. It is a secret.
func (l Legacy) String() string {
	if l.hash == nil {
		return ""
	}
	return l.hash.String()
}

// Verify reports whether the stored hash, as [Hash] or [Legacy.String] made it, is that of the password. It compares in
// constant time, and takes the time and memory that the hash says, at most those of the limits. The error wraps [ErrHash].
func Verify(stored, password string) (bool, error) {
	l, err := ParseHash(stored, "")
	if err != nil {
		return false, err
	}
	return l.hash.matches(password), nil
}

// ParseHash reads the hash of another system, in its usual spelling:
//
//   - argon2i, argon2d and argon2id, PBKDF2, scrypt as PHC strings, PBKDF2 also as passlib writes them
//   - bcrypt ($2a$, $2b$, $2y$), SHA-crypt ($5$, $6$), md5crypt ($1$, $apr1$), phpass ($P$, $H$), Drupal 7 ($S$, U$S$)
//   - Firebase as $firescrypt$ln=14,r=8,p=1$SALT$HASH$SALT_SEPARATOR$SIGNER_KEY, as Ory Kratos spells it
//   - Django: pbkdf2_sha256$…, pbkdf2_sha1$…, scrypt$…, argon2$…, bcrypt$…
//   - ASP.NET Identity, versions 2 and 3: one base64 text
//   - LDAP: {MD5} {SMD5} {SHA} {SSHA} {SHA256} {SSHA256}, also of 384 and 512 bits, in base64 or hexadecimal; {CRYPT} and
//     the names that Dovecot and Spring put in braces before one of the above
//
// The salt may stand in a column of its own; the place of the salt in the hash is then left empty. It is read as the
// spelling writes salts (base64 in PHC strings, else text as it is) unless it says otherwise by beginning
// with "base64:", "hex:" or "text:". A salt that stands in both places must be the same.
//
// It computes nothing: neither a wrong nor a hostile hash takes time. The error wraps [ErrHash] and is
// [ErrNotHash], or wraps [ErrUnsupported], [ErrDamaged], [ErrSalt] or [ErrCost].
func ParseHash(hash, salt string) (Legacy, error) {
	hash, salt = strings.TrimSpace(hash), strings.TrimSpace(salt)
	if hash == "" || len(hash) > maxHash || strings.ContainsFunc(hash, notPrintable) {
		return Legacy{}, ErrNotHash
	}
	if strings.HasPrefix(salt, "$") && strings.HasPrefix(hash, salt) {
		salt = "" // it repeats the front of the hash, as crypt(3) takes its salts
	}
	v, err := parse(hash, saltColumn(salt))
	if err != nil {
		return Legacy{}, err
	}
	return Legacy{v}, nil
}

// notPrintable reports whether no hash has the character in it.
func notPrintable(r rune) bool { return r < '!' || r > '~' }

// A parser reads what follows the name of a scheme.
type parser func(name, rest string, salt saltColumn) (verifier, error)

// modular are the parsers of $name$rest, the modular crypt format.
var modular = map[string]parser{
	"argon2i": parseArgon2, "argon2d": parseArgon2, "argon2id": parseArgon2,
	"2a": parseBcrypt, "2b": parseBcrypt, "2y": parseBcrypt,
	"pbkdf2": parsePBKDF2, "pbkdf2-sha1": parsePBKDF2, "pbkdf2-sha256": parsePBKDF2, "pbkdf2-sha512": parsePBKDF2,
	"scrypt": parseScrypt, "firescrypt": parseFirebase,
	"5": parseSHACrypt, "6": parseSHACrypt,
	"1": parseMD5Crypt, "apr1": parseMD5Crypt,
	"P": parsePHPass, "H": parsePHPass, "S": parseDrupal,
}

// named are the parsers of name$rest.
var named = map[string]parser{
	"pbkdf2_sha1": parseDjangoPBKDF2, "pbkdf2_sha256": parseDjangoPBKDF2, "pbkdf2_sha512": parseDjangoPBKDF2,
	"scrypt": parseDjangoScrypt,
	"U":      parseDrupalOfMD5,
}

// parse finds the parser of the hash.
func parse(hash string, salt saltColumn) (verifier, error) {
	switch hash[0] {
	case '$':
		name, rest, _ := strings.Cut(hash[1:], "$")
		return parseWith(modular, name, rest, salt)
	case '{':
		scheme, rest, ok := strings.Cut(hash[1:], "}")
		switch {
		case !ok:
			return nil, ErrNotHash
		case strings.HasPrefix(rest, "$") && wrappers[strings.ToUpper(scheme)]:
			return parse(rest, salt)
		default:
			return parseLDAP(strings.ToUpper(scheme), rest, salt)
		}
	default:
		return parseNamed(hash, salt)
	}
}

// wrappers are the schemes in braces that only say that a hash of the modular crypt format follows.
var wrappers = map[string]bool{
	"CRYPT": true, "BCRYPT": true, "BLF-CRYPT": true, "MD5-CRYPT": true, "SHA256-CRYPT": true, "SHA512-CRYPT": true,
	"ARGON2": true, "ARGON2I": true, "ARGON2ID": true,
}

// parseNamed reads a hash that begins with neither a dollar nor a brace.
func parseNamed(hash string, salt saltColumn) (verifier, error) {
	name, rest, ok := strings.Cut(hash, "$")
	switch {
	case !ok && bareDigest(hash):
		return nil, fmt.Errorf("%w: a digest must say what it is; put its scheme before it, such as {SHA256}", ErrUnsupported)
	case !ok:
		return parseASPNet(hash)
	case name == "argon2": // argon2$argon2id$…
		return parse("$"+rest, salt)
	case name == "bcrypt" && strings.HasPrefix(rest, "$"): // bcrypt$$2b$…
		return parse(rest, salt)
	case named[name] == nil:
		return nil, ErrNotHash // a word with a dollar in it
	default:
		return parseWith(named, name, rest, salt)
	}
}

// parseWith reads the hash with the parser of that name.
func parseWith(parsers map[string]parser, name, rest string, salt saltColumn) (verifier, error) {
	p := parsers[name]
	if p == nil {
		return nil, ErrUnsupported
	}
	return p(name, rest, salt)
}

// bareDigest reports whether the text is a digest in hexadecimal, of MD5 or one of the SHA family.
func bareDigest(s string) bool {
	switch len(s) {
	case 32, 40, 64, 96, 128:
		return strings.Trim(s, "0123456789abcdefABCDEF") == ""
	default:
		return false
	}
}
