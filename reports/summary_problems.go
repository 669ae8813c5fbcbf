package reports

import (
	"cmp"
	"fmt"
	"slices"

	"muster/importer"
)

// mostProblems is how many kinds of problem are listed: as many as one takes in at a glance.
const mostProblems = 8

// A kind of problem, and in how many rows it is.
type kind struct {
	code    string
	rows    int
	example importer.Example
}

// kinds returns the kinds of problem of one severity, the most frequent first.
func kinds(s *importer.Summary, severity importer.Severity) []kind {
	var found []kind
	for code, rows := range s.Problems {
		example := s.Examples[code]
		if (example.Problem.Severity == importer.Warning) == (severity == importer.Warning) {
			found = append(found, kind{code, rows, example})
		}
	}
	slices.SortFunc(found, func(a, b kind) int {
		return cmp.Or(cmp.Compare(b.rows, a.rows), cmp.Compare(a.code, b.code))
	})
	return found
}

// writeProblems lists the most frequent kinds, with an example each.
func writeProblems(t *text, title string, s *importer.Summary, severity importer.Severity) {
	all := kinds(s, severity)
	if len(all) == 0 {
		return
	}
	t.line("")
	t.heading(bold, title)
	shown := all[:min(len(all), mostProblems)]
	countWidth, codeWidth := 0, 0
	for _, k := range shown {
		countWidth, codeWidth = max(countWidth, len(count(k.rows, "row", "rows"))), max(codeWidth, len(k.code))
	}
	for _, k := range shown {
		t.wrapped(fmt.Sprintf("  %-*s  %-*s  ", countWidth, count(k.rows, "row", "rows"), codeWidth, k.code), exampleText(k.example))
	}
	if rest := len(all) - len(shown); rest > 0 {
		t.line("  and " + count(rest, "other kind", "other kinds") + "; the report has them all")
	}
}

// exampleText shows one row: where, what it says, and what is wrong with it.
func exampleText(e importer.Example) string {
	if e.Row == 0 {
		return ""
	}
	p := e.Problem
	where := fmt.Sprintf("row %d", e.Row)
	if p.Column != "" {
		where += ", " + p.Column
	}
	if p.Value != "" {
		where += fmt.Sprintf(" “%s”", shorten(p.Value, 40))
	}
	where += ": " + p.Message
	if p.Hint != "" {
		where += fmt.Sprintf(" (did you mean %s?)", p.Hint)
	}
	return where
}
