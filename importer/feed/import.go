package feed

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"muster/importer"
	"muster/importer/job"
	"muster/mapping"
	"muster/reports"
	"muster/sources"
)

// importIt imports the copy of a claimed file, and puts the file away.
func (w *work) importIt(ctx context.Context) (goOn bool, err error) {
	o := w.jobOptions()
	o.ID = newID()
	return w.run(ctx, o)
}

// run runs the import, which the ledger knows before it begins.
func (w *work) run(ctx context.Context, o job.Options) (goOn bool, err error) {
	w.entry.Import = o.ID
	if err := w.store.RecordPicked(ctx, &w.entry); err != nil {
		return false, err
	}
	w.file.Summary, w.file.Err = job.Run(ctx, o)
	s := w.file.Summary
	switch {
	case s == nil && !isFileFault(w.file.Err):
		return false, w.stopHere(ctx, w.file.Err)
	case s != nil && s.State == importer.Interrupted:
		return w.done(w.file), nil // it stays claimed: the next pickup carries on
	case s != nil && s.State == importer.Held:
		if err := w.preview(ctx); err != nil {
			return false, err
		}
	}
	return w.putAway(ctx, w.folderFor(s))
}

// isFileFault reports whether an import did not begin because of its file: another file may do better. Anything else (the
// definition, the catalog, the database) would stop every file.
func isFileFault(err error) bool {
	var column *mapping.ColumnError
	return errors.Is(err, sources.ErrNotUnderstood) || errors.Is(err, mapping.ErrUndecided) || errors.Is(err, mapping.ErrNobody) ||
		errors.Is(err, mapping.ErrHeader) || errors.As(err, &column)
}

// stopHere gives the file back after what is not its fault, and ends the round. What cannot be given back stays claimed, and
// is where the next pickup begins.
func (w *work) stopHere(ctx context.Context, why error) error {
	if ctx.Err() != nil {
		return why
	}
	return errors.Join(why, w.giveBack(ctx))
}

// jobOptions says how the file is imported.
func (w *work) jobOptions() job.Options {
	o := w.Job
	o.Location = w.path()
	if o.Definition.Report.Columns == "" && w.remote() {
		o.Definition.Report.Columns = reports.ColumnsKey // what leaves the machine says no more than it must
	}
	o.Reports = w.reportPaths()
	if w.publishes() {
		o.Published = w.published
	}
	return o
}

// publishes reports whether the reports are put beside the file: on this machine always, as those of any import.
func (w *work) publishes() bool { return w.config.Results || !w.remote() }

// reportPaths returns where the reports are made: to be put beside the file, else in the current folder.
func (w *work) reportPaths() []string {
	base := reports.DefaultPath(w.entry.Name)
	if w.publishes() {
		base = filepath.Join(w.dir, "reports", filepath.Base(base))
	}
	paths := make([]string, 0, 1)
	for _, format := range w.formats() {
		paths = append(paths, base[:len(base)-len("csv")]+format)
	}
	return paths
}

// formats returns the formats of the reports.
func (w *work) formats() []string {
	if formats := w.Job.Definition.Report.Files; len(formats) > 0 {
		return formats
	}
	return []string{"csv"}
}

// published returns where a report that is made at a path ends up, if all goes well with the file.
func (w *work) published(path string) string {
	place := placeOf(w.config.Archive, w.entry.Seen, w.entry.Name, 1)
	return w.called(resultsOf(place, filepath.Ext(path)[1:]))
}

// called returns a path in the folder as people write it.
func (w *work) called(path string) string {
	if filepath.IsAbs(path) && !w.remote() {
		return path
	}
	if w.remote() {
		return w.at.folder + path
	}
	return filepath.Join(w.at.folder, path)
}

// planEnding is what the name of a file ends with that says what a held import would change.
const planEnding = "plan.jsonl"

// preview makes a report of what a held import would change, for the person who is to release it.
func (w *work) preview(ctx context.Context) error {
	o := w.jobOptions()
	o.DryRun, o.Atomic, o.Published = true, false, nil
	o.Reports = []string{filepath.Join(w.dir, "reports", planEnding)}
	o.Definition.Rules.Limits = importer.Limits{}
	if _, err := job.Run(ctx, o); err != nil {
		return fmt.Errorf("show what the held import of %s would change: %w", w.entry.Name, err)
	}
	return nil
}
