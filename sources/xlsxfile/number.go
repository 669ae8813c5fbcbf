package xlsxfile

import (
	"bytes"
	"math"
	"strconv"
)

const (
	// exactDigits is how many significant digits Excel keeps of what is typed. It
	// replaces the rest by zeros.
	exactDigits = 15
	// largestPlain is the first number that is written with an exponent, because nobody would have
	// typed its digits.
	largestPlain = 1e21
	// largestExact is the largest whole number below which a binary number has every one.
	largestExact = 1 << 53
)

// appendNumber appends a number in the shortest decimal form that means it, as the person
// will have typed it: 78.459999999999994 is 78.46. Text that is no number is appended as it is. lost reports a whole
// number so long that the spreadsheet has rounded it.
func appendNumber(dst, raw []byte, zeros int) (out []byte, lost bool) {
	if plainInteger(raw) && len(raw) <= exactDigits {
		return appendPadded(dst, raw, zeros), false
	}
	v, ok := parseFloat(raw)
	if !ok {
		return append(dst, raw...), false
	}
	var scratch [32]byte
	switch {
	case plainInteger(bytes.TrimPrefix(raw, []byte("-"))):
		// More digits than Excel keeps: another program wrote them all, or Excel the zeros.
		return append(dst, raw...), roundedInteger(raw, v)
	case v == 0:
		return appendPadded(dst, []byte("0"), zeros), false
	case math.Abs(v) >= largestPlain || math.Abs(v) < 1e-9:
		return strconv.AppendFloat(dst, v, 'E', -1, 64), false
	}
	digits := strconv.AppendFloat(scratch[:0], v, 'f', -1, 64)
	return appendPadded(dst, digits, zeros), v == math.Trunc(v) && roundedInteger(digits, v)
}

// roundedInteger reports whether the digits of a whole number v are more than a spreadsheet keeps.
func roundedInteger(digits []byte, v float64) bool {
	digits = bytes.TrimPrefix(digits, []byte("-"))
	if len(digits) <= exactDigits {
		return false
	}
	return math.Abs(v) > largestExact || digits[len(digits)-1] == '0'
}

// appendPadded appends the digits of a number, with zeros before them up to the width that its
// format shows. Numbers with a fraction are not padded.
func appendPadded(dst, digits []byte, zeros int) []byte {
	if len(digits) > 0 && digits[0] == '-' {
		dst, digits = append(dst, '-'), digits[1:]
	}
	if bytes.IndexByte(digits, '.') < 0 {
		for n := len(digits); n < zeros; n++ {
			dst = append(dst, '0')
		}
	}
	return append(dst, digits...)
}

// plainInteger reports whether b is digits only, without a leading zero.
func plainInteger(b []byte) bool {
	if len(b) == 0 || b[0] == '0' && len(b) > 1 {
		return false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// parseFloat reads a number as XML Schema's double writes it, without its names for infinity and the like.
func parseFloat(b []byte) (float64, bool) {
	for _, c := range b {
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' {
			return 0, false
		}
	}
	v, err := strconv.ParseFloat(string(b), 64)
	return v, err == nil
}

// parseIndex reads a whole number from 0 to 2^31-1.
func parseIndex(b []byte) (int, bool) {
	if len(b) == 0 || len(b) > 10 {
		return 0, false
	}
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, n <= math.MaxInt32
}
