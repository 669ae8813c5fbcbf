package mapping

import (
	"fmt"
	"slices"
	"strings"

	"muster/importer"
	"muster/importer/value/formula"
	"muster/importer/value/text"
)

// How far the header is looked for, and how many rows below a row are compared
// with it.
const (
	headerSearch  = 60
	headerContext = 40
)

// findHeader returns the index in rows of the header, -1 where the rows have
// none.
func (l *lexicon) findHeader(rows []importer.Row) int {
	rows = clip(rows, maxRecognized)
	// The rows of a report of muster can be anything, even the header once more.
	if i := slices.IndexFunc(rows[:min(len(rows), headerSearch)], func(r importer.Row) bool { return isOwnReport(r.Cells) }); i >= 0 {
		return i
	}
	width := usualWidth(rows)
	best, bestScore := -1, 0.0
	for i, row := range rows[:min(len(rows), headerSearch)] {
		score, isRow := l.headerScore(row, rows[i+1:min(len(rows), i+1+headerContext)], width)
		if score > bestScore {
			best, bestScore = i, score
		}
		if isRow {
			break // below a row of data there is no header any more
		}
	}
	if best < 0 {
		return l.plainHeader(rows, width)
	}
	return best
}

// clip returns the rows with their first cells only.
func clip(rows []importer.Row, width int) []importer.Row {
	clipped := slices.Clone(rows)
	for i := range clipped {
		clipped[i].Cells = clipped[i].Cells[:min(len(clipped[i].Cells), width)]
	}
	return clipped
}

// usualWidth returns the number of cells that most rows have up to their last
// filled one.
func usualWidth(rows []importer.Row) int {
	counts := map[int]int{}
	best := 0
	for _, row := range rows {
		w := filledWidth(row)
		if w == 0 {
			continue
		}
		counts[w]++
		if counts[w] > counts[best] || counts[w] == counts[best] && w > best {
			best = w
		}
	}
	return best
}

// filledWidth returns the number of cells up to the last one that is not blank.
func filledWidth(row importer.Row) int {
	for i := len(row.Cells); i > 0; i-- {
		if strings.TrimSpace(row.Cells[i-1]) != "" {
			return i
		}
	}
	return 0
}

// headerScore says how much a row looks like the header of those below it; 0
// and less is not at all. For it speak names that are known, and text above
// columns of addresses, dates and numbers; against it, cells that are data.
// isRow tells that the row is one of data itself.
func (l *lexicon) headerScore(row importer.Row, below []importer.Row, width int) (score float64, isRow bool) {
	named, contrast, data, filled, short := 0.0, 0.0, 0.0, 0, 0
	seen := map[string]bool{}
	for i := range row.Cells {
		cell, _ := text.Clean(row.Cells[i])
		if cell == "" {
			continue
		}
		filled++
		switch {
		case isData(cell), comesAgain(row, below, i):
			data++
			continue
		case len(cell) <= 80:
			short++
		}
		if key := keyOf(cell); !seen[key] {
			seen[key] = true
			named += l.headerWord(cell)
		}
		if contrasts(below, i) {
			contrast++
		}
	}
	isRow = data > 0 && 2*filled >= width
	switch {
	case filled == 0, width > 1 && filled < 2, 2*filled < width && named < 2, 2*short < filled:
		return 0, isRow
	case named < 1 && contrast < 1:
		return 0, isRow
	case contrast == 0 && len(below) > 0 && named < 2 && 3*named < float64(filled):
		return 0, isRow // one known word among many cells: a row of people can have that too
	}
	score = 2*named + contrast - 4*data
	return score, isRow && score <= 0
}

// comesAgain reports whether the cell i of row stands in a row below too, other
// than in a copy of the row: it is a value then ("Manager"), not a column
// name.
func comesAgain(row importer.Row, below []importer.Row, i int) bool {
	cell := row.Cells[i]
	return slices.ContainsFunc(below, func(r importer.Row) bool {
		return r.Cell(i) == cell && !copies(row.Cells, r)
	})
}

// headerWord says how sure a cell is a column name, 0 to 1.
func (l *lexicon) headerWord(cell string) float64 {
	r := l.read(cell)
	switch {
	case r.field == "":
		return 0
	case r.mentions:
		return sureMentioned
	case r.near:
		return 0.6
	default:
		return r.score
	}
}

// isData reports whether a cell is a value rather than the name of a column.
func isData(cell string) bool {
	return isEmail(cell) || isNumber(cell) || isDate(cell) || isUUID(cell) || isPhone(cell) || isHash(cell) || strings.Contains(cell, "://")
}

// contrasts reports whether the cells of column i are mostly data.
func contrasts(rows []importer.Row, i int) bool {
	filled, data := 0, 0
	for _, row := range rows {
		cell := strings.TrimSpace(row.Cell(i))
		if cell == "" {
			continue
		}
		filled++
		if isData(cell) || isNumeric(cell) {
			data++
		}
	}
	return filled > 0 && 10*data >= 7*filled
}

// isNumeric reports whether the cell is a number with a sign, a point or a
// comma.
func isNumeric(cell string) bool {
	return strings.Trim(cell, "0123456789") != cell && strings.Trim(cell, "0123456789.,+-% ") == ""
}

// plainHeader returns the first row of full width where it can be a header
// whose names nobody knows: short different words that do not come again in
// their columns.
func (l *lexicon) plainHeader(rows []importer.Row, width int) int {
	i := slices.IndexFunc(rows, func(r importer.Row) bool { return filledWidth(r) >= max(width, 1) })
	if i < 0 {
		return -1
	}
	seen := map[string]bool{}
	for c, cell := range rows[i].Cells {
		cell = strings.TrimSpace(cell)
		first := firstRune(cell)
		again := slices.ContainsFunc(rows[i+1:], func(r importer.Row) bool { return strings.TrimSpace(r.Cell(c)) == cell })
		if cell == "" && c >= width {
			continue
		}
		if cell == "" || seen[cell] || len(cell) > 60 || isData(cell) || isNumeric(cell) || again || first == '@' || isPerson(cell) {
			return -1
		}
		seen[cell] = true
	}
	return i
}

// columnNames returns the header's names, made different from each other: blank
// ones are "column 3", the second "name" is "name (2)". Without a header all
// are made up.
func columnNames(header importer.Row, width int) (names []string, doubts []string) {
	names = make([]string, width)
	typed := make(map[string]int, width) // name as typed: how often so far
	for i := range names {
		names[i], _ = text.Clean(formula.Restore(header.Cell(i)))
		typed[names[i]]++
	}
	taken := make(map[string]bool, width)
	next := map[string]int{} // name without a number: the number to try next
	for i, name := range names {
		original := name
		if name == "" {
			name = fmt.Sprintf("column %d", i+1)
			original = name
		}
		for taken[name] || name != names[i] && typed[name] > 0 {
			next[original] = max(next[original], 1) + 1
			name = fmt.Sprintf("%s (%d)", original, next[original])
		}
		if names[i] != "" && name != names[i] {
			doubts = append(doubts, fmt.Sprintf("the column name %q stands more than once; column %d is called %q here", names[i], i+1, name))
		}
		taken[name] = true
		names[i] = name
	}
	return names, doubts
}
