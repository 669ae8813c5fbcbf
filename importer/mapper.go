package importer

import "slices"

// A Mapper turns rows into entries. Map is called from several goroutines at once.
type Mapper interface {
	// Map says what a row means. It does not fail: what is wrong with the row is
	// among the entry's problems.
	Map(Row) *Entry
	// Layout describes the file's columns; it is the same for every row.
	Layout() *Layout
}

// A Layout says what the columns of a file are. It is shared by all entries of the file and
// never changes after it was made.
type Layout struct {
	// Header has the file's own column names, in order; made-up ones ("column 3") where
	// the file has none.
	Header []string
	// FirstRow is the number of the first row that can be a person; what stands above
	// (header, titles) is not read.
	FirstRow int
	// HeaderRow is the number of the header row, 0 where the file has none.
	HeaderRow int
	// Columns has, for each field name of the definition ("email", "groups",
	// "attributes.cost_center"), the index of the column that feeds it; the first where there are
	// several. Fields made without a column (constants, formats) are absent.
	Columns map[string]int
	// Fields has every field about which a row of this file can say something, with or without a column.
	Fields FieldSet
	// Owners has, by field name, who decides about the field where it is not the file alone.
	Owners map[string]Owner
	// Hidden tells, per column, that its cells must never be shown: they feed a password
	// or look like one.
	Hidden []bool
	// Mapped tells, per column, that something is made of it.
	Mapped []bool
	// Unmapped lists the names of the columns from which nothing is taken.
	Unmapped []string
}

// Gives reports whether rows of this file can say something about the field.
func (l *Layout) Gives(f Field) bool { return l.Fields.Has(f) }

// HiddenCell stands in every report, plan and problem for a cell that must not be shown.
const HiddenCell = "[hidden]"

// ColumnOf returns the name of the column that feeds the field, "" where none does.
func (l *Layout) ColumnOf(field string) string {
	if i, ok := l.Columns[field]; ok && i < len(l.Header) {
		return l.Header[i]
	}
	return ""
}

// Shown returns the cell i of row as it may be shown.
func (l *Layout) Shown(row Row, i int) string {
	cell := row.Cell(i)
	if cell == "" {
		return ""
	}
	first := slices.Index(l.Hidden, true)
	if first < 0 || i < first || l.aligned(row) && (i >= len(l.Hidden) || !l.Hidden[i]) {
		return cell
	}
	return HiddenCell
}

// aligned reports whether the row's cells surely stand in their columns. Where a row has more cells than the
// header, or could not be read, a part of a password may stand in the next column.
func (l *Layout) aligned(row Row) bool { return !row.Damaged && len(row.Cells) <= len(l.Header) }

// MayShowSecrets reports whether parts of hidden cells may stand in other columns of the row.
func (l *Layout) MayShowSecrets(row Row) bool {
	return slices.Contains(l.Hidden, true) && !l.aligned(row)
}

// Typed returns what the file's author typed for the field, as it may be shown.
func (l *Layout) Typed(row Row, field string) string {
	i, ok := l.Columns[field]
	if !ok {
		return ""
	}
	return l.Shown(row, i)
}
