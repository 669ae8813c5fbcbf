package definition

import (
	"fmt"
	"reflect"

	"go.yaml.in/yaml/v4"

	"muster/importer"
)

// MarshalCatalog writes the catalog as YAML that [ParseCatalog] reads back to the same catalog. An
// entry of which there is nothing to say but its name is written as the name.
func MarshalCatalog(c *importer.Catalog) ([]byte, error) {
	var root yaml.Node
	if err := root.Encode(c); err != nil {
		return nil, fmt.Errorf("encode the catalog: %w", err)
	}
	shorten(&root, reflect.TypeFor[importer.Catalog]())
	data, err := yaml.Dump(&root)
	if err != nil {
		return nil, fmt.Errorf("write the catalog as YAML: %w", err)
	}
	return data, nil
}

// shorten turns {name: x} into x in the lists of a section: the reverse of lengthen. A list of
// names only stands on one line.
func shorten(section *yaml.Node, t reflect.Type) {
	keys := keysOf(t)
	for i := 0; i+1 < len(section.Content); i += 2 {
		list, typ := section.Content[i+1], keys[section.Content[i].Value].typ
		if list.Kind != yaml.SequenceNode || typ.Kind() != reflect.Slice || shortKey(typ.Elem()) == "" {
			continue
		}
		for j, item := range list.Content {
			if item.Kind == yaml.MappingNode && len(item.Content) == 2 && item.Content[0].Value == shortKey(typ.Elem()) {
				list.Content[j] = item.Content[1]
			}
		}
	}
}
