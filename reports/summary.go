package reports

import (
	"fmt"
	"io"

	"muster/importer"
)

// SummaryOptions says how a summary is shown.
type SummaryOptions struct {
	// Width is the width of the terminal in characters. Defaults to 80.
	Width int
	// Color asks for colours (ANSI SGR). Defaults to none; the caller looks at the terminal and NO_COLOR.
	Color bool
	// Failed is the path of the file with the refused rows. Defaults to none.
	Failed string
	// Preview is what a dry run found. Defaults to nothing.
	Preview *Preview
}

// WriteSummary writes what a run came to, for somebody who has five seconds: what happened, how many rows ended
// how, what is most often wrong with an example each, what is not sure, where everything is, and what to do next.
// Programs read the summary's JSON instead.
func WriteSummary(w io.Writer, s *importer.Summary, o SummaryOptions) error {
	t := newText(o.Width, o.Color)
	writeHeadline(t, s)
	writeCounts(t, s)
	writePreview(t, o.Preview)
	writeLimits(t, s)
	writeAbsent(t, s)
	writeUndo(t, s)
	writeProblems(t, "Problems", s, importer.Error)
	writeProblems(t, fmt.Sprintf("Warnings (in %s)", count(s.Warnings, "row", "rows")), s, importer.Warning)
	writeDoubts(t, s.Input)
	writeFacts(t, s, o)
	writeNext(t, s, o)
	_, err := io.WriteString(w, t.String())
	return err
}

// writeHeadline says what happened.
func writeHeadline(t *text, s *importer.Summary) {
	paint, line := headline(s)
	t.heading(paint, line)
	if s.Error != "" {
		t.wrapped("", "Why: "+sentence(s.Error))
	}
}

// writeCounts lists how many rows ended how; they add up to the rows read.
func writeCounts(t *text, s *importer.Summary) {
	if s.Undo != nil && s.Undo.Nothing != "" {
		return
	}
	width := len(thousands(s.Rows.Read()))
	t.line("")
	if dryRun(s) {
		t.line("What it would do:")
	}
	for r, n := range s.Rows {
		paint := noColor
		if importer.Result(r) == importer.Failed && n > 0 {
			paint = red
		}
		t.line("  " + t.paint(paint, fmt.Sprintf("%-11s %*s", importer.Result(r), width, thousands(n))))
	}
	t.line(fmt.Sprintf("  %-11s %*s", "rows read", width, thousands(s.Rows.Read())))
	if s.Deactivated > 0 {
		t.line(fmt.Sprintf("  %-11s %*s  (absent from the file)", "deactivated", width, thousands(s.Deactivated)))
	}
}
