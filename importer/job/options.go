package job

import (
	"context"
	"io"
	"time"

	"github.com/google/uuid"

	"muster/importer"
	"muster/importer/definition"
	"muster/importer/sqlstore"
	"muster/importer/value/seal"
)

// Options says what to import into what.
type Options struct {
	// Location is the file: a path, or "-" for Stdin.
	Location string
	// Stdin is what "-" reads.
	Stdin io.Reader
	// Definition says how the file becomes people. Defaults to what the file's header says.
	Definition definition.Definition

	// Overrides are what was put over the definition as it was written. They are applied already, and are here to be
	// recorded.
	Overrides Overrides
	// KeepIn is a folder in which the program keeps a copy of a file that came over a stream, until the import has
	// ended. Defaults to no copy: then such an import can only be carried on with the file at hand.
	KeepIn string

	// Store is the directory. It may be nil for a dry run: then it is as if nobody were there.
	Store *sqlstore.Store
	// OpenStore opens the directory where Store is nil: after the file, so that none is made for a file that is not there.
	// What it returns is the caller's to close. It may return nil for a dry run.
	OpenStore func(context.Context) (*sqlstore.Store, error)
	// DB names the directory where Store is nil.
	DB string
	// Catalog is loaded with the first write; a dry run acts as if it were loaded. Defaults to none.
	Catalog *importer.Catalog

	// ActorName is who runs this, from the catalog. Defaults to the operating system's user.
	ActorName string
	// OSUser and Host are recorded in any case.
	OSUser, Host string

	// Resume is the import that is carried on; see Request.Resume. Defaults to none: this is a new one.
	Resume *Resume
	// Release says who lets an import go on that a limit held back; Resume is set too then. Defaults to none.
	Release *Release

	// DryRun writes nothing to the directory.
	DryRun bool
	// Atomic imports all rows or none.
	Atomic bool
	// Together is shared by the imports of several files that are complete only together (source.files). Defaults to
	// none: then such a file is only a part, and nobody is taken for absent.
	Together *importer.Together
	// Wait is how long to wait for another import's end.
	Wait time.Duration
	// First and Last bound the rows, by their numbers; 0 is no bound.
	First, Last int
	// Workers and BatchSize: see importer.Options.
	Workers, BatchSize int

	// Reports are the paths of the reports. Defaults to those that the definition asks for, else a CSV
	// file beside the input.
	Reports []string
	// Failed is the path for the refused rows. Defaults to none.
	Failed string
	// Published returns where a report ends up that is made at a path, for the summary. Defaults to that path.
	Published func(path string) string
	// ID is that of the import. Defaults to a new one.
	ID uuid.UUID

	// Key returns the key that seals temporary passwords and invitations until they are mailed. create tells that one is
	// needed, and may be made where there is none. Defaults to no key: then such imports are refused.
	Key func(create bool) (*seal.Key, error)

	// Keep is the plan that a dry run keeps. Defaults to none.
	Keep *Plan
	// Apply is the plan that is carried out: nothing else is done. Defaults to none.
	Apply *Plan
	// Listener is told each row's result. Defaults to nobody.
	Listener Listener
	// Notice is told, in a sentence without a full stop, what the user should know while the import runs. Defaults to nobody.
	Notice func(string)
	// Progress is told how far the run is. Defaults to nobody.
	Progress importer.Progress
	// ProgressMode is auto, bar, plain or none.
	ProgressMode string
	// Mails tells whether a mail server is set.
	Mails bool
	// Stop asks for an orderly end when it is closed.
	Stop <-chan struct{}
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
}
