package xlsxfile

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"regexp"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// declaredEncoding finds the encoding in an XML declaration.
var declaredEncoding = regexp.MustCompile(`^(?:\xef\xbb\xbf)?<\?xml[^>]*encoding\s*=\s*["']([^"']{1,40})["']`)

// utf8Reader returns the text of a part in UTF-8. Parts are in UTF-8 or UTF-16 (ECMA-376 part 1,
// 8.3); a few programs declare others.
func utf8Reader(in io.Reader) (io.Reader, error) {
	const look = 256
	buffered := bufio.NewReaderSize(in, look)
	head, err := buffered.Peek(look)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	enc, err := encodingOf(head)
	if enc == nil || err != nil {
		return buffered, err
	}
	return enc.NewDecoder().Reader(buffered), nil
}

// encodingOf returns the encoding of an XML text by its first bytes, nil for UTF-8.
func encodingOf(head []byte) (encoding.Encoding, error) {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("<\x00")):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), nil
	case bytes.HasPrefix(head, []byte("\xfe\xff")), bytes.HasPrefix(head, []byte("\x00<")):
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM), nil
	}
	m := declaredEncoding.FindSubmatch(head)
	if m == nil {
		return nil, nil // UTF-8
	}
	enc, err := htmlindex.Get(string(m[1]))
	if err != nil {
		return nil, fault("it is in an encoding that is not known")
	}
	switch name, _ := htmlindex.Name(enc); name {
	case "utf-8", "utf-16le", "utf-16be": // what looks like ASCII is not UTF-16
		return nil, nil // UTF-8
	}
	return enc, nil
}
