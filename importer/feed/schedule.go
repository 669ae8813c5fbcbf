package feed

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"muster/importer/value/timetable"
)

// A Runs remembers which runs were begun, so that each is begun once: also when the program starts anew, or runs
// twice. Its methods are called from several goroutines.
type Runs interface {
	// ClaimRun notes that the run that was planned for that time begins. It returns false where somebody else has begun it.
	ClaimRun(ctx context.Context, definition string, planned time.Time) (mine bool, err error)
	// EndRun notes how it ended, in a word.
	EndRun(ctx context.Context, definition string, planned time.Time, outcome string) error
}

// A Job is something that is done by the clock.
type Job struct {
	Name      string
	Timetable *timetable.Timetable
	// CatchUp is how late a run is still made up for that was missed because nothing was running. Defaults to never.
	CatchUp time.Duration
	// Do does it, and says in a word how it ended. It ends early, and in good order, when stop is closed.
	Do func(ctx context.Context, stop <-chan struct{}) (outcome string, err error)
}

// A Chore is something small that is done again and again, from the start on.
type Chore struct {
	Name  string
	Every time.Duration
	Do    func(ctx context.Context) error
}

// A Scheduler does jobs when it is time for them, each once and none while it is still under way.
type Scheduler struct {
	Jobs   []Job
	Chores []Chore
	Runs   Runs
	// Log hears of every run, and of what went wrong.
	Log *slog.Logger
}

// Run works until stop is closed: what is under way then is brought to its next good end. It returns when all is at rest. A
// job or chore that fails is logged, and has its turn again.
func (s *Scheduler) Run(ctx context.Context, stop <-chan struct{}) {
	var all sync.WaitGroup
	for _, j := range s.Jobs {
		all.Go(func() { s.keep(ctx, stop, &j) })
	}
	for _, c := range s.Chores {
		all.Go(func() { s.repeat(ctx, stop, &c) })
	}
	all.Wait()
}

// keep runs one job by the clock. A time that comes while the job is under way is left out.
func (s *Scheduler) keep(ctx context.Context, stop <-chan struct{}, j *Job) {
	if j.CatchUp > 0 {
		now := time.Now()
		if missed := j.Timetable.Last(now.Add(-j.CatchUp), now); !missed.IsZero() {
			s.once(ctx, stop, j, missed)
		}
	}
	for {
		next := j.Timetable.Next(time.Now())
		if !sleepUntil(ctx, stop, next) {
			return
		}
		s.once(ctx, stop, j, next)
	}
}

// once does the run that was planned for that time, unless it was begun before.
func (s *Scheduler) once(ctx context.Context, stop <-chan struct{}, j *Job, planned time.Time) {
	mine, err := s.Runs.ClaimRun(ctx, j.Name, planned)
	if err != nil {
		s.Log.ErrorContext(ctx, "a run could not be noted, and was left out", "definition", j.Name, "planned", planned, "error", err)
		return
	}
	if !mine {
		return
	}
	s.Log.InfoContext(ctx, "run begins", "definition", j.Name, "planned", planned)
	outcome, err := j.Do(ctx, stop)
	if err != nil {
		s.Log.ErrorContext(ctx, "run failed", "definition", j.Name, "planned", planned, "error", err)
	} else {
		s.Log.InfoContext(ctx, "run ended", "definition", j.Name, "planned", planned, "outcome", outcome)
	}
	if err := s.Runs.EndRun(context.WithoutCancel(ctx), j.Name, planned, outcome); err != nil {
		s.Log.ErrorContext(ctx, "the end of a run could not be noted", "definition", j.Name, "planned", planned, "error", err)
	}
}

// repeat does a chore at once and then at its interval, counted from the end of one to the beginning of the next.
func (s *Scheduler) repeat(ctx context.Context, stop <-chan struct{}, c *Chore) {
	for {
		if err := c.Do(ctx); err != nil && ctx.Err() == nil {
			s.Log.ErrorContext(ctx, "chore failed", "chore", c.Name, "error", err)
		}
		if !sleepUntil(ctx, stop, time.Now().Add(c.Every)) {
			return
		}
	}
}

// longestSleep bounds a wait: a clock that is set, or a machine that slept, must not make us miss the time by more.
const longestSleep = time.Minute

// sleepUntil returns true at that time by the clock on the wall, and false when there is to be no more work.
func sleepUntil(ctx context.Context, stop <-chan struct{}, at time.Time) bool {
	at = at.Round(0) // without the reading of the monotonic clock, which stands still while a machine sleeps
	for {
		left := time.Until(at)
		if left <= 0 {
			return true
		}
		timer := time.NewTimer(min(left, longestSleep))
		select {
		case <-timer.C:
		case <-stop:
			timer.Stop()
			return false
		case <-ctx.Done():
			timer.Stop()
			return false
		}
	}
}
