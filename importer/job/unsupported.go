package job

import (
	"fmt"
	"slices"
	"strings"

	"muster/importer"
	"muster/mapping"
)

// unsupported refuses a definition that asks for something that this version does not do yet. To carry on without it
// would change people in a way that nobody asked for.
func unsupported(rules *importer.Rules, m *mapping.Config) error {
	var keys []string
	ask := func(key string, asked bool) {
		if asked {
			keys = append(keys, key)
		}
	}
	ask("rules.keep_edits", rules.KeepEdits)
	if m != nil {
		for name, field := range m.Fields {
			ask("mapping.fields."+name+".owner", field.Owner != "" && field.Owner != "file")
		}
	}
	if len(keys) == 0 {
		return nil
	}
	slices.Sort(keys)
	return fmt.Errorf("%w: this version of muster does not do %s yet; take it out of the file or the definition, or map the other columns only (muster init FILE)", ErrRefused, strings.Join(keys, ", "))
}
