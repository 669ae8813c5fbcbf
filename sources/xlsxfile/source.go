package xlsxfile

import (
	"errors"
	"fmt"
	"io"

	"muster/importer"
)

// A source yields the rows of one sheet that hold anything. Rows that the file leaves out, or that have
// formats only, are skipped but keep their place in the numbering.
type source struct {
	in     io.Closer
	grid   *grid
	total  int64
	err    error // how reading ended
	closed bool
}

// Read implements importer.Source. The rows' lines equal their numbers. A *importer.RowError is
// about a cell that holds no text or refers to nothing; any other error wraps ErrDamaged or is
// one of the operating system's, and stays.
func (s *source) Read() (importer.Row, error) {
	if s.closed {
		return importer.Row{}, errClosed
	}
	if s.err == nil {
		s.err = s.grid.next()
	}
	if s.err != nil {
		return importer.Row{}, s.err
	}
	row := s.grid.rec.row()
	if fault := s.grid.rec.fault; fault != "" {
		return importer.Row{}, &importer.RowError{Row: row, Message: fault}
	}
	return row, nil
}

// errClosed means that a source is used after its end.
var errClosed = errors.New("the sheet is closed")

// Progress implements importer.Source, in bytes of the sheet's unpacked XML.
func (s *source) Progress() (done, total int64) {
	return min(s.grid.s.offset(), s.total), s.total
}

// Close implements importer.Source.
func (s *source) Close() error {
	if s.closed {
		return nil
	}
	s.closed = true
	if err := s.in.Close(); err != nil {
		return fmt.Errorf("closing the sheet: %w", err)
	}
	return nil
}
