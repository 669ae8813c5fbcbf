package doctor

import (
	"context"
	"errors"
	"fmt"

	"muster/importer"
	"muster/importer/definition"
	"muster/importer/feed"
	"muster/sources"
	"muster/sources/sftpdir"
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

// definition looks whether the definition can be run by whom it is to be run.
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

// folder tries out the definition's drop folder. A definition whose files are named with each import has none.
func (d *Doctor) folder(ctx context.Context, def *definition.Definition) {
	if !isFed(def) {
		return
	}
	check := "files of " + def.Name
	for _, trial := range feed.Probe(ctx, &def.Source) {
		unknown, ok := errors.AsType[*sftpdir.HostKeyError](trial.Err)
		switch {
		case trial.Err == nil:
			d.well(check, trial.Done)
		case ok && unknown.Line != "":
			d.add(check, Trouble, fmt.Sprintf("the server %s is not known yet; it shows the host key %s", unknown.Address, unknown.Fingerprint),
				fmt.Sprintf("ask who runs the server whether that is its key; only if so, add this line to %s: %s", unknown.KnownHosts, unknown.Line))
		case ok:
			d.trouble(check, trial.Err, "ask who runs the server which key it has")
		default:
			d.trouble(check, trial.Err, trial.Grant)
		}
	}
}

// isFed reports whether a definition takes its files from a drop folder: from a server, or by a schedule or rules for what
// becomes of them. Others only read the files that they name, and nothing is to be written beside these.
func isFed(def *definition.Definition) bool {
	at := def.Source.Location
	return sources.IsRemote(at) || def.Schedule != "" || at != "" && at != sources.StandardName && def.Source.SFTP != nil
}
