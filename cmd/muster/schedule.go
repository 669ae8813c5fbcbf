package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"muster/importer"
	"muster/importer/definition"
	"muster/importer/feed"
	"muster/importer/job"
	"muster/importer/notify"
	"muster/importer/sqlstore"
)

// How often the schedule does what is not tied to a definition.
const (
	mailEvery  = time.Minute
	datesEvery = 15 * time.Minute
	dueEvery   = time.Minute
)

// scheduleFlags are the flags of schedule.
type scheduleFlags struct {
	actor, metrics string
	wait           time.Duration
	mail           mailFlags
}

func (a *app) scheduleCommand() *cobra.Command {
	var f scheduleFlags
	cmd := &cobra.Command{
		Use:   "schedule DIR",
		Short: "Run every definition in a folder that has a schedule, and send mail",
		Long: `Run until it is stopped: every definition in DIR (*.yaml, *.yml) that has a 'schedule' is picked up at its times, in
its time zone, each time once, also in the nights in which clocks change, and never twice at the same time. A run that was
missed because nothing was running is made up for at the start, once, when it is younger than the definition's
'catch_up'. Besides, mail is sent every minute where MUSTER_SMTP is set, and start and end dates are applied every quarter of an hour.
A definition that is changed is read again before its next run; new ones need a restart.

An interrupt or SIGTERM lets the batch in hand finish; the next start carries on.`,
		Example: `  muster schedule /etc/muster/definitions
  muster schedule definitions --actor hr-bot --metrics 127.0.0.1:9090`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, given []string) error { return a.schedule(cmd.Context(), given[0], &f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.actor, "actor", "", "who runs this, a name from the catalog (default: the operating system's user)")
	flags.StringVar(&f.metrics, "metrics", "", "serve /metrics (Prometheus) and /healthz at this loopback address, such as 127.0.0.1:9090")
	flags.DurationVar(&f.wait, "wait", 0, "how long a run waits for another import's end, such as 10m (default: not at all)")
	f.mail.registerTemplates(cmd)
	f.mail.registerLink(cmd)
	return cmd
}

// A shift is one life of the schedule command.
type shift struct {
	*app
	flags   *scheduleFlags
	store   *sqlstore.Store
	log     *slog.Logger
	metrics *feed.Metrics
}

func (a *app) schedule(ctx context.Context, folder string, f *scheduleFlags) error {
	paths, err := definitionsIn([]string{folder})
	if err != nil {
		return err
	}
	store, err := a.directory(ctx, false)
	if err != nil {
		return err
	}
	s := &shift{
		app: a, flags: f, store: store, metrics: feed.NewMetrics(),
		log: slog.New(slog.NewTextHandler(a.stderr, nil)),
	}
	scheduler, err := s.scheduler(ctx, paths)
	if err == nil {
		err = s.work(ctx, scheduler)
	}
	if errors.Is(err, feed.ErrNotLoopback) {
		err = usageError{err}
	}
	return errors.Join(err, store.Close())
}

// scheduler puts the jobs and chores together.
func (s *shift) scheduler(ctx context.Context, paths []string) (*feed.Scheduler, error) {
	all := &feed.Scheduler{Runs: s.store, Log: s.log}
	var watches []*feed.Watch
	names := make(map[string]string)
	for _, path := range paths {
		d, err := definition.Load(path, s.getenv)
		if err != nil {
			return nil, usageError{err}
		}
		if d.Schedule == "" {
			continue
		}
		if other, twice := names[d.Name]; twice {
			return nil, usagef("%s and %s are both named %s; give one of them another name", other, path, d.Name)
		}
		names[d.Name] = path
		w := s.watch(path, d)
		j, err := w.Job()
		if err != nil {
			return nil, usageError{fmt.Errorf("%s: %w", path, err)}
		}
		all.Jobs, watches = append(all.Jobs, j), append(watches, w)
		s.log.InfoContext(ctx, "scheduled", "definition", d.Name, "next", j.Timetable.Next(time.Now()))
	}
	if len(all.Jobs) == 0 {
		return nil, usagef("no definition there has a schedule; add one, such as schedule: \"30 2 * * *\"")
	}
	chores, err := s.chores(ctx, watches)
	all.Chores = chores
	return all, err
}

// watch returns what looks after one definition.
func (s *shift) watch(path string, d *definition.Definition) *feed.Watch {
	return &feed.Watch{
		Definition: d, Metrics: s.metrics,
		Store: func(context.Context) (*sqlstore.Store, error) { return s.store, nil },
		Options: func(stop <-chan struct{}) (feed.PickupOptions, error) {
			o, err := s.jobOptions(&importFlags{config: path, actor: s.flags.actor, wait: s.flags.wait, progress: "none"})
			if err != nil {
				return feed.PickupOptions{}, err
			}
			o.Stop, o.Store = stop, s.store
			return feed.PickupOptions{Job: *o, Getenv: s.getenv, Ended: func(f *feed.File) { s.note(d.Name, f) }}, nil
		},
	}
}

// note writes what became of a file to the log.
func (s *shift) note(name string, f *feed.File) {
	about := []any{"definition", name, "file", f.Name, "place", f.Place}
	if f.Summary != nil {
		about = append(about, "import", f.Summary.Import, "state", string(f.Summary.State), "read", f.Summary.Rows.Read(), "failed", f.Summary.Rows[importer.Failed])
	}
	if f.Err != nil {
		s.log.Error("file", append(about, "error", f.Err)...)
		return
	}
	s.log.Info("file", about...)
}

// chores are what is done besides: mail, dates, and looking for files that have not come.
func (s *shift) chores(ctx context.Context, watches []*feed.Watch) ([]feed.Chore, error) {
	chores := []feed.Chore{{Name: "dates", Every: datesEvery, Do: s.applyDates}}
	for _, w := range watches {
		chores = append(chores, feed.Chore{Name: "files of " + w.Definition.Name, Every: dueEvery, Do: func(ctx context.Context) error {
			return w.Overdue(ctx, s.now())
		}})
	}
	if s.getenv(notify.Environment) == "" {
		return chores, nil
	}
	sender, err := s.sender(ctx, s.store, &s.flags.mail)
	if err != nil {
		return nil, err
	}
	return append(chores, feed.Chore{Name: "mail", Every: mailEvery, Do: func(ctx context.Context) error {
		_, err := sender.Send(ctx)
		return err
	}}), nil
}

func (s *shift) applyDates(ctx context.Context) error {
	_, err := job.ApplyDates(ctx, job.DatesOptions{
		Store: s.store, ActorName: s.flags.actor, OSUser: osUser(), Host: hostname(), Wait: s.flags.wait,
		Mails: s.getenv(notify.Environment) != "", Key: s.key, Now: s.now,
	})
	return err
}

// work runs until the user asks for an end, or the metrics cannot be served.
func (s *shift) work(ctx context.Context, scheduler *feed.Scheduler) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var serving sync.WaitGroup
	served := make(chan error, 1)
	if s.flags.metrics != "" {
		serving.Go(func() {
			served <- feed.ServeMetrics(ctx, s.flags.metrics, s.metrics, s.healthy, func(at net.Addr) {
				s.log.InfoContext(ctx, "metrics", "at", "http://"+at.String()+"/metrics")
			})
		})
	}
	stop := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		scheduler.Run(ctx, stop)
	}()
	var err error
	select {
	case <-s.stop:
	case <-ctx.Done():
	case err = <-served:
	}
	close(stop)
	<-done
	cancel()
	serving.Wait()
	return err
}

// healthy says whether the directory answers.
func (s *shift) healthy(ctx context.Context) error {
	_, err := s.store.Clock(ctx)
	return err
}
