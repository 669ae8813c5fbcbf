package mapping

import (
	"fmt"

	"muster/importer/value/date"
)

// A ballot is what the cells of a column say about the order of its dates. The
// zero ballot is ready to use.
type ballot struct {
	vote date.Vote
	// days and months count the cells that are a date with the day, or with the
	// month, first only; dayFirst and monthFirst are the numbers of the first
	// rows with one, 0 for none.
	days, months         int
	dayFirst, monthFirst int
	form                 dateForm
}

// add counts the cell of the row of that number. What is no date has no vote.
func (b *ballot) add(cell string, row int) {
	if cell == "" {
		return
	}
	b.vote.Add(cell)
	day, isDay := date.Parse(cell, date.DMY)
	month, isMonth := date.Parse(cell, date.MDY)
	switch {
	case isDay && !isMonth:
		b.days++
		if b.dayFirst == 0 {
			b.dayFirst = row
		}
	case isMonth && !isDay:
		b.months++
		if b.monthFirst == 0 {
			b.monthFirst = row
		}
	case day == month: // no date, or the same one in each order
		return
	}
	b.form.add(cell)
}

// order returns the order of the column; decided is false where somebody has to
// be asked, see date.Vote.
func (b *ballot) order() (order date.Order, decided bool) { return b.vote.Order() }

// likely returns the order in which more cells can be read, else the other
// date columns' of the file, else the day first, as most of the world writes.
func (b *ballot) likely(others date.Order) date.Order {
	switch {
	case b.days > b.months:
		return date.DMY
	case b.months > b.days:
		return date.MDY
	case others == date.MDY:
		return date.MDY
	default:
		return date.DMY
	}
}

// ask returns what has to be asked about the column.
func (b *ballot) ask(others date.Order) *dateQuestion {
	q := &dateQuestion{dayFirst: b.dayFirst, monthFirst: b.monthFirst, likely: b.form.in(date.DMY), other: b.form.in(date.MDY)}
	if b.likely(others) == date.MDY {
		q.likely, q.other = q.other, q.likely
	}
	return q
}

// A dateQuestion is about a column of dates whose order the cells do not
// decide.
type dateQuestion struct {
	likely, other        string // layouts as definitions write them
	dayFirst, monthFirst int    // rows that contradict each other, 0 where none do
}

// contradicts reports whether no one order can read all of the cells.
func (q *dateQuestion) contradicts() bool { return q.dayFirst > 0 && q.monthFirst > 0 }

// why says what the cells do not decide.
func (q *dateQuestion) why() string {
	if !q.contradicts() {
		return "can be read with the day or the month first"
	}
	return fmt.Sprintf("contradict each other: row %d can only be read with the day first, row %d only with the month first", q.dayFirst, q.monthFirst)
}
