package definition

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// An Error is one thing that is wrong with a definition or a catalog, and where.
type Error struct {
	File         string
	Line, Column int // from 1; 0 where the place is not known
	// Message says in one sentence what is wrong and what to do. It repeats no
	// value that came out of the environment.
	Message string
	// Hint is the nearest word that would have been right, "" where nothing is near.
	Hint string
}

// Error returns "file:line:column: message (did you mean hint?)", which editors can jump to.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", e.Line, e.Column)
	}
	b.WriteString(": ")
	b.WriteString(e.Message)
	if e.Hint != "" {
		b.WriteString(" (did you mean " + e.Hint + "?)")
	}
	return b.String()
}

// Errors is everything that is wrong with one file, in the order of the file.
//
//nolint:errname // it is a list of [Error], and callers look for it by that name
type Errors struct {
	List []*Error
}

// Error returns one error a line.
func (e *Errors) Error() string {
	lines := make([]string, len(e.List))
	for i, one := range e.List {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives the single errors to [errors.As].
func (e *Errors) Unwrap() []error {
	list := make([]error, len(e.List))
	for i, one := range e.List {
		list[i] = one
	}
	return list
}

// sorted puts the list into the order of the file.
func sorted(list []*Error) []*Error {
	slices.SortStableFunc(list, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return list
}
