package feed

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"muster/importer"
	"muster/importer/job"
	"muster/importer/sqlstore"
)

// ErrNotPicked says that the file of an import is in no drop folder: it came another way, or was put away already.
var ErrNotPicked = errors.New("the import's file is not held in a drop folder")

// A Held is the file of an import that a limit held back, taken out of its folder to be released. While it is open, no
// pickup of the definition runs.
type Held struct {
	work   *work
	unlock func()
}

// TakeHeld takes the file of a held import, as its definition in the options says, and copies it here. It returns ErrNotPicked for
// an import whose file is not in a drop folder. The caller closes what it gets.
func TakeHeld(ctx context.Context, o PickupOptions, id uuid.UUID) (h *Held, err error) {
	entries, err := o.Job.Store.PickedFor(ctx, id)
	if err != nil {
		return nil, err
	}
	if len(entries) == 0 || entries[0].State != sqlstore.PickedSettled {
		return nil, ErrNotPicked
	}
	// The ledger knows the folder, wherever the program runs now.
	o.Job.Definition.Source.Location = strings.TrimSuffix(entries[0].Folder, "/") + "/*"
	p, err := newPickup(o)
	if err != nil {
		return nil, err
	}
	p.store = o.Job.Store
	p.at.folder = entries[0].Folder
	if p.folder, err = p.open(ctx); err != nil {
		return nil, err
	}
	h = &Held{}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.release(), p.folder.Close())
		}
	}()
	if h.unlock, err = p.store.LockPickup(ctx, p.Job.Definition.Name, p.Job.Wait); err != nil {
		return nil, err
	}
	if h.work, err = p.newWork(&entries[0]); err != nil {
		return nil, err
	}
	return h, h.take(ctx)
}

// take claims the file in its place, and fetches it. Should all end here, the next pickup puts it back.
func (h *Held) take(ctx context.Context) error {
	w := h.work
	from := w.entry.Place
	w.entry.Claim, w.entry.State = claimOf(w.entry.Name), sqlstore.PickedClaimed
	if err := w.store.RecordPicked(ctx, &w.entry); err != nil {
		return err
	}
	err := w.folder.Move(ctx, from, w.entry.Claim)
	if err == nil {
		err = w.moveMarker(ctx, from, w.entry.Claim)
	}
	if err == nil {
		w.copy, err = fetch(ctx, w.folder, w.entry.Claim, w.path())
	}
	if err != nil {
		return fmt.Errorf("take the held file %s: %w", from, err)
	}
	return nil
}

// Equip makes a run read the copy, and put its reports beside the file.
func (h *Held) Equip(o *job.Options) {
	own := h.work.jobOptions()
	o.Location, o.Reports, o.Published, o.Failed = own.Location, own.Reports, own.Published, ""
	o.Definition.Report.Columns = own.Definition.Report.Columns
}

// Path is where the copy of the file is, until Close.
func (h *Held) Path() string { return h.work.path() }

// PutAway puts the file where it belongs after the release, or after all: what the summary says about its import decides. It
// returns the new path in the folder.
func (h *Held) PutAway(ctx context.Context, s *importer.Summary) (place string, err error) {
	h.work.file.Summary = s
	if err := h.work.makeFolders(ctx); err != nil {
		return "", err
	}
	err = h.work.settleIn(ctx, h.work.folderFor(s))
	return h.work.file.Place, err
}

// Close gives everything back. A file that was not put away is put back by the next pickup.
func (h *Held) Close() error { return errors.Join(h.release(), h.work.folder.Close()) }

func (h *Held) release() (err error) {
	if h.unlock != nil {
		h.unlock()
	}
	if h.work != nil {
		h.work.close(&err)
	}
	return err
}
