package main

import (
	"cmp"
	"context"

	"github.com/spf13/cobra"

	"muster/importer/job"
	"muster/importer/plan"
	"muster/sources"
)

func (a *app) planCommand() *cobra.Command {
	f := importFlags{dryRun: true}
	cmd := &cobra.Command{
		Use:   "plan [-c DEFINITION] [FILE…]",
		Short: "Show what an import would change, and write nothing to the directory",
		Long: `Show what an import would change, per row and per field, and write nothing to the directory. With -o the plan is
kept, and 'muster apply PLAN' does exactly that: who changed since is refused. Passwords are not in
it; apply reads them from the file again.`,
		Example: `  muster plan people.xlsx
  muster plan -c hr-nightly.yaml people.csv -o people.plan   keep the plan, then: muster apply people.plan
  muster plan people.csv --report plan.html                  every row, to look at`,
		RunE: func(cmd *cobra.Command, files []string) error { return a.importFiles(cmd.Context(), &f, files) },
	}
	f.register(cmd)
	cmd.Flags().StringVarP(&f.keep, "out", "o", "", "where the plan is kept (JSON Lines), for 'muster apply'")
	return cmd
}

func (a *app) applyCommand() *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:   "apply PLAN [FILE]",
		Short: "Do exactly what a plan shows",
		Long: `Do exactly what a plan shows. File, definition and catalog must be the planned ones, which is checked by their
hashes; FILE says where the file is now, if it has moved. A row whose person changed since the plan was made is refused
(plan.drifted), and the others go through; with --atomic, none does. You need the rights that the import needs,
whoever made the plan.`,
		Example: `  muster plan people.csv -o people.plan
  muster apply people.plan
  muster apply people.plan archive/people.csv --atomic`,
		Args: args(cobra.RangeArgs(1, 2)),
		RunE: func(cmd *cobra.Command, files []string) error { return a.apply(cmd.Context(), f, files) },
	}
	f.registerRun(cmd)
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "show what would be refused by now, write nothing to the directory")
	return cmd
}

// apply carries out the plan.
func (a *app) apply(ctx context.Context, f importFlags, files []string) error {
	planned, err := job.OpenPlan(files[0])
	if err != nil {
		return err
	}
	f.asPlanned(&planned.Header)
	f.apply = planned
	location := planned.Header.File.Location
	if len(files) > 1 {
		location = files[1]
	}
	if location == sources.StandardName && len(files) == 1 {
		return usagef("the plan was made of what came from standard input; name the file: muster apply %s FILE", files[0])
	}
	return a.importFiles(ctx, &f, []string{location})
}

// asPlanned takes the options from the plan; where the definition and the catalog are now, the flags may say.
func (f *importFlags) asPlanned(h *plan.Header) {
	if h.Definition != nil {
		f.config = cmp.Or(f.config, h.Definition.Location)
	}
	f.catalog = cmp.Or(f.catalog, h.Catalog.Location)
	o := &h.Options
	f.rows, f.org, f.existing, f.match = o.Rows, o.Organization, o.Existing, o.Match
	f.createGroups, f.atomic = o.CreateGroups, f.atomic || o.Atomic
	f.reading = readingFlags{format: o.Format, encoding: o.Encoding, delimiter: o.Delimiter, sheet: o.Sheet, header: o.Header}
}

// planned returns what the flags say of the plan that is to be kept, nil where none is.
func (f *importFlags) planned() *job.Plan {
	if f.keep == "" {
		return nil
	}
	h := plan.Header{
		Catalog: plan.Input{Location: job.Absolute(f.catalog)},
		Options: plan.Options{
			Rows: f.rows, Organization: f.org, Existing: f.existing, Match: f.match, CreateGroups: f.createGroups, Atomic: f.atomic,
			Format: f.reading.format, Encoding: f.reading.encoding, Delimiter: f.reading.delimiter,
			Sheet: f.reading.sheet, Header: f.reading.header,
		},
	}
	if f.config != "" {
		h.Definition = &plan.Input{Location: job.Absolute(f.config)}
	}
	return &job.Plan{Path: f.keep, Header: h}
}
