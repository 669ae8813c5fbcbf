package mapping

import (
	"slices"
	"strings"
	"sync"

	"muster/importer"
	"muster/importer/value/formula"
	"muster/importer/value/text"
)

// Options say what a Mapper needs to know beside the definition and the file.
type Options struct {
	// Catalog tells roles from job titles where the header decides, which
	// attributes are dates, and which names have a comma in them. Defaults to
	// the one the file was inspected with.
	Catalog *importer.Catalog
}

// A Mapper turns the rows of one file into entries. Its methods Map and Layout
// may be called from several goroutines at once, once Decide has returned.
type Mapper struct {
	layout *importer.Layout
	steps  []step
	// used has the columns that are read, secrets apart; clean cells are made
	// of those only.
	used []int
	// fieldOf has the field that a column feeds first, "" for none.
	fieldOf []string
	byName  map[string]int // of the columns, folded
	// lines has the columns of lists alone: line breaks separate items there.
	lines     []bool
	bystander *bystander
	first     int            // number of the first row that can be a person
	sample    []importer.Row // those of the inspection
	workers   sync.Pool      // of *worker
}

// A worker has what one call of Map needs and can use again.
type worker struct {
	cells []string // cleaned, by column; "" where the column is not used
	expressionRunner
}

// Layout describes the file's columns.
func (m *Mapper) Layout() *importer.Layout { return m.layout }

// Map says what a row means. A row that is about nobody (the header once more,
// a total) says nothing and has one problem, row.unreadable.
func (m *Mapper) Map(row importer.Row) *importer.Entry {
	w := m.workers.Get().(*worker)
	defer m.workers.Put(w)
	e := &importer.Entry{Row: row, Layout: m.layout}
	if why := m.bystander.says(row); why != "" {
		e.Fail("", "row.unreadable", why, "")
		return e
	}
	m.clean(w, e)
	for i := range m.steps {
		m.steps[i].run(w, e)
	}
	giveRoles(e)
	return e
}

// clean puts the cells that are used into a form in which they can be compared,
// and passes on what the source noticed.
func (m *Mapper) clean(w *worker, e *importer.Entry) {
	for _, i := range m.used {
		cell := e.Row.Cell(i)
		if cell == "" {
			w.cells[i] = ""
			continue
		}
		if m.lines[i] {
			cell = lineItems(cell)
		}
		// A file of refused rows that comes back has its formulas made
		// harmless.
		clean, changed := text.Clean(formula.Restore(cell))
		w.cells[i] = clean
		if changed && !noted(e.Row.Notes, i, "text.cleaned") {
			m.warn(e, i, "text.cleaned", "the cell has characters that cannot be seen; they were removed, or made plain blanks")
		}
	}
	for _, n := range e.Row.Notes {
		m.pass(w, e, n)
	}
	if len(e.Row.Cells) > len(m.layout.Header) && filledWidth(e.Row) > len(m.layout.Header) {
		e.Warn("", "row.ragged", "the row has more cells than the header has names; what stands beyond is not read, so check that no separator is one too many", "")
	}
}

// lineItems separates the lines of a list cell as its other items are.
func lineItems(cell string) string {
	if !strings.ContainsAny(cell, "\r\n") {
		return cell
	}
	return strings.Join(strings.FieldsFunc(cell, func(r rune) bool { return r == '\r' || r == '\n' }), ";")
}

// noted reports whether the source said that about the cell already.
func noted(notes []importer.Note, column int, code string) bool {
	return slices.ContainsFunc(notes, func(n importer.Note) bool { return n.Column == column && n.Code == code })
}

// pass makes a warning of what the source noticed about a cell that is used. An
// error value of a spreadsheet is no value.
func (m *Mapper) pass(w *worker, e *importer.Entry, n importer.Note) {
	if n.Column < 0 || n.Column >= len(m.layout.Mapped) || !m.layout.Mapped[n.Column] {
		return
	}
	if n.Code == "cell.error" {
		w.cells[n.Column] = ""
	}
	m.warn(e, n.Column, n.Code, n.Message)
}

// warn adds a warning about the cell of a column.
func (m *Mapper) warn(e *importer.Entry, column int, code, message string) {
	e.Problems = append(e.Problems, importer.Problem{
		Severity: importer.Warning, Code: code, Field: m.fieldOf[column], Column: m.layout.Header[column],
		Value: m.layout.Shown(e.Row, column), Message: message,
	})
}

// giveRoles puts the row's organization role on the organizations that it
// names.
func giveRoles(e *importer.Entry) {
	role := e.Values[importer.OrganizationRole]
	list := e.List(importer.Organizations)
	if role == "" || list == nil {
		return
	}
	for i := range list.Items {
		if list.Items[i].Role == "" {
			list.Items[i].Role = role
		}
	}
}
