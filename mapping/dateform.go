package mapping

import (
	"strings"

	"muster/importer/value/date"
)

// A dateForm is how the numbers of a column's dates are written, so that a
// layout can be proposed that reads them. The zero dateForm has seen nothing.
type dateForm struct {
	first, second string // what stands between the numbers
	year          string // YYYY or YY; "" before the first cell
	short         bool   // days and months below 10 have one digit
}

// add notes how a date of three numbers is written: the separators are those of
// the first one, and one number of a single digit makes all of them short.
func (f *dateForm) add(cell string) {
	numbers, between := dateNumbers(withoutTime(cell))
	if numbers == nil {
		return
	}
	if f.year == "" {
		f.first, f.second, f.year = between[0], between[1], strings.Repeat("Y", len(numbers[2]))
	}
	f.short = f.short || len(numbers[0]) == 1 || len(numbers[1]) == 1
}

// in returns the layout in an order: DD/MM/YYYY where nothing else was seen.
func (f *dateForm) in(order date.Order) string {
	seen := *f
	if seen.year == "" {
		seen = dateForm{first: "/", second: "/", year: "YYYY"}
	}
	first, second := "DD", "MM"
	if seen.short {
		first, second = "D", "M"
	}
	if order == date.MDY {
		first, second = second, first
	}
	return first + seen.first + second + seen.second + seen.year
}

// dateNumbers takes a date of three numbers apart, the year last; the numbers
// are nil where it is none, or has words in it.
func dateNumbers(s string) (numbers, between []string) {
	for rest := s; rest != ""; {
		digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		if digits == 0 || len(numbers) == 3 {
			return nil, nil
		}
		numbers, rest = append(numbers, rest[:digits]), rest[digits:]
		signs := len(rest) - len(strings.TrimLeft(rest, "./- "))
		between, rest = append(between, rest[:signs]), rest[signs:]
	}
	if len(numbers) != 3 || between[0] == "" || between[1] == "" || between[2] != "" || len(numbers[2]) != 2 && len(numbers[2]) != 4 {
		return nil, nil
	}
	return numbers, between
}

// withoutTime cuts off a time of day behind a date: "1/2/2024 8:15 PM" and
// "2024-02-01T08:15" have one.
func withoutTime(s string) string {
	colon := strings.IndexByte(s, ':')
	if colon < 0 {
		return s
	}
	if end := strings.LastIndexAny(s[:colon], " T"); end > 0 {
		return strings.TrimSpace(s[:end])
	}
	return s
}
