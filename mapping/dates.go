package mapping

import (
	"errors"
	"fmt"
	"io"

	"muster/importer"
	"muster/importer/value/date"
)

// vote decides the order of the date columns as far as the rows of the
// inspection tell.
func (m *Mapper) vote() {
	for i := range m.steps {
		s := &m.steps[i]
		if !s.votes() {
			continue
		}
		var b ballot
		for _, row := range m.sample {
			b.add(m.typed(s, row), row.Number)
		}
		s.order, _ = b.order()
	}
}

// votes reports whether the step's dates are read in an order that the column
// decides.
func (s *step) votes() bool { return s.date && s.layout == "" && len(s.columns) > 0 }

// typed returns the value that the step would read as a date.
func (m *Mapper) typed(s *step, row importer.Row) string {
	w := m.workers.Get().(*worker)
	defer m.workers.Put(w)
	e := &importer.Entry{Row: row, Layout: m.layout}
	m.clean(w, e)
	return s.change.of(s.cell(w), true)
}

// Undecided returns the columns of dates whose order the rows of the inspection
// did not decide, or did not touch: Decide must read the whole file before Map
// is called.
func (m *Mapper) Undecided() []int {
	var columns []int
	for i := range m.steps {
		if s := &m.steps[i]; s.votes() && s.order == date.Undecided {
			columns = append(columns, s.columns[0])
		}
	}
	return columns
}

// Decide reads src, which begins with the file's first row, to its end, and
// decides the order of the columns that Undecided names. It is called before
// the first Map, not beside it. Where a column can be read in two ways, or
// contradicts itself, the error is an *UndecidedError, which wraps ErrUndecided
// and asks for a key of the definition; other errors are those of src.
func (m *Mapper) Decide(src importer.Source) error {
	votes := map[*step]*ballot{}
	var open []*step
	for i := range m.steps {
		if s := &m.steps[i]; s.votes() && s.order == date.Undecided {
			open = append(open, s)
			votes[s] = &ballot{}
		}
	}
	if len(open) == 0 {
		return nil
	}
	if err := m.poll(src, open, votes); err != nil {
		return err
	}
	ask := &UndecidedError{}
	for _, s := range open {
		order, decided := votes[s].order()
		s.order = order
		if !decided {
			ask.Columns = append(ask.Columns, newUndecided(s.target.name, m.layout.Header[s.columns[0]], votes[s].ask(m.decidedOrder())))
		}
	}
	if len(ask.Columns) > 0 {
		return ask
	}
	return nil
}

// decidedOrder returns the order of the first column of dates that has one.
func (m *Mapper) decidedOrder() date.Order {
	for i := range m.steps {
		if o := m.steps[i].order; o == date.DMY || o == date.MDY {
			return o
		}
	}
	return date.Undecided
}

// poll lets every row of src vote. Rows that cannot be read have no vote.
func (m *Mapper) poll(src importer.Source, open []*step, votes map[*step]*ballot) error {
	for {
		row, err := src.Read()
		var unreadable *importer.RowError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &unreadable):
			continue
		case err != nil:
			return fmt.Errorf("read the file for the order of its dates: %w", err)
		case row.Number < m.first:
			continue
		}
		for _, s := range open {
			votes[s].add(m.typed(s, row), row.Number)
		}
	}
}
