package feed_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster/importer"
	"muster/importer/definition"
	"muster/importer/feed"
	"muster/importer/job"
	"muster/importer/sqlstore"
	"muster/sources"
)

// watched looks after a drop folder of this machine, and notes what is told.
func watched(t *testing.T, d definition.Definition, told *[]string) (*feed.Watch, string) {
	t.Helper()
	store, err := sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "muster.db"), sqlstore.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	folder := t.TempDir()
	d.Source = sources.Config{Location: filepath.Join(folder, "*.csv"), SFTP: &sources.SFTPConfig{Ready: sources.Marker}}
	w := &feed.Watch{
		Definition: &d,
		Store:      func(context.Context) (*sqlstore.Store, error) { return store, nil },
		Options: func(stop <-chan struct{}) (feed.PickupOptions, error) {
			return feed.PickupOptions{Job: job.Options{Definition: d, Store: store, OSUser: "hr", Host: "here", Stop: stop}}, nil
		},
		Post: func(_ context.Context, _, _ string, body []byte) error {
			var telling importer.Telling
			err := json.Unmarshal(body, &telling)
			*told = append(*told, strings.Join(telling.Events, " "))
			return err
		},
	}
	return w, folder
}

func drop(t *testing.T, folder, name, text string) {
	t.Helper()
	for file, content := range map[string]string{name: text, name + ".done": ""} {
		if err := os.WriteFile(filepath.Join(folder, file), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWatchTellsOfEachFile(t *testing.T) {
	var told []string
	d := definition.Definition{Name: "hr", Tell: []definition.Tell{{Webhook: "https://ops.example.com/hook", On: []string{feed.EventFinished}}}}
	w, folder := watched(t, d, &told)
	if _, outcome, err := w.Round(t.Context(), nil); err != nil || outcome != "nothing" || told != nil {
		t.Fatalf("%s, %v, told %q", outcome, err, told)
	}
	drop(t, folder, "a.csv", "first name,last name,email\nAnita,Singh,anita@example.com\n")
	drop(t, folder, "b.csv", "first name,last name,email\nBob,Berg,bob@\n")
	if _, outcome, err := w.Round(t.Context(), nil); err != nil || outcome != "finished" {
		t.Fatalf("%s, %v", outcome, err)
	}
	if diff := cmp.Diff([]string{"success finished", "rows_failed finished new_problems"}, told); diff != "" {
		t.Error(diff)
	}
}

func TestWatchTellsThatNothingCanBeDone(t *testing.T) {
	var told []string
	d := definition.Definition{Name: "hr", Tell: []definition.Tell{{Webhook: "https://ops.example.com/hook", On: []string{feed.EventFailed}}}}
	w, _ := watched(t, d, &told)
	w.Options = func(<-chan struct{}) (feed.PickupOptions, error) {
		return feed.PickupOptions{}, errors.New("the definition is not there")
	}
	if _, outcome, err := w.Round(t.Context(), nil); err == nil || outcome != "failed" || len(told) != 1 || told[0] != "failed finished" {
		t.Errorf("%s, %v, told %q", outcome, err, told)
	}
}

// TestWatchLeavesTellingToWhoIsAtIt is about two pickups of one definition: who comes second has no news.
func TestWatchLeavesTellingToWhoIsAtIt(t *testing.T) {
	var told []string
	d := definition.Definition{Name: "hr", Tell: []definition.Tell{{Webhook: "https://ops.example.com/hook", On: []string{feed.EventFinished}}}}
	w, _ := watched(t, d, &told)
	store, err := w.Store(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	unlock, err := store.LockPickup(t.Context(), "hr", 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	if _, _, err := w.Round(t.Context(), nil); err == nil || told != nil {
		t.Errorf("%v, told %q", err, told)
	}
}

func TestWatchTellsThatNoFileCame(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	// A weekday schedule: nobody waits for a file on a Sunday.
	d := definition.Definition{
		Name: "hr", Schedule: "30 2 * * 1-6", TimeZone: "Europe/Berlin",
		Tell: []definition.Tell{{Webhook: "https://ops.example.com/hook", On: []string{feed.EventNoFile}, NoFileAfter: "06:00"}},
	}
	var told []string
	w, folder := watched(t, d, &told)
	today := time.Now().In(berlin)
	monday := time.Date(today.Year(), today.Month(), today.Day()+7-int(today.Weekday())+1, 0, 0, 0, 0, berlin)
	look := func(at time.Time, want int) {
		t.Helper()
		if err := w.Overdue(t.Context(), at); err != nil || len(told) != want {
			t.Errorf("at %v: told %q, %v", at, told, err)
		}
	}
	look(monday.AddDate(0, 0, -1).Add(7*time.Hour), 0) // Sunday
	look(monday.Add(5*time.Hour), 0)
	look(monday.Add(6*time.Hour), 1)
	look(monday.Add(7*time.Hour), 1)
	drop(t, folder, "a.csv", "first name,last name,email\nAnita,Singh,anita@example.com\n")
	w.Definition.Schedule, w.Definition.TimeZone = "", ""
	if _, _, err := w.Round(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	at := time.Now().UTC()
	look(time.Date(at.Year(), at.Month(), at.Day(), 23, 59, 0, 0, time.UTC), 1)
}
