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
	var actor string
	cmd := &cobra.Command{
		Use:   "load FILE",
		Short: "Load a catalog file; what it does not mention stays",
		Example: `  muster catalog load catalog.yaml
  muster catalog show > catalog.yaml      the way back`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, files []string) error {
			return a.loadCatalog(cmd.Context(), files[0], actor)
		},
	}
	cmd.Flags().StringVar(&actor, "actor", "", "who runs this, a name from the catalog (default: the operating system's user)")
	return cmd
}

func (a *app) loadCatalog(ctx context.Context, path, actorName string) error {
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
	if actorName != "" && !have.SaysWhoActs() {
		asked = merged // nobody is named there yet
	}
	actor, err := importer.NewActor(asked, actorName, osUser(), hostname())
	if err == nil && have.SaysWhoActs() {
		err = actor.MayChangeCatalog(changing)
	}
	if err != nil {
		return usageError{err}
	}
	changes, err := store.LoadCatalog(ctx, loaded, actor)
	if err != nil {
		return err
	}
	if a.json {
		return json.NewEncoder(a.stdout).Encode(map[string][]string{"changes": append([]string{}, changes...)})
	}
	for _, change := range changes {
		fmt.Fprintln(a.stdout, change)
	}
	if len(changes) == 0 {
		_, err = fmt.Fprintln(a.stdout, "nothing changed")
	}
	return err
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
