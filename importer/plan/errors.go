package plan

import (
	"errors"
	"fmt"
)

// ErrUnusable marks a file that cannot be applied: it is no plan, a damaged or a newer one. Nothing but another
// file mends it.
var ErrUnusable = errors.New("this plan cannot be used")

// A DamagedError says where a plan is broken. It is an ErrUnusable.
type DamagedError struct {
	Path string
	Line int // from 1
	Why  string
}

// Error says where and what; it holds nothing of the plan.
func (e *DamagedError) Error() string {
	return fmt.Sprintf("%s, line %d: %s; plan again", e.Path, e.Line, e.Why)
}

// Unwrap returns ErrUnusable.
func (e *DamagedError) Unwrap() error { return ErrUnusable }
