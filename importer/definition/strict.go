package definition

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"muster/importer/value/text"
)

// A strict compares a YAML tree with the Go type that it is to fill, and collects everything that does
// not fit. It takes what is wrong out of the tree, so that the rest can be decoded and checked further.
//
// The struct tags that make the JSON schema (see Schema) are also what it checks: yaml for the keys,
// jsonschema for the allowed words (enum=) and the smallest number (minimum=).
type strict struct {
	file string
	errs []*Error
	// expand replaces variables in the value at path, where that is allowed.
	expand func(path, value string) (string, error)
	// bad has the paths that were taken out.
	bad map[string]bool
}

func newStrict(file string) *strict { return &strict{file: file, bad: map[string]bool{}} }

// fail notes an error at the node.
func (s *strict) fail(n *yaml.Node, hint, format string, args ...any) {
	s.errs = append(s.errs, &Error{
		File: s.file, Line: n.Line, Column: n.Column, Message: fmt.Sprintf(format, args...), Hint: hint,
	})
}

// value checks the node at path against the type and reports whether it may stay.
func (s *strict) value(n *yaml.Node, t reflect.Type, r restriction, path string) bool {
	if ok := s.plain(n, path); !ok {
		return false
	}
	if n.ShortTag() == "!!null" {
		return true // a key without a value says nothing
	}
	if t.Kind() == reflect.Pointer {
		return s.value(n, t.Elem(), r, path)
	}
	if key := shortKey(t); key != "" && n.Kind == yaml.ScalarNode {
		lengthen(n, key)
	}
	ok := s.shape(n, t, r, path)
	if ok && hasOwnReader(t) {
		return s.plainInside(n, path) && s.ownReader(n, t, path)
	}
	return ok
}

// shape checks by the kind of type that is wanted.
func (s *strict) shape(n *yaml.Node, t reflect.Type, r restriction, path string) bool {
	switch {
	case t.Kind() == reflect.Struct && n.Kind == yaml.MappingNode:
		return s.section(n, t, path)
	case t.Kind() == reflect.Map && n.Kind == yaml.MappingNode:
		return s.mapping(n, t, r, path)
	case t.Kind() == reflect.Slice && n.Kind == yaml.SequenceNode:
		return s.list(n, t, r, path)
	case hasOwnReader(t), t.Kind() == reflect.Interface:
		return true
	case n.Kind == yaml.ScalarNode && isScalar(t):
		return s.scalar(n, t, r, path)
	default:
		s.fail(n, "", "%s must be %s", called(path), wanted(t))
		return false
	}
}

// plain refuses what YAML has beyond sections, lists and values.
func (s *strict) plain(n *yaml.Node, path string) bool {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		s.fail(n, "", "%s uses an anchor or alias (& or *), which are not supported; write it out, or put it into quotes", called(path))
		return false
	case n.Style&yaml.TaggedStyle != 0:
		s.fail(n, "", "%s has a tag (!), which is not supported; leave it out, or put the value into quotes", called(path))
		return false
	default:
		return true
	}
}

// plainInside refuses the same in everything below the node.
func (s *strict) plainInside(n *yaml.Node, path string) bool {
	ok := true
	for _, child := range n.Content {
		ok = s.plain(child, path) && s.plainInside(child, path) && ok
	}
	return ok
}

// section checks a mapping against the fields of a struct.
func (s *strict) section(n *yaml.Node, t reflect.Type, path string) bool {
	fields := keysOf(t)
	return s.pairs(n, path, func(key, value *yaml.Node) bool {
		f, known := fields[key.Value]
		if !known {
			s.unknown(key, names(t), path)
			return false
		}
		return s.value(value, f.typ, f.restriction, join(path, key.Value))
	})
}

// unknown refuses a key, with the nearest one that is known or else all of them.
func (s *strict) unknown(key *yaml.Node, known []string, path string) {
	if near := text.Nearest(key.Value, known); near != "" {
		s.fail(key, near, "unknown key %q %s", key.Value, within(path))
		return
	}
	s.fail(key, "", "unknown key %q %s; there can be %s", key.Value, within(path), either(known))
}

// mapping checks a mapping whose keys are free.
func (s *strict) mapping(n *yaml.Node, t reflect.Type, r restriction, path string) bool {
	return s.pairs(n, path, func(key, value *yaml.Node) bool {
		if value.ShortTag() == "!!null" {
			s.fail(key, "", "%s has no value; give it one or leave it out", join(path, key.Value))
			return false
		}
		return s.value(value, t.Elem(), r, join(path, key.Value))
	})
}

