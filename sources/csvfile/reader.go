package csvfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"unicode/utf8"

	"muster/importer"
)

// DefaultMaxCell is the size of the largest cell that is read, in bytes of UTF-8. A workbook's cell has
// at the most 32,767 characters.
const DefaultMaxCell = 1 << 20

// cellsPerRow is how many cells of the largest size a record may be long.
const cellsPerRow = 8

// Options say how a text is to be read.
type Options struct {
	// Dialect says what separates and quotes cells. Defaults to what Sniff finds in the beginning of
	// the text, where its Delimiter is 0.
	Dialect Dialect
	// Delimiter separates cells, where the rest of the dialect is to be found. Defaults to what Sniff finds.
	Delimiter byte
	// Encoding is the name of the character encoding, as Detection has it or as the IANA and the
	// WHATWG know it. Defaults to UTF-8.
	Encoding string
	// MaxCell is the size of the largest cell in bytes of UTF-8; a record with a larger one is a
	// *importer.RowError. Defaults to DefaultMaxCell.
	MaxCell int
	// Size is the length of the text in bytes, for Progress. Defaults to 0, unknown.
	Size int64
}

// A Reader reads the records of a delimited text. It implements importer.Source.
type Reader struct {
	in       window
	raw      *counter
	size     int64
	dialect  Dialect
	encoding string
	maxCell  int
	maxRow   int

	number int   // records returned
	line   int   // physical lines behind us
	width  int   // cells of the last record, likely those of the next
	over   error // why there is no more to read

	// The record being parsed, reused: the content of its cells one behind the other, where each ends,
	// and the first cell that spans lines, as the fault that it may turn out to be.
	text []byte
	ends []int
	span fault

	// What Sniff asks: records with broken quotes, cells properly in quotes, and whether the last
	// record's quote was open to the end of the text.
	faults, enclosed int
	open             bool
}

var _ importer.Source = (*Reader)(nil)

// New returns a reader of the text in r, which stays the caller's to close. It reads the
// beginning of r. It fails where r does, and with ErrEncoding.
func New(r io.Reader, o Options) (*Reader, error) {
	raw := &counter{r: r}
	decoded, name, err := decode(raw, o.Encoding)
	if err != nil {
		return nil, err
	}
	if o.MaxCell <= 0 {
		o.MaxCell = DefaultMaxCell
	}
	reader := &Reader{
		in: newWindow(decoded), raw: raw, size: o.Size, dialect: o.Dialect, encoding: name,
		maxCell: o.MaxCell, maxRow: cellsPerRow * o.MaxCell,
	}
	if err := reader.begin(o.Delimiter); err != nil {
		return nil, err
	}
	return reader, nil
}

// begin skips what stands before the first record, and completes the dialect.
func (r *Reader) begin(delimiter byte) error {
	for len(r.in.data()) < sniffSize && r.in.more() {
		continue
	}
	if r.in.err != nil && len(r.in.data()) == 0 {
		return fmt.Errorf("read the beginning of the text: %w", r.in.err)
	}
	r.in.advance(len(r.in.data()) - len(withoutMarks(r.in.data())))
	if r.dialect.Delimiter == 0 {
		data := r.in.data()
		r.dialect = Sniff(data[:min(len(data), sniffSize)], r.in.done && len(data) <= sniffSize, delimiter)
	}
	end, next, err := r.in.lineFrom(0, r.maxRow)
	if _, ok := announced(r.in.data()[:end]); ok && err == nil { // an error Read will say
		r.in.advance(next)
		r.line++
	}
	return nil
}

// Dialect returns what the reader takes for separators and quotes.
func (r *Reader) Dialect() Dialect { return r.dialect }

