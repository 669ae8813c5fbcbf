// Package timetable reads cron expressions of five fields and says when they come true in a time zone, each time of day
// once, also in the nights in which clocks are put forward or back. It waits for nothing and runs nothing.
package timetable

import (
	"errors"
	"fmt"
	"time"

	cron "github.com/netresearch/go-cron"
)

// ErrNever says that an expression never comes true, such as the 31st of April.
var ErrNever = errors.New("this day never comes")

// A Timetable is a cron expression in a time zone: minute, hour, day of the month, month, day of the week. Where both
// days are given, either will do, as POSIX has it.
type Timetable struct {
	wall cron.Schedule // on the wall clock: it counts every day as one without a change of clocks
	zone *time.Location
}

// New reads the expression. The zone is UTC where it is nil. The error wraps ErrNever where the expression holds for no day
// of the next years.
func New(expression string, zone *time.Location) (*Timetable, error) {
	parser, err := cron.TryNewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.DowOrDom)
	if err != nil {
		return nil, fmt.Errorf("make a reader of schedules: %w", err)
	}
	wall, err := parser.Parse(expression)
	if err != nil {
		return nil, fmt.Errorf("read the schedule: %w", err)
	}
	if zone == nil {
		zone = time.UTC
	}
	t := &Timetable{wall: wall, zone: zone}
	if wall.Next(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return nil, fmt.Errorf("read the schedule: %w", ErrNever)
	}
	return t, nil
}

// Next returns the first time after the one given. A time of day that a night has twice counts the first time; one that it
// leaves out counts as late as the clock was put forward.
func (t *Timetable) Next(after time.Time) time.Time {
	wall := onWall(after.In(t.zone))
	for {
		wall = t.wall.Next(wall)
		if at := t.instant(wall); at.After(after) {
			return at
		}
	}
}

// Last returns the latest time that is not after now and not before the bound, zero if there is none.
func (t *Timetable) Last(bound, now time.Time) time.Time {
	last := time.Time{}
	for at := t.Next(bound.Add(-time.Nanosecond)); !at.After(now); at = t.Next(at) {
		last = at
	}
	return last
}

// onWall returns what clocks on the wall show, as if it were UTC.
func onWall(at time.Time) time.Time {
	return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), time.UTC)
}

// instant returns when clocks on the wall show that, the first time if they do so twice.
func (t *Timetable) instant(wall time.Time) time.Time {
	at := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, t.zone)
	_, before := at.Add(-24 * time.Hour).Zone() // the offset that was in force before any change of this night
	first := wall.Add(-time.Duration(before) * time.Second).In(t.zone)
	if onWall(first).Equal(wall) || !onWall(at).Equal(wall) {
		return first
	}
	return at
}
