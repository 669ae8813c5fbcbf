package doctor

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"muster/importer"
	"muster/importer/sqlstore"
)

// clockSkew is how far the clocks of this machine and of the database may be apart.
const clockSkew = 30 * time.Second

// directory looks at the database, its tables, its clock and the catalog in it.
func (d *Doctor) directory(ctx context.Context) {
	store, err := sqlstore.Open(ctx, d.DSN, sqlstore.Options{ReadOnly: true})
	switch {
	case errors.Is(err, sqlstore.ErrNotThere):
		d.absent()
		return
	case err != nil:
		d.trouble("database", err, "start the database, or correct --db or MUSTER_DB")
		return
	}
	defer store.Close()
	d.well("database", d.name()+" is there, and its tables are those of this muster")
	d.clock(ctx, store)
	catalog, err := store.Catalog(ctx)
	if err != nil {
		d.trouble("catalog", err, "load the catalog anew: muster catalog load FILE")
		return
	}
	d.catalog = catalog
	if names := importer.NewIndex(catalog).Catalog().Groups; len(names) == 0 && len(catalog.Organizations) == 0 && len(catalog.Roles) == 0 {
		d.add("catalog", Worry, "the catalog is empty, so that rows may refer to no group, role or organization", "load it, if your files name any: muster catalog load FILE")
		return
	}
	d.well("catalog", fmt.Sprintf("the catalog has %d organizations, %d groups, %d roles", len(catalog.Organizations), len(catalog.Groups), len(catalog.Roles)))
}

// absent looks whether a directory that is not there yet can be made.
func (d *Doctor) absent() {
	d.catalog = &importer.Catalog{}
	path, isFile := strings.CutPrefix(d.name(), "sqlite:")
	if !isFile {
		d.well("database", d.name()+" is empty; the first import makes the tables")
		return
	}
	folder := filepath.Dir(path)
	probe, err := os.CreateTemp(folder, ".muster-doctor-*")
	if err != nil {
		d.add("database", Trouble, "the directory "+path+" is not there yet and cannot be made", "grant the user that runs muster the right to write to "+folder+", or name another place with --db")
		return
	}
	_ = probe.Close()
	_ = os.Remove(probe.Name())
	d.well("database", path+" is not there yet; the first import makes it")
}

// clock compares the clocks: dates, schedules and the expiry of links count on them.
func (d *Doctor) clock(ctx context.Context, store *sqlstore.Store) {
	theirs, err := store.Clock(ctx)
	if err != nil {
		d.trouble("clock", err, "")
		return
	}
	if apart := d.Now().Sub(theirs).Abs(); apart > clockSkew {
		d.add("clock", Trouble, fmt.Sprintf("the clocks of this machine and of the database are %s apart", apart.Round(time.Second)),
			"set both by the network (timedatectl set-ntp true)")
		return
	}
	d.well("clock", "this machine and the database agree on the time, "+d.Now().UTC().Format(time.RFC3339))
}
