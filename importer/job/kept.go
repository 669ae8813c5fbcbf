package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"muster/importer"
	"muster/importer/sqlstore"
)

// record notes in the import what it is asked for. A file that came over a stream is kept besides, so that the import can
// be carried on without it; but not where there are secrets in it.
func (j *job) record() error {
	r, err := j.request()
	if err != nil {
		return err
	}
	if r.Once && j.KeepIn != "" && !slices.Contains(j.mapper.Layout().Hidden, true) {
		if err := os.MkdirAll(j.KeepIn, 0o700); err != nil {
			return fmt.Errorf("keep a copy of %s: %w", j.file.Name, err)
		}
		r.Kept = filepath.Join(j.KeepIn, j.imp.ID.String())
		if err := j.file.Keep(r.Kept); err != nil {
			return err
		}
		j.kept = r.Kept
	}
	j.imp.Request, err = json.Marshal(r)
	return err
}

// forget removes the copy of the file: nobody will need it any more. The folder goes with the last one in it.
func (j *job) forget() {
	if j.kept == "" {
		return
	}
	_ = os.Remove(j.kept) // at worst a file stays that only its owner can read
	_ = os.Remove(j.KeepIn)
}

// forgetAfter removes the copy of the file when the import has come to an end from which it cannot be carried on.
func (j *job) forgetAfter(state importer.State) {
	if state == importer.Finished || state == importer.Stopped {
		j.forget()
	}
}

// understandAnew is for a catalog that another import has changed while this one waited for its end.
func (j *job) understandAnew(ctx context.Context) error {
	if err := j.understand(); err != nil {
		return err
	}
	j.forget()
	return errors.Join(j.record(), j.Store.KeepRequest(ctx, j.imp.ID, j.imp.Request))
}

// forgetSuperseded removes the copies of the files that this one has made out of date.
func (j *job) forgetSuperseded(ctx context.Context, s *importer.Summary) error {
	if j.DryRun || !s.Whole || s.State != importer.Finished && s.State != importer.Held {
		return nil
	}
	older, err := j.Store.SupersededBy(ctx, j.imp.ID)
	for _, id := range older {
		record, e := j.Store.Record(ctx, id)
		if e == nil {
			e = ForgetKept(record)
		}
		err = errors.Join(err, e)
	}
	return err
}

// ForgetKept removes the copy of what an import read that can no longer be carried on.
func ForgetKept(record *sqlstore.Record) error {
	request, err := RequestOf(record)
	if errors.Is(err, ErrRefused) || err == nil && request.Kept == "" {
		return nil // there is none, as far as is known
	}
	if err != nil {
		return err
	}
	if err := os.Remove(request.Kept); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the copy of what import %s read: %w", record.Import, err)
	}
	_ = os.Remove(filepath.Dir(request.Kept)) // the folder goes with the last one in it
	return nil
}
