package mapping

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// DraftOptions say what a drafted definition is about.
type DraftOptions struct {
	// Name is the name of the definition. Defaults to none.
	Name string
	// Source is what the file is called in the comment at the top. Defaults to
	// "a file".
	Source string
}

// Draft writes a definition, as YAML, that maps the file as it was recognized,
// with a comment for each doubt. It ends with the columns that nothing is taken
// from.
func Draft(in *Inspection, o DraftOptions) []byte {
	d := &draft{}
	if o.Source == "" {
		o.Source = "a file"
	}
	d.comment(0, fmt.Sprintf("Drafted from %s. Look at every comment before the first import.", oneLine(o.Source)))
	said := map[string]bool{}
	for _, c := range in.Columns {
		for _, doubt := range c.allDoubts() {
			said[doubt] = true
		}
	}
	for _, doubt := range in.Doubts {
		if !said[doubt] {
			d.comment(0, doubt)
		}
	}
	if o.Name != "" {
		d.line(0, "name: "+flow(o.Name))
	}
	d.line(0, "mapping:")
	d.fields(in)
	d.unmapped(in)
	return []byte(d.b.String())
}

// A draft is a definition that is being written.
type draft struct{ b strings.Builder }

// line writes one line at that depth.
func (d *draft) line(indent int, s string) {
	d.b.WriteString(strings.Repeat("  ", indent) + s + "\n")
}

// comment writes a text as one line of comment.
func (d *draft) comment(indent int, s string) { d.line(indent, "# "+oneLine(s)) }

// fields writes the fields in the order of the contract, each below the doubts
// about its columns.
func (d *draft) fields(in *Inspection) {
	fields := fieldsOf(in.Columns)
	if len(fields) == 0 {
		d.line(1, "fields: {}")
		return
	}
	d.line(1, "fields:")
	for _, name := range slices.SortedFunc(maps.Keys(fields), compareFields) {
		var dates *dateQuestion
		for _, c := range in.Columns {
			if c.Field != name {
				continue
			}
			for _, doubt := range c.doubts {
				d.comment(2, doubt)
			}
			dates = c.dates
		}
		d.field(name, fields[name], dates)
	}
}

// field writes a field in one line. Dates that can be read in two ways are read
// in the likelier one; the other one stands behind, to be put in its place.
func (d *draft) field(name string, f Field, dates *dateQuestion) {
	behind := ""
	if dates != nil {
		f.Date = dates.likely
		behind = fmt.Sprintf(" # or %s: the dates %s", dates.other, dates.why())
	}
	d.line(2, name+": "+flow(f)+behind)
}

// unmapped writes what nothing is taken from.
func (d *draft) unmapped(in *Inspection) {
	first := true
	for _, c := range in.Columns {
		if c.Field != "" {
			continue
		}
		if first {
			d.comment(1, "Nothing is taken from these columns:")
			first = false
		}
		d.line(1, "# - "+oneLine(c.Name))
		for _, doubt := range c.doubts {
			d.line(1, "#   "+oneLine(doubt))
		}
	}
}

// flow writes a value as YAML in one line.
func flow(value any) string {
	var node yaml.Node
	if err := node.Encode(value); err != nil {
		return fmt.Sprintf("%q", fmt.Sprint(value)) // cannot happen: the values are texts and fields
	}
	inFlow(&node)
	out, err := yaml.Dump(&node, yaml.WithLineWidth(-1))
	if err != nil {
		return fmt.Sprintf("%q", fmt.Sprint(value))
	}
	return strings.TrimSpace(string(out))
}

// inFlow makes a node and all below it print in one line.
func inFlow(node *yaml.Node) {
	node.Style |= yaml.FlowStyle
	if node.Kind == yaml.ScalarNode {
		node.Style = 0
		if strings.ContainsAny(node.Value, "\r\n") {
			node.Style = yaml.DoubleQuotedStyle // a literal block would take several lines
		}
	}
	for _, child := range node.Content {
		inFlow(child)
	}
}

// oneLine keeps a text within its comment.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
