package xlsxfile

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// appendCharacters appends to dst the characters that raw text stands for: the five entities of XML and
// character references resolved, line ends as a single \n (XML 1.0, 2.11 and 4.6). References to
// characters that do not exist become a byte that is not UTF-8, so that
// the cell is refused where cells are judged.
func appendCharacters(dst, raw []byte) ([]byte, error) {
	if bytes.IndexByte(raw, '&') < 0 && bytes.IndexByte(raw, '\r') < 0 {
		return append(dst, raw...), nil
	}
	for {
		i := bytes.IndexAny(raw, "&\r")
		if i < 0 {
			return append(dst, raw...), nil
		}
		dst = append(dst, raw[:i]...)
		if raw[i] == '\r' {
			dst = append(dst, '\n')
			raw = bytes.TrimPrefix(raw[i+1:], []byte("\n"))
			continue
		}
		end := bytes.IndexByte(raw[i:], ';')
		if end < 0 {
			return dst, fault("it has a & that begins no character reference")
		}
		var err error
		if dst, err = appendReference(dst, raw[i+1:i+end]); err != nil {
			return dst, err
		}
		raw = raw[i+end+1:]
	}
}

// appendLineEnds is appendCharacters for CDATA sections, where & means itself.
func appendLineEnds(dst, raw []byte) []byte {
	for {
		i := bytes.IndexByte(raw, '\r')
		if i < 0 {
			return append(dst, raw...)
		}
		dst = append(append(dst, raw[:i]...), '\n')
		raw = bytes.TrimPrefix(raw[i+1:], []byte("\n"))
	}
}

// appendReference appends what &name; means.
func appendReference(dst, name []byte) ([]byte, error) {
	switch string(name) {
	case "amp":
		return append(dst, '&'), nil
	case "lt":
		return append(dst, '<'), nil
	case "gt":
		return append(dst, '>'), nil
	case "quot":
		return append(dst, '"'), nil
	case "apos":
		return append(dst, '\''), nil
	}
	if len(name) < 2 || name[0] != '#' {
		return dst, fault("it uses an entity that is not defined")
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(string(digits), base, 32)
	if err == nil && n <= utf8.MaxRune && utf8.ValidRune(rune(n)) {
		return utf8.AppendRune(dst, rune(n)), nil
	}
	return append(dst, 0xff), nil
}
