package feed

import (
	"cmp"
	"crypto/sha256"
	"iter"
	"slices"

	"muster/importer"
	"muster/importer/sqlstore"
)

// topProblems is how many kinds of problems people are told.
const topProblems = 10

// A problemID stands for one problem of one cell, whichever row it stood in: rows move from night to night.
type problemID [12]byte

func idOfProblem(p *importer.Problem) problemID {
	sum := sha256.Sum256([]byte(p.Code + "\x00" + p.Field + "\x00" + p.Value))
	return problemID(sum[:12])
}

// News compares the problems of a run with those of the run before. It returns the kinds that most rows have, those with
// new ones first, and how many problems are gone. Memory grows with the number of problems, not of rows.
func News(before, now iter.Seq2[sqlstore.ImportRow, error]) (top []importer.ProblemNews, solved int, err error) {
	had := make(map[problemID]bool) // whether it is there now as well
	for row, err := range before {
		if err != nil {
			return nil, 0, err
		}
		for i := range row.Problems {
			had[idOfProblem(&row.Problems[i])] = false
		}
	}
	kinds := make(map[string]*importer.ProblemNews)
	for row, err := range now {
		if err != nil {
			return nil, 0, err
		}
		countRow(kinds, had, &row)
	}
	for _, still := range had {
		if !still {
			solved++
		}
	}
	return topOf(kinds), solved, nil
}

// countRow counts each kind of the row's problems once.
func countRow(kinds map[string]*importer.ProblemNews, had map[problemID]bool, row *sqlstore.ImportRow) {
	seen := make(map[string]bool, len(row.Problems))
	for i := range row.Problems {
		p := &row.Problems[i]
		id := idOfProblem(p)
		_, known := had[id]
		if known {
			had[id] = true
		}
		if seen[p.Code] {
			continue
		}
		seen[p.Code] = true
		kind := kinds[p.Code]
		if kind == nil {
			kind = &importer.ProblemNews{Code: p.Code, Message: p.Message, Row: row.Row}
			kinds[p.Code] = kind
		}
		kind.Rows++
		if !known {
			kind.New++
		}
	}
}

func topOf(kinds map[string]*importer.ProblemNews) []importer.ProblemNews {
	top := make([]importer.ProblemNews, 0, len(kinds))
	for _, kind := range kinds {
		top = append(top, *kind)
	}
	slices.SortFunc(top, func(a, b importer.ProblemNews) int {
		return cmp.Or(cmp.Compare(min(b.New, 1), min(a.New, 1)), cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Code, b.Code))
	})
	return top[:min(len(top), topProblems)]
}
