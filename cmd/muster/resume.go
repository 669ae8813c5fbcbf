package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"muster/importer"
	"muster/importer/feed"
	"muster/importer/job"
	"muster/importer/sqlstore"
)

// resumeFlags are the flags of resume: all else is as it was when the import began.
type resumeFlags struct {
	actor    string
	workers  int
	wait     time.Duration
	progress string
}

func (a *app) resumeCommand() *cobra.Command {
	var f resumeFlags
	cmd := &cobra.Command{
		Use:   "resume IMPORT [FILE]",
		Short: "Carry on an import that was cut off",
		Long: `Carry on an import that was interrupted, killed or cut off by a failure. What it has written is not written again;
the report and the summary are those of the whole import.

The file must be the one that the import began with; name it where it lies elsewhere now. What came over standard input was
kept by muster, unless there are passwords in it: then it has to be saved as a file, and named.`,
		Example: `  muster resume 01934c3e-…                  as the import was begun
  muster resume 01934c3e-… done/people.csv  the file was moved`,
		Args: args(cobra.RangeArgs(1, 2)),
		RunE: func(cmd *cobra.Command, given []string) error { return a.resume(cmd.Context(), &f, given) },
	}
	f.register(cmd, "who runs this, a name from the catalog (default: as the import was begun)")
	return cmd
}

func (f *resumeFlags) register(cmd *cobra.Command, actor string) {
	flags := cmd.Flags()
	flags.StringVar(&f.actor, "actor", "", actor)
	flags.IntVar(&f.workers, "workers", 0, "how many goroutines check rows (default: the number of cores)")
	flags.DurationVar(&f.wait, "wait", 0, "how long to wait while another import runs, such as 10m (default: not at all)")
	flags.StringVar(&f.progress, "progress", "auto", "how to show progress: auto, bar, plain, none")
}

// resume carries on the import that the first argument names; the second is where its file is now.
func (a *app) resume(ctx context.Context, f *resumeFlags, given []string) error {
	return a.carryOn(ctx, f, given, func(r *job.Request, record *sqlstore.Record, file string) (*job.Options, error) {
		o, err := r.Resume(record, file, a.getenv)
		if err == nil {
			set(&o.ActorName, f.actor)
		}
		return o, err
	})
}

// carryOn runs the import again that the first argument names, the way that options says.
func (a *app) carryOn(ctx context.Context, f *resumeFlags, given []string, options func(*job.Request, *sqlstore.Record, string) (*job.Options, error)) (err error) {
	id, err := importID(given[0])
	if err != nil {
		return err
	}
	store, err := a.open(ctx, sqlstore.Options{})
	if err != nil {
		return a.notThere(err)
	}
	defer store.Close()
	record, err := store.Record(ctx, id)
	if err != nil {
		return err
	}
	request, err := job.RequestOf(record)
	if err != nil {
		return err
	}
	held, err := a.takeHeld(ctx, store, request, record, len(given) > 1)
	if err != nil {
		return err
	}
	file := append(given, "")[1]
	if held != nil {
		defer func() { err = errors.Join(err, held.Close()) }()
		file = held.Path()
	}
	o, err := options(request, record, file)
	if err != nil {
		return err
	}
	a.equip(o)
	o.Store, o.Wait, o.Workers, o.ProgressMode = store, f.wait, f.workers, f.progress
	if held == nil {
		return a.importFile(ctx, *o, o.Location)
	}
	held.Equip(o)
	return a.importHeld(ctx, o, held, id)
}

// takeHeld takes the file of a held import out of the drop folder in which a pickup has put it aside; nil where it is
// in none, or elsewhere.
func (a *app) takeHeld(ctx context.Context, store *sqlstore.Store, r *job.Request, record *sqlstore.Record, named bool) (*feed.Held, error) {
	if named || record.State != importer.Held {
		return nil, nil
	}
	o, err := r.Options(record, a.getenv)
	if err != nil {
		return nil, err
	}
	o.Store, o.Now = store, a.now
	id, err := importID(record.Import)
	if err != nil {
		return nil, err
	}
	held, err := feed.TakeHeld(ctx, feed.PickupOptions{Job: *o, Getenv: a.getenv}, id)
	if errors.Is(err, feed.ErrNotPicked) {
		return nil, nil
	}
	return held, err
}

// importHeld runs an import whose file was in a drop folder, and puts the file where it then belongs.
func (a *app) importHeld(ctx context.Context, o *job.Options, held *feed.Held, id uuid.UUID) error {
	err := a.importFile(ctx, *o, o.Location)
	s, e := o.Store.Import(ctx, id)
	if e != nil {
		return errors.Join(err, e)
	}
	if s.State == importer.Interrupted {
		return err // it stays claimed: the next pickup carries on
	}
	place, e := held.PutAway(ctx, s)
	if e == nil {
		fmt.Fprintf(a.people(), "%s → %s\n", s.Source, place)
	}
	return errors.Join(err, e)
}
