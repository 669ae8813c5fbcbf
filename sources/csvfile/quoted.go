package csvfile

import (
	"bytes"
	"errors"

	"muster/importer"
)

// readQuoted reads a record that has quotes; its first line ends at end, the next begins at next.
func (r *Reader) readQuoted(end, next int) (importer.Row, error) {
	after, f := r.parse(end, next)
	if f.kind == faultNone && after > next && r.swallowed(after) {
		f = r.span
	}
	if f.kind == faultRead {
		r.over = r.in.err
		return importer.Row{}, r.over
	}
	row, message := r.place(), ""
	if f.kind != faultNone {
		after, message = r.salvage(f)
	}
	var sound bool
	row.Cells, sound = r.cut()
	if message == "" && (!sound || len(r.text) > r.maxCell) {
		message = r.complaint(row.Cells)
	}
	noteRounded(&row, r.text)
	lines := 1
	if after > next {
		lines = countLines(r.in.data()[:after])
	}
	r.take(after, lines)
	r.in.shrink()
	return finished(row, message)
}

// parse takes the record apart into r.text and r.ends, and returns where the next one begins.
func (r *Reader) parse(end, next int) (after int, f fault) {
	r.text, r.ends, r.span = r.text[:0], r.ends[:0], fault{}
	for at := 0; ; at++ {
		open := r.opening(at, end)
		if open < 0 {
			to := indexByte(r.in.data(), at, end, r.dialect.Delimiter)
			if to < 0 {
				r.endCell(r.in.data()[at:end])
				return next, fault{}
			}
			r.endCell(r.in.data()[at:to])
			at = to
			continue
		}
		closed, kind := r.quotedCell(open + 1)
		if kind != faultNone {
			return 0, fault{kind: kind, at: open, cells: len(r.ends)}
		}
		if closed > end {
			if r.span.kind == faultNone {
				r.span = fault{kind: faultQuote, at: open, cells: len(r.ends)}
			}
			var err error
			if end, next, err = r.in.lineFrom(closed, r.maxRow); err != nil {
				return 0, r.faultOf(err, open)
			}
		}
		r.endCell(nil)
		at = r.skipSpaces(closed, end)
		if at == end {
			return next, fault{}
		}
		if r.in.data()[at] != r.dialect.Delimiter {
			return 0, fault{kind: faultQuote, at: open, cells: len(r.ends) - 1, stray: closed}
		}
	}
}

// opening returns the offset of the quote that opens the cell beginning at offset at, or -1.
func (r *Reader) opening(at, end int) int {
	if r.dialect.Spaced {
		at = r.skipSpaces(at, end)
	}
	if at < end && r.in.data()[at] == r.dialect.Quote {
		return at
	}
	return -1
}

// skipSpaces returns the first offset from at to end that has no space.
func (r *Reader) skipSpaces(at, end int) int {
	data := r.in.data()
	for at < end && data[at] == ' ' {
		at++
	}
	return at
}

// quotedCell appends the content of a quoted cell to r.text, from behind its opening quote to the
// closing one, and returns the offset behind that.
func (r *Reader) quotedCell(from int) (closed int, kind faultKind) {
	begin := len(r.text)
	for at := from; ; {
		data := r.in.data()
		special := r.special(data[at:])
		r.text = append(r.text, data[at:at+special]...)
		at += special
		if len(r.text)-begin > r.maxCell || at > r.maxRow {
			return 0, faultLong
		}
		if len(data)-at < 2 && r.in.more() {
			continue // what the character means depends on the next one
		}
		if at >= len(data) {
			return 0, r.endKind()
		}
		pair := at+1 < len(data)
		switch {
		case data[at] == r.dialect.Escape && pair && (data[at+1] == r.dialect.Quote || data[at+1] == r.dialect.Escape),
			data[at] == r.dialect.Quote && pair && data[at+1] == r.dialect.Quote:
			r.text = append(r.text, data[at+1])
			at += 2
		case data[at] == r.dialect.Quote:
			r.enclosed++
			return at + 1, faultNone
		default: // an escape that escapes nothing
			r.text = append(r.text, data[at])
			at++
		}
	}
}

// special returns how much of the content comes before the next quote or escape.
func (r *Reader) special(content []byte) int {
	n := len(content)
	if i := bytes.IndexByte(content, r.dialect.Quote); i >= 0 {
		n = i
	}
	if r.dialect.Escape != 0 {
		if i := bytes.IndexByte(content[:n], r.dialect.Escape); i >= 0 {
			n = i
		}
	}
	return n
}

// endKind is what is wrong with a quoted cell in which the text ends.
func (r *Reader) endKind() faultKind {
	if r.in.err != nil {
		return faultRead
	}
	return faultOpen
}

func (r *Reader) faultOf(err error, at int) fault {
	kind := faultRead
	if errors.Is(err, errTooLong) {
		kind = faultLong
	}
	return fault{kind: kind, at: at, cells: len(r.ends)}
}

// endCell ends a cell, after appending the rest of its content.
func (r *Reader) endCell(content []byte) {
	r.text = append(r.text, content...)
	r.ends = append(r.ends, len(r.text))
}

// cut returns the cells of the record that was parsed, and whether all of it is sound text.
func (r *Reader) cut() (cells []string, sound bool) {
	cells = make([]string, len(r.ends))
	text, sound := r.decoded(r.text)
	begin := 0
	for i, end := range r.ends {
		if sound {
			cells[i] = text[begin:end]
		} else { // decoding may have changed lengths
			cells[i], _ = r.decoded(r.text[begin:end])
		}
		begin = end
	}
	r.width = len(cells)
	return cells, sound
}

// countLines returns how many physical lines the text has; the last needs no end.
func countLines(text []byte) int {
	if len(text) == 0 {
		return 0
	}
	ends := bytes.Count(text, []byte{'\n'})
	if bytes.IndexByte(text, '\r') >= 0 {
		ends += bytes.Count(text, []byte{'\r'}) - bytes.Count(text, []byte{'\r', '\n'})
	}
	if last := text[len(text)-1]; last != '\n' && last != '\r' {
		ends++
	}
	return ends
}
