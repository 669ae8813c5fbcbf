package plan

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/google/uuid"

	"muster/importer"
)

// A line is what a plan says about one row.
type line struct {
	Row       *int            `json:"row"`
	Line      int             `json:"line"`
	Result    string          `json:"result"`
	ContactID *uuid.UUID      `json:"contact_id"`
	UserID    *uuid.UUID      `json:"user_id"`
	Version   int64           `json:"version"` // of the person that is expected, 0 where there is none
	Changes   json.RawMessage `json:"changes"`
	Problems  json.RawMessage `json:"problems"`
	// Absent names somebody who is in no row; such lines come before those of the rows.
	Absent *string `json:"absent"`
	// End is in the last line alone.
	End *End `json:"end"`
}

// An End is the last line of a plan: what it comes to.
type End struct {
	Rows        importer.Counts `json:"-"`
	Counts      map[string]int  `json:"rows"`
	Deactivated int             `json:"deactivated"` // absent from the file
	Problems    map[string]int  `json:"problems"`    // rows per code
	// Absent has the versions of those who are absent from the file and are deactivated, by contact.
	Absent map[uuid.UUID]int64 `json:"-"`
}

// appendLine appends the line about a row. It is put together by hand, for speed.
func appendLine(b []byte, r *importer.RowResult) ([]byte, error) {
	b = strconv.AppendInt(append(b, `{"row":`...), int64(r.Row), 10)
	b = strconv.AppendInt(append(b, `,"line":`...), int64(r.Line), 10)
	b = append(append(b, `,"result":"`...), r.Result.String()...)
	b = appendID(append(b, `","contact_id":`...), r.ContactID)
	b = appendID(append(b, `,"user_id":`...), r.UserID)
	if r.Before != nil {
		b = strconv.AppendInt(append(b, `,"version":`...), r.Before.Version, 10)
	}
	b = importer.AppendChanges(append(b, `,"changes":`...), r.Changes)
	if len(r.Problems) > 0 {
		problems, err := json.Marshal(r.Problems)
		if err != nil {
			return nil, fmt.Errorf("write a problem into the plan: %w", err)
		}
		b = append(append(b, `,"problems":`...), problems...)
	}
	return append(b, "}\n"...), nil
}

// appendID appends an id, null where there is none.
func appendID(b []byte, id uuid.UUID) []byte {
	if id == uuid.Nil {
		return append(b, "null"...)
	}
	return append(append(append(b, '"'), id.String()...), '"')
}

// expectation returns what the line says, or what is wrong with it.
func (l *line) expectation() (*importer.Expectation, string) {
	result, known := importer.ResultNamed(l.Result)
	switch {
	case l.Row == nil || *l.Row < 1:
		return nil, "the line has no row"
	case !known:
		return nil, "the line has no result that is known"
	case len(l.Changes) == 0 || l.Changes[0] != '{':
		return nil, "the line has no changes"
	}
	x := &importer.Expectation{Row: *l.Row, Result: result, Version: l.Version, Changes: l.Changes}
	if l.ContactID != nil {
		x.ContactID = *l.ContactID
	}
	return x, ""
}

// appendAbsent appends the line about somebody who is in no row.
func appendAbsent(b []byte, p *importer.AbsentPerson) ([]byte, error) {
	name, err := json.Marshal(p.Name)
	if err != nil {
		return nil, fmt.Errorf("write a name into the plan: %w", err)
	}
	b = append(append(b, `{"absent":`...), name...)
	b = appendID(append(b, `,"contact_id":`...), p.ContactID)
	b = appendID(append(b, `,"user_id":`...), p.UserID)
	b = strconv.AppendInt(append(b, `,"version":`...), p.Version, 10)
	b = importer.AppendChanges(append(b, `,"changes":`...), p.Changes)
	return append(b, "}\n"...), nil
}
