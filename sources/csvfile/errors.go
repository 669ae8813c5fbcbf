package csvfile

import (
	"errors"
	"fmt"
)

// ErrEncoding marks (errors.Is) the name of a character encoding that this package does not know.
var ErrEncoding = errors.New("unknown encoding")

// errTooLong is the fault of a line that does not fit into memory.
var errTooLong = errors.New("line too long")

// A fault is what is wrong with a record.
type fault struct {
	kind  faultKind
	at    int // offset of the opening quote that the fault is about
	cells int // how many cells of the record stand before it
	stray int // offset behind the quote with which the cell seemed to end, 0 where there is none
}

type faultKind uint8

const (
	faultNone  faultKind = iota
	faultQuote           // a quote opens a cell and does not close it properly
	faultOpen            // a quote opens a cell in which the text ends
	faultLong            // a cell exceeds the limit
	faultRead            // the text cannot be read further
)

func unclosedMessage(line int) string {
	return fmt.Sprintf("the quote opened on line %d is never closed; close it, and double the quotes that are part of a cell", line)
}

func strayMessage(line int) string {
	return fmt.Sprintf("a quoted cell on line %d has a quote in the middle; double the quotes that are part of a cell", line)
}

func longMessage(limit int) string {
	return fmt.Sprintf("a cell is larger than %d KiB; shorten it, or close the quote with which it begins", limit>>10)
}

func undecodableMessage(column int, encoding string) string {
	return fmt.Sprintf("column %d has bytes that are no %s text; save the file as UTF-8, or name its encoding with --encoding", column+1, encoding)
}

func nulMessage(column int) string {
	return fmt.Sprintf("column %d has a NUL byte, which no text contains; export the file again, or remove it", column+1)
}
