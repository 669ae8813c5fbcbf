package reports

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A text is lines for a terminal: wrapped, perhaps coloured, and free of what could steer it.
type text struct {
	b     strings.Builder
	width int
	color bool
}

// defaultWidth is the width of a terminal that does not say.
const defaultWidth = 80

// minTextWidth is how narrow a wrapped column may get before it moves under its label.
const minTextWidth = 30

// A color is the number of an ANSI Select Graphic Rendition (ECMA-48, 8.3.117).
type color string

const (
	noColor color = ""
	bold    color = "1"
	red     color = "1;31"
	green   color = "1;32"
	amber   color = "1;33"
)

// newText begins a text of that width; 0 is the usual one.
func newText(width int, color bool) *text {
	if width <= 0 {
		width = defaultWidth
	}
	return &text{width: width, color: color}
}

// String returns the lines so far.
func (t *text) String() string { return t.b.String() }

// paint colours the text where colours are wanted.
func (t *text) paint(c color, s string) string {
	if !t.color || c == noColor {
		return s
	}
	return "\x1b[" + string(c) + "m" + s + "\x1b[0m"
}

// line adds a line that holds nothing from a file.
func (t *text) line(s string) { t.b.WriteString(strings.TrimRight(s, " ") + "\n") }

// heading adds a line of its own colour, wrapped.
func (t *text) heading(c color, s string) {
	for _, line := range wrap(harmless(s), t.width) {
		t.line(t.paint(c, line))
	}
}

// wrapped adds a label with text beside it, or below it where the terminal is too narrow.
func (t *text) wrapped(label, s string) {
	indent := utf8.RuneCountInString(label)
	if t.width-indent < minTextWidth && indent > 6 {
		t.line(label)
		label, indent = "      ", 6
	}
	for i, line := range wrap(harmless(s), t.width-indent) {
		if i > 0 {
			label = strings.Repeat(" ", indent)
		}
		t.line(label + line)
	}
}

// wrap cuts a text at its blanks into lines of at most width characters, as far as its words allow.
func wrap(s string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= width:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	return append(lines, line)
}

// harmless replaces what could steer the terminal or turn its text around; a line break becomes a blank.
func harmless(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf):
			return utf8.RuneError
		default:
			return r
		}
	}, s)
}

// shorten cuts a text to n characters and shows that it did.
func shorten(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}
