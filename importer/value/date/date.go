// Package date reads calendar dates as people write them into ISO 8601 (2006-01-02).
//
// Whether 03/04/2024 is in March or in April no cell can say: the order of day and month is decided
// from a whole column with a [Vote], or told. What time of day follows a date is dropped; times
// are not this package's concern.
package date

import (
	"strings"
	"time"
)

// An Order says in which order year, month and day stand.
type Order uint8

// The orders in use.
const (
	Undecided Order = iota
	YMD             // 2024-03-09
	DMY             // 9.3.2024
	MDY             // 3/9/2024
)

// String returns the order as a layout that people write.
func (o Order) String() string {
	return [...]string{"undecided", "YYYY-MM-DD", "DD/MM/YYYY", "MM/DD/YYYY"}[min(int(o), 3)]
}

// Parse reads a date. Dates that begin with a four-digit year, and those with the month in words (of
// the thirteen languages of the headers), mean the same in every order. Any other is read in the order
// given; where that is Undecided, ok is true only for one that all orders agree on, such as 05/05/2024. A year of two
// digits lies from 1969 to 2068.
func Parse(s string, order Order) (iso string, ok bool) {
	if isISO(s) {
		return s, true
	}
	p, ok := split(s)
	if !ok {
		return "", false
	}
	if p.fixed != Undecided {
		return p.in(p.fixed)
	}
	if order != Undecided {
		return p.in(order)
	}
	iso, ok = p.in(DMY)
	other, same := p.in(MDY)
	return iso, ok && same && iso == other
}

// isISO reports whether s is a date in ISO 8601 already, as every cell of an XLSX file is.
func isISO(s string) bool {
	if len(s) != len(time.DateOnly) {
		return false
	}
	t, err := time.Parse(time.DateOnly, s)
	return err == nil && t.Year() >= 1000
}

// format returns the ISO form of a date that exists.
func format(year, month, day int) (string, bool) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if year < 1000 || year > 9999 || t.Day() != day || int(t.Month()) != month {
		return "", false
	}
	return t.Format(time.DateOnly), true
}

// withoutTime cuts off a time of day, and a weekday before the date.
func withoutTime(s string) string {
	s = strings.TrimSpace(s)
	if colon := strings.IndexByte(s, ':'); colon > 0 {
		if cut := strings.LastIndexAny(s[:colon], "T "); cut > 0 {
			s = s[:cut]
		}
	}
	first, rest, found := strings.Cut(s, ",")
	if found && !strings.ContainsAny(first, "0123456789") {
		s = rest
	}
	return strings.TrimSpace(s)
}
