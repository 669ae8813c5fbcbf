package mapping

import (
	"errors"
	"fmt"
	"strings"
)

// ErrUndecided is wrapped by the error that asks for the order of a date
// column: the whole column can be read as day first and as month first.
var ErrUndecided = errors.New("the order of the dates cannot be decided")

// An UndecidedError names the columns whose dates can be read in two ways, and
// the key that settles it.
type UndecidedError struct {
	Fields  []string // as definitions name them
	Columns []string // as the file names them, in the order of Fields
}

// Error asks the question in one sentence for each column.
func (e *UndecidedError) Error() string {
	asks := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		asks[i] = fmt.Sprintf("the dates in column %q can be read with the day or the month first; set mapping.fields.%s to {column: %q, date: DD/MM/YYYY} or {…, date: MM/DD/YYYY}",
			e.Columns[i], f, e.Columns[i])
	}
	return strings.Join(asks, "\n")
}

// Unwrap makes errors.Is(err, ErrUndecided) true.
func (e *UndecidedError) Unwrap() error { return ErrUndecided }

// A ColumnError names every column that a definition wants and the file does
// not have.
type ColumnError struct {
	Missing []MissingColumn
	Columns []string // what the file has
}

// A MissingColumn is a column that a definition wants and the file does not
// have.
type MissingColumn struct {
	Field  string // the field that wants it, as definitions name it
	Column string // its name in the definition
	Near   string // the most similar column of the file, "" where none is
}

// Error names them all, each with the most similar column, and what the file
// has.
func (e *ColumnError) Error() string {
	var b strings.Builder
	for _, m := range e.Missing {
		fmt.Fprintf(&b, "mapping.fields.%s: the file has no column %q", m.Field, m.Column)
		if m.Near != "" {
			fmt.Fprintf(&b, " (did you mean %q?)", m.Near)
		}
		b.WriteString("\n")
	}
	b.WriteString("the file's columns are: " + quoted(e.Columns))
	return b.String()
}

// A ConfigError says everything that is wrong with a mapping by itself,
// whatever the file.
type ConfigError struct{ Problems []ConfigProblem }

// A ConfigProblem is one thing wrong with a mapping.
type ConfigProblem struct {
	// Path is the key concerned, from the mapping section down:
	// "fields.email.region".
	Path string
	// Line and Column are its place in the file of the definition, from 1; 0
	// where it was not read from one.
	Line, Column int
	// Message says in one sentence what is wrong and what to do.
	Message string
	// Near is the word that was probably meant, "" where there is no good
	// guess.
	Near string
}

// String returns the problem as a line of text.
func (p ConfigProblem) String() string {
	s := "mapping." + p.Path + ": " + p.Message
	if p.Line > 0 {
		s = fmt.Sprintf("line %d, column %d: %s", p.Line, p.Column, s)
	}
	if p.Near != "" {
		s += fmt.Sprintf(" (did you mean %q?)", p.Near)
	}
	return s
}

// Error lists the problems, one a line.
func (e *ConfigError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// quoted lists names as a sentence has them.
func quoted(names []string) string {
	q := make([]string, len(names))
	for i, n := range names {
		q[i] = fmt.Sprintf("%q", n)
	}
	return strings.Join(q, ", ")
}
