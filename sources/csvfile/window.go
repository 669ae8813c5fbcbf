package csvfile

import (
	"bytes"
	"errors"
	"io"
)

const (
	firstWindow = 64 << 10 // bytes buffered at first
	dosEnd      = 0x1A     // ^Z, with which CP/M and DOS programs fill up the end of a text
)

// A window is the part of the text that is in memory: from the beginning of the current record as
// far as it had to be looked at. Offsets count from the beginning of the record.
type window struct {
	src  io.Reader
	buf  []byte
	pos  int // where the record begins in buf
	end  int // where what was read ends in buf
	done bool
	err  error // why reading ended, if not at the end of the text

	// There is known to be no LF from quietFrom to quietTo, so that it is not sought twice.
	quietFrom, quietTo int
}

func newWindow(src io.Reader) window {
	return window{src: src, buf: make([]byte, firstWindow)}
}

// data is what is in memory of the text from the current record on.
func (w *window) data() []byte { return w.buf[w.pos:w.end] }

// advance makes the text behind n bytes the current record.
func (w *window) advance(n int) {
	w.pos += n
	w.quietFrom = max(0, w.quietFrom-n)
	w.quietTo = max(0, w.quietTo-n)
}

// more reads on, so that data grows by at least a byte. It returns false at the end of the text.
func (w *window) more() bool {
	if w.done {
		return false
	}
	w.makeRoom()
	for range 100 {
		n, err := w.src.Read(w.buf[w.end:])
		w.end += n
		if err != nil {
			w.finish(err)
		}
		if n > 0 || err != nil {
			return n > 0 && w.end > w.pos
		}
	}
	w.finish(io.ErrNoProgress)
	return false
}

// makeRoom moves the record to the front of the buffer, and doubles the buffer where it is full.
func (w *window) makeRoom() {
	if w.pos > 0 {
		copy(w.buf, w.buf[w.pos:w.end])
		w.end -= w.pos
		w.pos = 0
	}
	if w.end == len(w.buf) {
		w.buf = append(w.buf, make([]byte, len(w.buf))...)
	}
}

func (w *window) finish(err error) {
	w.done = true
	if !errors.Is(err, io.EOF) {
		w.err = err
		return
	}
	for w.end > w.pos && w.buf[w.end-1] == dosEnd {
		w.end--
	}
	w.quietFrom, w.quietTo = 0, 0
}

// shrink gives back a buffer that one long record has blown up.
func (w *window) shrink() {
	if len(w.buf) > 16*firstWindow && w.end-w.pos < firstWindow {
		w.buf = append(make([]byte, 0, firstWindow), w.data()...)
		w.pos, w.end = 0, len(w.buf)
		w.buf = w.buf[:firstWindow]
	}
}

// lineFrom returns where the line that begins at offset from ends, and where the next one begins. At
// the end of the text both are len(data). A line of more than limit bytes is errTooLong.
func (w *window) lineFrom(from, limit int) (end, next int, err error) {
	scanned := from
	for {
		data := w.data()
		if i := w.breakIn(data, scanned); i >= 0 {
			if data[i] == '\n' {
				return i, i + 1, nil
			}
			if i+1 == len(data) && w.more() {
				data = w.data()
			}
			if i+1 < len(data) && data[i+1] == '\n' {
				return i, i + 2, nil
			}
			return i, i + 1, nil
		}
		if len(data)-from > limit {
			return 0, 0, errTooLong
		}
		scanned = len(data)
		if !w.more() {
			return w.lastLine(from)
		}
		scanned = min(scanned, len(w.data())) // trailing ^Z may be gone
	}
}

// lastLine is lineFrom for a line that the end of the text ends.
func (w *window) lastLine(from int) (end, next int, err error) {
	if w.err != nil {
		return 0, 0, w.err
	}
	end = max(from, len(w.data()))
	return end, end, nil
}

// breakIn returns the offset of the first CR or LF at or behind from, or -1.
func (w *window) breakIn(data []byte, from int) int {
	if from < w.quietFrom || from > w.quietTo {
		w.quietFrom, w.quietTo = from, from
	}
	lf := indexByte(data, w.quietTo, len(data), '\n')
	if lf < 0 {
		w.quietTo = len(data)
		return indexByte(data, from, len(data), '\r')
	}
	w.quietTo = lf
	if cr := indexByte(data, from, lf, '\r'); cr >= 0 {
		return cr
	}
	return lf
}

// indexByte returns the offset of c in data[from:to], counted from the beginning of data, or -1.
func indexByte(data []byte, from, to int, c byte) int {
	i := bytes.IndexByte(data[from:to], c)
	if i < 0 {
		return -1
	}
	return from + i
}
