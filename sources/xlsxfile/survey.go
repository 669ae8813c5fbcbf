package xlsxfile

import (
	"errors"
	"fmt"
	"io"
)

// survey reads every sheet to its end, for its facts and to be sure of it. Sheets may share a part.
func (b *Book) survey() error {
	seen := map[string]*facts{}
	for _, s := range b.sheets {
		if seen[s.part] == nil {
			f, err := b.surveySheet(s)
			if err != nil {
				return err
			}
			seen[s.part] = f
		}
		f := seen[s.part]
		s.Rows, s.Doubts = f.rows, f.doubts(s.Name)
	}
	return nil
}

// surveySheet reads a sheet to its end.
func (b *Book) surveySheet(s *sheet) (*facts, error) {
	where := fmt.Sprintf("sheet %q", s.Name)
	if !b.archive.has(s.part) {
		return nil, damaged(where, fault("it is listed but not in the file"))
	}
	in, err := b.archive.open(s.part)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }() // only read from
	g := newGrid(in, s.Name, &b.tables)
	for err == nil {
		err = g.next()
	}
	if !errors.Is(err, io.EOF) {
		return nil, err
	}
	if g.facts.shared && b.tables.texts == nil {
		return nil, damaged(where, fault("the table of texts to which its cells refer is missing"))
	}
	return &g.facts, nil
}
