package definition

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"muster/importer"
)

// A restriction is what a struct tag allows for a value, beyond its type.
type restriction struct {
	words   []string // empty: any
	minimum *int     // nil: none
}

// A key is what a section may hold under a name.
type key struct {
	name string
	typ  reflect.Type
	restriction
}

// keysOf returns the keys of a section by name.
func keysOf(t reflect.Type) map[string]key {
	keys := map[string]key{}
	for _, k := range listKeys(t) {
		keys[k.name] = k
	}
	return keys
}

// names returns the names of a section's keys, in the order in which the type declares them.
func names(t reflect.Type) []string {
	var list []string
	for _, k := range listKeys(t) {
		list = append(list, k.name)
	}
	return list
}

// listKeys goes through the fields of a struct, and those of structs that are inlined.
func listKeys(t reflect.Type) []key {
	var keys []key
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case strings.Contains(options, "inline"):
			keys = append(keys, listKeys(f.Type)...)
		case name == "-" || !f.IsExported():
		default:
			if name == "" {
				name = strings.ToLower(f.Name) // as the YAML library does
			}
			keys = append(keys, key{name: name, typ: f.Type, restriction: restrictionOf(f.Tag.Get("jsonschema"))})
		}
	}
	return keys
}

// restrictionOf reads the part of a jsonschema tag that is checked here.
func restrictionOf(tag string) restriction {
	var r restriction
	for part := range strings.SplitSeq(tag, ",") {
		name, value, _ := strings.Cut(part, "=")
		switch name {
		case "enum":
			r.words = append(r.words, value)
		case "minimum":
			if n, err := strconv.Atoi(value); err == nil {
				r.minimum = &n
			}
		}
	}
	return r
}

// shortKey returns the key that a single value stands for in the types that may be written as a
// name or as {name: …}; "" for all others.
func shortKey(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[importer.Named](), reflect.TypeFor[importer.Organization](), reflect.TypeFor[importer.LicenseType](),
		reflect.TypeFor[importer.CatalogActor]():
		return "name"
	default:
		return ""
	}
}

// hasOwnReader reports whether the type reads its YAML itself.
func hasOwnReader(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[yaml.Unmarshaler]())
}

// isScalar reports whether the type is written as a single value.
func isScalar(t reflect.Type) bool {
	return t.Kind() == reflect.String || t.Kind() == reflect.Bool || t.Kind() == reflect.Int
}

// wanted says in plain words what a type is written as.
func wanted(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Struct:
		if shortKey(t) != "" {
			return "a name, or a section with " + either(names(t))
		}
		return "a section with " + either(names(t))
	case reflect.Map:
		return "a section of names and values"
	case reflect.Slice:
		return "a list, such as [a, b]"
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "a whole number"
	default:
		return "a single value"
	}
}

// either joins words as a sentence has them: a, b or c.
func either(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// within says in which section something stands.
func within(path string) string {
	if path == "" {
		return "at the top"
	}
	return "in " + path
}

// called names the value at path.
func called(path string) string {
	if path == "" {
		return "the file"
	}
	return path
}

// join returns the path of a key in the section at path.
func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func contains(words []string, word string) bool { return slices.Contains(words, word) }
