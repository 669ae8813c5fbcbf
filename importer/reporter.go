package importer

import (
	"github.com/google/uuid"
)

// A Reporter receives the result of every row read.
type Reporter interface {
	// Report is called once per row, in file order, by one goroutine. The row is only valid during the call. After
	// an error the run goes on and calls it for the other rows all the same.
	Report(r *RowResult) error
	// Close completes the report and puts it in its place; without it no
	// report appears. It returns the paths written.
	Close() ([]string, error)
}

// A RowResult is what is said about one row.
type RowResult struct {
	Row       int
	Line      int
	Result    Result
	UserID    uuid.UUID // zero where there is none
	ContactID uuid.UUID // zero where there is none
	Problems  []Problem
	Changes   []FieldChange
	Cells     []string // in the file's columns; those that must not be seen are [hidden]
	Before    *Person  // as matched, before the row; nil where it means nobody or is refused
}
