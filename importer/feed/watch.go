package feed

import (
	"context"
	"errors"
	"time"

	"muster/importer"
	"muster/importer/definition"
	"muster/importer/sqlstore"
	"muster/importer/value/timetable"
)

// A Watch looks after the drop folder of one definition: it picks up what is there, counts what comes of it and tells the
// people whom the definition names.
type Watch struct {
	// Options make the options of a round, which is asked to end early by stop.
	Options func(stop <-chan struct{}) (PickupOptions, error)
	// Definition says who is told, and when a file is expected.
	Definition *definition.Definition
	// Store returns the directory; it is asked for when somebody is to be told.
	Store func(ctx context.Context) (*sqlstore.Store, error)
	// Metrics count. Defaults to none.
	Metrics *Metrics
	// Post sends to a web address. Defaults to a Webhook.
	Post func(ctx context.Context, address, secret string, body []byte) error
}

// Round does one round, and says in a word how it ended: nothing, or the worst state of its imports. What could not be told
// is part of the error; the imports are done all the same.
func (w *Watch) Round(ctx context.Context, stop <-chan struct{}) (round *Round, outcome string, err error) {
	var untold []error
	o, err := w.Options(stop)
	if err == nil {
		before := o.Ended
		o.Ended = func(f *File) {
			untold = append(untold, w.ended(ctx, f))
			if before != nil {
				before(f)
			}
		}
		round, err = Pickup(ctx, o)
	}
	if err != nil && isNews(err) {
		untold = append(untold, w.ended(ctx, &File{Err: err}))
	}
	if round != nil && w.Metrics != nil {
		w.Metrics.Waiting(w.Definition.Name, len(round.Waiting))
	}
	return round, outcomeOf(round, err), errors.Join(append(untold, err)...)
}

// isNews reports whether the end of a round that could not be done is to be told: not what somebody asked for, nor that another
// pickup is doing the same and tells about it.
func isNews(err error) bool {
	_, locked := errors.AsType[*sqlstore.PickupLockedError](err)
	return !locked && !errors.Is(err, context.Canceled)
}

// ended counts and tells what became of a file.
func (w *Watch) ended(ctx context.Context, f *File) error {
	if w.Metrics != nil {
		w.Metrics.Ended(w.Definition.Name, f.Summary, time.Now())
	}
	if len(w.Definition.Tell) == 0 {
		return nil
	}
	ctx = context.WithoutCancel(ctx) // what has happened is told
	teller, err := w.teller(ctx)
	if err != nil {
		return err
	}
	return teller.Ended(ctx, w.Definition, f.Summary, f.Err)
}

func (w *Watch) teller(ctx context.Context) (*Teller, error) {
	store, err := w.Store(ctx)
	return &Teller{Store: store, Post: w.Post}, err
}

// outcomeOf names the worst that happened.
func outcomeOf(r *Round, err error) string {
	switch {
	case err != nil:
		return string(importer.FailedRun)
	case len(r.Files) == 0:
		return "nothing"
	}
	worst := importer.Finished
	for i := range r.Files {
		f := &r.Files[i]
		switch {
		case f.Err != nil || f.Summary == nil:
			return string(importer.FailedRun)
		case f.Summary.State != importer.Finished:
			worst = f.Summary.State
		}
	}
	return string(worst)
}

// Overdue tells those who want to know that no file has come by the time of day that they named. A file is expected on days
// on which the definition was to run before that time. It tells each day once.
func (w *Watch) Overdue(ctx context.Context, now time.Time) error {
	for _, who := range w.Definition.Tell {
		if who.NoFileAfter == "" {
			continue
		}
		due, day, err := w.due(now, who.NoFileAfter)
		if err != nil {
			return err
		}
		if !due {
			continue
		}
		teller, err := w.teller(ctx)
		if err != nil {
			return err
		}
		came, err := came(ctx, teller.Store, w.Definition.Name, day)
		if err != nil || came {
			return err
		}
		return teller.NoFile(ctx, w.Definition, day.Format(time.DateOnly))
	}
	return nil
}

// due reports whether a file was to be there by now, and when the day began.
func (w *Watch) due(now time.Time, by string) (due bool, day time.Time, err error) {
	zone, err := time.LoadLocation(w.Definition.TimeZone)
	if err != nil {
		return false, day, err
	}
	clock, err := time.Parse("15:04", by)
	if err != nil {
		return false, day, err
	}
	now = now.In(zone)
	day = time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, zone)
	end := time.Date(now.Year(), now.Month(), now.Day(), clock.Hour(), clock.Minute(), 0, 0, zone)
	if now.Before(end) {
		return false, day, nil
	}
	if w.Definition.Schedule == "" {
		return true, day, nil
	}
	table, err := timetable.New(w.Definition.Schedule, zone)
	if err != nil {
		return false, day, err
	}
	return !table.Last(day, end).IsZero(), day, nil
}

// came reports whether an import of the definition has begun since then.
func came(ctx context.Context, store *sqlstore.Store, name string, since time.Time) (bool, error) {
	for s, err := range store.Imports(ctx, sqlstore.Filter{Since: since}) {
		if err != nil {
			return false, err
		}
		if s.Definition == name {
			return true, nil
		}
	}
	return false, nil
}

// Job returns what a Scheduler runs by the definition's schedule.
func (w *Watch) Job() (Job, error) {
	d := w.Definition
	zone, err := time.LoadLocation(d.TimeZone)
	if err != nil {
		return Job{}, err
	}
	table, err := timetable.New(d.Schedule, zone)
	if err != nil {
		return Job{}, err
	}
	catchUp := time.Duration(0)
	if d.CatchUp != "" {
		if catchUp, err = time.ParseDuration(d.CatchUp); err != nil {
			return Job{}, err
		}
	}
	return Job{
		Name: d.Name, Timetable: table, CatchUp: catchUp,
		Do: func(ctx context.Context, stop <-chan struct{}) (string, error) {
			_, outcome, err := w.Round(ctx, stop)
			return outcome, err
		},
	}, nil
}
