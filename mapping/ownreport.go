package mapping

import "slices"

// reportColumns are the columns that a report of muster has before the columns
// of the file that it is about.
var reportColumns = [...]string{"row", "result", "user_id", "problems"}

// isOwnReport reports whether the columns begin as those of a report of muster
// do. People mend the report instead of their file and import that: what muster
// wrote there says nothing about anybody.
func isOwnReport(names []string) bool {
	return len(names) >= len(reportColumns) && slices.Equal(names[:len(reportColumns)], reportColumns[:])
}

// leaveOutReport ignores what muster itself wrote before the file's columns.
// One of its names alone means what it means in any file.
func (r *recognition) leaveOutReport() {
	names := make([]string, len(r.columns))
	for i, c := range r.columns {
		names[i] = c.Name
	}
	if !r.hasHeader || !isOwnReport(names) {
		return
	}
	for i := range reportColumns {
		r.readings[i] = reading{meaning: meaning{field: meansIgnored}, score: sureExact}
	}
}
