package job

import (
	"context"
	"fmt"

	"muster/importer"
	"muster/importer/sqlstore"
)

// A Release is a held import that somebody lets go on: it is run as one that was cut off before its first change, on the
// directory as it is now. The limits that held it allow as much as they were shown to, and not a person more.
type Release struct {
	// ActorName is who releases it, from the catalog. Defaults to the operating system's user.
	ActorName string
	record    *sqlstore.Record
	by        importer.Actor
}

// Release returns how to let the recorded import go on. file is where the file is now; "" is where it was. The error is
// sqlstore.ErrNotHeld where nothing holds it back, or as with Resume.
func (r *Request) Release(record *sqlstore.Record, file, actor string, getenv func(string) string) (*Options, error) {
	if err := record.Releasable(); err != nil {
		return nil, err
	}
	o, err := r.carryOn(record, file, getenv)
	if err != nil {
		return nil, err
	}
	o.Release = &Release{ActorName: actor, record: record}
	return o, nil
}

// recognizeReleaser finds out who releases the import, and refuses those who may not.
func (j *job) recognizeReleaser(asked *importer.Catalog) error {
	r := j.Release
	if r == nil {
		return nil
	}
	var err error
	if r.by, err = importer.NewActor(asked, r.ActorName, j.OSUser, j.Host); err != nil {
		return err
	}
	if err := j.index.Refuse(&r.by, &j.Definition.Rules); err != nil {
		return err
	}
	if !j.Definition.Rules.FourEyes {
		return nil
	}
	return r.secondPerson()
}

// secondPerson refuses a releaser who is, or may be, the one who began the import.
func (r *Release) secondPerson() error {
	switch {
	case r.by.Name == r.record.Actor:
		return fmt.Errorf("the definition asks for four eyes: %s began import %s, and somebody else has to release it", r.by.Name, r.record.Import)
	case r.by.OSUser == r.record.OSUser:
		return fmt.Errorf("the definition asks for four eyes: the operating system's user %s began import %s, and another one has to release it", r.by.OSUser, r.record.Import)
	default:
		return nil
	}
}

// release takes the directory's lock, records who released the import, and goes on as with one that was cut off.
func (j *job) release(ctx context.Context, ro *importer.Options) error {
	ro.Released = j.Release.record.Limits
	return j.carryOn(ctx, ro, func(ctx context.Context, imp *importer.Import) (importer.Journal, *sqlstore.Done, error) {
		return j.Store.Release(ctx, imp, &j.Release.by)
	})
}
