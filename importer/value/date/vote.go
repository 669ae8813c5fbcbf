package date

// A Vote decides the order of a column of dates from all of its cells. The zero Vote is ready
// to use; it keeps counts only, whatever the length of the column.
type Vote struct {
	dmy, mdy int // cells that are a date in one of the two only
	either   int // cells that are a different date in each
	dotted   int // of either, those with dots: 03.04.2024
	ymd      int // cells that begin with the year
}

// Add counts a cell. What is no date has no vote.
func (v *Vote) Add(s string) {
	p, ok := split(s)
	if !ok {
		return
	}
	if p.fixed != Undecided {
		if p.fixed == YMD {
			v.ymd++
		}
		return
	}
	dmy, dayFirst := p.in(DMY)
	mdy, monthFirst := p.in(MDY)
	switch {
	case dayFirst && !monthFirst:
		v.dmy++
	case monthFirst && !dayFirst:
		v.mdy++
	case dayFirst && dmy != mdy:
		v.either++
		if p.dots {
			v.dotted++
		}
	}
}

// Order returns the order of the column. decided is false where somebody has to be asked: no
// cell decides it, or cells contradict each other. Where no cell needs an order, decided is true. Dates with
// dots are read day first unless a cell says otherwise: nobody writes months first with dots.
func (v *Vote) Order() (order Order, decided bool) {
	switch {
	case v.dmy > 0 && v.mdy > 0:
		return Undecided, false
	case v.dmy > 0:
		return DMY, true
	case v.mdy > 0:
		return MDY, true
	case v.either > 0 && v.either == v.dotted:
		return DMY, true
	case v.either > 0:
		return Undecided, false
	case v.ymd > 0:
		return YMD, true
	default:
		return Undecided, true
	}
}
