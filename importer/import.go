package importer

import (
	"cmp"
	"time"

	"github.com/google/uuid"
)

// An Import is one run over one file, as the directory records it.
type Import struct {
	ID         uuid.UUID
	Definition string // its name, "" without one
	Source     string // what the user called the file
	SHA256     string // of the file's bytes, in hex
	Actor      Actor
	// BegunBy is the name of the actor who began the import, where Actor carries it on. Defaults to Actor.
	BegunBy string
	Started time.Time
	// Undoes is the import that this one takes back; zero for all others.
	Undoes uuid.UUID
	// Atomic asks for all rows or none.
	Atomic bool
	// Request says, as JSON, all that is needed to run the import again; who writes it reads it, nobody else. It holds
	// no secret. Defaults to nothing.
	Request []byte
	// Writers is how many batches may be written at once. Defaults to 1.
	Writers int
	// Full tells that the file names everybody whom the definition is about. Part tells that it does so only
	// together with other files.
	Full, Part bool
	// Catalog is loaded with the first write, nil for none.
	Catalog *Catalog
	// Directory is the directory's name, for the summary.
	Directory DirectoryName
	// MailServer tells whether a mail server is set, for the summary.
	MailServer bool
	// Zone is where start and end dates count. Defaults to UTC.
	Zone *time.Location
	// Wait is how long to wait for another import's lock.
	Wait time.Duration
}

// GivenBy names who gives what this import grants: the definition, else the actor.
func (i *Import) GivenBy() string {
	if i.Definition != "" {
		return i.Definition
	}
	return i.Begun()
}

// Begun names the actor who began the import.
func (i *Import) Begun() string { return cmp.Or(i.BegunBy, i.Actor.Name) }

// An Actor is who runs the import.
type Actor struct {
	Name   string // from the catalog, or "local:USER"
	OSUser string
	Host   string
	// All tells that the actor holds everything.
	All bool
	// Holds is what the actor holds otherwise, folded (text.Fold), by kind.
	Holds [NumGrantKinds]map[string]bool
}

// May reports whether the actor holds the thing of that folded name.
func (a *Actor) May(kind GrantKind, folded string) bool { return a.All || a.Holds[kind][folded] }
