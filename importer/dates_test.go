package importer

import (
	"testing"
	"time"
)

func TestDatesDecideTheStatus(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	// In Berlin it is the 22nd already.
	now := time.Date(2026, 11, 21, 23, 30, 0, 0, time.UTC)
	tests := []struct {
		name   string
		before []string // nil: somebody new
		says   []string
		want   string // status, status within the dates
	}{
		{"starts today", nil, []string{"start_date", "2026-11-22"}, "active "},
		{"starts tomorrow", nil, []string{"start_date", "2026-11-23"}, "inactive active"},
		{"ends today", nil, []string{"end_date", "2026-11-22"}, "active "},
		{"ended yesterday", nil, []string{"end_date", "2026-11-21", "status", "active"}, "inactive active"},
		{"inactive in any case", nil, []string{"start_date", "2026-11-23", "status", "inactive"}, "inactive "},
		{"the end has come", []string{"end_date", "2026-11-21", "time_zone", "Europe/Berlin"}, nil, "inactive active"},
		{"the end has not come in the person's zone", []string{"end_date", "2026-11-21"}, nil, "active "},
		{"the start has come", []string{"start_date", "2026-11-22", "time_zone", "Europe/Berlin", "status", "inactive", "status_within_dates", "active"}, nil, "active "},
		{"it was somebody who said so", []string{"start_date", "2026-11-22", "time_zone", "Europe/Berlin", "status", "inactive"}, nil, "inactive "},
		{"the end is put off", []string{"end_date", "2026-11-01", "status", "inactive", "status_within_dates", "active"}, []string{"end_date", "2026-12-31"}, "active "},
		{"an invitation is not accepted by a date", []string{"end_date", "2026-11-01", "status", "inactive", "status_within_dates", "invited"}, []string{"end_date", "", "status", "active"}, "invited "},
		{"somebody says so now", []string{"end_date", "2026-11-01", "status", "inactive", "status_within_dates", "active"}, []string{"status", "inactive"}, "inactive "},
		{"active is not inactive for its date", []string{"status", "inactive"}, []string{"end_date", "2026-11-01", "status", "active"}, "inactive active"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := world{actor: Actor{All: true}}
			d := w.decider()
			d.imp.Started, d.imp.Zone = now, berlin
			var people []*Person
			if tt.before != nil {
				people = append(people, somebody(append([]string{"email", "a@example.com"}, tt.before...)...))
			}
			got := d.decide(saying(2, append([]string{"email", "a@example.com"}, tt.says...)...), newSnapshot(people, d.imp.ID))
			v := got.After.Values
			if have := v[Status] + " " + v[StatusWithinDates]; have != tt.want {
				t.Errorf("got %q, want %q", have, tt.want)
			}
		})
	}
}
