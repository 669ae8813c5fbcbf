package feed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"muster/importer"
	"muster/importer/definition"
	"muster/importer/sqlstore"
)

// The events that a definition can tell about.
const (
	EventFailed      = "failed"       // the run could not be done
	EventHeld        = "held"         // a limit holds it back
	EventRowsFailed  = "rows_failed"  // it finished, and some rows failed
	EventNewProblems = "new_problems" // rows have problems that were not there the time before
	EventSuccess     = "success"      // it finished, and no row failed
	EventFinished    = "finished"     // it ended, however
	EventNoFile      = "no_file"      // there was no file by the time of day
)

// A Teller tells the people who look after a definition how its runs end.
type Teller struct {
	Store *sqlstore.Store
	// Post sends to a web address. Defaults to a Webhook.
	Post func(ctx context.Context, address, secret string, body []byte) error
}

// Ended tells about a run that ended: s is its summary, nil where there is none; why says why it failed, nil where it did
// not. Who wants to know of none of what happened is told nothing. All are told, also when some cannot be reached.
func (t *Teller) Ended(ctx context.Context, d *definition.Definition, s *importer.Summary, why error) error {
	if len(d.Tell) == 0 {
		return nil
	}
	telling := &importer.Telling{Definition: d.Name, Summary: s, Events: eventsOf(s, why), Problems: []importer.ProblemNews{}}
	if why != nil {
		telling.Error = why.Error()
	}
	if s != nil && s.Import != "" {
		if err := t.compare(ctx, d.Name, telling); err != nil {
			return err
		}
	}
	return t.tell(ctx, d, telling)
}

// NoFile tells that there was no file on a day, once a day.
func (t *Teller) NoFile(ctx context.Context, d *definition.Definition, day string) error {
	mine, err := t.Store.ClaimTelling(ctx, d.Name, EventNoFile, day)
	if err != nil || !mine {
		return err
	}
	return t.tell(ctx, d, &importer.Telling{
		Definition: d.Name, Events: []string{EventNoFile}, Problems: []importer.ProblemNews{},
		Error: "no file has come on " + day,
	})
}

// eventsOf says what happened.
func eventsOf(s *importer.Summary, why error) []string {
	var events []string
	switch {
	case s != nil && s.State == importer.Held:
		events = append(events, EventHeld)
	case why != nil || s == nil || s.State == importer.FailedRun || s.State == importer.Interrupted || s.State == importer.Stopped:
		events = append(events, EventFailed)
	case s.Rows[importer.Failed] > 0:
		events = append(events, EventRowsFailed)
	default:
		events = append(events, EventSuccess)
	}
	return append(events, EventFinished)
}

// compare adds what the problems of the import are, beside those of the one before.
func (t *Teller) compare(ctx context.Context, name string, telling *importer.Telling) error {
	id, err := uuid.Parse(telling.Summary.Import)
	if err != nil {
		return fmt.Errorf("compare the problems of import %q: %w", telling.Summary.Import, err)
	}
	before, err := t.Store.ImportBefore(ctx, id, name)
	if err != nil {
		return err
	}
	telling.Problems, telling.Solved, err = News(t.Store.ImportRows(ctx, before), t.Store.ImportRows(ctx, id))
	if slices.ContainsFunc(telling.Problems, func(p importer.ProblemNews) bool { return p.New > 0 }) {
		telling.Events = append(telling.Events, EventNewProblems)
	}
	return err
}

// tell reaches everybody who wants to know of one of the events.
func (t *Teller) tell(ctx context.Context, d *definition.Definition, telling *importer.Telling) error {
	var errs []error
	for _, who := range d.Tell {
		if !slices.ContainsFunc(telling.Events, func(event string) bool { return slices.Contains(who.On, event) }) {
			continue
		}
		if who.Mail != "" {
			errs = append(errs, t.Store.QueueTelling(ctx, who.Mail, telling))
			continue
		}
		body, err := json.Marshal(telling)
		if err == nil {
			err = t.post(ctx, who.Webhook, who.Secret, body)
		}
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("tell about %s: %w", d.Name, err)
	}
	return nil
}

func (t *Teller) post(ctx context.Context, address, secret string, body []byte) error {
	if t.Post != nil {
		return t.Post(ctx, address, secret, body)
	}
	hook := Webhook{Address: address, Secret: secret}
	return hook.Post(ctx, body)
}
