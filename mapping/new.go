package mapping

import (
	"slices"
	"strings"

	"muster/importer"
	"muster/importer/value/text"
)

// New makes a mapper for the file that was inspected. A nil cfg, or one without
// fields, takes the fields that were recognized. A cfg that is wrong by itself
// is refused with a *ConfigError, one that wants columns which the file does
// not have with a *ColumnError; both name everything that is wrong at once. A
// file without a definition and without a column that tells people apart is
// refused with a *NobodyError, one whose header row is not there as
// Inspection.Err says.
func New(cfg *Config, in *Inspection, o Options) (*Mapper, error) {
	if err := in.Err(); err != nil {
		return nil, err
	}
	if o.Catalog == nil {
		o.Catalog = in.catalog
	}
	c := &compiler{in: in, catalog: o.Catalog, columns: in.Columns}
	switch {
	case cfg == nil:
		cfg = &Config{}
	default:
		if problems := cfg.Check(); len(problems) > 0 {
			return nil, &ConfigError{Problems: problems}
		}
	}
	c.cfg = *cfg
	if len(cfg.Fields) == 0 {
		if o.Catalog != in.catalog {
			c.columns = in.recognized(in.names(), o.Catalog)
		}
		if len(c.columns) > 0 && !c.hasPeople() {
			return nil, &NobodyError{Columns: in.names()}
		}
		c.cfg.Fields = fieldsOf(c.columns)
	}
	return c.compile()
}

// hasPeople reports whether people can be told apart by what was recognized:
// where the catalog makes usernames, names are enough.
func (c *compiler) hasPeople() bool {
	return hasPeople(c.columns) || c.catalog != nil && c.catalog.Username.Format != "" && feeds(c.columns, isName)
}

// names returns the names of the columns.
func (in *Inspection) names() []string {
	names := make([]string, len(in.Columns))
	for i, c := range in.Columns {
		names[i] = c.Name
	}
	return names
}

// fieldsOf returns what was recognized as a definition would write it.
func fieldsOf(columns []Column) map[string]Field {
	fields := map[string]Field{}
	for _, part := range []string{"", meansFamilyPrefix, meansMiddleName, meansSecondFamily} {
		for _, c := range columns {
			joined := c.meaning == meansMiddleName || c.meaning == meansFamilyPrefix || c.meaning == meansSecondFamily
			if c.Field == "" || joined != (part != "") || joined && c.meaning != part {
				continue
			}
			f := fields[c.Field]
			if part == meansFamilyPrefix {
				f.Column = slices.Insert(f.Column, 0, c.Name)
			} else {
				f.Column = append(f.Column, c.Name)
			}
			if c.meaning == meansInactive {
				f.Values = map[string]string{"yes": "inactive", "no": "active"}
			}
			fields[c.Field] = f
		}
	}
	return fields
}

// A compiler makes a Mapper of a definition and a file.
type compiler struct {
	cfg     Config
	in      *Inspection
	catalog *importer.Catalog
	columns []Column
	missing []MissingColumn
	needed  map[int]bool // columns read, in whatever way
	lists   map[int]bool // columns that only lists are made of
}

// compile makes the mapper, or says which columns are missing.
func (c *compiler) compile() (*Mapper, error) {
	c.needed, c.lists = map[int]bool{}, map[int]bool{}
	order, _ := sortFields(c.cfg.Fields) // Check has refused circles
	m := &Mapper{first: c.in.first, sample: c.in.data, byName: map[string]int{}, fieldOf: make([]string, len(c.columns))}
	for i, name := range c.in.names() {
		if key := text.Fold(name); !hasKey(m.byName, key) {
			m.byName[key] = i
		}
	}
	for _, name := range order {
		m.steps = append(m.steps, c.step(name, c.cfg.Fields[name]))
	}
	if len(c.missing) > 0 {
		return nil, &ColumnError{Missing: c.missing, Columns: c.in.names()}
	}
	m.layout = c.layout(m.steps, m.fieldOf)
	m.bystander = newBystander(c.in, m.layout)
	for i := range c.columns {
		if c.needed[i] {
			m.used = append(m.used, i)
		}
		m.lines = append(m.lines, c.lists[i])
	}
	m.workers.New = func() any { return m.newWorker() }
	m.vote()
	return m, nil
}

// hasKey reports whether key is in m.
func hasKey(m map[string]int, key string) bool { _, ok := m[key]; return ok }

// newWorker returns a worker whose expressions see the mapper's columns.
func (m *Mapper) newWorker() *worker {
	w := &worker{cells: make([]string, len(m.layout.Header))}
	w.expressionRunner = newExpressionRunner(func(name string) string {
		if i, ok := m.byName[text.Fold(name)]; ok {
			return w.cells[i]
		}
		return ""
	})
	return w
}

