package reports

import (
	"slices"
	"strconv"
	"strings"

	"muster/importer"
)

// columns says which of the file's own columns a report repeats.
type columns struct {
	names   []string // their names, as in the file
	indexes []int    // where they are in a row's cells
	keyOnly bool     // nothing but what identifies the person is to be seen
}

// chooseColumns returns the columns for a word of Config.Columns; "" is all.
func chooseColumns(word string, layout *importer.Layout) (columns, error) {
	var wanted func(i int) bool
	switch word {
	case ColumnsAll, "":
		wanted = func(int) bool { return true }
	case ColumnsMapped:
		wanted = func(i int) bool { return i < len(layout.Mapped) && layout.Mapped[i] }
	case ColumnsKey:
		keys := keyColumns(layout)
		wanted = func(i int) bool { return slices.Contains(keys, i) }
	default:
		return columns{}, usagef("report.columns is all, mapped or key, not %q", word)
	}
	c := columns{keyOnly: word == ColumnsKey}
	for i, name := range layout.Header {
		if wanted(i) {
			c.names, c.indexes = append(c.names, name), append(c.indexes, i)
		}
	}
	return c, nil
}

// keyColumns returns the indexes of the columns that say who somebody is.
func keyColumns(layout *importer.Layout) []int {
	var indexes []int
	for _, f := range []importer.Field{importer.ExternalID, importer.Email, importer.Username} {
		if i, ok := layout.Columns[f.String()]; ok {
			indexes = append(indexes, i)
		}
	}
	return indexes
}

// isKey tells whether a field says who somebody is.
func isKey(field string) bool {
	switch field {
	case importer.ExternalID.String(), importer.Email.String(), importer.Username.String():
		return true
	default:
		return false
	}
}

// appendCells appends the row's cells of these columns; what the row has not is "".
func (c *columns) appendCells(dst, cells []string) []string {
	for _, i := range c.indexes {
		dst = append(dst, cellAt(cells, i))
	}
	return dst
}

// cellAt returns the cell of that index, "" where the row is too short.
func cellAt(cells []string, i int) string {
	if i < len(cells) {
		return cells[i]
	}
	return ""
}

// apart returns the names with later ones of the same name numbered ("Phone", "Phone (2)"), so that
// each can be the key of its cell.
func apart(names []string) []string {
	taken := make(map[string]bool, len(names))
	for _, n := range names {
		taken[n] = true
	}
	unique, seen := make([]string, len(names)), make(map[string]bool, len(names))
	for i, n := range names {
		unique[i] = n
		// The first of a name keeps it; a number that the file uses itself is passed over.
		for k := 2; seen[n] && taken[unique[i]]; k++ {
			unique[i] = n + " (" + strconv.Itoa(k) + ")"
		}
		seen[n], taken[unique[i]] = true, true
	}
	return unique
}

// problemText joins problems as the problems column has them.
func problemText(problems []importer.Problem) string {
	switch len(problems) {
	case 0:
		return ""
	case 1:
		return problems[0].String()
	}
	texts := make([]string, len(problems))
	for i := range problems {
		texts[i] = problems[i].String()
	}
	return strings.Join(texts, " | ")
}
