package csvfile

import "bytes"

// A record with broken quotes is read as far as it can be: what stands before the broken cell, then
// the rest of the line on which its quote opened. Reading resumes on the line behind. So an
// unclosed quote never takes more with it than its own line; what follows is read on its own merits.

// salvage reads what can be read of a broken record into r.text and r.ends. It returns where the
// next record begins, and what to tell the person.
func (r *Reader) salvage(f fault) (after int, message string) {
	r.faults++
	r.open = f.kind == faultOpen
	r.ends = r.ends[:f.cells]
	r.text = r.text[:r.kept()]
	end, next, err := r.in.lineFrom(f.at, r.maxRow)
	if err != nil { // even the line of the quote is too long; the rest of it is the next row
		return len(r.in.data()), longMessage(r.maxCell)
	}
	line := r.line + countLines(r.in.data()[:f.at+1])
	closed := r.lenient(r.in.data()[f.at:end])
	switch {
	case f.kind == faultLong:
		return next, longMessage(r.maxCell)
	case closed, f.stray > 0 && f.stray <= end:
		return next, strayMessage(line)
	default:
		return next, unclosedMessage(line)
	}
}

// kept returns where the last cell ends in r.text.
func (r *Reader) kept() int {
	if len(r.ends) == 0 {
		return 0
	}
	return r.ends[len(r.ends)-1]
}

// lenient appends the cells of a part of a line in which quotes are broken. It reports whether each
// quote that opens a cell is closed; from the first that is not, quotes are ordinary characters.
func (r *Reader) lenient(rest []byte) (closed bool) {
	closed = true
	for {
		if closed && len(rest) > 0 && rest[0] == r.dialect.Quote {
			n := r.lenientCell(rest)
			if n == len(rest) {
				return true
			}
			if closed = n > 0; closed {
				rest = rest[n+1:]
				continue
			}
		}
		to := bytes.IndexByte(rest, r.dialect.Delimiter)
		if to < 0 {
			r.endCell(rest)
			return closed
		}
		r.endCell(rest[:to])
		rest = rest[to+1:]
	}
}

// lenientCell appends the quoted cell with which rest begins: a quote closes it only where the cell
// ends behind it, any other one is content. It returns the offset of what ends the cell,
// or 0 and appends nothing where the cell does not end.
func (r *Reader) lenientCell(rest []byte) int {
	for i := 1; i < len(rest); i++ {
		pair := i+1 < len(rest) && rest[i+1] == r.dialect.Quote
		switch {
		case pair && (rest[i] == r.dialect.Quote || rest[i] == r.dialect.Escape):
			i++
		case rest[i] != r.dialect.Quote:
		default:
			after := len(rest) - len(bytes.TrimLeft(rest[i+1:], " "))
			if after == len(rest) || rest[after] == r.dialect.Delimiter {
				r.endCell(nil)
				return after
			}
		}
		r.text = append(r.text, rest[i])
	}
	r.text = r.text[:r.kept()]
	return 0
}

// swallowed reports whether the record, which reaches to after, is several rows that an unclosed quote made
// one: it has not as many cells as the file has columns, and each of its lines alone has.
func (r *Reader) swallowed(after int) bool {
	columns := r.dialect.Columns
	if columns < 2 || len(r.ends) == columns {
		return false
	}
	for begin := 0; begin < after; {
		end, next, err := r.in.lineFrom(begin, r.maxRow)
		if err != nil || bytes.Count(r.in.data()[begin:end], []byte{r.dialect.Delimiter}) != columns-1 {
			return false
		}
		begin = next
	}
	return true
}
