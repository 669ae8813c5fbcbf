package job

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"muster/importer"
	"muster/importer/definition"
	"muster/importer/sqlstore"
)

// A Request is what an import was asked for, as the directory records it: enough to run it again without a question.
// The definition is there as it was written, so that what "${NAME}" stands for is not.
type Request struct {
	// Folder is where the program ran: what is relative below is relative to it.
	Folder string `json:"folder"`
	// Location is the file as it was named.
	Location string `json:"location"`
	// Once tells that the file came over a stream (standard input, a pipe). Kept is where the program keeps a copy of
	// it, "" where it keeps none, because there are secrets in it.
	Once bool   `json:"once,omitempty"`
	Kept string `json:"kept,omitempty"`
	// Config is the path of the definition, "" for none, and Definition its text.
	Config     string `json:"config,omitempty"`
	Definition string `json:"definition,omitempty"`
	Overrides
	Actor string `json:"actor,omitempty"`
	// BatchSize is never 0: batches that are written are known by their numbers.
	BatchSize int `json:"batch"`
	First     int `json:"first,omitempty"`
	Last      int `json:"last,omitempty"`
	// Plan is the path of the plan that is carried out, "" for none.
	Plan    string   `json:"plan,omitempty"`
	Reports []string `json:"reports"`
	Failed  string   `json:"failed,omitempty"`
	// CatalogSHA256 is the hash of the catalog as the import sees it, see hashCatalog.
	CatalogSHA256 string `json:"catalog_sha256"`
	// Groups are those that the catalog had before, where the import makes some.
	Groups []string `json:"groups,omitempty"`
}

// request says what this import is asked for.
func (j *job) request() (*Request, error) {
	sum, err := hashCatalog(j.catalog)
	if err != nil {
		return nil, err
	}
	folder, err := os.Getwd()
	if err != nil {
		return nil, fmt.Errorf("find the working folder: %w", err)
	}
	r := &Request{
		Folder: folder, Location: j.Location, Once: j.file.Once(), Config: j.Definition.Path, Definition: j.Definition.Text,
		Overrides: j.Overrides, Actor: j.ActorName, BatchSize: j.BatchSize, First: j.First, Last: j.Last,
		Reports: j.reportPaths(), Failed: j.Failed, CatalogSHA256: sum,
	}
	if j.Apply != nil {
		r.Plan = Absolute(j.Apply.Path)
	}
	if r.BatchSize == 0 {
		r.BatchSize = importer.DefaultBatchSize
	}
	if j.Definition.Rules.CreateGroups {
		r.Groups = j.catalog.Names(importer.Groups)
	}
	return r, nil
}

// hashCatalog returns a hash of all that the catalog says, in hex, in whatever order its lists are.
func hashCatalog(c *importer.Catalog) (string, error) {
	sorted, _ := new(importer.Catalog).Overlay(c)
	text, err := json.Marshal(sorted)
	if err != nil {
		return "", fmt.Errorf("hash the catalog: %w", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// RequestOf returns what a recorded import was asked for. The error is ErrRefused where that is not known.
func RequestOf(record *sqlstore.Record) (*Request, error) {
	if len(record.Request) == 0 {
		return nil, fmt.Errorf("%w: nothing is recorded of what import %s was asked for", ErrRefused, record.Import)
	}
	r := &Request{}
	if err := json.Unmarshal(record.Request, r); err != nil {
		return nil, fmt.Errorf("read what import %s was asked for: %w", record.Import, err)
	}
	return r, nil
}

// Options returns how to run the import again. What belongs to the run and not to the import (the directory, who runs it,
// progress, where to stop) is for the caller to fill in. Variables of the definition come from getenv.
func (r *Request) Options(record *sqlstore.Record, getenv func(string) string) (*Options, error) {
	o := &Options{
		Location: r.absolute(r.Location), Catalog: record.Catalog, Overrides: r.Overrides, ActorName: r.Actor, Atomic: record.Atomic,
		BatchSize: r.BatchSize, First: r.First, Last: r.Last, Failed: r.absolute(r.Failed),
	}
	for _, path := range r.Reports {
		o.Reports = append(o.Reports, r.absolute(path))
	}
	if r.Definition != "" {
		d, err := definition.Parse(r.Config, []byte(r.Definition), getenv)
		if err != nil {
			return nil, err
		}
		o.Definition = *d
	}
	o.Overrides.Apply(&o.Definition)
	if r.Plan != "" {
		var err error
		if o.Apply, err = OpenPlan(r.Plan); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// absolute returns the path as it is to be used here: in the folder where the import began, as it was typed there.
func (r *Request) absolute(path string) string {
	here, err := os.Getwd()
	if path == "" || path == "-" || strings.Contains(path, "://") || filepath.IsAbs(path) || err == nil && here == r.Folder {
		return path
	}
	return filepath.Join(r.Folder, path)
}
