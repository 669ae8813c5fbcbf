package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"muster/importer"
	"muster/importer/job"
	"muster/importer/sqlstore"
)

// undoFlags are the flags of undo.
type undoFlags struct {
	actor    string
	dryRun   bool
	reports  []string
	batch    int
	wait     time.Duration
	progress string
}

func (a *app) undoCommand() *cobra.Command {
	var f undoFlags
	cmd := &cobra.Command{
		Use:   "undo IMPORT",
		Short: "Put back what an import changed",
		Long: `Take an import back: people whom it made are removed, changed fields get their old values, memberships and grants too, and
whoever it deactivated comes back. Mails that are not sent yet are withdrawn; those that were sent are listed.

What somebody else changed since stays as it is, field by field, with the warning undo.kept. Who was made by the import and has
signed in since, was changed since, or is the manager of somebody who stays, is not removed but deactivated (undo.deactivated).

The report has a line for every row of the import that changed something: updated where something was put back (or somebody
removed), unchanged where there was nothing to put back, failed where the directory refused. Groups that the import made, and the
catalog that it loaded, stay. An undo is an import of its own in 'muster imports'; it cannot be undone, but the file can be
imported again. An undo that was interrupted is carried on by the same command.

Who ran an import may undo it, and whoever holds everything.`,
		Example: `  muster undo 01934c3e-… --dry-run    show what would be put back
  muster undo 01934c3e-… --report undone.xlsx`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, ids []string) error { return a.undo(cmd.Context(), &f, ids[0]) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.actor, "actor", "", "who runs this, a name from the catalog (default: the operating system's user)")
	flags.BoolVar(&f.dryRun, "dry-run", false, "show what would be put back, write nothing to the directory")
	flags.StringArrayVar(&f.reports, "report", nil, "where the report goes, may be repeated; the ending chooses csv, xlsx, jsonl or html (default: people.undo.results.csv in this folder)")
	flags.IntVar(&f.batch, "batch", 0, fmt.Sprintf("how many rows are written in one transaction (default %d)", importer.DefaultBatchSize))
	flags.DurationVar(&f.wait, "wait", 0, "how long to wait while another import runs, such as 10m (default: not at all)")
	flags.StringVar(&f.progress, "progress", "auto", "how to show progress: auto, bar, plain, none")
	return cmd
}

// undo takes back one import and says what came of it.
func (a *app) undo(ctx context.Context, f *undoFlags, which string) error {
	id, err := importID(which)
	if err != nil {
		return err
	}
	if f.batch < 0 || f.wait < 0 {
		return usagef("--batch and --wait cannot be negative")
	}
	store, err := a.open(ctx, sqlstore.Options{ReadOnly: f.dryRun})
	if err != nil {
		return a.notThere(err)
	}
	progress, err := a.progress(f.progress)
	if err != nil {
		return errors.Join(err, store.Close())
	}
	summary, err := job.Undo(ctx, job.UndoOptions{
		Store: store, Import: id, ActorName: f.actor, OSUser: osUser(), Host: hostname(), DryRun: f.dryRun, Wait: f.wait,
		BatchSize: f.batch, Reports: f.reports, Key: a.key, Progress: progress, Stop: a.stop, Now: a.now,
	})
	progress.Close()
	if summary != nil {
		err = errors.Join(a.printSummary(summary, "", nil), ended(summary, err))
	}
	return errors.Join(err, store.Close())
}
