package mapping

import (
	"errors"
	"fmt"
	"strings"
)

// ErrUndecided is wrapped by the error that asks for the order of a date
// column: the whole column can be read as day first and as month first.
var ErrUndecided = errors.New("the order of the dates cannot be decided")

// An UndecidedError says for which columns of dates the definition must say how
// they are written.
type UndecidedError struct{ Columns []UndecidedColumn }

// An UndecidedColumn is a column whose dates can be read in two ways, or
// contradict each other.
type UndecidedColumn struct {
	Field  string // as definitions name it
	Column string // as the file names it
	// Layouts are the two ways to read the dates, such as DD/MM/YYYY and
	// MM/DD/YYYY; the likelier one is the first.
	Layouts [2]string
	// DayFirst and MonthFirst are the numbers of two rows that contradict each
	// other: one can only be read with the day first, the other only with the
	// month first. Both are 0 where every cell can be read in both ways.
	DayFirst, MonthFirst int

	why string
}

// newUndecided makes what has to be asked about a column an answer's error.
func newUndecided(field, column string, q *dateQuestion) UndecidedColumn {
	u := UndecidedColumn{Field: field, Column: column, Layouts: [2]string{q.likely, q.other}, why: q.why()}
	if q.contradicts() {
		u.DayFirst, u.MonthFirst = q.dayFirst, q.monthFirst
	}
	return u
}

// Error asks the question in one sentence for each column.
func (e *UndecidedError) Error() string {
	asks := make([]string, len(e.Columns))
	for i, c := range e.Columns {
		mend := ""
		if c.DayFirst > 0 {
			mend = "correct the cells, or "
		}
		asks[i] = fmt.Sprintf("the dates in column %q %s; %sset mapping.fields.%s to {column: %q, date: %s} or {…, date: %s}",
			c.Column, c.why, mend, c.Field, c.Column, c.Layouts[0], c.Layouts[1])
	}
	return strings.Join(asks, "\n")
}

// Unwrap makes errors.Is(err, ErrUndecided) true.
func (e *UndecidedError) Unwrap() error { return ErrUndecided }

// ErrNobody is wrapped by the error about a file in which nobody could be
// recognized.
var ErrNobody = errors.New("nobody could be recognized in the file")

// A NobodyError says that no column of the file tells people apart, and what
// columns there are. A definition may name the one that does.
type NobodyError struct {
	Columns []string // what the file has
}

// Error says what is missing, what the file has and what to do.
func (e *NobodyError) Error() string {
	return "no column looks like an email address, a username or a personnel number, so nobody could be recognized; the columns are " +
		quoted(e.Columns) + "; name the right one in a definition (muster init FILE drafts one)"
}

// Unwrap makes errors.Is(err, ErrNobody) true.
func (e *NobodyError) Unwrap() error { return ErrNobody }

// ErrHeader is wrapped by the error about a header row that was asked for and
// that the file does not have.
var ErrHeader = errors.New("the header row is not there")

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
