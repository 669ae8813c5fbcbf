package feed

import (
	"context"
	"errors"
	"io/fs"
	"path"

	"muster/importer"
	"muster/importer/job"
	"muster/importer/sqlstore"
	"muster/reports"
)

// recover finishes what earlier pickups of the definition left unfinished. Nobody else is at it: see Store.LockPickup.
func (p *pickup) recover(ctx context.Context) (goOn bool, err error) {
	entries, err := p.store.OpenPicked(ctx, p.Job.Definition.Name, p.at.folder)
	if err != nil {
		return false, err
	}
	for i := range entries {
		if goOn, err := p.finish(ctx, &entries[i]); err != nil || !goOn {
			return goOn, err
		}
	}
	return true, nil
}

// finish finishes with one file.
func (p *pickup) finish(ctx context.Context, entry *sqlstore.PickedFile) (goOn bool, err error) {
	w, err := p.newWork(entry)
	if err != nil {
		return false, err
	}
	defer w.close(&err)
	w.file.Place = entry.Claim
	there, err := w.there(ctx, entry.Claim)
	if err != nil {
		return false, err
	}
	if w.file.Summary, err = w.summaryOf(ctx, entry.Import); err != nil {
		return false, err
	}
	if !there {
		return true, w.missing(ctx)
	}
	if err := p.makeFolders(ctx); err != nil {
		return false, err
	}
	if err := w.claimMarker(ctx); err != nil {
		return false, err
	}
	return w.carryOn(ctx)
}

// there reports whether there is a file at a path.
func (w *work) there(ctx context.Context, file string) (bool, error) {
	_, err := w.folder.Stat(ctx, file)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// missing notes what became of a file that is not there under the name of its claim.
func (w *work) missing(ctx context.Context) error {
	if w.entry.State == sqlstore.PickedImported {
		arrived, err := w.there(ctx, w.entry.Place)
		if err != nil {
			return err
		}
		if arrived { // the answer was lost, or the time to note it
			if err := w.moveMarker(ctx, w.entry.Claim, w.entry.Place); err != nil {
				return err
			}
			return w.end(ctx, sqlstore.PickedSettled)
		}
	}
	if s := w.file.Summary; s != nil && s.State == importer.Finished {
		w.wait("%s was imported (%s), but then taken away by somebody before it was put to %s", w.entry.Name, s.Import, w.config.Archive)
		return w.end(ctx, sqlstore.PickedLost)
	}
	return w.end(ctx, sqlstore.PickedLeft) // it was never claimed, or given back
}

// claimMarker takes the file beside a claimed file, if there was no time for that, and unless it belongs to a newer file.
func (w *work) claimMarker(ctx context.Context) error {
	if w.entry.State != sqlstore.PickedClaimed || w.entry.Marker == "" {
		return nil
	}
	newer, err := w.there(ctx, w.entry.Name)
	if err != nil || newer {
		return err
	}
	return w.moveMarker(ctx, w.entry.Name, w.entry.Claim)
}

// carryOn does what is still to be done with a claimed file.
func (w *work) carryOn(ctx context.Context) (goOn bool, err error) {
	s := w.file.Summary
	switch {
	case w.entry.State == sqlstore.PickedImported:
		return w.putAway(ctx, path.Dir(w.entry.Place))
	case s != nil && s.State != importer.Running && s.State != importer.Interrupted:
		return w.putAway(ctx, w.folderFor(s))
	}
	if fetched, goOn, err := w.fetch(ctx, w.entry.Claim); !fetched {
		return goOn, err
	}
	if s == nil {
		return w.importIt(ctx)
	}
	o, err := w.resume(ctx)
	if err != nil {
		return false, err
	}
	return w.run(ctx, o)
}

// resume says how to carry on an import that was cut off. Where that is not possible any more, because the definition or the file is
// another one by now, it is to be begun anew: what is written already is then found unchanged.
func (w *work) resume(ctx context.Context) (job.Options, error) {
	record, err := w.store.Record(ctx, w.entry.Import)
	if err != nil {
		return job.Options{}, err
	}
	anew := w.jobOptions()
	anew.ID = newID()
	request, err := job.RequestOf(record)
	if err != nil {
		return anew, nil //nolint:nilerr // it was begun by an older program
	}
	began, err := request.Resume(record, w.path(), w.Getenv)
	if err != nil || record.SHA256 != w.copy.sha256 {
		return anew, nil //nolint:nilerr // see above
	}
	o := w.jobOptions()
	o.ID, o.Resume, o.Definition, o.Overrides, o.Catalog = w.entry.Import, began.Resume, began.Definition, began.Overrides, began.Catalog
	o.ActorName, o.Atomic, o.BatchSize, o.First, o.Last = began.ActorName, began.Atomic, began.BatchSize, began.First, began.Last
	if o.Definition.Report.Columns == "" && w.remote() {
		o.Definition.Report.Columns = reports.ColumnsKey
	}
	return o, nil
}
