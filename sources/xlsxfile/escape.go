package xlsxfile

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// escapeLength is the length of _xHHHH_.
const escapeLength = 7

// unescape resolves, in place, the escapes _xHHHH_ with which workbooks write characters that XML cannot
// hold (ECMA-376, 22.4.2.4, ST_Xstring): _x000D_ is a carriage return, and _x005F_ the underscore
// of text that looks like an escape.
func unescape(b []byte) []byte {
	i := bytes.Index(b, []byte("_x"))
	if i < 0 {
		return b
	}
	out := b[:i]
	for b = b[i:]; len(b) > 0; {
		r, n := escaped(b)
		if n == 0 {
			out = append(out, b[0])
			b = b[1:]
			continue
		}
		out = utf8.AppendRune(out, r)
		b = b[n:]
	}
	return out
}

// escaped returns the character whose escape b begins with and the length of the escape, 0 where
// it begins with none. Two halves of a surrogate pair are one character.
func escaped(b []byte) (rune, int) {
	r, ok := escapedUnit(b)
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(r) {
		return r, escapeLength
	}
	low, ok := escapedUnit(b[escapeLength:])
	if pair := utf16.DecodeRune(r, low); ok && pair != utf8.RuneError {
		return pair, 2 * escapeLength
	}
	return 0, 0
}

// escapedUnit returns the UTF-16 unit whose escape b begins with.
func escapedUnit(b []byte) (rune, bool) {
	if len(b) < escapeLength || b[0] != '_' || b[1] != 'x' || b[escapeLength-1] != '_' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(b[2:escapeLength-1]), 16, 16)
	return rune(n), err == nil
}
