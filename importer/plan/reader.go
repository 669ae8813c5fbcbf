package plan

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/google/uuid"

	"muster/importer"
)

// maxLine is how long a line can be, in bytes: far longer than any row.
const maxLine = 64 << 20

// A Reader reads a plan, a line at a time. It implements importer.Expected and is used by one goroutine.
type Reader struct {
	// Header is the plan's first line.
	Header Header

	path   string
	file   *os.File
	lines  *bufio.Scanner
	number int // of the line last read
	end    *End
	ahead  *importer.Expectation // read and not asked for yet
	row    int                   // of the last line
	counts importer.Counts
	absent map[uuid.UUID]int64
}

// Open opens the plan at path and reads its header. An error for which errors.Is(err, ErrUnusable) holds says that the file
// is no plan that can be applied.
func Open(path string) (*Reader, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the plan: %w", err)
	}
	r := &Reader{path: path, file: file, lines: bufio.NewScanner(file), absent: make(map[uuid.UUID]int64)}
	r.lines.Buffer(make([]byte, 1<<16), maxLine)
	if err := r.readHeader(); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return r, nil
}

func (r *Reader) readHeader() error {
	text, err := r.next()
	if errors.Is(err, io.EOF) || err == nil && !bytes.HasPrefix(text, []byte("{")) {
		return fmt.Errorf("%w: %s is no plan of muster; 'muster plan FILE -o PLAN' makes one", ErrUnusable, r.path)
	}
	if err != nil {
		return err
	}
	var version struct {
		Format int `json:"muster_plan"`
	}
	switch err := json.Unmarshal(text, &version); {
	case err != nil || version.Format < 1:
		return fmt.Errorf("%w: %s is no plan of muster; 'muster plan FILE -o PLAN' makes one", ErrUnusable, r.path)
	case version.Format > Format:
		return fmt.Errorf("%w: %s is of a newer format (%d, this version knows %d); use the version of muster that made it, or plan again",
			ErrUnusable, r.path, version.Format, Format)
	}
	if err := strict(text, &r.Header); err != nil {
		return r.damaged("the header cannot be read")
	}
	return nil
}

// strict reads one JSON value in which every key is known and after which nothing follows.
func strict(text []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is more on the line")
	}
	return nil
}

// next returns the next line, io.EOF after the last.
func (r *Reader) next() ([]byte, error) {
	if r.lines.Scan() {
		r.number++
		return r.lines.Bytes(), nil
	}
	switch err := r.lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		r.number++
		return nil, r.damaged("the line is too long")
	case err != nil:
		return nil, fmt.Errorf("read the plan %s: %w", r.path, err)
	default:
		return nil, io.EOF
	}
}

func (r *Reader) damaged(why string) error {
	return &DamagedError{Path: r.path, Line: max(1, r.number), Why: why}
}

// line reads the next line that is not about somebody absent; who is, is noted.
func (r *Reader) line() (*line, error) {
	for {
		text, err := r.next()
		if errors.Is(err, io.EOF) {
			return nil, r.damaged("the plan is cut off here")
		}
		if err != nil {
			return nil, err
		}
		l := &line{}
		if err := strict(text, l); err != nil {
			return nil, r.damaged("the line cannot be read")
		}
		if l.Absent == nil {
			return l, nil
		}
		switch {
		case r.row > 0 || l.Row != nil || l.End != nil:
			return nil, r.damaged("the line about somebody absent is not in its place")
		case l.ContactID == nil || l.Version < 1:
			return nil, r.damaged("the line does not say who is absent")
		}
		r.absent[*l.ContactID] = l.Version
	}
}

// read returns what the next line says about its row, nil where it is the end.
func (r *Reader) read() (*importer.Expectation, error) {
	l, err := r.line()
	if err != nil {
		return nil, err
	}
	if l.End != nil {
		return nil, r.finish(l.End)
	}
	x, wrong := l.expectation()
	switch {
	case wrong != "":
		return nil, r.damaged(wrong)
	case x.Row <= r.row:
		return nil, r.damaged("the rows are not in the file's order")
	}
	r.row = x.Row
	r.counts[x.Result]++
	return x, nil
}

// finish checks that the plan is as long as it was.
func (r *Reader) finish(end *End) error {
	for result, n := range r.counts {
		if end.Counts[importer.Result(result).String()] != n {
			return r.damaged("rows are missing from the plan, or were added to it")
		}
	}
	if len(r.absent) != end.Deactivated {
		return r.damaged("people who are absent are missing from the plan, or were added to it")
	}
	if _, err := r.next(); !errors.Is(err, io.EOF) {
		return r.damaged("there is something after the end of the plan")
	}
	end.Rows, end.Absent = r.counts, r.absent
	r.end = end
	return nil
}

// Next returns what the plan says about the row, nil where it says nothing. Rows are asked for in file order; lines about
// rows that are passed over are left out.
func (r *Reader) Next(row int) (*importer.Expectation, error) {
	for r.end == nil && (r.ahead == nil || r.ahead.Row < row) {
		var err error
		if r.ahead, err = r.read(); err != nil {
			return nil, err
		}
	}
	if r.ahead == nil || r.ahead.Row != row {
		return nil, nil //nolint:nilnil // nothing is said about the row
	}
	x := r.ahead
	r.ahead = nil
	return x, nil
}

// Verify reads the plan to its end and says what it comes to, or where it is damaged. Nothing can be
// read afterwards.
func (r *Reader) Verify() (*End, error) {
	for r.end == nil {
		if _, err := r.read(); err != nil {
			return nil, err
		}
	}
	return r.end, nil
}

// Close closes the file.
func (r *Reader) Close() error { return r.file.Close() }
