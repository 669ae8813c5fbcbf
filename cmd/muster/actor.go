package main

import (
	"context"

	"muster/importer"
	"muster/importer/sqlstore"
)

// actorUsage explains --actor where a command does one thing.
const actorUsage = "who does this, a name from the catalog (default: the operating system's user)"

// actor returns who does something to the directory: the catalog's actor of that name, for "" the operating system's user.
// The error is an importer.ErrActor where the catalog does not let them act.
func (a *app) actor(ctx context.Context, s *sqlstore.Store, name string) (*importer.Actor, error) {
	catalog, err := s.Catalog(ctx)
	if err != nil {
		return nil, err
	}
	actor, err := importer.NewActor(catalog, name, osUser(), hostname())
	return &actor, err
}

// write opens the directory, which must be there, hands it to use to change something, and closes it.
func (a *app) write(ctx context.Context, use func(*sqlstore.Store) error) error {
	store, err := a.open(ctx, sqlstore.Options{})
	if err != nil {
		return a.notThere(err)
	}
	defer store.Close()
	return use(store)
}
