package sources

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"muster/sources/csvfile"
)

// sureEnough is the confidence from which an encoding needs no word.
const sureEnough = 0.99

// openCSV opens the file, or what is packed in it, as delimited text.
func (f *File) openCSV(census *csvfile.Census) error {
	if f.config.Format == FormatXLSX {
		return refuse(f.Name, "it is not a workbook but text; leave the format to be recognized, or save it as .xlsx")
	}
	if sheet := f.config.XLSX.Sheet; sheet != "" {
		return f.noSheet(sheet)
	}
	f.Format = FormatCSV
	if err := f.chooseEncoding(census); err != nil {
		return err
	}
	f.text.Delimiter, _ = f.config.CSV.delimiter() // Validate has seen it
	rows, err := f.textRows()
	if err != nil {
		return err
	}
	f.text.Dialect = rows.Dialect()
	f.Delimiter = string(f.text.Dialect.Delimiter)
	if f.packing == unpacked {
		f.text.Size = f.Size
	}
	return rows.Close()
}

// census reads a packed text once. So it is known to be whole and within the limits.
func (f *File) census(ctx context.Context) (*csvfile.Census, error) {
	t, err := f.openText()
	if err != nil {
		return nil, err
	}
	census := new(csvfile.Census)
	_, err = io.CopyBuffer(census, &patient{ctx, t}, make([]byte, copySize))
	if err = errors.Join(err, t.close()); err != nil {
		if errors.Is(err, ErrNotUnderstood) {
			return nil, err
		}
		return nil, fmt.Errorf("read %s: %w", f.Location, err)
	}
	return census, nil
}

// chooseEncoding takes the encoding that was set, or the one that the text tells.
func (f *File) chooseEncoding(census *csvfile.Census) error {
	if set := f.config.CSV.Encoding; !isAuto(set) {
		name, err := csvfile.EncodingName(set)
		if err != nil {
			return &refusal{f.Name, err}
		}
		f.Encoding, f.text.Encoding = name, name
		return nil
	}
	d := census.Detect()
	f.Encoding, f.text.Encoding = d.Encoding, d.Encoding
	switch {
	case !strings.HasPrefix(d.Encoding, "utf-16") && !strings.HasPrefix(d.Encoding, "utf-32") && isBinary(census.Head()):
		return refuse(f.Name, "it is a binary file, not a table; export the list of people as CSV or XLSX")
	case !d.Certain() && !f.config.Guess:
		return refuse(f.Name, "its character encoding is not certain: %s; look which one shows the names right, and name it with --encoding", candidates(d))
	case d.Invalid > 0 && d.Encoding == csvfile.UTF8:
		f.doubt("the file is UTF-8, but not everywhere (places that are not: %d), and rows with such places cannot be read; if all of it is in another encoding, name it with --encoding", d.Invalid)
	case d.Confidence < sureEnough:
		f.doubt("the character encoding is not certain: %s; if names look wrong, name the right one with --encoding", candidates(d))
	}
	return nil
}

// candidates lists the encodings that the text may have.
func candidates(d csvfile.Detection) string {
	var list []string
	for _, c := range d.Candidates {
		list = append(list, fmt.Sprintf("%s (%.0f %%)", c.Encoding, 100*c.Confidence))
	}
	return strings.Join(list, " or ")
}
