package main

import (
	"encoding/csv"
	"slices"

	"github.com/spf13/cobra"

	"muster/importer"
	"muster/importer/definition"
	"muster/mapping"
	"muster/reports"
)

func (a *app) templateCommand() *cobra.Command {
	var config, output string
	cmd := &cobra.Command{
		Use:   "template",
		Short: "Make an empty file with the columns that an import expects",
		Example: `  muster template -o people.xlsx
  muster template -c hr-nightly.yaml -o people.csv`,
		Args: args(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error { return a.template(config, output) },
	}
	cmd.Flags().StringVarP(&config, "config", "c", "", "the definition whose columns to take (default: the usual ones)")
	cmd.Flags().StringVarP(&output, "output", "o", "", "where the file goes; the ending chooses csv or xlsx (default: CSV on standard output)")
	return cmd
}

func (a *app) template(config, output string) error {
	header := mapping.UsualColumns()
	if config != "" {
		d, err := definition.Load(config, a.getenv)
		if err != nil {
			return usageError{err}
		}
		if d.Mapping != nil {
			header = d.Mapping.ColumnNames()
		}
	}
	if output == "" || output == "-" {
		w := csv.NewWriter(a.stdout)
		if err := w.Write(header); err != nil {
			return err
		}
		w.Flush()
		return w.Error()
	}
	// A template is a file of refused rows without any.
	set, err := reports.Open(nil, reports.Options{Layout: &importer.Layout{Header: slices.Clone(header), HeaderRow: 1}, Failed: output})
	if err != nil {
		return err
	}
	defer set.Abort()
	_, err = set.Close()
	return err
}
