package username

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"muster/importer/value/text"
)

// ErrFormat is wrapped by every error of [ParseFormat].
var ErrFormat = errors.New("the username format is not understood")

// fields are the fields that a format can name: what people have that identifies them a little.
var fields = []string{"given_name", "family_name", "display_name", "email", "external_id"}

// maxCut bounds how many characters of a field can be asked for.
const maxCut = 99

// A Format makes usernames of what a row says about a person. It is not changed after ParseFormat and can be used by
// several goroutines at once.
type Format struct {
	source string
	pieces []piece
}

// A piece is text, or a field of which the first characters are taken.
type piece struct {
	text  string // already safe; "" for a field
	field string
	first int // characters of the field; 0 is all
}

// ParseFormat reads a format such as "{given_name:1}{family_name}": fields in braces, after a colon how many of their first
// characters, 1 to 99, and text between them. The fields are given_name, family_name, display_name, email and external_id; the
// text can have letters, digits, dots, hyphens and underscores. The error wraps [ErrFormat] and says what to change.
func ParseFormat(s string) (*Format, error) {
	f := &Format{source: s}
	for rest := s; rest != ""; {
		literal, after, found := strings.Cut(rest, "{")
		if err := f.addText(literal); err != nil {
			return nil, err
		}
		if !found {
			break
		}
		place, next, closed := strings.Cut(after, "}")
		if !closed {
			return nil, fmt.Errorf("%w: %q has a { without }", ErrFormat, s)
		}
		if err := f.addField(place); err != nil {
			return nil, err
		}
		rest = next
	}
	if len(f.Fields()) == 0 {
		return nil, fmt.Errorf("%w: it has no field in braces, such as {family_name}, and everybody would have the same", ErrFormat)
	}
	return f, nil
}

// addText adds what stands outside of braces.
func (f *Format) addText(literal string) error {
	if literal == "" {
		return nil
	}
	if strings.Trim(literal, literalCharacters) != "" {
		return fmt.Errorf("%w: between the fields of %q can stand letters a to z, digits, dots, hyphens and underscores",
			ErrFormat, f.source)
	}
	f.pieces = append(f.pieces, piece{text: strings.ToLower(literal)})
	return nil
}

// literalCharacters are what can stand in a format outside of braces.
const literalCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" + separators

// addField adds what stands in braces: a name, and after a colon how many characters.
func (f *Format) addField(place string) error {
	name, count, counted := strings.Cut(place, ":")
	p := piece{field: strings.TrimSpace(name)}
	if !slices.Contains(fields, p.field) {
		hint := ""
		if near := text.Nearest(p.field, fields); near != "" {
			hint = "; did you mean " + near + "?"
		}
		return fmt.Errorf("%w: there is no field %q, only %s%s", ErrFormat, p.field, strings.Join(fields, ", "), hint)
	}
	if counted {
		n, err := strconv.Atoi(strings.TrimSpace(count))
		if err != nil || n < 1 || n > maxCut {
			return fmt.Errorf("%w: after the colon of {%s} must stand how many characters, 1 to %d", ErrFormat, place, maxCut)
		}
		p.first = n
	}
	f.pieces = append(f.pieces, p)
	return nil
}

// String returns the format as it was written.
func (f *Format) String() string { return f.source }

// Fields returns the fields that the format needs, each once, in its order.
func (f *Format) Fields() []string {
	var names []string
	for _, p := range f.pieces {
		if p.field != "" && !slices.Contains(names, p.field) {
			names = append(names, p.field)
		}
	}
	return names
}

// Make returns the username of the person whose fields get returns: as [ASCII] writes them, so that everybody can type it, cut
// to max characters (0 is no limit), without a dot, hyphen or underscore at either end. It is empty where one of the fields
// is, or has no character that a username can have.
//
// A field's first characters are those after it was transliterated: one of "Ägidius" is a, one of "张伟" is z. Of an email
// address the part before the @ is taken. Two people can get the same username: see [Numbered].
func (f *Format) Make(get func(field string) string, max int) string {
	var made strings.Builder
	for _, p := range f.pieces {
		if p.field == "" {
			made.WriteString(p.text)
			continue
		}
		value := p.of(get(p.field))
		if value == "" {
			return ""
		}
		made.WriteString(value)
	}
	return strings.Trim(cut(strings.TrimLeft(made.String(), separators), max), separators)
}

// of returns the characters that the piece takes of the field's value.
func (p piece) of(value string) string {
	if p.field == "email" {
		if at := strings.LastIndexByte(value, '@'); at >= 0 {
			value = value[:at]
		}
	}
	value = strings.Trim(ASCII(value), separators)
	if p.first > 0 {
		value = cut(value, p.first)
	}
	return value
}

// separators are what a username made from names does not begin or end with.
const separators = ".-_"
