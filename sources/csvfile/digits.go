package csvfile

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"muster/importer"
)

// roundedMessage says what a spreadsheet has done to a long number when it wrote the file.
const roundedMessage = "a spreadsheet has rounded this number when it saved the file, so its last digits are lost; " +
	"format the column as text there, type the number again and export it again"

// scientific matches a number in scientific notation with either decimal mark: 1.23457E+11.
var scientific = regexp.MustCompile(`^[+-]?[1-9](?:[.,]([0-9]+))?[Ee]\+([0-9]{1,3})$`)

// noteRounded notes the cells that a spreadsheet has rounded; text is what the cells were cut from. It costs next to
// nothing for records that have no exponent.
func noteRounded(row *importer.Row, text []byte) {
	if !hasExponent(text) {
		return
	}
	for i, c := range row.Cells {
		if isRounded(strings.TrimSpace(c)) {
			row.Notes = append(row.Notes, importer.Note{Column: i, Code: "digits.lost", Message: roundedMessage})
		}
	}
}

// hasExponent reports whether the text has an e before a plus anywhere. A plus is rare, and quick to seek.
func hasExponent(text []byte) bool {
	for {
		i := bytes.IndexByte(text, '+')
		if i < 0 {
			return false
		}
		if i > 0 && text[i-1]|0x20 == 'e' {
			return true
		}
		text = text[i+1:]
	}
}

// isRounded reports whether a cell is a number in scientific notation that has more digits before its decimal
// mark than the cell shows. Those of 1.5E+1 are all there.
func isRounded(cell string) bool {
	parts := scientific.FindStringSubmatch(cell)
	if parts == nil {
		return false
	}
	exponent, err := strconv.Atoi(parts[2])
	return err == nil && exponent > len(parts[1])
}
