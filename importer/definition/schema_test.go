package definition

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/invopop/jsonschema"
	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

// The schema in the program is the one that the types give. After a change of a section: go generate ./importer/definition.
func TestSchemaIsCurrent(t *testing.T) {
	generated, _ := generate(t)
	golden(t, "schema.json", string(generated))
	if got, err := Schema(); err != nil || !*update && !bytes.Equal(got, generated) {
		t.Errorf("Schema returns something else (%v); run go generate ./importer/definition", err)
	}
}

// sources of the comments that become descriptions, seen from this folder.
func commented() []string {
	return []string{"definition.go", "../rules.go", "../../sources/config.go", "../../mapping", "../../reports/config.go"}
}

// generate makes the schema of Definition, and says which type each of its parts is of.
func generate(t *testing.T) ([]byte, map[string]reflect.Type) {
	t.Helper()
	types := map[string]reflect.Type{}
	r := &jsonschema.Reflector{
		FieldNameTag: "yaml",
		Anonymous:    true,
		Namer: func(typ reflect.Type) string {
			if typ.Name() == "" {
				return "" // a list or map stands where it is used
			}
			name := path.Base(typ.PkgPath()) + "." + typ.Name()
			types[name] = typ
			return name
		},
	}
	for _, file := range commented() {
		if err := r.AddGoComments("muster/importer/definition", file); err != nil {
			t.Fatal(err)
		}
	}
	s := r.Reflect(&Definition{})
	s.Title = "muster definition"
	for name, part := range s.Definitions {
		describe(part)
		if typ := types[name]; typ != nil && hasOwnReader(typ) {
			s.Definitions[name] = orValue(part)
		}
	}
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(data, '\n'), types
}

// describe puts comments onto one line, and lets texts be written as numbers, as the parser does.
func describe(s *jsonschema.Schema) {
	s.Description = strings.Join(strings.Fields(s.Description), " ")
	if s.Type == "string" && len(s.Enum) == 0 && s.Pattern == "" {
		s.Type, s.Extras = "", map[string]any{"type": []string{"string", "number", "boolean"}}
	}
	if s.Items != nil {
		describe(s.Items)
	}
	if s.AdditionalProperties != nil && s.AdditionalProperties.Type != "" {
		describe(s.AdditionalProperties)
	}
	if s.Properties == nil {
		return
	}
	for pair := s.Properties.Oldest(); pair != nil; pair = pair.Next() {
		describe(pair.Value)
		pair.Value.Description = withKey(pair.Key, pair.Value.Description)
	}
}

// withKey begins a field's comment with its key instead of its name in Go: ClearToken is… becomes clear_token is….
func withKey(key, comment string) string {
	first, rest, _ := strings.Cut(comment, " ")
	if strings.EqualFold(strings.ReplaceAll(key, "_", ""), first) {
		return key + " " + rest
	}
	return comment
}

// orValue lets a section or list be written as a single value, too: the types that read their YAML themselves take one.
func orValue(long *jsonschema.Schema) *jsonschema.Schema {
	short := &jsonschema.Schema{Type: "string"}
	describe(short)
	return &jsonschema.Schema{Description: long.Description, AnyOf: []*jsonschema.Schema{short, long}}
}

// The schema and the parser know the same keys, in every section. The schema's come from another reader of the types than the parser's.
func TestSchemaHasTheKeysOfTheParser(t *testing.T) {
	data, types := generate(t)
	var s struct {
		Defs map[string]json.RawMessage `json:"$defs"`
	}
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	sections := 0
	for name, raw := range s.Defs {
		typ := types[name]
		if typ == nil || typ.Kind() != reflect.Struct {
			continue
		}
		sections++
		want := names(typ)
		slices.Sort(want)
		if diff := cmp.Diff(want, propertiesOf(t, raw)); diff != "" {
			t.Errorf("%s (-parser +schema):\n%s", name, diff)
		}
	}
	if sections < 10 {
		t.Errorf("the schema has %d sections only", sections)
	}
}

// propertiesOf returns the keys of a section, sorted.
func propertiesOf(t *testing.T, raw json.RawMessage) []string {
	t.Helper()
	var s struct {
		Properties map[string]any
		AnyOf      []struct{ Properties map[string]any }
	}
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatal(err)
	}
	var keys []string
	for key := range s.Properties {
		keys = append(keys, key)
	}
	for _, one := range s.AnyOf {
		for key := range one.Properties {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// Every definition that is read is also right by the schema.
func TestSchemaAcceptsWhatIsRead(t *testing.T) {
	s := compiled(t)
	for _, file := range files(t, "testdata/good/*.yaml") {
		if err := s.Validate(untyped(t, file)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// What has a wrong key, word or type is wrong by the schema too.
func TestSchemaRefusesWhatIsNotRead(t *testing.T) {
	s := compiled(t)
	for _, name := range []string{"unknown-keys", "wrong-types", "impossible-values", "tell-words", "list"} {
		err := s.Validate(untyped(t, filepath.Join("testdata/bad", name+".yaml")))
		var wrong *validator.ValidationError
		if !errors.As(err, &wrong) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func compiled(t *testing.T) *validator.Schema {
	t.Helper()
	data, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := validator.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := validator.NewCompiler()
	if err := c.AddResource("definition.json", parsed); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("definition.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// untyped reads a YAML file as an editor does: without any types.
func untyped(t *testing.T, file string) any {
	t.Helper()
	var doc any
	if err := yaml.Load(readFile(t, file), &doc); err != nil {
		t.Fatal(err)
	}
	return asJSON(doc)
}

// asJSON gives what YAML read the types that JSON has; an empty section becomes one without keys, as the
// parser takes it.
func asJSON(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key := range v {
			v[key] = asJSON(v[key])
		}
		return v
	case map[any]any:
		m := make(map[string]any, len(v))
		for key := range v {
			m[fmt.Sprint(key)] = asJSON(v[key])
		}
		return m
	case []any:
		for i := range v {
			v[i] = asJSON(v[i])
		}
		return v
	case nil:
		return map[string]any{}
	case int:
		return json.Number(fmt.Sprint(v))
	default:
		return v
	}
}

func files(t *testing.T, pattern string) []string {
	t.Helper()
	list, err := filepath.Glob(pattern)
	if err != nil || len(list) == 0 {
		t.Fatalf("%s: %v, %v", pattern, list, err)
	}
	return list
}
