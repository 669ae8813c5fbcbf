package reports

import (
	"errors"
	"slices"
	"unicode/utf8"

	"muster/importer"
)

// Options says what reports have in them.
type Options struct {
	// Layout says what the file's columns are. Required.
	Layout *importer.Layout
	// Columns says which of them are repeated: all, mapped or key (see Config). With key, changes and the values
	// in problems are left out too, except those of the key fields. Defaults to all.
	Columns string
	// Source is what the user calls the file, for the heading of an HTML report. Defaults to no name.
	Source string
	// Planned tells that nothing is written to the directory, for the heading of an HTML report.
	// Defaults to false.
	Planned bool
	// Inputs are the paths of the files read: no report may take their place. Defaults to none.
	Inputs []string
	// Published returns where a report ends up that is made at a path, which is what Close returns. Defaults to that path.
	Published func(path string) string

	// Run tells the drafts of this run from those of others: give the import's id. See Set.RemoveLeft. Defaults to
	// no name.
	Run string

	// Failed is the path for the refused rows in the file's own columns, ready to be mended and imported
	// again; the ending chooses csv or xlsx. Defaults to no such file.
	Failed string
	// FailedDelimiter separates the cells of a CSV file at Failed; give the file's own, and the spreadsheet that
	// wrote it can open it. Defaults to a comma.
	FailedDelimiter rune
	// FailedSheet is the name of the sheet of an XLSX file at Failed; give the file's own, and a
	// definition that names it fits. Defaults to "Rows".
	FailedSheet string
}

// A Set is the reports of one run, written side by side. It is used by one goroutine.
type Set struct {
	run       string
	parts     []*part
	published func(path string) string
}

var _ importer.Reporter = (*Set)(nil)

// A part is one report of a set.
type part struct {
	draft  *draft
	format format
}

// A format writes results in its own way into a draft.
type format interface {
	write(r *importer.RowResult) error
	// finish writes what is still to be written.
	finish() error
	// release gives back what the format holds. It may be called more than once.
	release()
}

// Open begins a report at each path; the ending chooses the format: .csv, .xlsx, .jsonl or .html. None
// appears before Close, and none after Abort. An error is ErrUsage, where another path or word mends
// it, or a *WriteError; nothing is left behind then.
func Open(paths []string, o Options) (*Set, error) {
	cols, err := chooseColumns(o.Columns, o.Layout)
	if err != nil {
		return nil, err
	}
	if err := checkPaths(paths, o); err != nil {
		return nil, err
	}
	s := &Set{run: o.Run, published: o.Published}
	if s.published == nil {
		s.published = func(path string) string { return path }
	}
	for _, p := range paths {
		if err := s.open(p, func(d *draft) (format, error) { return newReport(d, cols, o) }); err != nil {
			s.Abort()
			return nil, err
		}
	}
	if o.Failed == "" {
		return s, nil
	}
	if err := s.open(o.Failed, func(d *draft) (format, error) { return newFailed(d, o) }); err != nil {
		s.Abort()
		return nil, err
	}
	return s, nil
}

// checkPaths refuses what would overwrite something, or is no report.
func checkPaths(paths []string, o Options) error {
	all := slices.Clone(paths)
	for _, p := range paths {
		if _, err := formatOf(p, formatCSV, formatXLSX, formatJSONL, formatHTML); err != nil {
			return err
		}
	}
	if o.Failed != "" {
		if _, err := formatOf(o.Failed, formatCSV, formatXLSX); err != nil {
			return err
		}
		all = append(all, o.Failed)
	}
	for i, p := range all {
		if slices.ContainsFunc(o.Inputs, sameAs(p)) {
			return usagef("the report %s would take the place of the file that is read; choose another name", p)
		}
		if slices.ContainsFunc(all[:i], sameAs(p)) {
			return usagef("two reports are to be written to %s; choose another name for one of them", p)
		}
	}
	return nil
}

