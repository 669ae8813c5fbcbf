package doctor

import (
	"fmt"

	"muster/importer"
	"muster/importer/definition"
)

// read reads the definitions; those that are wrong are findings.
func (d *Doctor) read() []*definition.Definition {
	var list []*definition.Definition
	for _, path := range d.Definitions {
		def, err := definition.Load(path, d.Getenv)
		if err != nil {
			d.trouble("definition "+path, err, "correct the file; 'muster schema' describes it")
			continue
		}
		list = append(list, def)
	}
	return list
}

// definition looks whether the definition can be run by whom it is to be run, and whether its files can be reached.
func (d *Doctor) definition(def *definition.Definition) {
	check := "definition " + def.Name
	if d.catalog != nil {
		actor, err := importer.NewActor(d.catalog, d.Actor, d.OSUser, d.Host)
		if err == nil {
			err = importer.NewIndex(d.catalog).Refuse(&actor, &def.Rules)
		}
		if err != nil {
			d.trouble(check, err, "name who runs it with --actor, or correct the catalog or the definition")
			return
		}
	}
	d.well(check, fmt.Sprintf("the definition %s can be run", def.Name))
}
