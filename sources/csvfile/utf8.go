package csvfile

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// highBits are the bits that no character of ASCII has, in eight bytes.
const highBits = 0x8080808080808080

// beyondASCII returns how many characters of UTF-8 beyond ASCII the text has, up to the first byte that is
// none; ok tells that there is no such byte. It is utf8.Valid for text that is ASCII but for a
// character here and there, which most people's names are.
func beyondASCII(p []byte) (n int, ok bool) {
	for len(p) > 0 {
		skip := asciiPrefix(p)
		p = p[skip:]
		if len(p) == 0 {
			break
		}
		r, size := utf8.DecodeRune(p)
		if r == utf8.RuneError && size == 1 {
			return n, false
		}
		n++
		p = p[size:]
	}
	return n, true
}

// asciiPrefix returns how many bytes of ASCII the text begins with.
func asciiPrefix(p []byte) int {
	i := 0
	for ; i+8 <= len(p); i += 8 {
		if word := binary.LittleEndian.Uint64(p[i:]) & highBits; word != 0 {
			return i + bits.TrailingZeros64(word)/8
		}
	}
	for i < len(p) && p[i] < utf8.RuneSelf {
		i++
	}
	return i
}
