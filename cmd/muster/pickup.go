package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"muster/importer"
	"muster/importer/feed"
	"muster/importer/sqlstore"
)

func (a *app) pickupCommand() *cobra.Command {
	f := importFlags{progress: "none"}
	cmd := &cobra.Command{
		Use:   "pickup -c DEFINITION",
		Short: "Import what lies in a drop folder, on an SFTP server or on this machine, and put it away",
		Long: `Look once into the drop folder that the definition names (source.location), import every file that is
ready, the oldest first, and put it away: to done, failed or held beside it. Files are never deleted or overwritten,
and none is imported twice; what is cut off, the next pickup completes. Nothing to do is no failure.`,
		Example: `  muster pickup -c hr-nightly.yaml
  muster pickup -c hr-nightly.yaml --wait 10m   wait for another import's end`,
		Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.pickup(cmd.Context(), &f) },
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.config, "config", "c", "", "the definition that says where files are dropped and how they become people")
	flags.StringVar(&f.actor, "actor", "", "who runs this, a name from the catalog (default: the operating system's user)")
	flags.DurationVar(&f.wait, "wait", 0, "how long to wait while another import runs, such as 10m (default: not at all)")
	return cmd
}

// pickup does one round, and says what came of each file.
func (a *app) pickup(ctx context.Context, f *importFlags) error {
	if f.config == "" {
		return usagef("name the definition, as in 'muster pickup -c hr-nightly.yaml'")
	}
	o, err := a.jobOptions(f)
	if err != nil {
		return err
	}
	var store *sqlstore.Store
	defer func() {
		if store != nil {
			store.Close()
		}
	}()
	o.OpenStore = func(ctx context.Context) (*sqlstore.Store, error) {
		var err error
		if store == nil {
			store, err = a.directory(ctx, false)
		}
		return store, err
	}
	var ended []int
	watch := feed.Watch{Definition: &o.Definition, Store: o.OpenStore, Options: func(<-chan struct{}) (feed.PickupOptions, error) {
		return feed.PickupOptions{
			Job: *o, Getenv: a.getenv, Ended: func(file *feed.File) { ended = append(ended, a.pickedUp(file)) },
		}, nil
	}}
	round, _, err := watch.Round(ctx, a.stop)
	if round != nil {
		a.sayRound(round, err == nil)
	}
	if len(ended) == 0 {
		return err
	}
	a.say(err)
	if err != nil {
		ended = append(ended, codeOf(err))
	}
	return exitOf(ended)
}

// pickedUp says what came of a file, and returns it as an exit code.
func (a *app) pickedUp(file *feed.File) int {
	fmt.Fprintf(a.people(), "%s → %s\n", file.Name, file.Place)
	err := file.Err
	if file.Summary != nil {
		if printErr := a.printSummary(file.Summary, "", nil); printErr != nil {
			a.say(printErr)
			return codeOf(printErr)
		}
	}
	switch {
	case errors.Is(err, importer.ErrInterrupted):
		return exitInterrupted
	case err != nil:
		a.say(err)
		return codeOf(err)
	}
	return codeOfSummary(file.Summary)
}

// sayRound says what was left alone, and why.
func (a *app) sayRound(r *feed.Round, whole bool) {
	for _, waiting := range r.Waiting {
		fmt.Fprintln(a.people(), waiting)
	}
	for _, refused := range r.Refused {
		fmt.Fprintln(a.people(), refused)
	}
	if whole && len(r.Files) == 0 {
		fmt.Fprintf(a.people(), "nothing to do: no file is ready in %s\n", r.Location)
	}
}