// pairs goes through the keys of a mapping and takes out those that do not stay.
func (s *strict) pairs(n *yaml.Node, path string, stays func(key, value *yaml.Node) bool) bool {
	seen := make(map[string]int, len(n.Content)/2)
	kept := n.Content[:0:0]
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch line, twice := seen[key.Value]; {
		case !s.plain(key, "a key "+within(path)):
		case key.Kind != yaml.ScalarNode || key.ShortTag() == "!!merge" || key.ShortTag() == "!!null":
			s.fail(key, "", "a key %s must be a plain word", within(path))
		case twice:
			s.fail(key, "", "the key %q stands here a second time %s, after line %d; keep one of them", key.Value, within(path), line)
		case stays(key, value):
			key.Tag = "!!str" // a key such as 2024 or no is a name all the same
			kept = append(kept, key, value)
		default:
			s.bad[join(path, key.Value)] = true
		}
		seen[key.Value] = key.Line
	}
	n.Content = kept
	return true
}

// list checks each item and takes out those that do not stay.
func (s *strict) list(n *yaml.Node, t reflect.Type, r restriction, path string) bool {
	kept := n.Content[:0:0]
	for i, item := range n.Content {
		at := itemPath(path, i)
		if item.ShortTag() == "!!null" {
			s.fail(item, "", "%s is empty; give it a value or leave it out", at)
			continue
		}
		if s.value(item, t.Elem(), r, at) {
			kept = append(kept, item)
		}
	}
	if len(kept) < len(n.Content) {
		s.bad[path] = true
	}
	n.Content = kept
	return true
}

// scalar checks a single value.
func (s *strict) scalar(n *yaml.Node, t reflect.Type, r restriction, path string) bool {
	switch t.Kind() {
	case reflect.String:
		return s.text(n, r, path)
	case reflect.Bool:
		return s.truth(n, path)
	default:
		return s.number(n, r, path)
	}
}

// text takes whatever stands there as it is written: a personnel number keeps its zeros, and a group may be called no.
func (s *strict) text(n *yaml.Node, r restriction, path string) bool {
	if s.expand != nil {
		expanded, err := s.expand(path, n.Value)
		if err != nil {
			s.fail(n, "", "%s: %v", path, err)
			return false
		}
		n.Value = expanded
	}
	n.Tag = "!!str" // whatever it looks like: 2024, no and 1e3 are texts here
	if len(r.words) == 0 || contains(r.words, n.Value) {
		return true
	}
	s.fail(n, text.Nearest(n.Value, r.words), "%s must be %s", path, either(r.words))
	return false
}

// truth takes true and false only. YAML once had yes and on for them; editors that go by the schema do not.
func (s *strict) truth(n *yaml.Node, path string) bool {
	if n.ShortTag() == "!!bool" && (n.Value == "true" || n.Value == "false") {
		return true
	}
	hint := map[string]string{"yes": "true", "on": "true", "no": "false", "off": "false"}[strings.ToLower(n.Value)]
	s.fail(n, hint, "%s must be true or false", path)
	return false
}

// number takes whole numbers as people write them: 0500 or 0x1F would not be what they mean.
func (s *strict) number(n *yaml.Node, r restriction, path string) bool {
	number, err := strconv.Atoi(n.Value)
	switch {
	case err != nil || strconv.Itoa(number) != n.Value || n.ShortTag() != "!!int":
		s.fail(n, "", "%s must be a whole number", path)
	case r.minimum != nil && number < *r.minimum:
		s.fail(n, "", "%s must be at least %d", path, *r.minimum)
	default:
		return true
	}
	return false
}

// ownReader lets a type that reads its own YAML say whether it can.
func (s *strict) ownReader(n *yaml.Node, t reflect.Type, path string) bool {
	switch err := reflect.New(t).Interface().(yaml.Unmarshaler).UnmarshalYAML(n); {
	case err == nil:
		return true
	case isLibrary(err):
		s.fail(n, "", "%s must be a single value or %s", path, wanted(t))
	default:
		s.fail(n, "", "%s: %v", path, err)
	}
	return false
}

// lengthen turns a value into the section that it is short for: x into {key: x}.
func lengthen(n *yaml.Node, key string) {
	value := *n
	value.HeadComment, value.LineComment, value.FootComment = "", "", ""
	*n = yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: n.Line, Column: n.Column, Content: []*yaml.Node{
		{Kind: yaml.ScalarNode, Tag: "!!str", Value: key, Line: n.Line, Column: n.Column}, &value,
	}}
}
