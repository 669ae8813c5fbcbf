package xlsxfile

import "bytes"

// An attribute is one name="value" of a tag, as it is written.
type attribute struct {
	name, value []byte
}

// A tag is a start tag. Its slices point into the scanner's window and are valid until the next token.
type tag struct {
	name       []byte // as written, with its prefix
	local      []byte // without the prefix
	attributes []attribute
	closed     bool // <x/>
}

const maxAttributes = 256

// parse reads the start tag that b begins with and returns its length, or 0 where b ends before the
// tag does.
func (t *tag) parse(b []byte) (int, error) {
	i := 1
	for i < len(b) && nameByte(b[i]) {
		i++
	}
	if i == len(b) {
		return 0, nil
	}
	if i == 1 {
		return 0, fault("it has a < that begins no tag")
	}
	t.name = b[1:i]
	t.local = t.name[bytes.IndexByte(t.name, ':')+1:]
	t.attributes = t.attributes[:0]
	return t.parseRest(b, i)
}

// parseRest reads attributes and the end of the tag from b[i:].
func (t *tag) parseRest(b []byte, i int) (int, error) {
	for {
		for i < len(b) && space(b[i]) {
			i++
		}
		switch {
		case i == len(b):
			return 0, nil
		case b[i] == '>':
			t.closed = false
			return i + 1, nil
		case b[i] == '/':
			return t.parseClosed(b, i)
		}
		n, err := t.parseAttribute(b[i:])
		if n == 0 || err != nil {
			return 0, err
		}
		i += n
	}
}

// parseClosed reads the "/>" at b[i:].
func (t *tag) parseClosed(b []byte, i int) (int, error) {
	if i+1 == len(b) {
		return 0, nil
	}
	if b[i+1] != '>' {
		return 0, fault("it has a tag with a stray /")
	}
	t.closed = true
	return i + 2, nil
}

// parseAttribute reads name="value" or name='value' at the beginning of b and returns its
// length, 0 where b ends too early.
func (t *tag) parseAttribute(b []byte) (int, error) {
	i := 0
	for i < len(b) && nameByte(b[i]) {
		i++
	}
	name := b[:i]
	for i < len(b) && space(b[i]) {
		i++
	}
	if i == len(b) {
		return 0, nil
	}
	if b[i] != '=' || len(name) == 0 {
		return 0, fault("it has a tag with an attribute that is not one")
	}
	i++
	for i < len(b) && space(b[i]) {
		i++
	}
	if i == len(b) {
		return 0, nil
	}
	quote := b[i]
	if quote != '"' && quote != '\'' {
		return 0, fault("it has an attribute without quotes")
	}
	n := bytes.IndexByte(b[i+1:], quote)
	if n < 0 {
		return 0, nil
	}
	if len(t.attributes) == maxAttributes {
		return 0, fault("it has a tag with too many attributes")
	}
	t.attributes = append(t.attributes, attribute{name: name, value: b[i+1 : i+1+n]})
	return i + n + 2, nil
}

// nameByte reports whether c may be part of a name. It lets more pass than XML does, but
// nothing that ends a name.
func nameByte(c byte) bool {
	switch {
	case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c >= 0x80:
		return true
	}
	return c == ':' || c == '_' || c == '-' || c == '.'
}

// space reports whether c is XML's white space.
func space(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

// get returns the value of the attribute with that name, nil where there is none.
func (t *tag) get(name string) []byte {
	for i := range t.attributes {
		if string(t.attributes[i].name) == name {
			return t.attributes[i].value
		}
	}
	return nil
}

// flag reports whether the attribute says yes, as XML Schema's booleans do.
func (t *tag) flag(name string) bool {
	v := t.get(name)
	return string(v) == "1" || string(v) == "true"
}
