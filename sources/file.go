package sources

import (
	"cmp"
	"errors"
	"fmt"
	"os"

	"muster/importer"
	"muster/sources/csvfile"
	"muster/sources/xlsxfile"
)

// A File is an open file of people. It is used by one goroutine.
type File struct {
	// Location is what Open was asked for.
	Location string
	// Name is the last part of the location, or "standard input".
	Name string
	// SHA256 is the hash of the file as it is, packed where it is packed, in hexadecimal.
	SHA256 string
	// Size is its length in bytes, as it is, but decrypted.
	Size int64
	// Format is csv or xlsx.
	Format string
	// Encoding is the character encoding of a CSV file, "" for a workbook.
	Encoding string
	// Delimiter is the character that separates the cells of a CSV file, "" for a workbook.
	Delimiter string
	// Sheet is the name of the worksheet that Rows reads, "" for a CSV file.
	Sheet string
	// Doubts are what a person should know before they rely on what is read, each a sentence.
	Doubts []string

	config    Config
	disk      *os.File // what is read: the file, or the copy of what cannot be read twice
	path      string   // where a workbook is on the disk
	temporary []string // files to be removed
	stream    string   // the copy of what came over a stream, as it came; "" for a file that can be read again
	watch     *watch   // of disk

	sealed  string // the hash of an encrypted file, as it is
	packing packing
	entry   int // of a ZIP archive, the index of the table

	text csvfile.Options

	book  *xlsxfile.Book
	sheet int
}

// Rows opens the rows, from the first. It may be called as often as wanted, and several may be open at once.
func (f *File) Rows() (importer.Source, error) {
	if f.book != nil {
		rows, err := f.book.Rows(f.sheet)
		if err != nil {
			return nil, f.understood(err)
		}
		return &bookRows{rows, f.watch}, nil
	}
	return f.textRows()
}

// textRows is Rows for a CSV file.
func (f *File) textRows() (*textRows, error) {
	t, err := f.openText()
	if err != nil {
		return nil, err
	}
	r, err := csvfile.New(t, f.text)
	if err != nil {
		return nil, errors.Join(err, t.close())
	}
	return &textRows{Reader: r, text: t, size: f.Size}, nil
}

// A textRows are the rows of a text; progress counts the bytes of the file, packed or not.
type textRows struct {
	*csvfile.Reader
	text *text
	size int64
}

// Read implements importer.Source. Once the text was read to its end, it asks before each row whether the file
// has grown since, because the last row is likely cut off then.
func (r *textRows) Read() (importer.Row, error) {
	row, err := r.Reader.Read()
	if r.text.steady.ended && r.text.close != nil && !errors.Is(err, ErrChanged) {
		if changed := r.text.steady.watch.resized(); changed != nil {
			return importer.Row{}, changed
		}
	}
	return row, err
}

// Progress returns how many bytes of the file were read, of how many.
func (r *textRows) Progress() (done, total int64) { return min(r.text.packed.n, r.size), r.size }

// Close frees what the rows hold. It may be called more than once.
func (r *textRows) Close() error {
	if r.text.close == nil {
		return nil
	}
	err := errors.Join(r.Reader.Close(), r.text.close())
	r.text.close = nil
	return err
}

// bookRows are the rows of a workbook.
type bookRows struct {
	importer.Source
	watch *watch
}

// Read implements importer.Source. Where the workbook was written to meanwhile, its end is ErrChanged.
func (r *bookRows) Read() (importer.Row, error) {
	row, err := r.Source.Read()
	var unreadable *importer.RowError
	if err == nil || errors.As(err, &unreadable) {
		return row, err
	}
	return row, cmp.Or(r.watch.touched(), err)
}

// understood turns the errors of a workbook into refusals.
func (f *File) understood(err error) error {
	if changed := f.watch.touched(); errors.Is(changed, ErrChanged) {
		return changed
	}
	for _, known := range []error{xlsxfile.ErrNotWorkbook, xlsxfile.ErrEncrypted, xlsxfile.ErrDamaged, xlsxfile.ErrTooLarge} {
		if errors.Is(err, known) {
			return &refusal{f.Name, err}
		}
	}
	return fmt.Errorf("read %s: %w", f.Name, err)
}

func (f *File) doubt(format string, args ...any) {
	f.Doubts = append(f.Doubts, fmt.Sprintf(format, args...))
}

// Close frees what the file holds, and removes what was copied of it. Rows cannot be read
// afterwards. It may be called more than once.
func (f *File) Close() error {
	var errs []error
	if f.book != nil {
		errs = append(errs, f.book.Close())
	}
	if f.disk != nil {
		errs = append(errs, f.disk.Close())
		f.disk = nil
	}
	for _, name := range f.temporary {
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, fmt.Errorf("remove the temporary copy: %w", err))
		}
	}
	f.temporary = nil
	return errors.Join(errs...)
}
