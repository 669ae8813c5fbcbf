package definition

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// The YAML library is used in this file and, for its node type, in those that walk the tree. It is
// young: what a user gets to read is never its own text, and its strictness is not relied on.

// maxSize bounds a definition or catalog, in bytes. A catalog of 100,000 groups has about 3 MB.
const maxSize = 32 << 20

// parse reads data as one YAML document and returns its root, or what is wrong with it.
func parse(name string, data []byte) (*yaml.Node, *Error) {
	if len(data) > maxSize {
		return nil, &Error{File: name, Message: fmt.Sprintf("the file is larger than %d MiB; this is hardly what was meant", maxSize>>20)}
	}
	if wrong := notUTF8(name, data); wrong != nil {
		return nil, wrong
	}
	var doc, second yaml.Node
	loader, err := yaml.NewLoader(bytes.NewReader(data))
	if err != nil {
		return nil, syntaxError(name, err)
	}
	switch err := loader.Load(&doc); {
	case errors.Is(err, io.EOF), err == nil && len(doc.Content) != 1:
		return nil, &Error{File: name, Line: 1, Column: 1, Message: "the file is empty"}
	case err != nil:
		return nil, syntaxError(name, err)
	}
	if err := loader.Load(&second); !errors.Is(err, io.EOF) {
		return nil, &Error{
			File: name, Line: max(second.Line, doc.Line), Column: max(second.Column, 1),
			Message: "the file holds several YAML documents; write one, without a further line of ---",
		}
	}
	return doc.Content[0], nil
}

// notUTF8 finds the first byte that is no UTF-8: the library does not say where it is.
func notUTF8(name string, data []byte) *Error {
	if utf8.Valid(data) {
		return nil
	}
	at := 0
	for at < len(data) {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	before := data[:at]
	return &Error{
		File: name, Line: bytes.Count(before, []byte("\n")) + 1,
		Column:  utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1,
		Message: "the file is not UTF-8; save it as UTF-8 text",
	}
}

// decode fills out from a tree that strict has approved.
func decode(root *yaml.Node, out any) error {
	if err := root.Decode(out); err != nil {
		return fmt.Errorf("decode the approved tree: %w", err)
	}
	return nil
}

// syntaxError says in plain words what the library could not read.
func syntaxError(name string, err error) *Error {
	e := &Error{File: name, Message: "this is not YAML that can be read; check the indentation and quotes here"}
	var one *yaml.LoadError
	if !errors.As(err, &one) {
		return e
	}
	e.Line, e.Column = max(one.Mark.Line, 0), max(one.Mark.Column, 0)
	for _, known := range syntaxMessages() {
		if strings.Contains(one.Message, known.library) {
			e.Message = known.plain
			break
		}
	}
	if e.Line == 0 && one.ContextMark.Line > 0 {
		e.Line, e.Column = one.ContextMark.Line, one.ContextMark.Column
	}
	return e
}

// isLibrary reports whether the text of an error is the library's own, and not for users.
func isLibrary(err error) bool {
	var one *yaml.LoadError
	return errors.As(err, &one)
}

type syntaxMessage struct{ library, plain string }

// syntaxMessages pairs what the library says with what helps.
func syntaxMessages() []syntaxMessage {
	return []syntaxMessage{
		{"mapping values are not allowed", "a colon is not allowed here; put the value into quotes, or mend the indentation"},
		{"cannot start any token", "this character cannot stand here; indent with spaces, not tabs, and put values that begin with a sign into quotes"},
		{"did not find expected ',' or ']'", "the list in [ ] is not closed, or a comma is missing"},
		{"did not find expected ',' or '}'", "the section in { } is not closed, or a comma is missing"},
		{"unexpected end of stream", "a quote is opened and never closed"},
		{"did not find expected key", "a key is expected here; check the indentation"},
		{"unknown anchor", "a value that begins with * must be put into quotes"},
		{"control characters", "the file holds control characters; save it as plain UTF-8 text"},
	}
}
