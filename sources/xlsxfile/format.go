package xlsxfile

import (
	"github.com/xuri/nfp"
)

// A formatKind is what a number format makes of a number.
type formatKind uint8

const (
	formatNumber   formatKind = iota // a number, however it is decorated
	formatDate                       // a date, a time of day or both
	formatDuration                   // hours, minutes or seconds that go on beyond a day
)

// A format is what matters here of a number format code such as dd.mm.yyyy or 00000.
type format struct {
	kind formatKind
	// zeros is how many digits are shown at least: 5 for 00000, which shows 42 as 00042. 0 and 1 say nothing.
	zeros int
}

// maxFormat is the longest format code that Excel accepts, in bytes.
const maxFormat = 1024

// parseFormat says what a number format code makes of a positive number. A code that
// cannot be understood shows numbers as they are.
func parseFormat(code string) (f format) {
	if len(code) > maxFormat {
		return format{}
	}
	// The parser is made for codes that Excel wrote, and this one may come from anywhere.
	defer func() {
		if recover() != nil {
			f = format{}
		}
	}()
	parser := nfp.NumberFormatParser()
	sections := parser.Parse(code)
	if len(sections) == 0 {
		return format{}
	}
	return formatOf(sections[0].Items)
}

// formatOf judges the tokens of one section of a format code.
func formatOf(tokens []nfp.Token) format {
	var f format
	padded := true
	for _, t := range tokens {
		switch t.TType {
		case nfp.TokenTypeDateTimes:
			f.kind = max(f.kind, formatDate)
		case nfp.TokenTypeElapsedDateTimes:
			f.kind = formatDuration
		case nfp.TokenTypeZeroPlaceHolder:
			f.zeros += len(t.TValue)
		case nfp.TokenTypeDecimalPoint, nfp.TokenTypeExponential, nfp.TokenTypeFraction,
			nfp.TokenTypeCondition, nfp.TokenTypePercent, nfp.TokenTypeThousandsSeparator:
			padded = false
		}
	}
	if !padded || f.kind != formatNumber {
		f.zeros = 0
	}
	return f
}

// builtInFormat returns the format behind a number that every program knows without a code (ECMA-376,
// 18.8.30). Those from 27 on are dates in Chinese, Japanese, Korean and Thai workbooks; other
// programs define a code for these numbers.
func builtInFormat(id int) format {
	switch {
	case id == 46: // [h]:mm:ss
		return format{kind: formatDuration}
	case id >= 14 && id <= 22, id >= 27 && id <= 36, id >= 45 && id <= 47, id >= 50 && id <= 58, id >= 71 && id <= 81:
		return format{kind: formatDate}
	}
	return format{}
}