// open adds a report to the set: a draft, and the format that begin makes for it.
func (s *Set) open(path string, begin func(*draft) (format, error)) error {
	d, err := newDraft(path, s.run)
	if err != nil {
		return err
	}
	f, err := begin(d)
	if err != nil {
		d.discard()
		return d.note(err)
	}
	s.parts = append(s.parts, &part{draft: d, format: f})
	return nil
}

// newReport begins the format that the path's ending chooses.
func newReport(d *draft, cols columns, o Options) (format, error) {
	ext, err := formatOf(d.path, formatCSV, formatXLSX, formatJSONL, formatHTML)
	if err != nil {
		return nil, err
	}
	switch ext {
	case formatXLSX:
		return newXLSX(d, resultSheet, &resultLines{columns: cols})
	case formatJSONL:
		return newJSONL(d, cols, o.Layout), nil
	case formatHTML:
		return newHTML(d, cols, o)
	default:
		return newCSV(d, ',', &resultLines{columns: cols})
	}
}

// newFailed begins the file of the refused rows.
func newFailed(d *draft, o Options) (format, error) {
	ext, err := formatOf(d.path, formatCSV, formatXLSX)
	if err != nil {
		return nil, err
	}
	l := &failedLines{layout: o.Layout}
	if ext == formatXLSX {
		return newXLSX(d, sheetName(o.FailedSheet), l)
	}
	return newCSV(d, delimiterOf(o.FailedDelimiter), l)
}

// delimiterOf returns a delimiter that can separate cells, a comma where the one given cannot.
func delimiterOf(r rune) rune {
	if r == 0 || r == '"' || r == '\r' || r == '\n' || !utf8.ValidRune(r) || r == utf8.RuneError {
		return ','
	}
	return r
}

// Report adds a row's result to every report. A report that cannot be written further is given up, with
// its draft removed, and the error returned; the others can go on.
func (s *Set) Report(r *importer.RowResult) error {
	var failed error
	for _, p := range s.parts {
		if err := p.format.write(r); err != nil {
			failed = errors.Join(failed, p.draft.note(err))
		}
	}
	if failed != nil {
		s.keep(func(p *part) error { return p.draft.err })
	}
	return failed
}

// Close completes the reports and then puts them in their places, in the order in which they were asked for.
// It returns the paths of those that are there, and the errors of those that are not and of which Report did
// not tell. A second Close does nothing.
func (s *Set) Close() (paths []string, err error) {
	s.keep(func(p *part) error {
		e := p.complete()
		err = errors.Join(err, e)
		return e
	})
	s.keep(func(p *part) error {
		e := p.draft.place()
		if err = errors.Join(err, e); e == nil {
			paths = append(paths, s.published(p.draft.path))
		}
		return e
	})
	s.parts = nil
	return paths, err
}

// Abort removes what is not in its place: after Close, nothing. Defer it, and no draft stays behind
// whatever happens.
func (s *Set) Abort() {
	for _, p := range s.parts {
		p.discard()
	}
	s.parts = nil
}

// RemoveLeft removes the drafts that an earlier process of the same run has left, because it was killed. No such process
// may be alive. A Set without Options.Run removes nothing.
func (s *Set) RemoveLeft() {
	for _, p := range s.parts {
		p.draft.removeLeft(s.run)
	}
}

// keep keeps the parts for which f has no error and discards the others.
func (s *Set) keep(f func(*part) error) {
	s.parts = slices.DeleteFunc(s.parts, func(p *part) bool {
		if f(p) == nil {
			return false
		}
		p.discard()
		return true
	})
}

// complete writes the rest of the report and brings it to the disk.
func (p *part) complete() error {
	defer p.format.release()
	if err := p.format.finish(); err != nil {
		return p.draft.note(err)
	}
	return p.draft.settle()
}

// discard removes what there is of the report so far.
func (p *part) discard() {
	p.format.release()
	p.draft.discard()
}
