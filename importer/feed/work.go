package feed

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/google/uuid"

	"muster/importer"
	"muster/importer/sqlstore"
	"muster/importer/value/filename"
	"muster/sources"
	"muster/sources/localdir"
	"muster/sources/sftpdir"
)

// A work is one file on its way through a round: fetched, claimed, imported, put away.
type work struct {
	*pickup
	entry sqlstore.PickedFile
	info  fs.FileInfo // as it was listed, nil for what an earlier pickup has claimed
	dir   string      // a temporary folder that only this user can look into
	copy  *fetched
	file  File
}

// newWork begins with a file. The caller calls close.
func (p *pickup) newWork(entry *sqlstore.PickedFile) (*work, error) {
	dir, err := os.MkdirTemp("", "muster-pickup-")
	for _, sub := range []string{"file", "reports"} {
		if err == nil {
			err = os.Mkdir(filepath.Join(dir, sub), 0o700)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("make a folder for what is fetched: %w", err)
	}
	return &work{pickup: p, entry: *entry, dir: dir, file: File{Name: entry.Name, Place: entry.Name}}, nil
}

// close removes what was fetched and made here.
func (w *work) close(err *error) {
	if e := os.RemoveAll(w.dir); e != nil {
		*err = errors.Join(*err, fmt.Errorf("remove what was fetched: %w", e))
	}
}

// path is where the copy of the file is: under its own name, by which the import is known.
func (w *work) path() string { return filepath.Join(w.dir, "file", w.entry.Name) }

// take works on a file that is ready. It returns false where the files after it are to be left alone.
func (p *pickup) take(ctx context.Context, info fs.FileInfo) (goOn bool, err error) {
	w, err := p.newWork(&sqlstore.PickedFile{
		ID: newID(), Definition: p.Job.Definition.Name, Folder: p.at.folder, Name: info.Name(), Size: info.Size(),
		State: sqlstore.PickedClaimed, Seen: p.Job.Now(),
	})
	if err != nil {
		return false, err
	}
	defer w.close(&err)
	w.info = info
	if fetched, goOn, err := w.fetch(ctx, info.Name()); !fetched {
		return goOn, err
	}
	if ok, err := w.verify(ctx); err != nil || !ok {
		return true, err
	}
	if err := p.makeFolders(ctx); err != nil {
		return false, err
	}
	claimed, err := w.claim(ctx)
	if err != nil || !claimed {
		return true, err
	}
	if goOn, lost, err := w.adopt(ctx); lost || err != nil {
		return goOn, err
	}
	return w.importIt(ctx)
}

// fetch copies the file here. What is wrong with the file alone is noted, and the round goes on.
func (w *work) fetch(ctx context.Context, name string) (ok, goOn bool, err error) {
	w.copy, err = fetch(ctx, w.folder, name, w.path())
	switch {
	case err == nil:
		w.entry.SHA256, w.entry.Size = w.copy.sha256, w.copy.size
		return true, true, nil
	case errors.Is(err, fs.ErrNotExist):
		w.wait("%s is gone: another program has taken it", w.entry.Name)
		return false, true, nil
	case errors.Is(err, sftpdir.ErrChanged), errors.Is(err, localdir.ErrChanged), errors.Is(err, filename.ErrRefused):
		w.file.Err = err
		return false, w.done(w.file), nil
	}
	return false, false, err
}

// claim takes the file, so that nobody else does. It returns false where somebody else did, or still writes to it.
func (w *work) claim(ctx context.Context) (bool, error) {
	w.entry.Claim = claimOf(w.entry.Name)
	// First the note, then the deed: what is claimed is known to the next pickup whatever happens to this one.
	if err := w.store.RecordPicked(ctx, &w.entry); err != nil {
		return false, err
	}
	err := w.folder.Move(ctx, w.entry.Name, w.entry.Claim)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		w.wait("%s is gone: another program has taken it", w.entry.Name)
		return false, w.end(ctx, sqlstore.PickedLeft)
	case errors.Is(err, sftpdir.ErrNoRename), errors.Is(err, localdir.ErrNoRename):
		return false, errors.Join(err, w.end(ctx, sqlstore.PickedLeft))
	case err != nil:
		return false, err
	}
	w.file.Place = w.entry.Claim
	now, err := w.folder.Stat(ctx, w.entry.Claim)
	if err != nil {
		return false, err
	}
	if !sameFile(w.info, now) {
		w.wait("%s is still being written", w.entry.Name)
		return false, w.giveBack(ctx)
	}
	return true, w.moveMarker(ctx, w.entry.Name, w.entry.Claim)
}

// moveMarker moves the file beside the file along with it: left behind, it would call the next file of that name complete.
func (w *work) moveMarker(ctx context.Context, from, to string) error {
	if w.entry.Marker == "" {
		return nil
	}
	ending := path.Ext(w.entry.Marker)
	err := w.folder.Move(ctx, from+ending, to+ending)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrExist) {
		return nil // it was moved before, or is not worth more
	}
	return err
}

// giveBack gives the file its name again, for a later round. Where a newer file has the name by now, it stays claimed, and
// the next pickup begins with it.
func (w *work) giveBack(ctx context.Context) error {
	err := w.folder.Move(ctx, w.entry.Claim, w.entry.Name)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err == nil {
		w.file.Place = w.entry.Name
		err = w.moveMarker(ctx, w.entry.Claim, w.entry.Name)
	}
	if err != nil {
		return err
	}
	return w.end(ctx, sqlstore.PickedLeft)
}

// end notes that nothing is to be done with the file any more.
func (w *work) end(ctx context.Context, state sqlstore.PickedState) error {
	w.entry.State = state
	return w.store.RecordPicked(ctx, &w.entry)
}

// adopt puts a file to its place that was imported before, and then taken away and dropped again by somebody before it was put
// away: it is not imported twice.
func (w *work) adopt(ctx context.Context) (goOn, lost bool, err error) {
	before, err := w.store.LostPicked(ctx, w.entry.Definition, w.entry.Name, w.entry.SHA256)
	if err != nil || len(before) == 0 {
		return true, false, err
	}
	for i := range before {
		before[i].State = sqlstore.PickedLeft
		if err := w.store.RecordPicked(ctx, &before[i]); err != nil {
			return false, true, err
		}
	}
	last := before[len(before)-1]
	w.entry.Import = last.Import
	w.file.Summary, err = w.summaryOf(ctx, last.Import)
	if err != nil {
		return false, true, err
	}
	goOn, err = w.putAway(ctx, w.folderFor(w.file.Summary))
	return goOn, true, err
}

// summaryOf returns the summary of an import as the directory has it, nil where there is none.
func (w *work) summaryOf(ctx context.Context, id uuid.UUID) (*importer.Summary, error) {
	if id == uuid.Nil {
		return nil, nil
	}
	summary, err := w.store.Import(ctx, id)
	if errors.Is(err, sqlstore.ErrNoImport) {
		return nil, nil
	}
	return summary, err
}

// folderFor returns where the file of an import belongs.
func (w *work) folderFor(s *importer.Summary) string {
	switch {
	case s == nil, s.State == importer.FailedRun, s.State == importer.Stopped:
		return w.config.Failed
	case s.State == importer.Held:
		return w.config.Held
	}
	return w.config.Archive
}

// remote reports whether what is written into the folder leaves this machine.
func (w *work) remote() bool { return sources.IsRemote(w.at.folder) }
