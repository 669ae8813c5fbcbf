package csvfile

import (
	"bytes"
	"io"
	"unicode/utf8"
)

const (
	censusBlock  = 64 << 10 // a line longer than this is counted in parts
	samplesKept  = 400      // pieces of text kept to guess by
	sampleLength = 200      // bytes kept of each
	headKept     = 64 << 10 // bytes kept of the beginning

	// enoughInvalid sequences, more than valid ones, show that the text is no UTF-8.
	enoughInvalid = 100_000
)

// A Census counts what the bytes of a whole text tell about its encoding. Write it the text, from the
// beginning, and ask Detect. It keeps the beginning of the text and some of what is not ASCII, spread over
// the file: an encoding can show for the first time in row 600. Its memory does not grow with the text.
type Census struct {
	rest []byte // the beginning of a line whose end was not written yet
	head []byte

	size    int64
	nul     [2]int64 // at even and odd offsets
	invalid int64    // sequences that are no UTF-8
	valid   int64    // characters of UTF-8 beyond ASCII
	samples [][]byte // pieces between ASCII delimiters that have bytes beyond ASCII; at the most half are from parts that are UTF-8
	seen    int64    // how many such pieces there were
}

var _ io.Writer = (*Census)(nil)

// Write counts another part of the text. It never fails.
func (c *Census) Write(p []byte) (int, error) {
	c.countNUL(p)
	if len(c.head) < headKept {
		c.head = append(c.head, p[:min(len(p), headKept-len(c.head))]...)
	}
	c.size += int64(len(p))
	cut := bytes.LastIndexByte(p, '\n') + 1
	if cut == 0 && len(c.rest)+len(p) < censusBlock {
		c.rest = append(c.rest, p...)
		return len(p), nil
	}
	if cut == 0 {
		cut = len(p) - incomplete(p)
	}
	if len(c.rest) > 0 {
		first := bytes.IndexByte(p[:cut], '\n') + 1
		if first == 0 {
			first = cut
		}
		c.count(append(c.rest, p[:first]...))
		c.count(p[first:cut])
	} else {
		c.count(p[:cut])
	}
	c.rest = append(c.rest[:0], p[cut:]...)
	return len(p), nil
}

// incomplete returns how many bytes at the end of p are the beginning of a character of UTF-8.
func incomplete(p []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(p); n++ {
		if tail := p[len(p)-n:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}

// Head returns the beginning of the text, up to 64 KiB.
func (c *Census) Head() []byte { return c.head }

// Size returns how many bytes were counted.
func (c *Census) Size() int64 { return c.size }

// flush counts what is left at the end of the text.
func (c *Census) flush() {
	c.count(c.rest)
	c.rest = nil
}

// countNUL counts NUL bytes by the parity of their offset.
func (c *Census) countNUL(p []byte) {
	parity := int(c.size & 1)
	for i := bytes.IndexByte(p, 0); i >= 0; {
		c.nul[(parity+i)&1]++
		next := bytes.IndexByte(p[i+1:], 0)
		if next < 0 {
			return
		}
		i += 1 + next
	}
}

// count counts some whole lines.
func (c *Census) count(text []byte) {
	if c.invalid > enoughInvalid && c.invalid > c.valid {
		return
	}
	if n, ok := beyondASCII(text); ok && (n == 0 || len(c.samples) >= samplesKept/2) {
		c.valid += int64(n)
		return
	}
	for len(text) > 0 {
		n := bytes.IndexAny(text, "\n\r,;\t\"|") + 1
		if n == 0 {
			n = len(text)
		}
		c.countPiece(text[:n])
		text = text[n:]
	}
}

// countPiece counts a piece of text that ends with its delimiter.
func (c *Census) countPiece(piece []byte) {
	if asciiPrefix(piece) == len(piece) {
		return
	}
	for rest := piece; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		switch {
		case r == utf8.RuneError && n == 1:
			c.invalid++
		case n > 1:
			c.valid++
		}
		rest = rest[n:]
	}
	c.keep(piece)
}

// keep remembers the piece. Once there are enough, ever fewer replace older ones, so
// that they are spread over the text; the choice is the same for the same text.
func (c *Census) keep(piece []byte) {
	c.seen++
	if len(piece) > sampleLength {
		piece = piece[:sampleLength]
		piece = piece[:len(piece)-incomplete(piece)]
	}
	if len(c.samples) < samplesKept {
		c.samples = append(c.samples, bytes.Clone(piece))
		return
	}
	if step := c.seen / samplesKept; c.seen%step == 0 {
		c.samples[c.seen/step%samplesKept] = bytes.Clone(piece)
	}
}
