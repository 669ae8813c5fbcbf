// Package jsonline appends JSON to a line that is put together by hand, as the writers of large reports and plans
// do: reflection over every value would take several times as long. It reads no JSON, and knows no
// objects.
package jsonline

import (
	"encoding/json"
	"unicode/utf8"
)

// AppendString appends s as a JSON string (RFC 8259), escaped as encoding/json does it. Most values need no
// escape and are copied as they are.
func AppendString(line []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' {
			return appendEscaped(line, s)
		}
	}
	line = append(line, '"')
	line = append(line, s...)
	return append(line, '"')
}

func appendEscaped(line []byte, s string) []byte {
	escaped, err := json.Marshal(s)
	if err != nil { // a string always can be marshalled
		return append(line, `""`...)
	}
	return append(line, escaped...)
}
