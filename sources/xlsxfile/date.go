package xlsxfile

import (
	"bytes"
	"math"
	"time"

	"github.com/xuri/excelize/v2"
)

// lastDay is the serial number of 9999-12-31, behind which spreadsheets have no dates.
const lastDay = 2_958_465

const secondsPerDay = 24 * 60 * 60

// appendSerial appends the date that a serial number means, in ISO 8601: the date alone where no time of day
// is with it, the time alone where there is no day (below 1), rounded to seconds. It
// reports whether the number can be a date at all.
func appendSerial(dst []byte, v float64, date1904 bool) ([]byte, bool) {
	if v < 0 || v > lastDay+1 {
		return dst, false
	}
	if v < 1 {
		return appendClock(dst, min(math.Round(v*secondsPerDay), secondsPerDay-1)), true
	}
	at, err := excelize.ExcelDateToTime(v, date1904)
	if err != nil {
		return dst, false
	}
	layout := "2006-01-02T15:04:05"
	if h, m, s := at.Clock(); h == 0 && m == 0 && s == 0 {
		layout = time.DateOnly
	}
	return at.AppendFormat(dst, layout), true
}

// appendClock appends seconds as 15:04:05; the hours may go beyond 24.
func appendClock(dst []byte, seconds float64) []byte {
	n := int64(seconds)
	dst = appendTwo(dst, n/3600)
	dst = appendTwo(append(dst, ':'), n/60%60)
	return appendTwo(append(dst, ':'), n%60)
}

// appendTwo appends a number with at least two digits.
func appendTwo(dst []byte, n int64) []byte {
	if n >= 100 {
		dst = appendTwo(dst, n/100)
		n %= 100
	}
	return append(dst, byte('0'+n/10), byte('0'+n%10))
}

// appendDuration appends a length of time, which spreadsheets count in days, as 36:00:00.
func appendDuration(dst []byte, v float64) ([]byte, bool) {
	if v < 0 || v > lastDay {
		return dst, false
	}
	return appendClock(dst, math.Round(v*secondsPerDay)), true
}

// appendISO appends the date of a cell that is written in ISO 8601 already (t="d", ECMA-376 18.18.11): without a time
// of midnight, without a zone of UTC and without fractions of zero.
func appendISO(dst, raw []byte) []byte {
	raw = bytes.TrimSpace(raw)
	raw = bytes.TrimSuffix(raw, []byte("Z"))
	if dot := bytes.LastIndexByte(raw, '.'); dot > 0 && len(bytes.Trim(raw[dot+1:], "0")) == 0 {
		raw = raw[:dot]
	}
	if len(raw) > len(time.DateOnly) {
		raw = bytes.TrimSuffix(raw, []byte("T00:00:00"))
	}
	return append(dst, raw...)
}
