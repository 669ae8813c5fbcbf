package mapping

import (
	"go.yaml.in/yaml/v4"

	"muster/importer"
)

// The words of Config.Record.
const (
	RecordUser    = "user"
	RecordContact = "contact"
)

// Config is the mapping section of a definition: how a row becomes an entry.
// The zero value leaves everything to the header.
type Config struct {
	// Record says what a row makes: user (a contact and its user) or contact.
	// Defaults to user.
	Record string `yaml:"record,omitempty" json:"record,omitempty" jsonschema:"enum=user,enum=contact"`
	// Fields says for each field, by its name, where it comes from. Defaults to
	// what the header says; with one field given, the others must be given too.
	Fields map[string]Field `yaml:"fields,omitempty" json:"fields,omitempty"`
	// Blank says what a blank cell means: keep what the directory has, or clear
	// it. Defaults to keep.
	Blank string `yaml:"blank,omitempty" json:"blank,omitempty" jsonschema:"enum=keep,enum=clear"`
	// ClearToken is what stands in a cell that clears its field whatever Blank
	// says. Defaults to none.
	ClearToken string `yaml:"clear_token,omitempty" json:"clear_token,omitempty"`
}

// A Field says how one field is made. It is written as the name of a column, or
// as a section. Its value comes from one of Column, Constant, Format and Expr,
// and then goes through Split, Trim, Lower, Upper, Title and Values in this
// order, before it is read as what the field is: a date, yes or no, a list.
type Field struct {
	// Column is the column that feeds the field, or several whose cells are
	// joined; blank ones are left out.
	Column Columns `yaml:"column,omitempty" json:"column,omitempty"`
	// Join is what stands between the cells of several columns. Defaults to a
	// blank.
	Join *string `yaml:"join,omitempty" json:"join,omitempty"`
	// Constant is the value for every row.
	Constant *string `yaml:"constant,omitempty" json:"constant,omitempty"`
	// Format makes the value of other fields or columns:
	// "{given_name:1}{family_name}" has the first letter of one and the whole
	// of the other. A field of it that is blank makes the whole blank.
	Format string `yaml:"format,omitempty" json:"format,omitempty"`
	// Expr computes the value, in the language of expr-lang.org. It sees each
	// field by its name, the cell of Column as value, and any other cell as
	// cell("Column").
	Expr string `yaml:"expr,omitempty" json:"expr,omitempty"`
	// When is an expression that must be true for the row to say anything about
	// the field.
	When string `yaml:"when,omitempty" json:"when,omitempty"`
	// Default is the value where there is none. Where blank cells keep what the
	// directory has, it is for people who are created only.
	Default string `yaml:"default,omitempty" json:"default,omitempty"`
	// Values replaces cells (or the items of a list) by others. Upper and lower
	// case are the same. Where the keys are a yes and a no in some language,
	// they stand for all words for yes and no.
	Values map[string]string `yaml:"values,omitempty" json:"values,omitempty"`
	// Split is what stands between the items of a list; of a field that takes
	// one value, the first item is taken. Defaults for lists to semicolons,
	// bars and line breaks, else commas.
	Split string `yaml:"split,omitempty" json:"split,omitempty"`
	// Trim makes runs of blanks inside the value one blank. Blanks around it
	// always go.
	Trim bool `yaml:"trim,omitempty" json:"trim,omitempty"`
	// Lower makes all letters small.
	Lower bool `yaml:"lower,omitempty" json:"lower,omitempty"`
	// Upper makes all letters capital.
	Upper bool `yaml:"upper,omitempty" json:"upper,omitempty"`
	// Title makes the first letter of each word capital and the others small.
	Title bool `yaml:"title,omitempty" json:"title,omitempty"`
	// Date is how dates are written, such as DD.MM.YYYY. Cells written otherwise
	// are refused, but for ISO 8601 (2026-05-01), which is what date cells of
	// workbooks are read as. A time of day behind the date does not count.
	// Defaults to what the whole column shows.
	Date string `yaml:"date,omitempty" json:"date,omitempty"`
	// Region is the country (ISO 3166-1 alpha-2) in which national phone
	// numbers are read where the row has no country.
	Region string `yaml:"region,omitempty" json:"region,omitempty"`
	// Mode says what a list does with what a user has already: own replaces
	// what this definition gave before, add takes nothing away, all takes
	// everything else away. Defaults to own.
	Mode importer.ListMode `yaml:"mode,omitempty" json:"mode,omitempty" jsonschema:"enum=own,enum=add,enum=all"`
	// Blank is as in Config, for this field. Defaults to that of the mapping.
	Blank string `yaml:"blank,omitempty" json:"blank,omitempty" jsonschema:"enum=keep,enum=clear"`
	// Owner says when the file decides about the field: file (always), first
	// (only when the person is created), directory (only while the directory
	// has nothing). Defaults to file.
	Owner string `yaml:"owner,omitempty" json:"owner,omitempty" jsonschema:"enum=file,enum=first,enum=directory"`

	line, column int // where the field stands in the definition; 0 where it was made by a program
}

// Columns names one column, or several.
type Columns []string

// UnmarshalYAML reads a name or a list of names.
func (c *Columns) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		*c = Columns{node.Value}
		return nil
	}
	var list []string
	if err := node.Load(&list); err != nil {
		return err
	}
	*c = list
	return nil
}

// MarshalYAML writes one column as its name.
func (c Columns) MarshalYAML() (any, error) {
	if len(c) == 1 {
		return c[0], nil
	}
	return []string(c), nil
}

// UnmarshalYAML reads the name of a column, or a section. It is strict, and
// remembers the place for Check.
func (f *Field) UnmarshalYAML(node *yaml.Node) error {
	type plain Field // without this method
	var p plain
	if node.Kind == yaml.ScalarNode {
		p.Column = Columns{node.Value}
	} else if err := node.Load(&p, yaml.WithKnownFields()); err != nil {
		return err // of a type that the YAML library collects, with its place
	}
	*f = Field(p)
	f.line, f.column = node.Line, node.Column
	return nil
}

// MarshalYAML writes a field that is only a column as the name of that column.
func (f Field) MarshalYAML() (any, error) {
	if len(f.Column) == 1 && f.onlyColumn() {
		return f.Column[0], nil
	}
	type plain Field
	return plain(f), nil
}

// onlyColumn reports whether nothing but Column is set.
func (f Field) onlyColumn() bool {
	return f.Join == nil && f.Constant == nil && len(f.Values) == 0 && f.Mode == "" &&
		f.Format+f.Expr+f.When+f.Default+f.Split+f.Date+f.Region+f.Blank+f.Owner == "" &&
		!f.Trim && !f.Lower && !f.Upper && !f.Title
}

// Names of the fields that a mapping can have, besides the attributes.
func fieldNames() []string {
	names := make([]string, 0, int(importer.NumFields)+int(importer.NumGrantKinds)+int(importer.NumSecrets))
	for f := range importer.FileFields() {
		names = append(names, f.String())
	}
	for k := range importer.NumGrantKinds {
		names = append(names, k.String())
	}
	for s := range importer.NumSecrets {
		names = append(names, s.String())
	}
	return names
}

// Owners returns who decides about each field for which the definition says so
// (first or directory); all others are the file's.
func (c *Config) Owners() map[string]string {
	owners := map[string]string{}
	for name, f := range c.Fields {
		if f.Owner != "" && f.Owner != ownerFile {
			owners[name] = f.Owner
		}
	}
	return owners
}
