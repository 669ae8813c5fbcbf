package reports

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"

	"muster/importer"
	"muster/importer/value/jsonline"

	"github.com/google/uuid"
)

// A jsonlReport writes a JSON object per line. Values are as they are: nothing is defused, since
// no spreadsheet reads this.
type jsonlReport struct {
	w       io.Writer
	columns columns
	names   []string // of the columns, each different
	width   int      // columns in the file
	all     bool     // cells beyond the header are repeated too
	line    []byte
}

// newJSONL begins a file, which needs no beginning.
func newJSONL(w io.Writer, cols columns, layout *importer.Layout) *jsonlReport {
	width := len(layout.Header)
	return &jsonlReport{w: w, columns: cols, names: apart(cols.names), width: width, all: len(cols.names) == width && !cols.keyOnly}
}

// write adds the row's object. It is put together by hand, in the order that the format is described in, and in
// a buffer that is used again: reflection over every cell would take several times as long.
func (j *jsonlReport) write(r *importer.RowResult) error {
	line := append(j.line[:0], `{"row":`...)
	line = strconv.AppendInt(line, int64(r.Row), 10)
	line = append(line, `,"line":`...)
	line = strconv.AppendInt(line, int64(r.Line), 10)
	line = append(line, `,"result":"`...)
	line = append(line, r.Result.String()...)
	line = append(line, `","user_id":`...)
	line = appendID(line, r.UserID)
	line = append(line, `,"contact_id":`...)
	line = appendID(line, r.ContactID)
	line, err := j.appendProblems(line, r.Problems)
	if err != nil {
		return err
	}
	line = j.appendChanges(line, r.Changes)
	line = j.appendCells(line, r.Cells)
	j.line = append(line, "}\n"...)
	_, err = j.w.Write(j.line)
	return err
}

func (*jsonlReport) finish() error { return nil }
func (*jsonlReport) release()      {}

// appendProblems appends the list of problems; few rows have any.
func (j *jsonlReport) appendProblems(line []byte, problems []importer.Problem) ([]byte, error) {
	line = append(line, `,"problems":[`...)
	for i, p := range problems {
		if i > 0 {
			line = append(line, ',')
		}
		if j.columns.keyOnly && !isKey(p.Field) {
			p.Value = ""
		}
		object, err := json.Marshal(p)
		if err != nil {
			return nil, fmt.Errorf("writing a problem of the report: %w", err)
		}
		line = append(line, object...)
	}
	return append(line, ']'), nil
}

// appendChanges appends the changes by field.
func (j *jsonlReport) appendChanges(line []byte, changes []importer.FieldChange) []byte {
	if j.columns.keyOnly {
		changes = slices.DeleteFunc(slices.Clone(changes), func(c importer.FieldChange) bool { return !isKey(c.Field) })
	}
	return importer.AppendChanges(append(line, `,"changes":`...), changes)
}

// appendCells appends the cells by the name of their column. Cells beyond the header are called
// by their place: "column 7".
func (j *jsonlReport) appendCells(line []byte, cells []string) []byte {
	line = append(line, `,"cells":{`...)
	for i, name := range j.names {
		line = appendKey(line, name, i == 0)
		line = jsonline.AppendString(line, cellAt(cells, j.columns.indexes[i]))
	}
	for i := j.width; j.all && i < len(cells); i++ {
		line = appendKey(line, "column "+itoa(i+1), i == 0)
		line = jsonline.AppendString(line, cells[i])
	}
	return append(line, '}')
}

// appendKey appends a member's name and, if it is not the first, the comma before it.
func appendKey(line []byte, key string, first bool) []byte {
	if !first {
		line = append(line, ',')
	}
	return append(jsonline.AppendString(line, key), ':')
}

// appendID appends an id, or null where there is none.
func appendID(line []byte, id uuid.UUID) []byte {
	if id == uuid.Nil {
		return append(line, "null"...)
	}
	line = append(line, '"')
	line = append(line, idText(id)...)
	return append(line, '"')
}
