package xlsxfile

import (
	"errors"
	"fmt"
)

// What may be wrong with a whole file. Errors of this package wrap one of them in a sentence that says
// what to do; any other error is one of the operating system's.
var (
	// ErrNotWorkbook means that the file is something else than an Excel workbook.
	ErrNotWorkbook = errors.New("not an Excel workbook")
	// ErrEncrypted means that the workbook needs a password.
	ErrEncrypted = errors.New("the workbook is protected with a password")
	// ErrDamaged means that the workbook is cut off, broken or not allowed to be as it is.
	ErrDamaged = errors.New("the workbook is damaged")
	// ErrTooLarge means that the workbook would need more memory or time than is reasonable; such a
	// file is usually a trap.
	ErrTooLarge = errors.New("the workbook is too large")
)

// A fault says what is wrong with the XML of a part. It becomes a full sentence where the part's
// name and the row are known.
type fault string

// Error returns the fault as a clause.
func (f fault) Error() string { return string(f) }

// The faults that are told apart.
const (
	errCutOff  fault = "it breaks off in the middle"
	errDoctype fault = "it has a DOCTYPE, which no spreadsheet program writes"
)

// damaged says that the workbook cannot be used because of what is wrong with where.
func damaged(where string, cause error) error {
	if errors.Is(cause, ErrTooLarge) {
		return cause
	}
	return fmt.Errorf("%w: %s: %w; open it in a spreadsheet program, save it again as .xlsx and use that file",
		ErrDamaged, where, cause)
}

// tooLarge says what is too large about the workbook.
func tooLarge(what string) error {
	return fmt.Errorf("%w: %s; if it is a real list of people, save it as CSV and use that file", ErrTooLarge, what)
}
