package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"muster/importer"
	"muster/importer/sqlstore"
	"muster/importer/value/seal"
)

// DatesSource is what an application of dates is called where imports name their file.
const DatesSource = "start and end dates"

// DatesOptions says in which directory dates are applied, and on whose behalf. See Options for the fields of the same name.
type DatesOptions struct {
	Store                   *sqlstore.Store
	ActorName, OSUser, Host string
	Wait                    time.Duration
	Mails                   bool
	Key                     func(create bool) (*seal.Key, error)
	Now                     func() time.Time
}

// ApplyDates lets people in whose start date has come and takes the access of those whose end date is over: on days when
// no file comes. It is recorded as an import of its own. The summary is nil where nobody was due.
func ApplyDates(ctx context.Context, o DatesOptions) (*importer.Summary, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	catalog, err := o.Store.Catalog(ctx)
	if err != nil {
		return nil, err
	}
	actor, err := importer.NewActor(catalog, o.ActorName, o.OSUser, o.Host)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	var key *seal.Key
	if o.Key != nil {
		if key, err = o.Key(false); err != nil && !errors.Is(err, seal.ErrNoKey) {
			return nil, fmt.Errorf("%w: %w", ErrRefused, err)
		}
	}
	imp := &importer.Import{
		ID: uuid.Must(uuid.NewV7()), Source: DatesSource, Actor: actor, Started: o.Now(), Writers: 1, Wait: o.Wait,
		Directory: o.Store.Name(), MailServer: o.Mails,
	}
	return importer.RunDates(ctx, importer.DatesOptions{
		Import: imp, Index: importer.NewIndex(catalog), Key: key, Now: o.Now,
		Due: func(ctx context.Context, after uuid.UUID) ([]*importer.Person, error) {
			return o.Store.Due(ctx, imp.Started, after)
		},
		Journal: func(ctx context.Context) (importer.Journal, error) { return o.Store.Begin(ctx, imp) },
	})
}
