package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"muster/importer"
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
