// Package filename judges names of files that others chose: on a server, in a folder where anybody may drop
// something. It refuses those that mislead, and orders the rest as people do. It opens nothing.
package filename

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrRefused marks (errors.Is) a name that is not used: of something else than a file, or one that could mislead.
var ErrRefused = errors.New("the name is refused")

// An Error says why a name is not used.
type Error struct {
	Name string
	why  string
}

// Error names the file, safely quoted, and says why it is not used.
func (e *Error) Error() string { return fmt.Sprintf("%q is not fetched: %s", e.Name, e.why) }

// Unwrap makes it ErrRefused.
func (e *Error) Unwrap() error { return ErrRefused }

// Refuse returns why a name is not used, for reasons that this package does not know.
func Refuse(name, why string) error { return &Error{name, why} }

// Check refuses, as an *Error, names that lead out of their folder, or that look like another name to a person or on
// another system. A server sends names as it likes.
func Check(name string) error {
	var why string
	switch {
	case name == "", name == ".", name == "..", strings.ContainsAny(name, "/\\"):
		why = "the name leads out of the folder"
	case !utf8.ValidString(name):
		why = "the name is not UTF-8"
	case strings.ContainsFunc(name, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }):
		why = "the name has control characters"
	default:
		return nil
	}
	return &Error{name, why}
}

// CheckPlain refuses, as an *Error, what is no plain file.
func CheckPlain(name string, info fs.FileInfo) error {
	var why string
	switch mode := info.Mode(); {
	case mode&fs.ModeSymlink != 0:
		why = "it is a symbolic link; name the file that it points to"
	case mode.IsDir():
		why = "it is a folder"
	case !mode.IsRegular():
		why = "it is no plain file"
	case info.Size() < 0:
		why = "the server gives an impossible size"
	default:
		return nil
	}
	return &Error{name, why}
}

// Compare orders names as people do: numbers in them by value (part2 before part10). It returns -1, 0 or +1, and 0 only
// for the same name.
func Compare(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		m, n := digits(x), digits(y)
		if m == 0 || n == 0 {
			if x[0] != y[0] {
				return cmp.Compare(x[0], y[0])
			}
			x, y = x[1:], y[1:]
			continue
		}
		if c := compareNumbers(x[:m], y[:n]); c != 0 {
			return c
		}
		x, y = x[m:], y[n:]
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(a, b))
}

// digits returns how many digits the text begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}

// compareNumbers compares numbers of any length.
func compareNumbers(a, b string) int {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}
