package main

import (
	"context"

	"github.com/spf13/cobra"

	"muster/importer/job"
	"muster/importer/sqlstore"
)

func (a *app) releaseCommand() *cobra.Command {
	var f resumeFlags
	cmd := &cobra.Command{
		Use:   "release IMPORT [FILE]",
		Short: "Let an import go on that a limit held back",
		Long: `Let an import go on that a limit held back, after somebody has looked at it (muster imports show IMPORT).

The same file is read again and decided about with the directory as it is now. The limits that held the import allow as much as
it was held for, and not a person more: if it would do more by now, it is held again. Where the definition says four_eyes, another
actor and another user of the operating system must release it than those who began it.`,
		Example: `  muster imports show 01934c3e-…   which limit holds it back, and who is concerned
  muster release 01934c3e-…
  muster release 01934c3e-… --actor boss held/people.csv   the file was moved`,
		Args: args(cobra.RangeArgs(1, 2)),
		RunE: func(cmd *cobra.Command, given []string) error { return a.release(cmd.Context(), &f, given) },
	}
	f.register(cmd, "who releases it, a name from the catalog (default: the operating system's user)")
	return cmd
}

// release lets the import go on that the first argument names; the second is where its file is now.
func (a *app) release(ctx context.Context, f *resumeFlags, given []string) error {
	return a.carryOn(ctx, f, given, func(r *job.Request, record *sqlstore.Record, file string) (*job.Options, error) {
		return r.Release(record, file, f.actor, a.getenv)
	})
}
