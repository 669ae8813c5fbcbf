package job

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/google/uuid"

	"muster/importer"
	"muster/importer/value/seal"
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
	// Before the first row there is nothing to complete: the first wish to stop is enough.
	ready, cancel := untilStopped(ctx, o.Stop)
	defer cancel()
	file, err := sources.Open(ready, o.Location, o.sourceConfig())
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if o.Store == nil && o.OpenStore != nil {
		if o.Store, err = o.OpenStore(ready); err != nil {
			return nil, err
		}
	}
	if o.Resume != nil {
		if err := o.Resume.recognize(file); err != nil {
			return nil, err
		}
	}
	j := &job{Options: o, file: file, imp: &importer.Import{
		ID: cmp.Or(o.ID, uuid.Must(uuid.NewV7())), Definition: o.Definition.Name, Source: file.Name, SHA256: file.SHA256,
		Started: o.Now(), Atomic: o.Atomic, Writers: 1, Catalog: o.Catalog, Wait: o.Wait,
		Directory: importer.DirectoryName{DB: o.DB, New: true}, MailServer: o.Mails, Zone: o.zone(),
		Full: o.Definition.Source.Content == sources.ContentFull, Part: o.part(),
	}}
	if o.Store != nil {
		j.imp.Directory = o.Store.Name()
	}
	if o.Resume != nil {
		o.Resume.apply(j.imp)
	}
	if err := j.prepare(ready); err != nil {
		return nil, err
	}
	return j.run(ctx, ready)
}

// part reports whether the file is complete only together with others, and not the last of them.
func (o *Options) part() bool {
	return o.Definition.Source.Files == sources.FilesTogether && !o.Together.Last()
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

// A job is one import being put together.
type job struct {
	Options
	file    *sources.File
	imp     *importer.Import
	catalog *importer.Catalog
	index   *importer.Index
	mapper  *mapping.Mapper
	reports *reports.Set
	doubts  []string
	key     *seal.Key
	kept    string // the copy of a file that cannot be read again, "" for none
}

// zone returns the definition's time zone, which was checked when it was read.
func (o *Options) zone() *time.Location {
	zone, err := time.LoadLocation(o.Definition.TimeZone)
	if err != nil {
		return time.UTC
	}
	return zone
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
	if err := j.understand(); err != nil || j.DryRun {
		return err
	}
	return j.loadKey()
}

// useCatalog takes the directory's catalog, with the one given put over it, and finds out who the actor is. Where the
// directory says who may act, it is the one that is asked: nobody gives themselves rights with a catalog file.
func (j *job) useCatalog(ctx context.Context) error {
	have := &importer.Catalog{}
	if j.Store != nil {
		var err error
		if have, err = j.Store.Catalog(ctx); err != nil {
			return err
		}
	}
	merged, changes := have, []string(nil)
	if j.Catalog != nil {
		merged, changes = have.Overlay(j.Catalog)
	}
	if j.Resume != nil {
		if err := j.Resume.recognizeCatalog(merged, &j.Definition.Rules); err != nil {
			return err
		}
	}
	j.catalog, j.index = merged, importer.NewIndex(merged)
	asked := merged
	if have.SaysWhoActs() {
		asked = have
	}
	actor, err := importer.NewActor(asked, j.ActorName, j.OSUser, j.Host)
	if err == nil && have.SaysWhoActs() {
		err = actor.MayChangeCatalog(changes)
	}
	if err == nil {
		err = j.index.Refuse(&actor, &j.Definition.Rules)
	}
	if err == nil {
		err = j.recognizeReleaser(asked)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	j.imp.Actor = actor
	return j.isPlanned()
}

// run begins the import in the directory and carries it out. ready ends with the first wish to stop.
func (j *job) run(ctx, ready context.Context) (*importer.Summary, error) {
	ro := importer.Options{
		Import: j.imp, Rules: &j.Definition.Rules, Progress: j.Progress, Workers: j.Workers, BatchSize: j.BatchSize,
		First: j.First, Last: j.Last, Key: j.key, Stop: j.Stop, Now: j.Now, Reread: j.file.Rows,
	}
	if j.Store != nil {
		ro.Directory, ro.Feeds, ro.Edits, ro.Together = j.Store, j.Store, j.Store, j.Together
	}
	// What can be refused is refused before the directory hears of the import.
	source, err := j.file.Rows()
	if err != nil {
		return nil, err
	}
	defer source.Close()
	if err := j.openReports(); err != nil {
		return nil, err
	}
	defer j.reports.Abort()
	kept, err := j.keepPlan()
	if err != nil {
		return nil, err
	}
	if kept != nil {
		defer kept.Abort()
		ro.Absent = kept.Absent
	}
	if !j.DryRun {
		begin := j.begin
		switch {
		case j.Release != nil:
			begin = j.release
		case j.Resume != nil:
			begin = j.resume
		}
		if err := begin(ready, &ro); err != nil {
			return nil, err
		}
		defer ro.Journal.Close()
	}
	again, err := j.lookBack(ready)
	if err != nil {
		return nil, err
	}
	ro.Source, ro.Mapper, ro.Index, ro.Reporter = source, j.mapper, j.index, j.audience(kept)
	if j.Apply != nil {
		ro.Expected, ro.ExpectedAbsent = j.expected, j.Apply.End.Absent
	}
	summary, err := importer.Run(ctx, ro)
	if summary != nil {
		j.forgetAfter(summary.State)
		err = errors.Join(err, j.forgetSuperseded(context.WithoutCancel(ctx), summary))
		summary.Input, summary.Again = j.note(), again
	}
	return summary, errors.Join(err, j.finishPlan(kept, summary))
}

// begin takes the directory's lock. What another import did to the catalog while we waited for it is then seen.
func (j *job) begin(ctx context.Context, ro *importer.Options) error {
	j.imp.Writers = j.Store.Writers()
	if err := j.record(); err != nil {
		return err
	}
	journal, err := j.Store.Begin(ctx, j.imp)
	if err != nil {
		j.forget()
		return err
	}
	before := j.catalog
	err = j.useCatalog(ctx)
	if err == nil && !reflect.DeepEqual(before, j.catalog) {
		err = j.understandAnew(ctx)
	}
	if err != nil {
		j.forget()
		return j.giveUp(ctx, journal, err)
	}
	ro.Journal = journal
	return nil
}

// giveUp records that an import ended before its first row.
func (j *job) giveUp(ctx context.Context, journal importer.Journal, why error) error {
	s := &importer.Summary{
		State: importer.FailedRun, Error: why.Error(), Problems: map[string]int{}, Reports: []string{},
	}
	return errors.Join(why, journal.Finish(context.WithoutCancel(ctx), s), journal.Close())
}

// note says how the file was understood.
func (j *job) note() *importer.InputNote {
	layout := j.mapper.Layout()
	return &importer.InputNote{
		Format: j.file.Format, Encoding: j.file.Encoding, Delimiter: j.file.Delimiter, Sheet: j.file.Sheet,
		HeaderRow: layout.HeaderRow, Unmapped: layout.Unmapped, Doubts: j.doubts,
	}
}
