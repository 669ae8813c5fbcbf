package xlsxfile

import (
	"bytes"
	"io"
	"unicode/utf8"
)

const (
	textChunk  = 256 << 10 // bytes of text kept as one string; larger than any cell
	placeChunk = 4096      // places kept in one slice
	placeSize  = 8         // bytes of a place
)

// A place says where a shared text is: the chunk and the offset within it, and its length.
type place struct {
	at, n uint32
}

// unreadable is the length that marks a text that is not one (see texts.get).
const unreadable = ^uint32(0)

// texts is the table of shared texts of a workbook (sharedStrings.xml), to which cells refer by index.
// It costs the bytes of the text and 8 for each entry; the strings that it hands out share
// its memory.
type texts struct {
	chunks []string
	last   []byte // the chunk that is being filled
	places [][]place
	count  int
	limit  int64
}

// readTexts reads the table from the XML of its part.
func readTexts(in io.Reader, limit int64) (*texts, error) {
	t := &texts{limit: limit}
	s := newScanner(in)
	var text []byte
	for {
		tok, err := s.next()
		switch {
		case err != nil:
			return nil, err
		case tok == tokenEOF:
			t.flush()
			return t, nil
		case tok != tokenStart || s.depth() == 1:
			continue
		case string(s.tag.local) != "si" || s.depth() != 2:
			err = s.skip()
		default:
			from := s.offset()
			if text, err = appendRichText(text[:0], s); err == nil {
				err = t.add(text)
			}
			if s.offset()-from > maxRow {
				err = tooLarge("one of its texts is longer than a row may be")
			}
		}
		if err != nil {
			return nil, err
		}
	}
}

// add appends one text, as decoded from XML, to the table.
func (t *texts) add(text []byte) error {
	text = unescape(text)
	p := place{n: unreadable}
	if soundText(text) {
		if len(t.last)+len(text) > textChunk {
			t.flush()
		}
		p = place{at: uint32(len(t.chunks)*textChunk + len(t.last)), n: uint32(len(text))} // bounded by the limit
		t.last = append(t.last, text...)
	}
	if t.count%placeChunk == 0 {
		t.places = append(t.places, make([]place, 0, placeChunk))
	}
	chunk := &t.places[t.count/placeChunk]
	*chunk = append(*chunk, p)
	t.count++
	if int64(len(t.chunks))*textChunk+int64(t.count)*placeSize > t.limit {
		return tooLarge("its table of texts does not fit into the memory allowed")
	}
	return nil
}

// flush closes the chunk that is being filled.
func (t *texts) flush() {
	if len(t.last) > 0 {
		t.chunks = append(t.chunks, string(t.last))
		t.last = t.last[:0]
	}
}

// get returns the text with that index. It is not ok where there is none, or where its
// bytes are not text.
func (t *texts) get(index int) (text string, ok bool) {
	if t == nil || index < 0 || index >= t.count {
		return "", false
	}
	p := t.places[index/placeChunk][index%placeChunk]
	if p.n == unreadable {
		return "", false
	}
	if p.n == 0 {
		return "", true
	}
	chunk := t.chunks[p.at/textChunk]
	at := p.at % textChunk
	return chunk[at : at+p.n], true
}

// soundText reports whether a cell may hold these bytes.
func soundText(b []byte) bool {
	return len(b) <= maxCell && utf8.Valid(b) && bytes.IndexByte(b, 0) < 0
}

// appendRichText appends the text of the element that has just started (si or is): all of its <t>, in runs
// or not, but not the phonetic runs beside them, which repeat the text in another script.
func appendRichText(dst []byte, s *scanner) ([]byte, error) {
	for inside := s.depth(); ; {
		tok, err := s.next()
		if err != nil {
			return dst, err
		}
		switch tok {
		case tokenEnd:
			if s.depth() < inside {
				return dst, nil
			}
		case tokenStart:
			switch string(s.tag.local) {
			case "t":
				dst, err = appendText(dst, s)
			case "r":
			default:
				err = s.skip()
			}
			if err != nil {
				return dst, err
			}
		}
	}
}

// appendText appends the characters of the element that has just started. What exceeds
// the limit of a cell is dropped, with one byte too many kept as the sign of it.
func appendText(dst []byte, s *scanner) ([]byte, error) {
	for inside := s.depth(); ; {
		tok, err := s.next()
		if err != nil {
			return dst, err
		}
		switch {
		case tok == tokenEnd && s.depth() < inside:
			return dst, nil
		case tok != tokenText:
		case s.raw:
			dst = appendLineEnds(dst, s.text)
		default:
			if dst, err = appendCharacters(dst, s.text); err != nil {
				return dst, err
			}
		}
		dst = dst[:min(len(dst), maxCell+1)]
	}
}

// size returns how many texts there are; a workbook without a table has none.
func (t *texts) size() int {
	if t == nil {
		return 0
	}
	return t.count
}
