package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"muster/importer/sqlstore"
	"muster/reports"
)

func (a *app) importsCommand() *cobra.Command {
	cmd := listCommand(a, "imports", "List past imports",
		"  muster imports\n  muster imports show 01934c3e-…",
		[]string{"person", "since"}, (*sqlstore.Store).Imports,
		importLine)
	cmd.AddCommand(a.importsShowCommand(), a.importsPruneCommand())
	return cmd
}

func (a *app) importsShowCommand() *cobra.Command {
	var rows bool
	cmd := &cobra.Command{
		Use:     "show IMPORT",
		Short:   "Show what became of an import",
		Example: "  muster imports show 01934c3e-…\n  muster imports show 01934c3e-… --rows --json   the result of each row",
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, ids []string) error {
			return a.read(cmd.Context(), func(s *sqlstore.Store) error {
				return a.showImport(cmd.Context(), s, ids[0], rows)
			})
		},
	}
	cmd.Flags().BoolVar(&rows, "rows", false, "list the result of every row")
	return cmd
}

func (a *app) showImport(ctx context.Context, s *sqlstore.Store, which string, rows bool) error {
	id, err := importID(which)
	if err != nil {
		return err
	}
	summary, err := s.Import(ctx, id)
	if err != nil {
		return err
	}
	if rows {
		return printList(a, s.ImportRows(ctx, id), func(r sqlstore.ImportRow) string {
			text := ""
			for _, p := range r.Problems {
				text += p.String() + " "
			}
			return columns(fmt.Sprint(r.Row), r.Result, orDash(r.User), text)
		})
	}
	if a.json {
		return json.NewEncoder(a.stdout).Encode(summary)
	}
	return reports.WriteSummary(a.stdout, summary, reports.SummaryOptions{Color: a.colors()})
}
