package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"muster/importer/sqlstore"
)

func (a *app) migrateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "migrate",
		Short: "Bring the directory's schema up to date",
		Long: `Bring the schema of the directory up to date, and make it where there is none.

A SQLite file and an empty PostgreSQL database are brought up to date by any command that
writes; an older PostgreSQL schema waits for this one, because other programs may be using it.`,
		Example: "  muster migrate --db postgres://muster@db.example.com/people",
		Args:    args(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.migrate(cmd.Context()) },
	}
}

func (a *app) migrate(ctx context.Context) error {
	store, err := a.open(ctx, sqlstore.Options{Create: true, Migrate: true})
	if err != nil {
		return err
	}
	defer store.Close()
	name := store.Name()
	if a.json {
		return json.NewEncoder(a.stdout).Encode(name)
	}
	_, err = fmt.Fprintf(a.stdout, "%s is up to date.\n", name.DB)
	return err
}
