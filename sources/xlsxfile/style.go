package xlsxfile

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
)

// styles say how the cells of a workbook show their numbers: the number format of each cell style,
// in the order in which cells refer to them.
type styles []format

// readStyles reads styles.xml. Only number formats matter here.
func readStyles(data []byte) (styles, error) {
	var sheet struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := decode(data, &sheet); err != nil {
		return nil, err
	}
	if len(sheet.Formats) > maxFormats {
		return nil, tooLarge("it has more number formats than any real workbook")
	}
	known := make(map[int]format, len(sheet.Formats))
	for _, f := range sheet.Formats {
		known[f.ID] = parseFormat(f.Code)
	}
	out := make(styles, len(sheet.Cells))
	for i, c := range sheet.Cells {
		f, ok := known[c.Format]
		if !ok {
			f = builtInFormat(c.Format)
		}
		out[i] = f
	}
	return out, nil
}

// format returns the number format of a style by its index as the cell writes it. A cell without a style, or with one
// that is not there, shows its number as it is.
func (s styles) format(index []byte) format {
	if i, ok := parseIndex(index); ok && i < len(s) {
		return s[i]
	}
	return format{}
}

// decode reads a small part, converted to UTF-8, in which nothing may be declared or left open.
func decode(data []byte, into any) error {
	if bytes.Contains(data, []byte("<!DOCTYPE")) {
		return errDoctype
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // it is UTF-8 by now
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("it is not the XML that it should be: %w", err)
	}
	return nil
}
