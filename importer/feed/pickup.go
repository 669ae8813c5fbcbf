package feed

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"muster/importer"
	"muster/importer/job"
	"muster/importer/sqlstore"
	"muster/sources"
)

// PickupOptions says which drop folder is looked into, and how its files are imported.
type PickupOptions struct {
	// Job is how each file is imported. The definition's source says where the files are and what becomes of them; the
	// location, the reports and the import's id are the pickup's to choose. Store or OpenStore is required.
	Job job.Options
	// Open connects to the folder. Defaults to what the definition's location says.
	Open func(ctx context.Context) (Folder, error)
	// Pause waits for a time, and returns early with an error when ctx is done. Defaults to a timer.
	Pause func(ctx context.Context, d time.Duration) error
	// Ended is told of each file once the round is done with it. Defaults to nobody.
	Ended func(f *File)
	// Getenv reads the variables of a definition whose import is carried on. Defaults to an empty environment.
	Getenv func(string) string
}

// A File is what became of one file of a round.
type File struct {
	// Name is as it was dropped.
	Name string
	// Summary is that of its import, nil where none began.
	Summary *importer.Summary
	// Err says why it could not be imported, or not be put away; nil where all went well.
	Err error
	// Place is where the file is now: a path in the folder.
	Place string
}

// A Round is what one look into a drop folder came to.
type Round struct {
	// Location is the folder and the pattern.
	Location string
	// Files are those that were worked on, in this order.
	Files []File
	// Waiting says of each file that is left for later why, in a sentence.
	Waiting []string
	// Refused says of each name that is never used why.
	Refused []error
}

// Pickup takes what is ready in a drop folder: first what an earlier pickup left unfinished, then the oldest file first. Each is
// claimed, so that nobody else takes it, imported, and put away. The error says why the round itself could not be
// done, or be completed; what happened to a single file is with that file. A file is at any time in the folder, under
// its name, that of its claim or in its place; what is not done with it yet, the next pickup does.
func Pickup(ctx context.Context, o PickupOptions) (*Round, error) {
	p, err := newPickup(o)
	if err != nil {
		return nil, err
	}
	// Until a file is begun there is nothing to complete: the first wish to stop is enough.
	ready, cancel := untilStopped(ctx, o.Job.Stop)
	defer cancel()
	if p.folder, err = p.open(ready); err != nil {
		return nil, err
	}
	err = p.inDirectory(ctx, ready)
	return p.round, errors.Join(err, p.folder.Close())
}

// A pickup is one round.
type pickup struct {
	PickupOptions
	config  sources.SFTPConfig
	at      location
	settle  time.Duration
	folder  Folder
	store   *sqlstore.Store
	round   *Round
	prepare bool // the folders for what is done are still to be made
}

// newPickup checks the options, and fills in the defaults.
func newPickup(o PickupOptions) (*pickup, error) {
	source := &o.Job.Definition.Source
	p := &pickup{PickupOptions: o, prepare: true}
	if source.Files == "together" {
		return nil, fmt.Errorf("%w: a pickup imports each file by itself; take files: together out of the definition", job.ErrRefused)
	}
	var err error
	if p.at, err = locate(source); err != nil {
		return nil, err
	}
	if source.SFTP != nil {
		p.config = *source.SFTP
	}
	if p.settle, err = source.SFTP.Settle(); err != nil {
		return nil, err
	}
	p.config.Archive, p.config.Failed, p.config.Held = or(p.config.Archive, "done"), or(p.config.Failed, "failed"), or(p.config.Held, "held")
	p.round = &Round{Location: p.at.String()}
	if p.Open == nil {
		p.Open = p.at.open
	}
	if p.Pause == nil {
		p.Pause = pause
	}
	if p.Job.Now == nil {
		p.Job.Now = time.Now
	}
	return p, nil
}

func or(folder, otherwise string) string {
	if folder == "" {
		return otherwise
	}
	return folder
}

func (p *pickup) open(ctx context.Context) (Folder, error) { return p.Open(ctx) }

// inDirectory does the round once the folder is open. The directory comes second: none is made for a server that does not
// let us in.
func (p *pickup) inDirectory(ctx, ready context.Context) (err error) {
	if p.store = p.Job.Store; p.store == nil {
		if p.store, err = p.Job.OpenStore(ready); err != nil {
			return err
		}
		p.Job.Store = p.store
	}
	unlock, err := p.store.LockPickup(ready, p.Job.Definition.Name, p.Job.Wait)
	if err != nil {
		return err
	}
	defer unlock()
	goOn, err := p.recover(ctx)
	if err != nil || !goOn {
		return err
	}
	return p.takeReady(ctx, ready)
}

// takeReady takes the files that are ready.
func (p *pickup) takeReady(ctx, ready context.Context) error {
	candidates, err := p.ready(ready)
	if err != nil {
		return err
	}
	for i, c := range candidates {
		if ready.Err() != nil {
			return ready.Err()
		}
		goOn, err := p.take(ctx, c)
		if err != nil {
			return err
		}
		if !goOn {
			if left := len(candidates) - i - 1; left > 0 {
				p.wait("%d more files are left for later, because %s went wrong", left, c.Name())
			}
			return nil
		}
	}
	return nil
}

// wait notes what is left for later.
func (p *pickup) wait(format string, args ...any) {
	p.round.Waiting = append(p.round.Waiting, fmt.Sprintf(format, args...))
}

// done notes what became of a file. It returns false where the rest is to be left alone.
func (p *pickup) done(f File) (goOn bool) {
	p.round.Files = append(p.round.Files, f)
	if p.Ended != nil {
		p.Ended(&p.round.Files[len(p.round.Files)-1])
	}
	if f.Summary != nil && f.Summary.State == importer.Interrupted {
		return false
	}
	failed := f.Err != nil || f.Summary != nil && f.Summary.State == importer.FailedRun
	return !failed || !p.Job.Definition.Source.StopOnFailure
}

// makeFolders makes the folders for what is done, before anything is: a file that is imported has to have a place.
func (p *pickup) makeFolders(ctx context.Context) error {
	if !p.prepare {
		return nil
	}
	for _, folder := range []string{p.config.Archive, p.config.Failed, p.config.Held} {
		if err := p.folder.MakeFolder(ctx, folder); err != nil {
			return err
		}
	}
	p.prepare = false
	return nil
}

// pause waits by the clock.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// untilStopped returns a context that ends with stop.
func untilStopped(parent context.Context, stop <-chan struct{}) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(parent)
	go func() {
		select {
		case <-stop:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

// newID makes an id that rises with time.
func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }
