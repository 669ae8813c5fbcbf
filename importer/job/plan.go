package job

import (
	"fmt"
	"path/filepath"
	"strings"

	"muster/importer"
	"muster/importer/plan"
	"muster/reports"
	"muster/sources"
)

// A Plan is one that is kept, or one that is carried out.
type Plan struct {
	Path string
	// Header is that of the plan that is carried out. Of one that is to be kept it has what only the
	// caller knows: where the definition and the catalog are, and the options.
	Header plan.Header
	// End is the last line of the plan that is carried out.
	End plan.End
}

// OpenPlan returns the plan at path, to be carried out. It is read to its end first: a damaged one changes nobody. Where
// it cannot be used, errors.Is(err, plan.ErrUnusable).
func OpenPlan(path string) (*Plan, error) {
	r, err := plan.Open(path)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	end, err := r.Verify()
	if err != nil {
		return nil, err
	}
	return &Plan{Path: path, Header: r.Header, End: *end}, nil
}

// keepPlan begins the plan that is to be kept, nil for none.
func (j *job) keepPlan() (*plan.Writer, error) {
	if j.Keep == nil {
		return nil, nil //nolint:nilnil // no plan is asked for
	}
	h := j.Keep.Header
	h.Created, h.Actor, h.Directory = j.imp.Started, j.imp.Actor.Name, j.imp.Directory.DB
	h.File = plan.Input{Name: j.file.Name, Location: Absolute(j.Location), SHA256: j.file.SHA256}
	if h.Definition != nil {
		h.Definition.Name, h.Definition.SHA256 = j.Definition.Name, j.Definition.SHA256
	}
	var err error
	if h.Catalog.SHA256, err = hashCatalog(j.catalog); err != nil {
		return nil, err
	}
	return plan.Create(j.Keep.Path, h)
}

// finishPlan keeps the plan of a run that came to its end, also where a limit would hold the import back: whoever
// releases it can look at what is in it. Of any other run it would not say what an import does.
func (j *job) finishPlan(w *plan.Writer, s *importer.Summary) error {
	if s != nil && j.Apply != nil {
		s.Plan = j.Apply.Path
	}
	if w == nil || s == nil || s.State != importer.Planned && s.State != importer.Held {
		return nil
	}
	if err := w.Keep(s); err != nil {
		return err
	}
	s.Plan = j.Keep.Path
	return nil
}

// expected opens the plan that is carried out.
func (j *job) expected() (importer.Expected, error) { return plan.Open(j.Apply.Path) }

// isPlanned refuses to carry out a plan with a file, a definition or a catalog that is not the planned one.
func (j *job) isPlanned() error {
	if j.Apply == nil {
		return nil
	}
	h := &j.Apply.Header
	catalog, err := hashCatalog(j.catalog)
	if err != nil {
		return err
	}
	definition := ""
	if h.Definition != nil {
		definition = h.Definition.SHA256
	}
	var changed []string
	for _, input := range []struct{ what, planned, now string }{
		{"the file (" + j.file.Name + ")", h.File.SHA256, j.file.SHA256},
		{"the definition", definition, j.Definition.SHA256},
		{"the catalog", h.Catalog.SHA256, catalog},
	} {
		if input.planned != input.now {
			changed = append(changed, input.what)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	return fmt.Errorf("%w: since the plan was made, %s changed; plan again, or give what was planned", ErrRefused, strings.Join(changed, " and "))
}

// Absolute returns the location so that it means the same in another folder.
func Absolute(location string) string {
	if location == "" || location == sources.StandardName || strings.Contains(location, "://") {
		return location
	}
	absolute, err := filepath.Abs(location)
	if err != nil {
		return location // the folder is gone: then nothing better can be said
	}
	return absolute
}

// An audience hears of each row's result: the reports, and whoever else wants to.
type audience struct {
	*reports.Set
	others []Listener
}

// A Listener is told each row's result, as importer.Reporter has it.
type Listener interface {
	Report(r *importer.RowResult) error
}

// audience returns who hears of the results.
func (j *job) audience(kept *plan.Writer) *audience {
	a := &audience{Set: j.reports}
	if kept != nil {
		a.others = append(a.others, kept)
	}
	if j.Listener != nil {
		a.others = append(a.others, j.Listener)
	}
	return a
}

// Report tells everybody. It returns the first error; the others hear of the row all the same.
func (a *audience) Report(r *importer.RowResult) error {
	err := a.Set.Report(r)
	for _, l := range a.others {
		if e := l.Report(r); err == nil {
			err = e
		}
	}
	return err
}
