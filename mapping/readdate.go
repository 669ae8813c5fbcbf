package mapping

import (
	"fmt"
	"strings"

	"muster/importer"
	"muster/importer/value/date"
)

// readDate returns the date, or the instant for created_at, as ISO 8601 has it.
func (s *step) readDate(value string) (string, bool) {
	if s.target.kind != targetField || s.target.field != importer.CreatedAt {
		return s.readDay(value)
	}
	if s.layout == "" || beginsISO(value) {
		if at, ok := instant(value); ok {
			return at, true
		}
	}
	iso, ok := s.readDay(value)
	return iso + "T00:00:00Z", ok
}

// readDay reads a date by the definition's layout, else in the column's order.
// Date cells of a workbook are ISO 8601 whatever the layout that its text cells
// have.
func (s *step) readDay(value string) (string, bool) {
	if s.layout == "" {
		return date.Parse(value, s.order)
	}
	if iso, ok := date.ParseLayout(value, s.layout); ok {
		return iso, true
	}
	if day := withoutTime(value); day != value && !strings.Contains(s.layout, ":") {
		if iso, ok := date.ParseLayout(day, s.layout); ok {
			return iso, true
		}
	}
	if !beginsISO(value) {
		return "", false
	}
	return date.Parse(value, date.Undecided)
}

// beginsISO reports whether the value is an ISO 8601 date, alone or with a time
// of day behind.
func beginsISO(value string) bool {
	const length = len("2006-01-02")
	if len(value) < length || value[4] != '-' || value[7] != '-' || !isNumber(value[:4]+value[5:7]+value[8:length]) {
		return false
	}
	return len(value) == length || value[length] == 'T' || value[length] == ' '
}

// noDate says what is wrong with a cell that is read as a date and is none.
func (s *step) noDate() string {
	if s.layout == "" {
		return "this is no date, or not written like the other dates of its column"
	}
	return fmt.Sprintf("this is no date written as %s, which is how the definition reads this column; correct the cell", s.layout)
}
