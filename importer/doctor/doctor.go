// Package doctor finds out what of a setup does not work, and says how to mend it. It changes nothing: what it has to try out
// (may files be moved?) it tries with a file of its own, and takes it away again. Only the folders for what is done it makes where
// they are missing.
package doctor

import (
	"context"
	"time"

	"muster/importer"
	"muster/importer/sqlstore"
)

// A Verdict says how serious a finding is.
type Verdict string

// The verdicts.
const (
	Well    Verdict = "well"
	Worry   Verdict = "worry"   // works today, and may not tomorrow
	Trouble Verdict = "trouble" // does not work
)

// A Finding is one thing that was looked at.
type Finding struct {
	Check   string  `json:"check"` // database, clock, disk, key, mail, catalog, definition NAME, files of NAME, …
	Verdict Verdict `json:"verdict"`
	Found   string  `json:"found"`          // a sentence
	Mend    string  `json:"mend,omitempty"` // what to do; "" where all is well
}

// A Doctor looks at one setup.
type Doctor struct {
	// DSN is the directory.
	DSN string
	// Definitions are the paths of definitions to look at as well.
	Definitions []string
	// KeyFile is where the key is that seals what waits for its mail; "" for none.
	KeyFile string
	// Actor is who runs imports: a name from the catalog. Defaults to the operating system's user, OSUser.
	Actor, OSUser, Host string
	// Getenv returns a variable of the environment.
	Getenv func(string) string
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time

	findings []Finding
	catalog  *importer.Catalog // nil where the directory cannot be read
}

// Examine looks at everything and returns what it found, in the order in which it is best mended.
func (d *Doctor) Examine(ctx context.Context) []Finding {
	if d.Now == nil {
		d.Now = time.Now
	}
	d.findings = nil
	d.directory(ctx)
	d.disk()
	definitions := d.read()
	d.key(definitions)
	d.mail(ctx, definitions)
	for _, def := range definitions {
		d.definition(def)
		d.folder(ctx, def)
	}
	return d.findings
}

func (d *Doctor) well(check, found string) { d.add(check, Well, found, "") }

func (d *Doctor) add(check string, v Verdict, found, mend string) {
	d.findings = append(d.findings, Finding{Check: check, Verdict: v, Found: found, Mend: mend})
}

// trouble reports an error, which says what to do itself.
func (d *Doctor) trouble(check string, err error, mend string) {
	d.add(check, Trouble, err.Error(), mend)
}

// name is how the directory is shown: without a password.
func (d *Doctor) name() string { return sqlstore.Describe(d.DSN) }
