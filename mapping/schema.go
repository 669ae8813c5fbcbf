package mapping

import "github.com/invopop/jsonschema"

// JSONSchemaExtend says that a field is written as the name of a column, or as a section.
func (Field) JSONSchemaExtend(s *jsonschema.Schema) {
	section := *s
	*s = jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "string", Description: "the name of a column"}, &section}, Description: s.Description}
}

// JSONSchema says that columns are one name, or a list of names.
func (Columns) JSONSchema() *jsonschema.Schema {
	name := &jsonschema.Schema{Type: "string"}
	return &jsonschema.Schema{OneOf: []*jsonschema.Schema{name, {Type: "array", Items: name}}}
}
