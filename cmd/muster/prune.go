package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"muster/importer"
	"muster/importer/job"
	"muster/importer/sqlstore"
)

// pruneFlags are the flags of imports prune.
type pruneFlags struct {
	older, actor string
	dryRun       bool
}

func (a *app) importsPruneCommand() *cobra.Command {
	var f pruneFlags
	cmd := &cobra.Command{
		Use:   "prune --older 90d",
		Short: "Forget the rows of old imports",
		Long: `Forget what the directory keeps of old imports: the results of their rows, what they were asked for, copies of their files that
muster itself kept, and what an undo needs. Counts and audit stay. An import that was pruned can no longer be undone. Imports that run
or are held back are left alone. Each import that is pruned is listed.`,
		Example: `  muster imports prune --older 90d --dry-run   list what would be pruned
  muster imports prune --older 90d`,
		Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.prune(cmd.Context(), &f) },
	}
	cmd.Flags().StringVar(&f.older, "older", "", "prune imports that began longer ago than this: 90d, 12w, 720h")
	cmd.Flags().StringVar(&f.actor, "actor", "", "who runs this, a name from the catalog (default: the operating system's user)")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "list what would be pruned, and change nothing")
	return cmd
}

func (a *app) prune(ctx context.Context, f *pruneFlags) error {
	age, err := ageOf(f.older)
	if err != nil {
		return err
	}
	store, err := a.open(ctx, sqlstore.Options{ReadOnly: f.dryRun})
	if err != nil {
		return a.notThere(err)
	}
	defer store.Close()
	actor, err := job.Actor(ctx, store, f.actor, osUser(), hostname())
	if err != nil {
		return err
	}
	list, err := store.Prunable(ctx, a.now().Add(-age))
	if err != nil {
		return err
	}
	return printList(a, func(yield func(importer.Summary, error) bool) {
		for _, s := range list {
			if !f.dryRun {
				err = a.pruneOne(ctx, store, &actor, s.Import)
			}
			if !yield(s, err) || err != nil {
				return
			}
		}
	}, importLine)
}

// pruneOne prunes one import, with the copy of its file that was kept.
func (a *app) pruneOne(ctx context.Context, store *sqlstore.Store, actor *importer.Actor, which string) error {
	id, err := uuid.Parse(which)
	if err != nil {
		return err
	}
	record, err := store.Record(ctx, id)
	if err != nil {
		return err
	}
	if err := store.Prune(ctx, actor, id); err != nil {
		return err
	}
	return job.ForgetKept(record)
}

// ageOf reads how long ago: 90d, 12w, or as Go writes durations.
func ageOf(s string) (time.Duration, error) {
	const day = 24 * time.Hour
	for unit, length := range map[string]time.Duration{"d": day, "w": 7 * day} {
		if n, ok := strings.CutSuffix(s, unit); ok {
			if count, err := strconv.Atoi(n); err == nil && count >= 0 && count <= maxDays {
				return time.Duration(count) * length, nil
			}
		}
	}
	if age, err := time.ParseDuration(s); err == nil && age >= 0 {
		return age, nil
	}
	return 0, usagef("--older says how old an import must be to be pruned, such as 90d, 12w or 720h, not %q", s)
}

// maxDays is more than any import is old.
const maxDays = 10_000

func importLine(s importer.Summary) string {
	return columns(s.Import, s.Started.Local().Format(time.DateTime), string(s.State), s.Source, s.Actor,
		fmt.Sprintf("%d read, %d created, %d updated, %d failed",
			s.Rows.Read(), s.Rows[importer.Created], s.Rows[importer.Updated], s.Rows[importer.Failed]))
}
