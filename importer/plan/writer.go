package plan

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"muster/importer"
)

// A Writer writes a plan as the run decides. The plan appears at its path with Keep, all at once, and never when
// the run did not come to its end. It is used by one goroutine.
type Writer struct {
	path string
	file *os.File // beside path; nil once kept or given up
	buf  *bufio.Writer
	line []byte
	err  error // the first
}

// Create begins a plan at path. What stands there already must be a plan: a slip of the hand is not to cost
// somebody their list of people. Only its owner can read it, since it has personal data.
func Create(path string, h Header) (*Writer, error) {
	if err := mayReplace(path); err != nil {
		return nil, err
	}
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // of mode 0600
	if err != nil {
		return nil, fmt.Errorf("write the plan: %w", err)
	}
	w := &Writer{path: path, file: file, buf: bufio.NewWriterSize(file, 1<<16)}
	h.Format, h.Secrets = Format, fromFile
	w.encode(h)
	return w, nil
}

// mayReplace refuses to write over a file that is no plan.
func mayReplace(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("write the plan: %w", err)
	}
	defer f.Close()
	begin := make([]byte, len(magic))
	if n, err := io.ReadFull(f, begin); !bytes.Equal(begin, []byte(magic)) && (n > 0 || !errors.Is(err, io.EOF)) {
		return fmt.Errorf("%w: %s is there already and is no plan; give the plan another name", ErrUnusable, path)
	}
	return nil
}

// magic is how every plan begins.
const magic = `{"muster_plan":`

// Report adds the line of a row, as importer.Reporter has it.
func (w *Writer) Report(r *importer.RowResult) error {
	return w.add(func(b []byte) ([]byte, error) { return appendLine(b, r) })
}

// Absent adds the line of somebody who is in no row. These lines come before those of the rows.
func (w *Writer) Absent(p *importer.AbsentPerson) error {
	return w.add(func(b []byte) ([]byte, error) { return appendAbsent(b, p) })
}

func (w *Writer) add(line func([]byte) ([]byte, error)) error {
	if w.err != nil {
		return w.err
	}
	if w.line, w.err = line(w.line[:0]); w.err == nil {
		_, w.err = w.buf.Write(w.line)
	}
	if w.err != nil {
		w.err = fmt.Errorf("write the plan %s: %w", w.path, w.err)
	}
	return w.err
}

func (w *Writer) encode(v any) {
	text, err := json.Marshal(v)
	if err == nil {
		_, err = w.buf.Write(append(text, '\n'))
	}
	if w.err == nil && err != nil {
		w.err = fmt.Errorf("write the plan %s: %w", w.path, err)
	}
}

// Keep writes the end and puts the plan in its place.
func (w *Writer) Keep(s *importer.Summary) error {
	end := End{Deactivated: s.Deactivated, Problems: s.Problems, Counts: make(map[string]int)}
	for r, n := range s.Rows {
		end.Counts[importer.Result(r).String()] = n
	}
	w.encode(struct {
		End End `json:"end"`
	}{end})
	if w.err != nil {
		return w.err
	}
	err := errors.Join(w.buf.Flush(), w.file.Sync(), w.file.Close())
	if err == nil {
		err = os.Rename(w.file.Name(), w.path)
	}
	if err != nil {
		return fmt.Errorf("write the plan %s: %w", w.path, err)
	}
	w.file = nil
	return nil
}

// Abort removes what was written, unless it was kept. It may be called more than once.
func (w *Writer) Abort() {
	if w.file == nil {
		return
	}
	_ = w.file.Close() // what it says does not matter any more
	_ = os.Remove(w.file.Name())
	w.file = nil
}