// Read returns the next record. A blank line is a row without cells. A line that announces the
// separator ("sep=;") is no row, as in spreadsheets, but a physical line. Read returns *importer.RowError and io.EOF as
// importer.Source says; after Close it returns fs.ErrClosed.
func (r *Reader) Read() (importer.Row, error) {
	if r.over != nil {
		return importer.Row{}, r.over
	}
	end, next, err := r.in.lineFrom(0, r.maxRow)
	switch {
	case errors.Is(err, errTooLong):
		return r.skipLong()
	case err != nil:
		r.over = fmt.Errorf("read behind line %d: %w", r.line, err)
		return importer.Row{}, r.over
	case next == 0:
		r.over = io.EOF
		return importer.Row{}, io.EOF
	}
	line := r.in.data()[:end]
	if r.dialect.Quote != 0 && bytes.IndexByte(line, r.dialect.Quote) >= 0 {
		return r.readQuoted(end, next)
	}
	return r.readPlain(line, next)
}

// readPlain reads a record that is one line without quotes.
func (r *Reader) readPlain(line []byte, next int) (importer.Row, error) {
	row := r.place()
	message := ""
	if len(line) > 0 {
		text, sound := r.decoded(line)
		row.Cells = r.split(text)
		if !sound || len(line) > r.maxCell {
			message = r.complaint(row.Cells)
		}
		noteRounded(&row, line)
	}
	r.take(next, 1)
	return finished(row, message)
}

// place returns a row that has its number and line and nothing else.
func (r *Reader) place() importer.Row { return importer.Row{Number: r.number + 1, Line: r.line + 1} }

// take leaves the record, which is next bytes and so many lines long.
func (r *Reader) take(next, lines int) {
	r.in.advance(next)
	r.number++
	r.line += lines
}

// finished returns the row, as an error where there is something to complain about.
func finished(row importer.Row, message string) (importer.Row, error) {
	if message != "" {
		return row, &importer.RowError{Row: row, Message: message}
	}
	return row, nil
}

// decoded returns the text as a string of valid UTF-8. It is sound where every byte of it could be
// decoded and none is NUL.
func (r *Reader) decoded(text []byte) (s string, sound bool) {
	sound = bytes.IndexByte(text, 0) < 0
	if r.encoding != UTF8 {
		return string(text), sound && !bytes.Contains(text, replacement)
	}
	if _, ok := beyondASCII(text); ok {
		return string(text), sound
	}
	return strings.ToValidUTF8(string(text), string(utf8.RuneError)), false
}

// split cuts a record without quotes into cells. They share its memory.
func (r *Reader) split(text string) []string {
	cells := make([]string, 0, max(r.width, 1))
	for {
		i := strings.IndexByte(text, r.dialect.Delimiter)
		if i < 0 {
			break
		}
		cells = append(cells, text[:i])
		text = text[i+1:]
	}
	cells = append(cells, text)
	r.width = len(cells)
	return cells
}

// complaint says what is wrong with cells that were read from a record that is not sound or
// very long; "" where nothing is.
func (r *Reader) complaint(cells []string) string {
	for i, c := range cells {
		switch {
		case len(c) > r.maxCell:
			return longMessage(r.maxCell)
		case strings.ContainsRune(c, utf8.RuneError):
			return undecodableMessage(i, r.encoding)
		case strings.IndexByte(c, 0) >= 0:
			return nulMessage(i)
		}
	}
	return ""
}

// skipLong passes over a line that is too long to be kept, and returns the row that it is.
func (r *Reader) skipLong() (importer.Row, error) {
	row := r.place()
	for r.in.breakIn(r.in.data(), 0) < 0 {
		r.in.advance(len(r.in.data()))
		if !r.in.more() {
			break
		}
	}
	_, next, err := r.in.lineFrom(0, len(r.in.data()))
	if err != nil {
		r.over = fmt.Errorf("read line %d: %w", row.Line, err)
		return importer.Row{}, r.over
	}
	r.take(next, 1)
	r.in.shrink()
	return finished(row, longMessage(r.maxCell))
}

// Progress returns how many bytes of the text were taken in, of Options.Size.
func (r *Reader) Progress() (done, total int64) { return r.raw.n, r.size }

// Close ends reading. It does not close the text.
func (r *Reader) Close() error {
	r.over = fs.ErrClosed
	r.in = window{}
	return nil
}

// A counter counts what is read through it.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
