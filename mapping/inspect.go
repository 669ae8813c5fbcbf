package mapping

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"muster/importer"
)

// Where the header is, for InspectOptions.Header.
const (
	HeaderAuto = 0  // look for it
	HeaderNone = -1 // there is none
)

// InspectOptions say what is known about the rows beforehand.
type InspectOptions struct {
	// Header is the number of the header row, HeaderNone or HeaderAuto.
	// Defaults to HeaderAuto.
	Header int
	// Catalog has the names that tell roles from job titles, and the declared
	// attributes. Defaults to none: a role column is then a job title.
	Catalog *importer.Catalog
}

// An Inspection is what muster understands of a file. Its JSON is stable.
type Inspection struct {
	// Format, Encoding, Delimiter, Sheet and Rows are the caller's to fill: the
	// rows alone do not tell.
	Format    string `json:"format"`
	Encoding  string `json:"encoding"`
	Delimiter string `json:"delimiter"`
	Sheet     string `json:"sheet"`
	// HeaderRow is the number of the header row, 0 where there is none.
	HeaderRow int `json:"header_row"`
	// Rows is the number of rows below the header that are not blank; Inspect
	// counts those it was given.
	Rows int `json:"rows"`
	// Columns are in the order of the file.
	Columns []Column `json:"columns"`
	// Doubts say in a sentence each what is not sure. The caller may add its
	// own.
	Doubts []string `json:"doubts"`

	header  importer.Row   // zero where there is none
	data    []importer.Row // below the header, without blank ones
	first   int            // number of the first row that can be a person
	catalog *importer.Catalog
	err     error // see Err
}

// A Column is one column of the file, and what it was recognized as.
type Column struct {
	Index int    `json:"index"` // from 0
	Name  string `json:"name"`  // made up where the file has none; no two are equal
	// Field is the field that the column feeds, as definitions name it; ""
	// (null in JSON) is none. Two columns have the same field only where they
	// are joined, such as first and middle name.
	Field string `json:"field"`
	// Confidence is how sure that is, 0 to 1.
	Confidence float64 `json:"confidence"`
	// Samples are up to three different cells as typed; "[hidden]" where they
	// must not be shown.
	Samples []string `json:"samples"`

	meaning string        // which part of the field, or why there is none: see the means… constants
	hidden  bool          // cells must not be shown
	doubts  []string      // what is not sure about it
	dates   *dateQuestion // nil where nothing has to be asked about its dates
	looks   *looks
}

// MarshalJSON writes a column without a field as null.
func (c Column) MarshalJSON() ([]byte, error) {
	type plain Column // without this method
	var field *string
	if c.Field != "" {
		field = &c.Field
	}
	return json.Marshal(struct {
		plain
		Field      *string  `json:"field"`
		Confidence float64  `json:"confidence"`
		Samples    []string `json:"samples"`
	}{plain(c), field, c.Confidence, c.Samples})
}

// Inspect says what the rows are: every physical row from the first, or as many
// as make a good sample (a few hundred). What it does not know is among the
// doubts; only a header row that was asked for and is not there makes the
// inspection useless, see Err.
func Inspect(rows []importer.Row, o InspectOptions) *Inspection {
	in := &Inspection{Columns: []Column{}, Doubts: []string{}, first: 1, catalog: o.Catalog}
	at := headerIndex(rows, o.Header)
	if at >= 0 {
		in.header, in.HeaderRow, in.first = rows[at], rows[at].Number, rows[at].Number+1
	}
	for _, row := range rows[at+1:] {
		if !isBlank(row) {
			in.data = append(in.data, row)
		}
	}
	in.Rows = len(in.data)
	in.sayHeader(rows, at, o.Header)
	names, doubts := columnNames(in.header, in.width())
	in.Doubts = append(in.Doubts, doubts...)
	if in.HeaderRow > 0 && isOwnReport(names) {
		in.doubt("this is a report of muster; its first four columns are left out")
	}
	in.Columns = in.recognized(names, o.Catalog)
	if len(names) > maxRecognized {
		in.doubt("only the first %d of %d columns were recognized; name what matters of the others in a definition, or delete columns that are not about people",
			maxRecognized, len(names))
	}
	for _, c := range in.Columns {
		for _, d := range c.allDoubts() {
			if !slices.Contains(in.Doubts, d) {
				in.Doubts = append(in.Doubts, d)
			}
		}
	}
	in.sayPeople()
	return in
}

