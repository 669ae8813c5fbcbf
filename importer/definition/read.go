package definition

import (
	"reflect"
	"strings"

	"go.yaml.in/yaml/v4"
)

// A document is a file that is being read: its tree without what does not fit, and the errors so far.
type document struct {
	*strict
	root *yaml.Node
	at   places
}

// read parses data, checks it against the type of out and fills out with what is right. It
// returns nil for a document of which nothing can be used.
func read(name string, data []byte, out any, expand func(path, value string) (string, error)) (*document, error) {
	root, wrong := parse(name, data)
	if wrong != nil {
		return nil, &Errors{List: []*Error{wrong}}
	}
	s := newStrict(name)
	s.expand = expand
	if !s.value(root, reflect.TypeOf(out).Elem(), restriction{}, "") {
		return nil, s.all()
	}
	if err := decode(root, out); err != nil {
		return nil, err
	}
	return &document{strict: s, root: root, at: placesOf(root)}, nil
}

// all returns everything found wrong as one error, nil where there is nothing.
func (s *strict) all() error {
	if len(s.errs) == 0 {
		return nil
	}
	return &Errors{List: sorted(s.errs)}
}

// wrong notes an error about the value at path.
func (d *document) wrong(path, hint, format string, args ...any) {
	d.fail(d.at.value(path), hint, format, args...)
}

// wrongKey notes an error about the key at path.
func (d *document) wrongKey(path, hint, format string, args ...any) {
	d.fail(d.at.key(path), hint, format, args...)
}

// sound reports that nothing was taken out at the paths or below them, so that their values can be judged.
func (d *document) sound(paths ...string) bool {
	for taken := range d.bad {
		for _, p := range paths {
			if taken == p || strings.HasPrefix(taken, p+".") || strings.HasPrefix(taken, p+"[") {
				return false
			}
		}
	}
	return true
}
