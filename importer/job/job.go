package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"muster/importer"
	"muster/mapping"
	"muster/reports"
	"muster/sources"
)

// ErrRefused marks what is refused before the first row: an actor who is not known or does not hold what the
// definition asks for.
var ErrRefused = errors.New("refused")

// Run imports one file. It returns a summary whenever a run began, also when it then failed; the error says
// why it went no further. An error without a summary means that nothing was written.
func Run(ctx context.Context, o Options) (*importer.Summary, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	file, err := sources.Open(ctx, o.Location, o.sourceConfig())
	if err != nil {
		return nil, err
	}
	defer file.Close()
	j := &job{Options: o, file: file, imp: &importer.Import{
		Definition: o.Definition.Name, Source: file.Name, SHA256: file.SHA256,
		Started: o.Now(), Atomic: o.Atomic, Writers: 1, Catalog: o.Catalog, Wait: o.Wait,
		Directory: importer.DirectoryName{DB: o.DB}, MailServer: o.Mails,
	}}
	if o.Store != nil {
		j.imp.Directory = o.Store.Name()
	}
	if err := j.prepare(ctx); err != nil {
		return nil, err
	}
	return j.run(ctx)
}

// A job is one import being put together.
type job struct {
	Options
	file    *sources.File
	imp     *importer.Import
	index   *importer.Index
	mapper  *mapping.Mapper
	reports *reports.Set
	doubts  []string
}

func (o *Options) sourceConfig() sources.Config {
	c := o.Definition.Source
	c.Stdin = o.Stdin
	return c
}

// prepare does all that can refuse the import before anything is written.
func (j *job) prepare(ctx context.Context) error {
	if err := j.useCatalog(ctx); err != nil {
		return err
	}
	actor, err := importer.NewActor(j.index.Catalog(), j.ActorName, j.OSUser, j.Host)
	if err == nil {
		err = j.index.Refuse(&actor, &j.Definition.Rules)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	j.imp.Actor = actor
	return j.understand()
}

// useCatalog takes the directory's catalog, with the one given put over it.
func (j *job) useCatalog(ctx context.Context) error {
	have := &importer.Catalog{}
	if j.Store != nil {
		var err error
		if have, err = j.Store.Catalog(ctx); err != nil {
			return err
		}
	}
	if j.Catalog != nil {
		have, _ = have.Overlay(j.Catalog)
	}
	j.index = importer.NewIndex(have)
	return nil
}

// run begins the import in the directory and carries it out.
func (j *job) run(ctx context.Context) (*importer.Summary, error) {
	source, err := j.file.Rows()
	if err != nil {
		return nil, err
	}
	defer source.Close()
	if err := j.openReports(); err != nil {
		return nil, err
	}
	defer j.reports.Abort()
	ro := importer.Options{
		Import: j.imp, Rules: &j.Definition.Rules, Source: source, Mapper: j.mapper, Reporter: j.reports,
		Progress: j.Progress, Workers: j.Workers, BatchSize: j.BatchSize, First: j.First, Last: j.Last,
		Stop: j.Stop, Now: j.Now,
	}
	if j.Store != nil {
		ro.Directory = j.Store
	}
	if !j.DryRun {
		journal, err := j.begin(ctx)
		if err != nil {
			return nil, err
		}
		defer journal.Close()
		ro.Journal = journal
	}
	ro.Index = j.index
	summary, err := importer.Run(ctx, ro)
	if summary != nil {
		summary.Input = j.note()
	}
	return summary, err
}

// begin takes the directory's lock. What another import did while we waited for it is then seen.
func (j *job) begin(ctx context.Context) (importer.Journal, error) {
	j.imp.ID = uuid.Must(uuid.NewV7())
	j.imp.Writers = j.Store.Writers()
	journal, err := j.Store.Begin(ctx, j.imp)
	if err != nil {
		return nil, err
	}
	if err := j.useCatalog(ctx); err != nil {
		return nil, errors.Join(err, journal.Close())
	}
	return journal, nil
}

// note says how the file was understood.
func (j *job) note() *importer.InputNote {
	layout := j.mapper.Layout()
	return &importer.InputNote{
		Format: j.file.Format, Encoding: j.file.Encoding, Delimiter: j.file.Delimiter, Sheet: j.file.Sheet,
		HeaderRow: layout.HeaderRow, Unmapped: layout.Unmapped, Doubts: j.doubts,
	}
}
