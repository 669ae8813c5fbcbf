package date

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrLayout is wrapped by the error of [CheckLayout].
var ErrLayout = errors.New("this is no layout of a date")

// ParseLayout reads a date written in exactly one layout: as people write it (DD.MM.YYYY, M/D/YY, D MMM YYYY, also
// with HH:mm:ss), or as Go does (02.01.2006). ok is false where s is not written so, or the layout is none.
func ParseLayout(s, layout string) (iso string, ok bool) {
	goLayout, err := translate(layout)
	if err != nil {
		return "", false
	}
	s = strings.TrimSpace(s)
	if strings.Contains(goLayout, "Jan") {
		s = inEnglish(s, strings.Contains(goLayout, "January"))
	}
	t, err := time.Parse(goLayout, s)
	if err != nil || t.Year() < 1000 {
		return "", false
	}
	return t.Format(time.DateOnly), true
}

// CheckLayout returns nil where ParseLayout understands the layout, else an error that wraps [ErrLayout].
func CheckLayout(layout string) error {
	_, err := translate(layout)
	return err
}

// translate returns the layout in Go's notation.
func translate(layout string) (string, error) {
	if strings.Contains(layout, "06") && !strings.ContainsAny(strings.ToUpper(layout), "YD") {
		return layout, nil
	}
	var b strings.Builder
	seen := ""
	for rest := layout; rest != ""; {
		run := runOf(rest)
		rest = rest[len(run):]
		part, kind, err := translateRun(run, seen)
		if err != nil {
			return "", err
		}
		b.WriteString(part)
		seen += kind
	}
	for _, kind := range []string{"y", "m", "d"} {
		if strings.Count(seen, kind) != 1 {
			return "", fmt.Errorf("%w: it needs year, month and day once each, such as DD.MM.YYYY", ErrLayout)
		}
	}
	return b.String(), nil
}

// runOf returns the letters that s begins with that are all the same, or the one byte that is no letter.
func runOf(s string) string {
	n := 1
	for isLetter(s[0]) && n < len(s) && s[n] == s[0] {
		n++
	}
	return s[:n]
}

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

// translateRun returns what Go writes for a run of letters, and what it is: y, m, d, or blank for anything else.
func translateRun(run, seen string) (layout, kind string, err error) {
	if !isLetter(run[0]) || run == "T" || run == "Z" {
		return run, " ", nil
	}
	upper := strings.ToUpper(run)
	if upper == "MM" && run == "mm" && strings.Contains(seen, "h") { // minutes follow hours
		return "04", " ", nil
	}
	known := map[string][2]string{
		"YYYY": {"2006", "y"}, "YY": {"06", "y"}, "MMMM": {"January", "m"}, "MMM": {"Jan", "m"}, "MM": {"01", "m"}, "M": {"1", "m"},
		"DD": {"02", "d"}, "D": {"2", "d"}, "HH": {"15", "h"}, "H": {"15", "h"}, "SS": {"05", " "},
	}
	if found, ok := known[upper]; ok {
		return found[0], found[1], nil
	}
	return "", "", fmt.Errorf("%w: %q means nothing in it; use YYYY, YY, MM, M, MMM, DD, D, HH, mm, ss", ErrLayout, run)
}

// inEnglish replaces the month in words by its English name, which is the only one that package time knows.
func inEnglish(s string, full bool) string {
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return isSeparator(r) || '0' <= r && r <= '9' }) {
		if n := monthNamed(strings.ToLower(word)); n > 0 {
			name := time.Month(n).String()
			if !full {
				name = name[:3]
			}
			return strings.Replace(s, word, name, 1)
		}
	}
	return s
}
