package job

import (
	"errors"
	"io/fs"
	"os"

	"muster/importer"
	"muster/importer/sqlstore"
)

// Traces are the files that an import has to do with, as far as they are known: where people of the directory are written
// down besides.
type Traces struct {
	Import string         `json:"import"`
	State  importer.State `json:"state"`
	// Input is the file that was imported, and Reports are what was written about it. They are the user's.
	Input   string   `json:"input"`
	Reports []string `json:"reports"`
	// Kept is the copy of the input that the program keeps until the import has ended, "" for none.
	Kept string `json:"kept,omitempty"`
}

// TracesOf returns the files that the import has to do with, and takes away the copy of its input where the import has
// ended, so that nobody needs it any more.
func TracesOf(record *sqlstore.Record) (*Traces, error) {
	t := &Traces{Import: record.Import, State: record.State, Input: record.Source, Reports: record.Reports}
	request, err := RequestOf(record)
	if errors.Is(err, ErrRefused) {
		return t, nil // nothing more is known
	}
	if err != nil {
		return nil, err
	}
	t.Input, t.Reports = request.absolute(request.Location), []string{}
	for _, path := range record.Reports {
		t.Reports = append(t.Reports, request.absolute(path))
	}
	if _, err := os.Stat(request.Kept); request.Kept == "" || errors.Is(err, fs.ErrNotExist) {
		return t, nil
	}
	if record.State.MayGoOn() || record.Resumable() == nil {
		t.Kept = request.Kept
		return t, nil
	}
	return t, ForgetKept(record)
}
