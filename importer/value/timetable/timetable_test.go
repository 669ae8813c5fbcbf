package timetable_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"muster/importer/value/timetable"
)

func berlin(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestNext(t *testing.T) {
	tests := []struct {
		name, expression, after string
		want                    []string
	}{
		{"every night", "30 2 * * *", "2026-11-21T02:30:00+01:00", []string{"2026-11-22T02:30:00+01:00", "2026-11-23T02:30:00+01:00"}},
		{"the night with two half past twos", "30 2 * * *", "2026-10-24T12:00:00+02:00", []string{"2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"}},
		{"started in the second of the two hours", "30 2 * * *", "2026-10-25T02:10:00+01:00", []string{"2026-10-26T02:30:00+01:00"}},
		{"the night without half past two", "30 2 * * *", "2026-03-28T12:00:00+01:00", []string{"2026-03-29T03:30:00+02:00", "2026-03-30T02:30:00+02:00"}},
		{"every half hour over the hour that is there twice", "*/30 * * * *", "2026-10-25T02:10:00+02:00", []string{"2026-10-25T02:30:00+02:00", "2026-10-25T03:00:00+01:00"}},
		{"either day", "0 2 15 * mon", "2026-11-10T00:00:00+01:00", []string{"2026-11-15T02:00:00+01:00", "2026-11-16T02:00:00+01:00"}},
		{"the end of the year", "0 0 29 2 *", "2026-11-21T00:00:00+01:00", []string{"2028-02-29T00:00:00+01:00"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			table, err := timetable.New(tt.expression, berlin(t))
			if err != nil {
				t.Fatal(err)
			}
			at, err := time.Parse(time.RFC3339, tt.after)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range tt.want {
				if at = table.Next(at); at.Format(time.RFC3339) != want {
					t.Errorf("got %s, want %s", at.Format(time.RFC3339), want)
				}
			}
		})
	}
}

func TestLast(t *testing.T) {
	table, err := timetable.New("30 2 * * *", nil)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	if last := table.Last(now.Add(-6*time.Hour), now); !last.Equal(time.Date(2026, 11, 21, 2, 30, 0, 0, time.UTC)) {
		t.Errorf("got %v", last)
	}
	if last := table.Last(now.Add(-5*time.Hour), now); !last.IsZero() {
		t.Errorf("too late: got %v", last)
	}
}

func TestNewRefuses(t *testing.T) {
	for _, expression := range []string{"", "30 2 * *", "61 2 * * *", "TZ=Europe/Berlin 30 2 * * *x", "@every", "nonsense"} {
		if _, err := timetable.New(expression, nil); err == nil {
			t.Errorf("%q is taken", expression)
		}
	}
	if _, err := timetable.New("0 0 31 4 *", nil); !errors.Is(err, timetable.ErrNever) {
		t.Errorf("got %v", err)
	}
}

// However clocks are changed, a daily time comes once on each day, and time goes forward.
func TestEveryDayOnce(t *testing.T) {
	zones := []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC", "America/Santiago", "Africa/Cairo"}
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		table, err := timetable.New(rapid.SampledFrom([]string{"30 2 * * *", "0 0 * * *", "15 1 * * *", "59 23 * * *"}).Draw(t, "expression"), zone)
		if err != nil {
			t.Fatal(err)
		}
		at := time.Date(2026, 1, 1, 0, 0, 0, 0, zone).AddDate(0, 0, rapid.IntRange(0, 365).Draw(t, "day"))
		at = table.Next(at)
		for range 30 {
			next := table.Next(at)
			if days := next.In(zone).YearDay() - at.In(zone).YearDay(); days != 1 && next.In(zone).Year() == at.In(zone).Year() {
				t.Fatalf("from %v to %v", at.In(zone), next.In(zone))
			}
			at = next
		}
	})
}
