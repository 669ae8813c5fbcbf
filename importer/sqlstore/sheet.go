package sqlstore

import "strings"

// A column of a sheet: its name in the statement, its type in PostgreSQL, and what an empty cell is.
type column struct {
	name  string
	pg    string
	blank blank
}

// A blank says what the database stores for an empty cell.
type blank uint8

const (
	emptyText blank = iota // ''
	emptyNull              // null
)

func uuidColumn(name string) column { return column{name, "uuid", emptyNull} }
func textColumn(name string) column { return column{name, "text", emptyText} }
func keyColumn(name string) column  { return column{name, "text", emptyNull} }
func jsonColumn(name string) column { return column{name, "json", emptyNull} }
func timeColumn(name string) column { return column{name, "timestamptz", emptyNull} }
func intColumn(name string) column  { return column{name, "bigint", emptyNull} }
func boolColumn(name string) column { return column{name, "boolean", emptyNull} }

// A sheet is a set of rows on their way to the database, column by column, every cell as text. One
// statement takes all of them.
type sheet struct {
	columns []column
	cells   [][]string // by column
}

// newSheet returns an empty sheet with room for some rows.
func newSheet(columns []column, room int) *sheet {
	s := &sheet{columns: columns, cells: make([][]string, len(columns))}
	for i := range s.cells {
		s.cells[i] = make([]string, 0, room)
	}
	return s
}

// keySheet returns a sheet of one column of keys.
func keySheet(c column, keys []string) *sheet {
	return &sheet{columns: []column{c}, cells: [][]string{keys}}
}

// add appends a row: one cell for each column.
func (s *sheet) add(cells ...string) {
	for i, c := range cells {
		s.cells[i] = append(s.cells[i], c)
	}
}

func (s *sheet) len() int { return len(s.cells[0]) }

// names lists the columns: "id, version, kind".
func (s *sheet) names() string { return s.namesAs("", "") }

// namesAs lists the columns, each with something before it: "v.id, v.version". skip is left out.
func (s *sheet) namesAs(before, skip string) string {
	var b strings.Builder
	for _, c := range s.columns {
		if c.name == skip {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(before)
		b.WriteString(c.name)
	}
	return b.String()
}

// excluded lists what an upsert sets: "version = excluded.version, kind = excluded.kind". skip is left out.
func (s *sheet) excluded(skip string) string {
	var b strings.Builder
	for _, c := range s.columns {
		if c.name == skip {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(c.name + " = excluded." + c.name)
	}
	return b.String()
}

// assignments lists what an update sets from v: "version = v.version, kind = v.kind". skip is left out.
func (s *sheet) assignments(skip string) string {
	var b strings.Builder
	for _, c := range s.columns {
		if c.name == skip {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(c.name + " = v." + c.name)
	}
	return b.String()
}
