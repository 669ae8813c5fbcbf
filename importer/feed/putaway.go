package feed

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"muster/importer/sqlstore"
)

// putAway puts a file to its place, with what is to lie beside it. What goes wrong is noted with the file: it is imported, and
// the next pickup puts it away.
func (w *work) putAway(ctx context.Context, folder string) (goOn bool, err error) {
	err = w.settleIn(ctx, folder)
	if ctx.Err() != nil {
		return false, errors.Join(w.file.Err, err)
	}
	if err != nil {
		w.file.Err = errors.Join(w.file.Err, fmt.Errorf("%s is done with, but was not put away; the next pickup does that: %w", w.entry.Name, err))
	}
	return w.done(w.file), nil
}

// settleIn moves the file into a folder. First the reports: a file in its place has everything beside it.
func (w *work) settleIn(ctx context.Context, folder string) error {
	if err := w.choosePlace(ctx, folder); err != nil {
		return err
	}
	if err := w.putReports(ctx); err != nil {
		return w.unreported(err)
	}
	for {
		err := w.folder.Move(ctx, w.entry.Claim, w.entry.Place)
		if err == nil {
			break
		}
		if !errors.Is(err, fs.ErrExist) {
			return err
		}
		if err := w.choosePlace(ctx, folder); err != nil { // somebody was quicker
			return err
		}
	}
	w.file.Place = w.entry.Place
	if err := w.moveMarker(ctx, w.entry.Claim, w.entry.Place); err != nil {
		return err
	}
	return w.end(ctx, sqlstore.PickedSettled)
}

// unreported says where the results are to be read whose report could not be put beside the file: it is gone with this round.
func (w *work) unreported(err error) error {
	s := w.file.Summary
	if s == nil {
		return err
	}
	s.Reports = nil
	return fmt.Errorf("the report cannot be put beside it, read it with 'muster imports show %s': %w", s.Import, err)
}

// choosePlace finds a place where nothing is, and notes it before anything is put there.
func (w *work) choosePlace(ctx context.Context, folder string) error {
	for number := 1; ; number++ {
		place := placeOf(folder, w.entry.Seen, w.entry.Name, number)
		taken, err := w.there(ctx, place)
		if err != nil {
			return err
		}
		if taken {
			continue
		}
		w.entry.State, w.entry.Place = sqlstore.PickedImported, place
		return w.store.RecordPicked(ctx, &w.entry)
	}
}

// putReports puts what was made here beside the file.
func (w *work) putReports(ctx context.Context) error {
	made, err := os.ReadDir(filepath.Join(w.dir, "reports"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("look for the reports: %w", err)
	}
	var published []string
	for _, report := range made {
		to := resultsOf(w.entry.Place, path.Ext(report.Name())[1:])
		if report.Name() == planEnding {
			to = beside(w.entry.Place, planEnding)
		}
		if err := w.put(ctx, filepath.Join(w.dir, "reports", report.Name()), to); err != nil {
			return err
		}
		if report.Name() != planEnding {
			published = append(published, w.called(to))
		}
	}
	if w.file.Summary != nil && len(published) > 0 {
		w.file.Summary.Reports = published
	}
	return nil
}

// put puts a file of this machine into the folder.
func (w *work) put(ctx context.Context, file, to string) error {
	in, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("read the report: %w", err)
	}
	defer in.Close()
	return w.folder.Put(ctx, to, in)
}
