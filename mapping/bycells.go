package mapping

// openByCells decides names that say too little ("Contact", "Address"), and
// everything where there is no header, by the cells alone.
func (r *recognition) openByCells() {
	for i := range r.columns {
		l, read := r.columns[i].looks, r.readings[i]
		switch {
		case read.field == "password" && l.half(l.hashes):
			r.readings[i].field = "password_hash"
		case read.field == meansAddress:
			r.readings[i] = choose(l.mostly(l.emails), meaning{field: "email", weak: true}, sureSecond)
		case read.field == meansAnybody, !r.hasHeader:
			r.readings[i] = byCells(l)
			if m := &r.readings[i]; m.field != "" {
				m.weak = r.hasHeader
			}
		}
	}
}

// choose returns the reading m where the cells confirm it, else that the column
// is ignored.
func choose(yes bool, m meaning, score float64) reading {
	if !yes {
		return reading{meaning: meaning{field: meansIgnored}, score: score}
	}
	return reading{meaning: m, score: score}
}

// byCells says what cells without a name are, as far as they tell.
func byCells(l *looks) reading {
	of := func(field string, score float64) reading {
		return reading{meaning: meaning{field: field}, score: score}
	}
	switch {
	case l.filled == 0:
		return reading{}
	case l.mostly(l.emails):
		return of("email", 0.8)
	case l.mostly(l.hashes):
		return of("password_hash", 0.6)
	case l.mostly(l.ids):
		return of("external_id", 0.6)
	case l.mostly(l.dates):
		return reading{} // some date: which one the cells don't say
	case l.mostly(l.dialled):
		return of("phone", 0.6)
	case l.mostly(l.numbers) && l.mostly(l.phones) && l.filled == len(l.values):
		return of("phone", 0.4) // or ids of seven digits and more

	case l.mostly(l.person):
		return of("full_name", 0.6)
	default:
		return reading{}
	}
}

// openNames finds the names of people in a file without a header that has email
// addresses: two neighbouring columns of single words, all different, are given
// and family name; a single one is the whole name.
func (r *recognition) openNames() {
	if r.hasHeader || r.indexOf("email") < 0 || r.indexOf("full_name") >= 0 {
		return
	}
	single := func(i int) bool {
		if i >= len(r.columns) || r.readings[i].field != "" {
			return false
		}
		l := r.columns[i].looks
		return l.mostly(l.letters) && !l.any(func(v string) bool { return !isWord(v) }) && 4*len(l.values) >= 3*min(l.filled, maxValues)
	}
	for i := range r.columns {
		switch {
		case single(i) && single(i+1):
			r.readings[i] = reading{meaning: meaning{field: "given_name"}, score: 0.4}
			r.readings[i+1] = reading{meaning: meaning{field: "family_name"}, score: 0.4}
			return
		case single(i):
			r.readings[i] = reading{meaning: meaning{field: "full_name"}, score: 0.4}
			return
		}
	}
}
