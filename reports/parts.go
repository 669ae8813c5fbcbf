package reports

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"

	"github.com/xuri/excelize/v2"
)

// A partsWriter writes the parts of a workbook straight to their file (excelize would
// gather the whole workbook in memory first), and puts the true dimension into each sheet. The stream
// writer says A1, since it does not know yet how far the sheet will reach; programs that trust it
// (openpyxl in its read-only mode) then see no rows at all.
type partsWriter struct {
	*zip.Writer
	dimensions map[string]string // by the sheet's part; each is removed when it is written
}

func newPartsWriter(w io.Writer, dimensions map[string]string) *partsWriter {
	return &partsWriter{Writer: zip.NewWriter(w), dimensions: dimensions}
}

// instead is for excelize's SetZipWriter; its own buffer stays empty.
func (p *partsWriter) instead(io.Writer) excelize.ZipWriter { return p }

// Create begins a part.
func (p *partsWriter) Create(name string) (io.Writer, error) {
	w, err := p.Writer.Create(name)
	if err != nil {
		return nil, err
	}
	if ref, ok := p.dimensions[name]; ok {
		return &sheetWriter{w: w, ref: ref, done: func() { delete(p.dimensions, name) }}, nil
	}
	return w, nil
}

var errNoDimension = errors.New("the sheet has no place for its dimension")

// check reports whether every sheet got its dimension.
func (p *partsWriter) check() error {
	if len(p.dimensions) > 0 {
		return errNoDimension
	}
	return nil
}

// A sheetWriter replaces the dimension in the beginning of a sheet.
type sheetWriter struct {
	w    io.Writer
	ref  string
	done func() // nil after the beginning
}

// wrongDimension is what the stream writer says.
const wrongDimension = `<dimension ref="A1">`

// Write passes on what it is given. The dimension stands in the first few hundred bytes, which
// come in one piece.
func (s *sheetWriter) Write(b []byte) (int, error) {
	if s.done == nil {
		return s.w.Write(b)
	}
	head, tail, found := bytes.Cut(b, []byte(wrongDimension))
	if !found {
		return 0, errNoDimension
	}
	s.done()
	s.done = nil
	for _, piece := range [][]byte{head, []byte(`<dimension ref="` + s.ref + `">`), tail} {
		if _, err := s.w.Write(piece); err != nil {
			return 0, err
		}
	}
	return len(b), nil
}
