package importer

import "strings"

// A Severity says what a problem does to its row.
type Severity string

// An error refuses the row; a warning does not.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// A Problem is something wrong with a row. It is data: it goes into the report and the
// run goes on.
type Problem struct {
	Severity Severity `json:"severity"`
	// Code is FIELD.KIND, as the list of problem codes has it.
	Code string `json:"code"`
	// Field is the field concerned, "" where it is the row as a whole.
	Field string `json:"field,omitempty"`
	// Column is the file's name of the column concerned.
	Column string `json:"column,omitempty"`
	// Value is what the file says there, never a secret.
	Value string `json:"value,omitempty"`
	// Message says in one sentence what is wrong and what to do.
	Message string `json:"message"`
	// Hint is what was probably meant, "" where there is no good guess.
	Hint string `json:"hint,omitempty"`
}

// String returns "code: message" and the hint, as the reports print it.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.Code)
	b.WriteString(": ")
	b.WriteString(p.Message)
	if p.Hint != "" {
		b.WriteString(" (did you mean ")
		b.WriteString(p.Hint)
		b.WriteString("?)")
	}
	return b.String()
}

// HasErrors reports whether any of the problems refuses the row.
func HasErrors(problems []Problem) bool {
	for i := range problems {
		if problems[i].Severity == Error {
			return true
		}
	}
	return false
}
