package xlsxfile

import (
	"bytes"
	"errors"
	"io"
)

// A token is what the scanner stands on.
type token uint8

const (
	tokenNone  token = iota // nothing that matters: a comment, a processing instruction
	tokenStart              // a start tag; scanner.tag has it
	tokenEnd                // an end tag, or the second half of <x/>
	tokenText               // characters; scanner.text has them, possibly in several pieces
	tokenEOF                // the end of a complete document
)

const (
	windowSize = 64 << 10 // bytes looked at together; no tag is longer
	maxDepth   = 128      // elements open at once
)

// A scanner cuts the XML of one part into tags and text, in constant memory and without
// copying. It insists on what keeps rows from vanishing: every tag is closed by its own name,
// the document has one root and is complete. A DOCTYPE is refused, so that there are no
// entities to expand. It leaves unchecked what cannot hide a row (the
// characters in a name, attributes that nobody asks for, namespaces).
type scanner struct {
	in       io.Reader
	buf      []byte // buf[pos:end] is read and not yet consumed
	pos, end int
	err      error // what the reader said last
	consumed int64 // bytes that have left the window

	tag  tag    // of the last tokenStart
	text []byte // of the last tokenText; valid until the next token
	raw  bool   // text comes from a CDATA section: & means itself

	names  []byte // the names of the open elements, one after the other
	starts []int  // where each of them begins
	closed bool   // the last start tag was <x/>: its end comes next
	cdata  bool   // inside a CDATA section
	root   bool   // the root element has been seen
}

// newScanner returns a scanner over the UTF-8 text of in.
func newScanner(in io.Reader) *scanner {
	return &scanner{in: in, buf: make([]byte, windowSize)}
}

// next moves to the next token. Errors are faults, or those of the reader below.
func (s *scanner) next() (token, error) {
	if s.closed {
		s.closed = false
		s.pop()
		return tokenEnd, nil
	}
	for {
		tok, err := s.step()
		if tok != tokenNone || err != nil {
			return tok, err
		}
	}
}

// step consumes one piece of markup or text.
func (s *scanner) step() (token, error) {
	if s.cdata {
		return s.section()
	}
	if s.pos == s.end {
		if err := s.more(); err != nil {
			return s.finish(err)
		}
	}
	if s.buf[s.pos] != '<' {
		return s.characters()
	}
	if err := s.atLeast(2); err != nil {
		return tokenNone, err
	}
	switch s.buf[s.pos+1] {
	case '/':
		return s.endTag()
	case '!':
		return s.declaration()
	case '?':
		return tokenNone, s.skipPast("?>")
	}
	return s.startTag()
}

// finish judges the end of the input: it is good only after a complete root element.
func (s *scanner) finish(err error) (token, error) {
	if !errors.Is(err, io.EOF) {
		return tokenNone, err
	}
	if !s.root || len(s.starts) > 0 {
		return tokenNone, errCutOff
	}
	return tokenEOF, nil
}

