package job

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/google/uuid"

	"muster/importer"
	"muster/importer/sqlstore"
	"muster/sources"
)

// A Resume is an import that was cut off and is carried on: the file is read again from its first row and
// decided about again; what is written already is not written a second time, but counts and is reported.
type Resume struct {
	record  *sqlstore.Record
	request *Request
}

// Resume returns how to carry the recorded import on. file is where the file is now; "" is where it was. Variables of the
// definition come from getenv. The error is ErrRefused, or a *sqlstore.StateError, where it cannot be carried on.
func (r *Request) Resume(record *sqlstore.Record, file string, getenv func(string) string) (*Options, error) {
	if err := record.Resumable(); err != nil {
		return nil, err
	}
	return r.carryOn(record, file, getenv)
}

// carryOn returns how to run the recorded import again, as the same one.
func (r *Request) carryOn(record *sqlstore.Record, file string, getenv func(string) string) (*Options, error) {
	if err := r.sameDefinition(); err != nil {
		return nil, err
	}
	o, err := r.Options(record, getenv)
	if err != nil {
		return nil, err
	}
	switch {
	case file != "":
		o.Location = file
	case r.Kept != "":
		o.Location = r.Kept
	case r.Once:
		return nil, fmt.Errorf("%w: no copy was kept of what came over %s, because there are secrets in it; save it as a file and name that: muster resume %s FILE",
			ErrRefused, record.Source, record.Import)
	}
	o.Resume = &Resume{record: record, request: r}
	return o, nil
}

// sameDefinition refuses a definition that was changed since. One that is not there any more is known from the record.
func (r *Request) sameDefinition() error {
	if r.Config == "" {
		return nil
	}
	text, err := os.ReadFile(r.absolute(r.Config))
	if err != nil || string(text) == r.Definition {
		return nil //nolint:nilerr // the record has it
	}
	return fmt.Errorf("%w: the definition %s was changed since this import began; put it back as it was, or import the file again", ErrRefused, r.Config)
}

// recognize refuses a file other than the one that the import began with.
func (r *Resume) recognize(file *sources.File) error {
	if file.SHA256 != r.record.SHA256 {
		return fmt.Errorf("%w: %s is not the file that import %s began with, or it was changed since; name the right one, or import this one anew",
			ErrRefused, file.Location, r.record.Import)
	}
	file.Name = r.record.Source
	return nil
}

// apply makes the import the one that was begun.
func (r *Resume) apply(imp *importer.Import) {
	imp.ID, imp.BegunBy, imp.Started = uuid.MustParse(r.record.Import), r.record.Actor, r.record.Started
	imp.Definition, imp.Directory.New = r.record.Definition, r.record.Directory.New
}

// recognizeCatalog refuses a catalog other than the one with which the import began. Groups that the import
// itself has made are taken out of it: its rows are decided about as if they were not there yet.
func (r *Resume) recognizeCatalog(c *importer.Catalog, rules *importer.Rules) error {
	if rules.CreateGroups {
		before := make(map[string]bool, len(r.request.Groups))
		for _, name := range r.request.Groups {
			before[name] = true
		}
		c.Groups = slices.DeleteFunc(slices.Clone(c.Groups), func(g importer.Named) bool { return !before[g.Name] })
	}
	sum, err := hashCatalog(c)
	if err == nil && sum != r.request.CatalogSHA256 {
		err = fmt.Errorf("%w: the catalog was changed since import %s began; import the file again", ErrRefused, r.record.Import)
	}
	return err
}

// resume takes the directory's lock and finds out what of the import is written.
func (j *job) resume(ctx context.Context, ro *importer.Options) error {
	ro.Released = j.Resume.record.Released
	return j.carryOn(ctx, ro, j.Store.Resume)
}

// A carrier takes the directory's lock for an import that is carried on.
type carrier func(context.Context, *importer.Import) (importer.Journal, *sqlstore.Done, error)

func (j *job) carryOn(ctx context.Context, ro *importer.Options, begin carrier) error {
	j.imp.Writers = j.Store.Writers()
	journal, done, err := begin(ctx, j.imp)
	if err != nil {
		return err
	}
	// What another import did to the catalog while we waited for it is seen now. The import stays as it is then.
	if err := j.useCatalog(ctx); err != nil {
		return errors.Join(err, journal.Close())
	}
	j.reports.RemoveLeft()
	if j.kept = j.Resume.request.Kept; j.kept != "" {
		j.KeepIn = filepath.Dir(j.kept)
	}
	ro.Journal, ro.Done, ro.Directory = journal, done, done
	return nil
}
