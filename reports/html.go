package reports

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"muster/importer"
)

//go:embed page.html
var pageFile embed.FS

// page has the templates head, row and foot; together they are one page.
var page = template.Must(template.ParseFS(pageFile, "page.html"))

// An htmlReport writes one page that needs nothing else: no script, no other file, nothing from
// the network. It is written as a stream; the totals come last and the style sheet shows them first.
type htmlReport struct {
	w       io.Writer
	columns columns
	counts  importer.Counts
	warned  int
	row     htmlRow
	cells   []string
}

// The data of the templates.
type (
	// htmlHead is everything above the first row.
	htmlHead struct {
		Source  string
		Planned bool
		Results []string
		Columns []htmlText
	}
	// htmlRow is one row of the file.
	htmlRow struct {
		Row      int
		Class    string // the result, and warned
		Result   string
		User     string
		Problems []htmlProblem
		Changes  []htmlChange
		Cells    []htmlText
	}
	// htmlProblem is a problem with the name that the file gives the column.
	htmlProblem struct {
		importer.Problem
		In htmlText
	}
	// htmlChange is a field that has another value now.
	htmlChange struct {
		Field    string
		From, To htmlText
	}
	// htmlFoot is everything below the last row.
	htmlFoot struct{ Filters []htmlFilter }
	// htmlFilter is a button that shows the rows of one kind.
	htmlFilter struct{ ID, Label, Count string }
)

// newHTML begins the page, up to the first row.
func newHTML(w io.Writer, cols columns, o Options) (*htmlReport, error) {
	h := &htmlReport{w: w, columns: cols}
	names := make([]htmlText, len(cols.names))
	for i, n := range cols.names {
		names[i] = newHTMLText(n)
	}
	return h, h.execute("head", htmlHead{Source: o.Source, Planned: o.Planned, Results: resultNames(), Columns: names})
}

// resultNames lists the results, each of which the page can filter by.
func resultNames() []string {
	var names []string
	for r := range importer.NumResults {
		names = append(names, r.String())
	}
	return names
}

// write adds a row to the page and to its totals.
func (h *htmlReport) write(r *importer.RowResult) error {
	h.counts[r.Result]++
	h.cells = h.columns.appendCells(h.cells[:0], r.Cells)
	texts := h.row.Cells[:0]
	for _, c := range h.cells {
		texts = append(texts, newHTMLText(c))
	}
	h.row = htmlRow{
		Row: r.Row, Class: r.Result.String(), Result: r.Result.String(), User: idText(r.UserID),
		Problems: htmlProblems(r.Problems), Changes: h.changes(r), Cells: texts,
	}
	if hasWarning(r.Problems) {
		h.warned++
		h.row.Class += " warned"
	}
	return h.execute("row", &h.row)
}

// htmlProblems makes the names of columns ready for the page: everything else about a problem is muster's own
// words, or follows them.
func htmlProblems(problems []importer.Problem) []htmlProblem {
	var shown []htmlProblem
	for _, p := range problems {
		shown = append(shown, htmlProblem{p, newHTMLText(p.Column)})
	}
	return shown
}

// changes lists what changed of somebody who was there; what is new shows in the cells.
func (h *htmlReport) changes(r *importer.RowResult) []htmlChange {
	if r.Result != importer.Updated {
		return nil
	}
	var changes []htmlChange
	for i := range r.Changes {
		c := &r.Changes[i]
		if !h.columns.keyOnly || isKey(c.Field) {
			changes = append(changes, htmlChange{c.Field, newHTMLText(sideText(c.Before())), newHTMLText(sideText(c.After()))})
		}
	}
	return changes
}

// sideText writes one side of a change for people.
func sideText(side any) string {
	switch side := side.(type) {
	case string:
		return side
	case []string:
		return strings.Join(side, ", ")
	default:
		return "(none)"
	}
}

// finish writes the totals, which are the buttons of the filter: one for each result that occurs.
func (h *htmlReport) finish() error {
	filters := []htmlFilter{{"all", "all", thousands(h.counts.Read())}}
	for r, n := range h.counts {
		if n > 0 {
			name := importer.Result(r).String()
			filters = append(filters, htmlFilter{name, name, thousands(n)})
		}
	}
	if h.warned > 0 {
		filters = append(filters, htmlFilter{"warned", "with warnings", thousands(h.warned)})
	}
	return h.execute("foot", htmlFoot{Filters: filters})
}

func (*htmlReport) release() {}

// execute writes one of the templates; html/template escapes what is put in.
func (h *htmlReport) execute(name string, data any) error {
	if err := page.ExecuteTemplate(h.w, name, data); err != nil {
		return fmt.Errorf("writing the page: %w", err)
	}
	return nil
}
