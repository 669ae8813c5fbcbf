package mapping

import (
	"maps"
	"slices"

	"muster/importer"
)

// sortFields returns the names of the fields in the order in which they can be
// made: what others are made of comes first. cycle is a field that is made of
// itself, "" for none. The order does not depend on how the map lies.
func sortFields(fields map[string]Field) (order []string, cycle string) {
	const visiting, done = 1, 2
	state := map[string]int{}
	var visit func(name string) bool
	visit = func(name string) bool {
		switch state[name] {
		case done:
			return true
		case visiting:
			cycle = name
			return false
		}
		state[name] = visiting
		for _, needed := range ingredients(fields, name) {
			if !visit(needed) {
				return false
			}
		}
		state[name] = done
		order = append(order, name)
		return true
	}
	for _, name := range slices.SortedFunc(maps.Keys(fields), compareFields) {
		if !visit(name) {
			return nil, cycle
		}
	}
	return order, ""
}

// compareFields puts fields into the order of the contract, and attributes
// behind them.
func compareFields(a, b string) int {
	place := func(name string) int {
		if i := slices.Index(fieldNames(), name); i >= 0 {
			return i
		}
		return len(fieldNames())
	}
	if d := place(a) - place(b); d != 0 {
		return d
	}
	if a < b {
		return -1
	}
	return 1
}

// ingredients returns the fields of which a field is made.
func ingredients(fields map[string]Field, name string) []string {
	f := fields[name]
	var names []string
	if parts, err := parseFormat(f.Format); err == nil {
		for _, p := range parts {
			names = append(names, p.name)
		}
	}
	for i, source := range []string{f.Expr, f.When} {
		if source == "" {
			continue
		}
		if e, err := compileExpression(source, i == 1); err == nil {
			names = append(names, e.names...)
		}
	}
	var needed []string
	if name == "full_name" {
		needed = separateNames(fields)
	}
	for _, n := range names {
		needed = append(needed, madeBy(fields, n, name)...)
	}
	return needed
}

// separateNames returns given and family name where they come straight from
// columns: they are looked at before the full name is split, because they win.
func separateNames(fields map[string]Field) []string {
	var list []string
	for _, name := range []string{"given_name", "family_name"} {
		if f, there := fields[name]; there && f.Format+f.Expr+f.When == "" {
			list = append(list, name)
		}
	}
	return list
}

// madeBy returns which of the fields give what is called name: itself, the full
// name for its parts, all attributes. The field that asks is among them only
// where it asks for itself by name.
func madeBy(fields map[string]Field, name, asker string) []string {
	switch name {
	case nameAttributes:
		var list []string
		for _, other := range slices.Sorted(maps.Keys(fields)) {
			if _, is := importer.AttributeNamed(other); is && other != asker {
				list = append(list, other)
			}
		}
		return list
	case "given_name", "family_name", "display_name":
		if _, there := fields["full_name"]; there && asker != "full_name" && asker != "given_name" && asker != "family_name" {
			list := []string{"full_name"}
			if _, there := fields[name]; there {
				list = append(list, name)
			}
			return list
		}
	}
	if _, there := fields[name]; there {
		return []string{name}
	}
	return nil
}
