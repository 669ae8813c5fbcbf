package csvfile

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// Names of the Unicode encodings, as Detection has them.
const (
	UTF8    = "utf-8"
	UTF16LE = "utf-16le"
	UTF16BE = "utf-16be"
	UTF32LE = "utf-32le"
	UTF32BE = "utf-32be"
)

var (
	byteOrderMark = []byte("\uFEFF")
	replacement   = []byte("\uFFFD")
)

// EncodingName returns the name by which this package calls an encoding, given any name of it that the
// WHATWG or the IANA knows; ErrEncoding where there is none. Latin-1 is windows-1252, as in the WHATWG's
// table: nobody means its control characters.
func EncodingName(name string) (string, error) {
	_, canonical, err := lookup(name)
	return canonical, err
}

// lookup returns an encoding and its name; the encoding is nil for UTF-8.
func lookup(name string) (encoding.Encoding, string, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	switch name {
	case "", "utf8", UTF8, "utf-8-sig", "ascii", "us-ascii":
		return nil, UTF8, nil
	case UTF16LE, "utf-16", "utf16", "utf16le":
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), UTF16LE, nil
	case UTF16BE, "utf16be":
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), UTF16BE, nil
	case UTF32LE:
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), UTF32LE, nil
	case UTF32BE:
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), UTF32BE, nil
	}
	if e, err := htmlindex.Get(name); err == nil {
		canonical, err := htmlindex.Name(e)
		if err != nil {
			canonical = name
		}
		return e, canonical, nil
	}
	if e, err := ianaindex.IANA.Encoding(name); err == nil && e != nil {
		return e, name, nil
	}
	return nil, "", fmt.Errorf("%w %q; use a name such as utf-8, utf-16le, windows-1252, iso-8859-2, shift_jis or gb18030", ErrEncoding, name)
}

// decode returns the text of r as UTF-8. Bytes that are no text are U+FFFD, except that UTF-8 is
// handed on as it is.
func decode(r io.Reader, name string) (io.Reader, string, error) {
	e, name, err := lookup(name)
	if err != nil || e == nil {
		return r, name, err
	}
	return e.NewDecoder().Reader(r), name, nil
}

// Decode returns the text of r as UTF-8, as the Reader sees it.
func Decode(r io.Reader, name string) (io.Reader, error) {
	decoded, _, err := decode(r, name)
	return decoded, err
}

// withoutMarks returns the text behind its byte order marks; programs that put one before
// another are not rare.
func withoutMarks(text []byte) []byte {
	for bytes.HasPrefix(text, byteOrderMark) {
		text = text[len(byteOrderMark):]
	}
	return text
}
