package job

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"

	"muster/importer"
	"muster/importer/sqlstore"
	"muster/importer/value/seal"
	"muster/reports"
)

// UndoOptions says which import to undo, and how.
type UndoOptions struct {
	// Store is the directory.
	Store *sqlstore.Store
	// Import is what is to be undone.
	Import uuid.UUID
	// ActorName is who runs this, from the catalog. Defaults to the operating system's user.
	ActorName string
	// OSUser and Host are recorded in any case.
	OSUser, Host string
	// DryRun writes nothing to the directory.
	DryRun bool
	// Wait is how long to wait for another import's end.
	Wait time.Duration
	// BatchSize: see importer.UndoOptions.
	BatchSize int
	// Reports are the paths of the reports. Defaults to a CSV file in the current folder, named after the import's file.
	Reports []string
	// Key returns the key with which replaced password hashes were sealed. Defaults to no key: then none is put back.
	Key func(create bool) (*seal.Key, error)
	// Progress is told how far the undo is. Defaults to nobody.
	Progress importer.Progress
	// Stop asks for an orderly end when it is closed.
	Stop <-chan struct{}
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
}

// Undo takes back what an import changed. It returns a summary whenever there was something to undo, also when it then
// failed; and where there was nothing, with why in Summary.Undo.Nothing. An error without a summary means that nothing was
// written: besides those of the directory it is ErrRefused, for who may not undo the import, and for what cannot be undone.
func Undo(ctx context.Context, o UndoOptions) (*importer.Summary, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	ready, cancel := untilStopped(ctx, o.Stop)
	defer cancel()
	undone, err := o.Store.MayUndo(ready, o.Import)
	if errors.Is(err, sqlstore.ErrStillRunning) && !o.DryRun {
		err = nil // it may have died: who has its lock knows
	}
	if summary, err := nothingToUndo(undone, err); summary != nil || err != nil {
		return summary, err
	}
	u := &undoJob{UndoOptions: o, undone: undone}
	if err := u.prepare(ready); err != nil {
		return nil, err
	}
	return u.run(ctx, ready)
}

// nothingToUndo turns why an import cannot be undone into a refusal, and why it need not be into a summary.
func nothingToUndo(undone *importer.Summary, err error) (*importer.Summary, error) {
	var nothing *sqlstore.NothingError
	switch {
	case errors.As(err, &nothing):
		return &importer.Summary{
			Definition: undone.Definition, Source: undone.Source, SHA256: undone.SHA256, Directory: undone.Directory,
			Actor: undone.Actor, State: undone.State, Started: undone.Started, Problems: map[string]int{}, Reports: []string{},
			Undo: &importer.UndoNote{Undoes: undone.Import, Nothing: nothing.Why},
		}, nil
	case errors.Is(err, sqlstore.ErrPruned), errors.Is(err, sqlstore.ErrUndoOfUndo), errors.Is(err, sqlstore.ErrStillRunning):
		return nil, fmt.Errorf("%w: %w", ErrRefused, err)
	default:
		return nil, err
	}
}

// An undoJob is one undo being put together.
type undoJob struct {
	UndoOptions
	undone *importer.Summary
	actor  importer.Actor
}

// prepare finds out who the actor is. What an import changed is taken back by who ran it, or by somebody who holds
// everything: nobody gets through an undo what they could not give themselves.
func (u *undoJob) prepare(ctx context.Context) error {
	var err error
	if u.actor, err = Actor(ctx, u.Store, u.ActorName, u.OSUser, u.Host); err != nil {
		return err
	}
	if !u.actor.All && u.actor.Name != u.undone.Actor {
		return fmt.Errorf("%w: %s may not undo this import: only %s, who ran it, and those who hold everything may", ErrRefused, u.actor.Name, u.undone.Actor)
	}
	return nil
}

// Actor returns who does something with past imports: the catalog's actor of that name, or the operating system's user. An error
// that is ErrRefused says that they may not.
func Actor(ctx context.Context, store *sqlstore.Store, name, osUser, host string) (importer.Actor, error) {
	catalog, err := store.Catalog(ctx)
	if err != nil {
		return importer.Actor{}, err
	}
	actor, err := importer.NewActor(catalog, name, osUser, host)
	if err != nil {
		err = fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return actor, err
}

// run begins the undo in the directory and carries it out. ready ends with the first wish to stop.
func (u *undoJob) run(ctx, ready context.Context) (*importer.Summary, error) {
	imp := &importer.Import{
		ID: uuid.Must(uuid.NewV7()), Source: u.undone.Source, Actor: u.actor, Started: u.Now(),
		Undoes: u.Import, Writers: u.Store.Writers(), Directory: u.Store.Name(), Wait: u.Wait,
	}
	set, err := reports.Open(u.reportPaths(), reports.Options{Layout: &importer.Layout{}, Source: u.undone.Source, Planned: u.DryRun})
	if err != nil {
		return nil, err
	}
	defer set.Abort()
	o := importer.UndoOptions{
		Import: imp, Undone: u.Import, History: u.Store, Reporter: set, Key: u.key(), Progress: u.Progress, BatchSize: u.BatchSize, Stop: u.Stop, Now: u.Now,
	}
	if !u.DryRun {
		journal, err := u.Store.Begin(ready, imp)
		if err != nil {
			return nothingToUndo(u.undone, err)
		}
		defer journal.Close()
		o.Journal = journal
	}
	return importer.Undo(ctx, o)
}

// key returns the key, nil where there is none: what was sealed then stays so, and the undo says it.
func (u *undoJob) key() *seal.Key {
	if u.Key == nil {
		return nil
	}
	key, err := u.Key(false)
	if err != nil {
		return nil
	}
	return key
}

// reportPaths returns where the reports go: people.csv → people.undo.results.csv.
func (u *undoJob) reportPaths() []string {
	if len(u.Reports) > 0 {
		return u.Reports
	}
	name := filepath.Base(u.undone.Source)
	return []string{reports.DefaultPath(strings.TrimSuffix(name, filepath.Ext(name)) + ".undo.csv")}
}