// step compiles one field.
func (c *compiler) step(name string, f Field) step {
	t, _ := targetOf(name)
	s := step{
		target: t, join: " ", fallback: f.Default, token: c.cfg.ClearToken, clears: c.blank(f) == "clear",
		region: f.Region, layout: f.Date, date: t.isDate() || isDateAttribute(c.catalog, t), change: newChange(f),
	}
	if f.Join != nil {
		s.join = *f.Join
	}
	if f.Constant != nil {
		s.constant = *f.Constant
	}
	for _, column := range f.Column {
		if i := c.find(name, column); i >= 0 {
			s.columns = append(s.columns, i)
			c.needs(i, t)
			c.lists[i] = c.lists[i] && f.Split == "" // a separator of its own is the only one
		}
	}
	s.format = c.format(name, f.Format)
	s.expr = c.expression(name, f.Expr, false)
	s.when = c.expression(name, f.When, true)
	if t.kind == targetList {
		s.list = c.list(t.list, f)
	}
	return s
}

// blank returns what a blank cell of the field means.
func (c *compiler) blank(f Field) string {
	if f.Blank != "" {
		return f.Blank
	}
	return c.cfg.Blank
}

// needs notes that a column is read. Secrets are taken from the row itself.
func (c *compiler) needs(i int, t target) {
	if t.kind == targetSecret {
		return
	}
	only, before := c.lists[i]
	c.lists[i] = t.kind == targetList && (!before && !c.needed[i] || only)
	c.needed[i] = true
}

// isDateAttribute reports whether the catalog declares the attribute as a date.
func isDateAttribute(catalog *importer.Catalog, t target) bool {
	if t.kind != targetAttribute || catalog == nil {
		return false
	}
	for name, attribute := range catalog.Attributes {
		if text.Fold(name) == text.Fold(t.attribute) {
			return attribute.Type == "date"
		}
	}
	return false
}

// find returns the index of the column of that name, and notes it where there
// is none. Names are equal as typed, else without regard to case and the number
// of blanks.
func (c *compiler) find(field, name string) int {
	if i := c.lookUp(name); i >= 0 {
		return i
	}
	c.missing = append(c.missing, MissingColumn{Field: field, Column: name, Near: nearestColumn(name, c.in.names())})
	return -1
}

// lookUp returns the index of the column of that name, -1 for none.
func (c *compiler) lookUp(name string) int {
	if i := slices.IndexFunc(c.columns, func(col Column) bool { return col.Name == name }); i >= 0 {
		return i
	}
	loose := func(s string) string {
		clean, _ := text.Clean(s)
		return text.Fold(strings.Join(strings.Fields(clean), " "))
	}
	return slices.IndexFunc(c.columns, func(col Column) bool { return loose(col.Name) == loose(name) })
}

// nearestColumn returns the column that was most likely meant: one with the
// same letters, else one spelled alike.
func nearestColumn(name string, columns []string) string {
	for _, column := range columns {
		if keyOf(column) == keyOf(name) {
			return column
		}
	}
	return text.Nearest(name, columns)
}

// format finds the places of a format: a field that the definition makes, else
// a column.
func (c *compiler) format(name, format string) []place {
	if format == "" {
		return nil
	}
	parts, _ := parseFormat(format) // Check has refused what is wrong
	places := make([]place, len(parts))
	for i, p := range parts {
		places[i] = place{formatPart: p, field: importer.NumFields, column: -1}
		if p.name == "" {
			continue
		}
		if f, ok := importer.FieldNamed(p.name); ok && c.makes(p.name) {
			places[i].field = f
			continue
		}
		if places[i].column = c.find(name, p.name); places[i].column >= 0 {
			c.needs(places[i].column, target{})
		}
	}
	return places
}

// makes reports whether the definition says anything about the field.
func (c *compiler) makes(field string) bool {
	_, own := c.cfg.Fields[field]
	_, full := c.cfg.Fields["full_name"]
	return own || full && (field == "given_name" || field == "family_name" || field == "display_name")
}

// expression compiles a source and finds the columns that it names.
func (c *compiler) expression(name, source string, condition bool) *expression {
	if source == "" {
		return nil
	}
	x, err := compileExpression(source, condition)
	if err != nil {
		return nil // Check has refused it
	}
	for _, column := range x.columns {
		if i := c.find(name, column); i >= 0 {
			c.needs(i, target{})
		}
	}
	return x
}

// list compiles how list cells are read.
func (c *compiler) list(kind importer.GrantKind, f Field) listReader {
	r := listReader{kind: kind, mode: f.Mode, separator: f.Split, whole: map[string]bool{}, change: newChange(f)}
	r.change.split = ""
	if r.mode == "" {
		r.mode = importer.ModeOwn
	}
	if c.catalog == nil {
		return r
	}
	for _, name := range c.catalog.Names(kind) {
		if strings.Contains(name, ",") {
			r.whole[text.Fold(name)] = true
		}
	}
	return r
}
