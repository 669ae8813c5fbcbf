package sources

import (
	"errors"
	"fmt"
)

// ErrNotUnderstood marks (errors.Is) a file that cannot be understood, or not without an answer of the
// person who imports it. Other errors of this package are those of the operating system.
var ErrNotUnderstood = errors.New("the file cannot be understood")

// ErrChanged marks (errors.Is) a file that is not the one any more that was opened: somebody wrote to it while it
// was read.
var ErrChanged = errors.New("the file changed while it was read; import it again when it is complete")

// A refusal says in one sentence why a file is not read, and what to do instead.
type refusal struct {
	name  string // of the file
	cause error
}

// Error names the file and says what to do about it.
func (e *refusal) Error() string { return e.name + ": " + e.cause.Error() }

// Unwrap makes the refusal ErrNotUnderstood, and its cause.
func (e *refusal) Unwrap() []error { return []error{ErrNotUnderstood, e.cause} }

// refuse returns the refusal of a file.
func refuse(name, format string, args ...any) error {
	return &refusal{name, fmt.Errorf(format, args...)}
}

// errTooLarge is the cause of the refusal of what unpacks to more than is reasonable.
var errTooLarge = errors.New("unpacks to far more than a list of people needs")
