package feed_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster/importer/feed"
	"muster/importer/value/timetable"
)

// A ledger remembers runs in memory, as the directory does on disk.
type ledger struct {
	mu   sync.Mutex
	runs map[string]string // outcome by definition and time
}

func (l *ledger) ClaimRun(_ context.Context, definition string, planned time.Time) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	key := definition + " " + planned.UTC().Format(time.RFC3339)
	if _, begun := l.runs[key]; begun {
		return false, nil
	}
	if l.runs == nil {
		l.runs = make(map[string]string)
	}
	l.runs[key] = ""
	return true, nil
}

func (l *ledger) EndRun(_ context.Context, definition string, planned time.Time, outcome string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.runs[definition+" "+planned.UTC().Format(time.RFC3339)] = outcome
	return nil
}

func every(t *testing.T, expression string) *timetable.Timetable {
	t.Helper()
	table, err := timetable.New(expression, nil)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// schedule runs jobs for that long, from midnight of 1 January 2000 on: where a bubble's clock begins.
func schedule(t *testing.T, runs *ledger, lasts time.Duration, chores []feed.Chore, jobs ...feed.Job) {
	t.Helper()
	stop := make(chan struct{})
	s := feed.Scheduler{Jobs: jobs, Chores: chores, Runs: runs, Log: slog.New(slog.DiscardHandler)}
	done := make(chan struct{})
	go func() {
		s.Run(t.Context(), stop)
		close(done)
	}()
	<-time.After(lasts)
	close(stop)
	<-done
}

func TestSchedulerRunsByTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		runs := &ledger{}
		schedule(t, runs, 50*time.Hour, nil, feed.Job{
			Name: "hr", Timetable: every(t, "30 2 * * *"),
			Do: func(context.Context, <-chan struct{}) (string, error) { return "finished", nil },
		})
		want := map[string]string{"hr 2000-01-01T02:30:00Z": "finished", "hr 2000-01-02T02:30:00Z": "finished"}
		if diff := cmp.Diff(want, runs.runs); diff != "" {
			t.Error(diff)
		}
	})
}

func TestSchedulerDoesNotOverlapWithItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		runs, busy, begun := &ledger{}, 0, 0
		schedule(t, runs, 60*time.Minute, nil, feed.Job{
			Name: "hr", Timetable: every(t, "*/10 * * * *"),
			Do: func(context.Context, <-chan struct{}) (string, error) {
				busy++
				begun++
				if busy > 1 {
					t.Error("two at once")
				}
				<-time.After(15 * time.Minute)
				busy--
				return "failed", errors.New("no such folder")
			},
		})
		if begun != 3 { // at 10, 30 and 50 past
			t.Errorf("begun %d times: %v", begun, runs.runs)
		}
	})
}

func TestSchedulerCatchesUpOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		runs := &ledger{}
		<-time.After(5 * time.Hour)
		job := func(catchUp time.Duration) feed.Job {
			return feed.Job{
				Name: "hr", Timetable: every(t, "30 2 * * *"), CatchUp: catchUp,
				Do: func(context.Context, <-chan struct{}) (string, error) { return "finished", nil },
			}
		}
		schedule(t, runs, time.Minute, nil, job(time.Hour)) // too late
		if len(runs.runs) != 0 {
			t.Errorf("got %v", runs.runs)
		}
		schedule(t, runs, time.Minute, nil, job(6*time.Hour))
		schedule(t, runs, time.Minute, nil, job(6*time.Hour)) // the program starts anew
		if diff := cmp.Diff(map[string]string{"hr 2000-01-01T02:30:00Z": "finished"}, runs.runs); diff != "" {
			t.Error(diff)
		}
	})
}

func TestSchedulerDoesChores(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		done := 0
		chore := feed.Chore{Name: "mail", Every: time.Minute, Do: func(context.Context) error {
			done++
			return errors.New("no mail server")
		}}
		schedule(t, &ledger{}, 150*time.Second, []feed.Chore{chore})
		if done != 3 {
			t.Errorf("done %d times", done)
		}
	})
}

func TestSchedulerStopsWhatIsUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		runs := &ledger{}
		schedule(t, runs, 3*time.Hour, nil, feed.Job{
			Name: "hr", Timetable: every(t, "30 2 * * *"),
			Do: func(_ context.Context, stop <-chan struct{}) (string, error) {
				<-stop
				return "interrupted", nil
			},
		})
		if diff := cmp.Diff(map[string]string{"hr 2000-01-01T02:30:00Z": "interrupted"}, runs.runs); diff != "" {
			t.Error(diff)
		}
	})
}
