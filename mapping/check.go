package mapping

import (
	"fmt"
	"maps"
	"slices"

	"golang.org/x/text/language"

	"muster/importer"
	"muster/importer/value/date"
	"muster/importer/value/text"
)

// Check returns everything that is wrong with the mapping by itself, in the
// order of its fields: unknown fields, keys that exclude each other, words that
// do not exist, expressions and formats that cannot be read. Whether the
// columns exist only a file can tell (see New).
func (c *Config) Check() []ConfigProblem {
	k := &configCheck{config: c}
	k.word("record", Field{}, c.Record, RecordUser, RecordContact)
	k.word("blank", Field{}, c.Blank, "keep", "clear")
	for _, name := range slices.Sorted(maps.Keys(c.Fields)) {
		k.field(name, c.Fields[name])
	}
	if len(k.problems) == 0 {
		k.order()
	}
	return k.problems
}

// configCheck collects what is wrong.
type configCheck struct {
	config   *Config
	problems []ConfigProblem
}

// add notes a problem at the field's place.
func (k *configCheck) add(path string, at Field, near, format string, args ...any) {
	k.problems = append(k.problems, ConfigProblem{Path: path, Line: at.line, Column: at.column, Message: fmt.Sprintf(format, args...), Near: near})
}

// word checks that value is blank or one of the words.
func (k *configCheck) word(path string, at Field, value string, words ...string) {
	if value != "" && !slices.Contains(words, value) {
		k.add(path, at, text.Nearest(value, words), "%q is none of its words: %s", value, quoted(words))
	}
}

// field checks all keys of one field.
func (k *configCheck) field(name string, f Field) {
	path := "fields." + name
	target, ok := targetOf(name)
	if !ok {
		k.add(path, f, text.Nearest(name, fieldNames()), "there is no field %q; own fields are called attributes.NAME", name)
		return
	}
	k.sources(path, f)
	k.kinds(path, f, target)
	k.word(path+".blank", f, f.Blank, "keep", "clear")
	k.word(path+".owner", f, f.Owner, ownerFile, ownerFirst, ownerDirectory)
	k.word(path+".mode", f, string(f.Mode), string(importer.ModeOwn), string(importer.ModeAdd), string(importer.ModeAll))
	if f.Format != "" {
		if _, err := parseFormat(f.Format); err != nil {
			k.add(path+".format", f, "", "%v", err)
		}
	}
	k.expression(path+".expr", f, f.Expr, false)
	k.expression(path+".when", f, f.When, true)
}

// expression checks that a source compiles; blank is none.
func (k *configCheck) expression(path string, at Field, source string, condition bool) {
	if source == "" {
		return
	}
	if _, err := compileExpression(source, condition); err != nil {
		k.add(path, at, "", "%v", err)
	}
}

// sources checks that the field has one source.
func (k *configCheck) sources(path string, f Field) {
	n := 0
	for _, given := range []bool{len(f.Column) > 0 && f.Expr == "", f.Constant != nil, f.Format != "", f.Expr != ""} {
		if given {
			n++
		}
	}
	switch {
	case n == 0 && f.Default == "":
		k.add(path, f, "", "it needs a column, a constant, a format or an expr to come from")
	case n > 1:
		k.add(path, f, "", "column, constant, format and expr exclude each other (expr may have a column, as value)")
	}
	if slices.Contains(f.Column, "") {
		k.add(path+".column", f, "", "a column needs a name")
	}
	if f.Join != nil && len(f.Column) < 2 {
		k.add(path+".join", f, "", "there is nothing to join: give several columns, as in column: [First, Middle]")
	}
}

// kinds checks keys that make sense for some fields only.
func (k *configCheck) kinds(path string, f Field, t target) {
	if f.Mode != "" && t.kind != targetList {
		k.add(path+".mode", f, "", "mode is for lists such as groups")
	}
	if f.Owner != "" && f.Owner != ownerFile && !t.isKept() {
		k.add(path+".owner", f, "", "the directory keeps nothing of that name that could have another owner")
	}
	k.date(path+".date", f, t)
	k.region(path+".region", f, t)
	if (f.Lower && f.Upper) || (f.Lower && f.Title) || (f.Upper && f.Title) {
		k.add(path, f, "", "lower, upper and title exclude each other")
	}
	if t.kind == targetSecret && (f.Default != "" || f.Constant != nil || f.Format != "" || f.Expr != "") {
		k.add(path, f, "", "a secret must come from a column: what stands in a definition is no secret")
	}
}

// date checks the layout of dates.
func (k *configCheck) date(path string, f Field, t target) {
	switch {
	case f.Date == "":
	case date.CheckLayout(f.Date) != nil:
		k.add(path, f, "", "%q is no layout of a date; write it like DD.MM.YYYY", f.Date)
	case !t.canBeDate():
		k.add(path, f, "", "this field is no date")
	}
}

// region checks the country of national phone numbers.
func (k *configCheck) region(path string, f Field, t target) {
	if f.Region == "" {
		return
	}
	if !t.isPhone() {
		k.add(path, f, "", "region is for mobile and phone")
		return
	}
	if r, err := language.ParseRegion(f.Region); err != nil || len(f.Region) != 2 || !r.IsCountry() {
		k.add(path, f, "", "%q is no country code; write two letters, such as DE", f.Region)
	}
}

// order checks that no field is made of itself, directly or by way of others.
func (k *configCheck) order() {
	if _, cycle := sortFields(k.config.Fields); cycle != "" {
		k.add("fields."+cycle, k.config.Fields[cycle], "", "it is made of itself, by way of format, expr or when")
	}
}
