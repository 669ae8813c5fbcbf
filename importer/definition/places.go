package definition

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// A places value knows where in the file each value stands, by its path: rules.match[2].
type places struct {
	values map[string]*yaml.Node
	keys   map[string]*yaml.Node
}

// placesOf walks the tree once. Items of a list count from 1, as in messages.
func placesOf(root *yaml.Node) places {
	p := places{values: map[string]*yaml.Node{}, keys: map[string]*yaml.Node{}}
	p.walk(root, "")
	return p
}

func (p places) walk(n *yaml.Node, path string) {
	p.values[path] = n
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			at := join(path, n.Content[i].Value)
			p.keys[at] = n.Content[i]
			p.walk(n.Content[i+1], at)
		}
	case yaml.SequenceNode:
		for i, item := range n.Content {
			p.walk(item, itemPath(path, i))
		}
	}
}

// nearest returns the path of what stands at path, else of the innermost section around it that is there.
func (p places) nearest(path string) string {
	for path != "" && !p.has(path) {
		path = path[:max(strings.LastIndexByte(path, '.'), 0)]
	}
	return path
}

// value returns where the value at path stands, or the section around it.
func (p places) value(path string) *yaml.Node { return p.values[p.nearest(path)] }

// key returns where the key at path stands, or the section around it; the value where it has none.
func (p places) key(path string) *yaml.Node {
	path = p.nearest(path)
	if n, ok := p.keys[path]; ok {
		return n
	}
	return p.values[path]
}

// has reports whether the file says something at path.
func (p places) has(path string) bool {
	_, ok := p.values[path]
	return ok
}

// itemPath returns the path of the item with index i (from 0) of the list at path.
func itemPath(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i+1) }
