package main

import (
	"context"

	"github.com/spf13/cobra"

	"muster/importer/definition"
	"muster/importer/job"
	"muster/mapping"
)

func (a *app) initCommand() *cobra.Command {
	var f readingFlags
	cmd := &cobra.Command{
		Use:   "init FILE",
		Short: "Print a definition drafted from a file",
		Long: `Print a definition that says how the columns of a file become people, with a comment for each
doubt. Keep it in a file, mend what is wrong, and import with -c.`,
		Example: `  muster init export.csv > hr-nightly.yaml
  muster import -c hr-nightly.yaml export.csv --dry-run`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, files []string) error { return a.draft(cmd.Context(), &f, files[0]) },
	}
	f.register(cmd)
	return cmd
}

func (a *app) draft(ctx context.Context, f *readingFlags, location string) error {
	file, c, err := a.openFile(ctx, f, location)
	if err != nil {
		return err
	}
	defer file.Close()
	in, err := job.Inspect(file, c, a.catalogIfThere(ctx))
	if err != nil {
		return err
	}
	_, err = a.stdout.Write(mapping.Draft(in, mapping.DraftOptions{Source: file.Name}))
	return err
}

func (a *app) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of definitions, for editors",
		Long: `Print the JSON Schema of definitions. Editors that know it complete keys and mark mistakes while you
type; for the YAML language server write this above a definition:

  # yaml-language-server: $schema=muster.schema.json`,
		Example: "  muster schema > muster.schema.json",
		Args:    args(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			schema, err := definition.Schema()
			if err != nil {
				return err
			}
			_, err = a.stdout.Write(schema)
			return err
		},
	}
}
