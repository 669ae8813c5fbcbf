package main

import (
	"context"
	"fmt"

	"muster/importer"
	"muster/importer/sqlstore"
)

// pruneCatalog loads the catalog and drops what is beyond it and nobody needs, after saying what that is and asking.
func (a *app) pruneCatalog(ctx context.Context, s *sqlstore.Store, loaded *importer.Catalog, beyond []sqlstore.CatalogUse, actor importer.Actor, yes bool) ([]string, error) {
	var drop []importer.CatalogEntry
	for i, phrase := range phrases(beyond) {
		fmt.Fprintln(a.people(), phrase)
		if beyond[i].Free() {
			drop = append(drop, beyond[i].CatalogEntry)
		}
	}
	if len(drop) > 0 && !yes {
		if err := a.confirm(fmt.Sprintf("Drop what nobody has (%d of %d names)?", len(drop), len(beyond))); err != nil {
			return nil, err
		}
	}
	return s.PruneCatalog(ctx, loaded, drop, actor)
}

// phrases says of each entry that the file does not have who needs it.
func phrases(beyond []sqlstore.CatalogUse) []string {
	list := make([]string, len(beyond))
	for i, u := range beyond {
		switch {
		case u.People > 0:
			list[i] = fmt.Sprintf("%s is not in the file; it stays: %d people have it", u, u.People)
		case u.NeededBy != "":
			list[i] = fmt.Sprintf("%s is not in the file; it stays: the catalog's %s name it", u, u.NeededBy)
		default:
			list[i] = fmt.Sprintf("%s is not in the file, and nobody has it", u)
		}
	}
	return list
}
