package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"muster/importer"
	"muster/importer/definition"
	"muster/importer/sqlstore"
)

func (a *app) catalogCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "catalog",
		Short: "Load or show what rows may refer to: groups, roles, organizations, …",
		Args:  args(cobra.NoArgs),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.catalogLoadCommand(), a.catalogShowCommand())
	return cmd
}

func (a *app) catalogLoadCommand() *cobra.Command {
	var f catalogFlags
	cmd := &cobra.Command{
		Use:   "load FILE",
		Short: "Load a catalog file; what it does not mention stays",
		Long: `Load a catalog file over the directory's catalog, and say what that changes. What the file does not mention stays.

With --prune the names that the directory has and the file does not are listed, with how many people have each. Those
that nobody has, and that neither the defaults nor an actor name, are dropped after a question; the others stay.`,
		Example: `  muster catalog load catalog.yaml
  muster catalog load catalog.yaml --prune --yes
  muster catalog show > catalog.yaml      the way back`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, files []string) error {
			return a.loadCatalog(cmd.Context(), files[0], &f)
		},
	}
	cmd.Flags().StringVar(&f.actor, "actor", "", actorUsage)
	cmd.Flags().BoolVar(&f.prune, "prune", false, "drop the names that the file does not have and nobody needs")
	cmd.Flags().BoolVar(&f.yes, "yes", false, "do not ask")
	return cmd
}

// catalogFlags are the flags of catalog load.
type catalogFlags struct {
	actor      string
	prune, yes bool
}

func (a *app) loadCatalog(ctx context.Context, path string, f *catalogFlags) error {
	loaded, err := definition.LoadCatalog(path)
	if err != nil {
		return usageError{err}
	}
	store, err := a.open(ctx, sqlstore.Options{Create: true})
	if err != nil {
		return err
	}
	defer store.Close()
	have, err := store.Catalog(ctx)
	if err != nil {
		return err
	}
	merged, changing := have.Overlay(loaded)
	asked := have
	if f.actor != "" && !have.SaysWhoActs() {
		asked = merged // nobody is named there yet
	}
	actor, err := importer.NewActor(asked, f.actor, osUser(), hostname())
	var beyond []sqlstore.CatalogUse
	if err == nil && f.prune {
		if beyond, err = store.BeyondCatalog(ctx, loaded); err != nil {
			return err
		}
		changing = append(changing, phrases(beyond)...)
	}
	if err == nil && have.SaysWhoActs() {
		err = actor.MayChangeCatalog(changing)
	}
	if err != nil {
		return usageError{err}
	}
	var changes []string
	if f.prune {
		changes, err = a.pruneCatalog(ctx, store, loaded, beyond, actor, f.yes)
	} else {
		changes, err = store.LoadCatalog(ctx, loaded, actor)
	}
	if err != nil {
		return err
	}
	return a.printChanges(changes, beyond)
}

// printChanges says what loading a catalog has changed. beyond is what was asked about, nil where nothing was.
func (a *app) printChanges(changes []string, beyond []sqlstore.CatalogUse) error {
	if a.json {
		said := map[string]any{"changes": append([]string{}, changes...)}
		if beyond != nil {
			said["beyond"] = beyond
		}
		return json.NewEncoder(a.stdout).Encode(said)
	}
	for _, change := range changes {
		fmt.Fprintln(a.stdout, change)
	}
	if len(changes) == 0 {
		fmt.Fprintln(a.stdout, "nothing changed")
	}
	return nil
}

func (a *app) catalogShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "show",
		Short:   "Print the catalog as a file that can be loaded",
		Example: "  muster catalog show",
		Args:    args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.read(cmd.Context(), func(s *sqlstore.Store) error {
				c, err := s.Catalog(cmd.Context())
				if err != nil {
					return err
				}
				if a.json {
					return json.NewEncoder(a.stdout).Encode(c)
				}
				text, err := definition.MarshalCatalog(c)
				if err != nil {
					return err
				}
				_, err = a.stdout.Write(text)
				return err
			})
		},
	}
}