// more reads on, keeping what is not consumed. At the end it returns io.EOF.
func (s *scanner) more() error {
	if s.err != nil {
		return s.err
	}
	if s.pos > 0 {
		copy(s.buf, s.buf[s.pos:s.end])
		s.consumed += int64(s.pos)
		s.end -= s.pos
		s.pos = 0
	}
	if s.end == len(s.buf) {
		return fault("it has a tag that is too long")
	}
	for range 100 {
		n, err := s.in.Read(s.buf[s.end:])
		s.end += n
		s.err = err
		if n > 0 {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}

// within is more for places where the document cannot end.
func (s *scanner) within() error {
	if err := s.more(); !errors.Is(err, io.EOF) {
		return err
	}
	return errCutOff
}

// atLeast makes sure that n bytes are in the window.
func (s *scanner) atLeast(n int) error {
	for s.end-s.pos < n {
		if err := s.within(); err != nil {
			return err
		}
	}
	return nil
}

// characters takes the text up to the next tag, or a good part of it.
func (s *scanner) characters() (token, error) {
	n := 0
	for {
		i := bytes.IndexByte(s.buf[s.pos+n:s.end], '<')
		if i >= 0 {
			n += i
			break
		}
		n = s.end - s.pos
		if n >= windowSize/2 {
			n = wholeCharacters(s.buf[s.pos:s.end])
			break
		}
		if err := s.more(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return tokenNone, err
		}
	}
	s.text, s.raw = s.buf[s.pos:s.pos+n], false
	s.pos += n
	return s.placed()
}

// placed refuses text that stands outside of the root element.
func (s *scanner) placed() (token, error) {
	if len(s.starts) > 0 {
		return tokenText, nil
	}
	outside := s.text
	if !s.root {
		outside = bytes.TrimPrefix(outside, []byte("\xef\xbb\xbf"))
	}
	if s.raw || len(bytes.TrimSpace(outside)) > 0 {
		return tokenNone, fault("it is not XML")
	}
	return tokenNone, nil
}

// wholeCharacters returns how much of b can be taken without cutting a reference
// such as &amp; or a line end in two.
func wholeCharacters(b []byte) int {
	const longest = 16
	tail := b[len(b)-longest:]
	if i := bytes.LastIndexByte(tail, '&'); i >= 0 && bytes.IndexByte(tail[i:], ';') < 0 {
		return len(b) - longest + i
	}
	if b[len(b)-1] == '\r' {
		return len(b) - 1
	}
	return len(b)
}

// declaration handles what begins with <!: comments and CDATA sections.
func (s *scanner) declaration() (token, error) {
	const comment, section = "<!--", "<![CDATA["
	if err := s.atLeast(len(comment)); err != nil {
		return tokenNone, err
	}
	if string(s.buf[s.pos:s.pos+len(comment)]) == comment {
		s.pos += len(comment)
		return tokenNone, s.skipPast("-->")
	}
	if err := s.atLeast(len(section)); err != nil {
		return tokenNone, err
	}
	if string(s.buf[s.pos:s.pos+len(section)]) != section {
		return tokenNone, errDoctype
	}
	s.pos += len(section)
	s.cdata = true
	return tokenNone, nil
}

// section takes text of a CDATA section, up to its end or a good part of it.
func (s *scanner) section() (token, error) {
	const end = "]]>"
	for {
		window := s.buf[s.pos:s.end]
		n, skip := bytes.Index(window, []byte(end)), len(end)
		if n < 0 && len(window) < windowSize/2 {
			if err := s.within(); err != nil {
				return tokenNone, err
			}
			continue
		}
		s.cdata = n < 0
		if s.cdata {
			n, skip = len(window)-len(end)+1, 0
		}
		s.text, s.raw = window[:n], true
		s.pos += n + skip
		return s.placed()
	}
}

// skipPast moves behind the marker.
func (s *scanner) skipPast(marker string) error {
	for {
		if i := bytes.Index(s.buf[s.pos:s.end], []byte(marker)); i >= 0 {
			s.pos += i + len(marker)
			return nil
		}
		// The marker may have begun in what is there.
		s.pos = max(s.pos, s.end-len(marker)+1)
		if err := s.within(); err != nil {
			return err
		}
	}
}

// startTag takes <name …> or <name …/>.
func (s *scanner) startTag() (token, error) {
	for {
		n, err := s.tag.parse(s.buf[s.pos:s.end])
		if err != nil {
			return tokenNone, err
		}
		if n > 0 {
			s.pos += n
			break
		}
		if err := s.within(); err != nil {
			return tokenNone, err
		}
	}
	if len(s.starts) == maxDepth {
		return tokenNone, fault("its elements are nested too deeply")
	}
	if len(s.starts) == 0 && s.root {
		return tokenNone, fault("it goes on after its end")
	}
	s.root = true
	s.starts = append(s.starts, len(s.names))
	s.names = append(s.names, s.tag.name...)
	s.closed = s.tag.closed
	return tokenStart, nil
}

// endTag takes </name>, which must be the name that is open.
func (s *scanner) endTag() (token, error) {
	n := bytes.IndexByte(s.buf[s.pos:s.end], '>')
	for ; n < 0; n = bytes.IndexByte(s.buf[s.pos:s.end], '>') {
		if err := s.within(); err != nil {
			return tokenNone, err
		}
	}
	name := s.buf[s.pos+2 : s.pos+n]
	if len(s.starts) == 0 || !closes(name, s.names[s.starts[len(s.starts)-1]:]) {
		return tokenNone, fault("an end tag does not fit what is open")
	}
	s.pos += n + 1
	s.pop()
	return tokenEnd, nil
}

// closes reports whether an end tag's text is name, spaces behind it aside.
func closes(text, name []byte) bool {
	return bytes.Equal(text, name) || bytes.Equal(bytes.TrimRight(text, " \t\r\n"), name)
}

// pop forgets the innermost open element.
func (s *scanner) pop() {
	last := len(s.starts) - 1
	s.names = s.names[:s.starts[last]]
	s.starts = s.starts[:last]
}

// depth returns how many elements are open: 1 inside of the root.
func (s *scanner) depth() int { return len(s.starts) }

// skip moves behind the end of the element that has just started.
func (s *scanner) skip() error {
	for inside := s.depth(); s.depth() >= inside; {
		if _, err := s.next(); err != nil {
			return err
		}
	}
	return nil
}

// offset returns how many bytes have been consumed.
func (s *scanner) offset() int64 { return s.consumed + int64(s.pos) }
