package password

import (
	"encoding/binary"
	"fmt"
)

// The layout of ASP.NET Identity's hashes (Microsoft.AspNetCore.Identity, PasswordHasher): version 2 is the byte 0, 16 bytes of
// salt and 32 of key, made by PBKDF2 with SHA-1 and 1,000 iterations; version 3 is the byte 1, then as big-endian 32-bit
// numbers the digest, the iterations and the salt's length, then salt and key.
const (
	aspV2Salt   = 16
	aspV2Key    = 32
	aspV2Rounds = 1000
	aspV3Header = 13
	aspMin      = 16 // bytes that salt and key of version 3 have at least
)

// aspDigests are the digests that version 3 numbers 0, 1 and 2.
var aspDigests = []string{"sha1", "sha256", "sha512"}

// parseASPNet reads the base64 text that ASP.NET Identity stores. Its salt is always inside.
func parseASPNet(hash string) (verifier, error) {
	b, ok := decode64(hash)
	if !ok || len(b) <= aspV3Header {
		return nil, ErrNotHash
	}
	switch {
	case b[0] == 0 && len(b) == 1+aspV2Salt+aspV2Key:
		return newPBKDF2("sha1", aspV2Rounds, b[1:1+aspV2Salt], b[1+aspV2Salt:])
	case b[0] == 1 && binary.BigEndian.Uint32(b[1:]) < uint32(len(aspDigests)):
		return parseASPNetV3(b)
	default:
		return nil, ErrNotHash // any word of letters and digits is base64, too
	}
}

// parseASPNetV3 reads a hash of version 3.
func parseASPNetV3(b []byte) (verifier, error) {
	digest := aspDigests[binary.BigEndian.Uint32(b[1:])]
	rounds := uint64(binary.BigEndian.Uint32(b[5:]))
	salt := uint64(binary.BigEndian.Uint32(b[9:]))
	body := b[aspV3Header:]
	if salt < aspMin || uint64(len(body)) < salt+aspMin {
		return nil, fmt.Errorf("%w: of ASP.NET Identity, salt and key have at least %d bytes each", ErrDamaged, aspMin)
	}
	return newPBKDF2(digest, rounds, body[:salt], body[salt:])
}