// maxRecognized bounds the columns that are looked at, because every name and
// cell takes its time: lists of people have a few dozen, a workbook can have
// 16,384.
const maxRecognized = 500

// recognized returns the columns of those names. Those behind the ones that are
// looked at have only their names; their cells are hidden, since nothing tells
// whether they are secret.
func (in *Inspection) recognized(names []string, catalog *importer.Catalog) []Column {
	seen := min(len(names), maxRecognized)
	columns := recognize(known(), names[:seen], in.data, in.HeaderRow > 0, catalog)
	for _, name := range names[seen:] {
		columns = append(columns, Column{Index: len(columns), Name: name, Samples: []string{}, hidden: true, looks: &looks{}})
	}
	return columns
}

// Err returns nil, or an error that wraps ErrHeader: the row that should be the
// header is not among the rows that were inspected, or is blank. Everything else
// that the inspection says is then about a file without a header.
func (in *Inspection) Err() error { return in.err }

// FirstRow returns the number of the first row that can be a person.
func (in *Inspection) FirstRow() int { return in.first }

// headerIndex returns where in rows the header is, -1 where there is none.
func headerIndex(rows []importer.Row, wanted int) int {
	switch wanted {
	case HeaderNone:
		return -1
	case HeaderAuto:
		return known().findHeader(rows)
	default:
		return slices.IndexFunc(rows, func(r importer.Row) bool { return r.Number == wanted && !isBlank(r) })
	}
}

// width returns the number of columns: those of the header, without blank ones
// at its end below which there is nothing either; without a header those of
// most rows.
func (in *Inspection) width() int {
	if in.HeaderRow == 0 {
		return usualWidth(in.data)
	}
	width := filledWidth(in.header)
	for _, row := range in.data {
		width = max(width, filledWidth(row))
	}
	return min(width, len(in.header.Cells))
}

// sayHeader says what was done about the header, which is rows[at], where it is
// not simply the first row.
func (in *Inspection) sayHeader(rows []importer.Row, at, wanted int) {
	switch {
	case wanted > 0 && at < 0:
		in.err = headerError(rows, wanted)
		in.Doubts = append(in.Doubts, in.err.Error())
	case wanted == HeaderAuto && at < 0 && in.Rows > 0:
		in.doubt("there is no header row; the columns were recognized by what their cells look like (set the header row if there is one)")
	}
	above := slices.DeleteFunc(slices.Clone(rows[:max(at, 0)]), isBlank)
	switch n := len(above); {
	case n == 1:
		in.doubt("row %d stands above the header in row %d and is not read", above[0].Number, in.HeaderRow)
	case n > 1:
		in.doubt("%d rows (%d to %d) stand above the header in row %d and are not read", n, above[0].Number, above[n-1].Number, in.HeaderRow)
	}
	if in.HeaderRow > 0 && in.Rows == 0 {
		in.doubt("there are no rows below the header")
	}
}

// headerError says why the wanted row cannot be the header.
func headerError(rows []importer.Row, wanted int) error {
	last := 0
	if len(rows) > 0 {
		last = rows[len(rows)-1].Number
	}
	if wanted > last {
		return fmt.Errorf("%w: row %d should be the header, but the last row that was looked at is row %d; correct the number of the header row", ErrHeader, wanted, last)
	}
	return fmt.Errorf("%w: row %d should be the header, but it is blank; correct the number of the header row", ErrHeader, wanted)
}

// doubt notes what is not sure about the file as a whole.
func (in *Inspection) doubt(format string, args ...any) {
	in.Doubts = append(in.Doubts, fmt.Sprintf(format, args...))
}

// isBlank reports whether no cell has any content but blanks.
func isBlank(r importer.Row) bool { return filledWidth(r) == 0 }

// round keeps two digits of a confidence, and keeps it between 0 and 1.
func round(confidence float64) float64 { return math.Round(100*max(0, min(1, confidence))) / 100 }
