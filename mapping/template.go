package mapping

import (
	"maps"
	"slices"

	"muster/importer"
)

// UsualColumns returns the header of a file that is understood without a
// definition: what most people have to say about people.
func UsualColumns() []string {
	return []string{
		"Personnel number", "First name", "Last name", "Email", "Mobile", "Country", "Language",
		"Job title", "Department", "Groups", "Manager", "Start date", "End date", "Status",
	}
}

// ColumnNames returns the columns that the mapping reads, each once, in the
// order in which reports show the fields.
func (c *Config) ColumnNames() []string {
	var names []string
	add := func(field string) {
		for _, name := range c.Fields[field].Column {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	for f := range importer.FileFields() {
		add(f.String())
	}
	for _, field := range slices.Sorted(maps.Keys(c.Fields)) {
		add(field)
	}
	return names
}
