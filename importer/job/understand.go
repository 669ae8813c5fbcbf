package job

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"muster/importer"
	"muster/mapping"
	"muster/reports"
	"muster/sources"
)

// sampleRows is how many rows are looked at to understand a file.
const sampleRows = 1000

// Inspect says what muster understands of the file, and chooses the sheet of a workbook: the first visible
// one with people in it, where none is asked for.
func Inspect(file *sources.File, c sources.Config, catalog *importer.Catalog) (*mapping.Inspection, error) {
	header, err := c.HeaderRow()
	if err != nil {
		return nil, err
	}
	options := mapping.InspectOptions{Header: header, Catalog: catalog}
	in, err := inspectSheet(file, options)
	if err != nil || c.XLSX.Sheet != "" || in.HasPeople() {
		return in, err
	}
	first := file.Sheet
	for _, sheet := range file.Sheets() {
		if sheet.Name == first || sheet.State != "visible" {
			continue
		}
		if err := file.UseSheet(sheet.Name); err != nil {
			return nil, err
		}
		other, err := inspectSheet(file, options)
		if err != nil {
			return nil, err
		}
		if other.HasPeople() {
			other.Doubts = append(other.Doubts, fmt.Sprintf("the sheet %q has no people in it, so the sheet %q is read; name the sheet to read another", first, sheet.Name))
			return other, nil
		}
	}
	if first != "" {
		err = file.UseSheet(first)
	}
	return in, err
}

func inspectSheet(file *sources.File, o mapping.InspectOptions) (*mapping.Inspection, error) {
	rows, err := sample(file)
	if err != nil {
		return nil, err
	}
	in := mapping.Inspect(rows, o)
	in.Format, in.Encoding, in.Delimiter, in.Sheet = file.Format, file.Encoding, file.Delimiter, file.Sheet
	in.Doubts = slices.Concat(in.Doubts, file.Doubts)
	return in, nil
}

// sample reads the file's first rows. A row that cannot be read counts as far as it can.
func sample(file *sources.File) ([]importer.Row, error) {
	source, err := file.Rows()
	if err != nil {
		return nil, err
	}
	defer source.Close()
	var rows []importer.Row
	for len(rows) < sampleRows {
		row, err := source.Read()
		var unreadable *importer.RowError
		switch {
		case errors.Is(err, io.EOF):
			return rows, nil
		case errors.As(err, &unreadable):
			row = unreadable.Row
		case err != nil:
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// understand finds out what the file's columns mean.
func (j *job) understand() error {
	rules := &j.Definition.Rules
	in, err := Inspect(j.file, j.Definition.Source, j.index.Catalog())
	if err != nil {
		return err
	}
	j.mapper, err = mapping.New(j.Definition.Mapping, in, mapping.Options{Catalog: j.index.Catalog()})
	if err != nil {
		return err
	}
	j.doubts = in.Doubts
	if j.Definition.Mapping != nil && len(j.Definition.Mapping.Fields) > 0 {
		j.doubts = j.file.Doubts // what the columns mean is no question then
	}
	rules.ContactsOnly = j.Definition.Mapping != nil && j.Definition.Mapping.Record == mapping.RecordContact
	if !rules.ContactsOnly {
		if err := importer.RefuseMembers(&j.imp.Actor, rules, j.mapper.Layout()); err != nil {
			return fmt.Errorf("%w: %w", ErrRefused, err)
		}
	}
	return j.decideDates()
}

// decideDates reads columns of dates to their end where their beginning does not tell day from month.
func (j *job) decideDates() error {
	if len(j.mapper.Undecided()) == 0 {
		return nil
	}
	source, err := j.file.Rows()
	if err != nil {
		return err
	}
	defer source.Close()
	return j.mapper.Decide(source)
}

// openReports begins the reports that are asked for.
func (j *job) openReports() error {
	var err error
	j.reports, err = reports.Open(j.reportPaths(), reports.Options{
		Layout: j.mapper.Layout(), Columns: j.Definition.Report.Columns, Source: j.file.Name, Planned: j.DryRun,
		Inputs: j.inputs(), Published: j.Published, Failed: j.Failed, FailedDelimiter: j.delimiter(), FailedSheet: j.file.Sheet,
		Run: j.imp.ID.String(),
	})
	return err
}

// inputs are the paths that no report may take.
func (j *job) inputs() []string {
	paths := []string{j.Location}
	for _, p := range []*Plan{j.Keep, j.Apply} {
		if p != nil {
			paths = append(paths, p.Path)
		}
	}
	return paths
}

func (j *job) delimiter() rune {
	for _, r := range j.file.Delimiter {
		return r
	}
	return 0
}

// reportPaths returns where the reports go.
func (j *job) reportPaths() []string {
	if len(j.Reports) > 0 {
		return j.Reports
	}
	base := reports.DefaultPath(j.Location)
	if len(j.Definition.Report.Files) == 0 {
		return []string{base}
	}
	var paths []string
	for _, format := range j.Definition.Report.Files {
		paths = append(paths, base[:len(base)-len("csv")]+format)
	}
	return paths
}
