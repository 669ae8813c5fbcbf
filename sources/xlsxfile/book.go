package xlsxfile

import (
	"errors"
	"fmt"
	"os"

	"muster/importer"
)

// A Sheet is one worksheet of a workbook.
type Sheet struct {
	Name  string
	State string // visible, hidden or veryHidden (hidden so that only a macro shows it)
	// Rows is how many rows hold anything.
	Rows int
	// Doubts are what a person should know about the sheet, each a sentence that names it: hidden rows
	// and columns, merged cells, odd numbering.
	Doubts []string
}

// A sheet is a Sheet and where it is.
type sheet struct {
	Sheet
	part string
	used bool // Rows has been called
}

// A Book is an open workbook. It is used by one goroutine, as are the sources that it hands out; several
// sources may be open at once.
type Book struct {
	file    *os.File
	archive *archive
	tables  tables
	sheets  []*sheet
}

// Open opens a workbook and reads all of it once, to be sure that it is whole. Errors
// wrap ErrNotWorkbook, ErrEncrypted, ErrDamaged or ErrTooLarge; any other is one of the operating system's. One broken sheet
// refuses the workbook, whichever is wanted: nobody can tell what it held.
func Open(path string, o Options) (*Book, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the workbook: %w", err)
	}
	b := &Book{file: f}
	if err := b.load(o.withDefaults()); err != nil {
		_ = f.Close() // the first error is the one to tell
		return nil, err
	}
	return b, nil
}

// load recognizes the file, reads its tables and surveys its sheets.
func (b *Book) load(o Options) error {
	info, err := b.file.Stat()
	if err != nil {
		return fmt.Errorf("opening the workbook: %w", err)
	}
	if info.IsDir() {
		return fmt.Errorf("%w: it is a folder; name the file in it", ErrNotWorkbook)
	}
	if err := recognize(b.file, info.Size()); err != nil {
		return err
	}
	if b.archive, err = newArchive(b.file, info.Size()); err != nil {
		return err
	}
	book, sheets, relations, err := b.archive.readWorkbook()
	if err != nil {
		return err
	}
	b.sheets = sheets
	b.tables.date1904 = book.Properties.Date1904 == "1" || book.Properties.Date1904 == "true"
	if err := b.judge(relations, o); err != nil {
		return err
	}
	if err := b.loadTables(relations, o); err != nil {
		return err
	}
	return b.survey()
}

// judge refuses what would cost too much before any of it is unpacked.
func (b *Book) judge(relations []relation, o Options) error {
	texts := related(relations, "sharedStrings")
	parts := []string{texts}
	seen := map[string]bool{}
	for _, s := range b.sheets {
		if !seen[s.part] {
			seen[s.part] = true
			parts = append(parts, s.part)
		}
	}
	return b.archive.judge(parts, o)
}

// loadTables reads what the cells refer to. A workbook may do without either table.
func (b *Book) loadTables(relations []relation, o Options) error {
	if part := related(relations, "styles"); b.archive.has(part) {
		data, err := b.archive.read(part)
		if err != nil {
			return err
		}
		if b.tables.styles, err = readStyles(data); err != nil {
			return damaged(part, err)
		}
	}
	part := related(relations, "sharedStrings")
	if !b.archive.has(part) {
		return nil
	}
	in, err := b.archive.open(part)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // only read from
	if b.tables.texts, err = readTexts(in, o.MaxTexts); err != nil {
		return zipError(part, err)
	}
	return nil
}

// Sheets returns the worksheets in the order of the workbook. Charts and macro sheets are not among them.
func (b *Book) Sheets() []Sheet {
	out := make([]Sheet, len(b.sheets))
	for i, s := range b.sheets {
		out[i] = s.Sheet
	}
	return out
}

// Rows returns the rows of a sheet, by its index in Sheets, from the first. It may be called as often
// as wanted.
func (b *Book) Rows(index int) (importer.Source, error) {
	if index < 0 || index >= len(b.sheets) {
		return nil, fmt.Errorf("the workbook has no sheet number %d; it has %d", index+1, len(b.sheets))
	}
	s := b.sheets[index]
	in, err := b.archive.open(s.part)
	if err != nil {
		return nil, err
	}
	s.used = true
	return &source{in: in, grid: newGrid(in, s.Name, &b.tables), total: b.archive.inflated(s.part)}, nil
}

// Doubts returns what a person should know about the sheets whose Rows have been asked for, in sentences.
// Sheets has the doubts of each sheet.
func (b *Book) Doubts() []string {
	var out []string
	for _, s := range b.sheets {
		if s.used {
			out = append(out, s.Doubts...)
		}
	}
	return out
}

// Close closes the file. Sources of the book cannot be read afterwards. It may be called more than once.
func (b *Book) Close() error {
	if err := b.file.Close(); err != nil && !errors.Is(err, os.ErrClosed) {
		return fmt.Errorf("closing the workbook: %w", err)
	}
	return nil
}
