package definition

import (
	_ "embed"
	"slices"
)

//go:generate go test -run TestSchemaIsCurrent -update .

// schema is made by the test that compares it with the types: so it can quote their comments, and the
// program needs neither the sources nor the generator.
//
//go:embed schema.json
var schema []byte

// Schema returns the JSON Schema (draft 2020-12) of definitions, for editors that complete and
// check while people type:
//
//	# yaml-language-server: $schema=definition.schema.json
//
// It knows the same keys and words as [Parse], which checks more: what refers to something else, and what excludes each
// other.
func Schema() ([]byte, error) { return slices.Clone(schema), nil }
