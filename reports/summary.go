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
}

// WriteSummary writes what a run came to, for somebody who has five seconds: what happened, how many rows ended
// how, what is most often wrong with an example each, where everything is, and what to do next. Programs
// read the summary's JSON instead.
func WriteSummary(w io.Writer, s *importer.Summary, o SummaryOptions) error {
	t := newText(o.Width, o.Color)
	writeHeadline(t, s)
	writeCounts(t, s)
	writeProblems(t, "Problems", s, importer.Error)
	writeProblems(t, fmt.Sprintf("Warnings (in %s)", count(s.Warnings, "row", "rows")), s, importer.Warning)
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

// headline returns the one line that must be read, and its colour: green for done, amber for look at it, red for
// not done.
func headline(s *importer.Summary) (color, string) {
	source, read := s.Source, count(s.Rows.Read(), "row", "rows")
	switch s.State {
	case importer.Planned:
		return amber, fmt.Sprintf("Plan for %s: nothing was written. %s read, %s would fail.", source, read, none(s.Rows[importer.Failed]))
	case importer.Held:
		return amber, fmt.Sprintf("Held back by a limit: nothing of %s was written.", source)
	case importer.Stopped:
		return amber, fmt.Sprintf("Stopped: nothing of %s was written.", source)
	case importer.Superseded:
		return amber, fmt.Sprintf("Superseded by a newer file: nothing of %s was written.", source)
	case importer.Interrupted:
		return amber, fmt.Sprintf("Interrupted: %s is imported in part (%s).", source, read)
	case importer.FailedRun:
		return red, fmt.Sprintf("Failed: the import of %s broke off after %s.", source, read)
	case importer.Undone:
		return green, fmt.Sprintf("Undone: what the import of %s changed is put back.", source)
	case importer.Finished:
		return finishedLine(s)
	default:
		return amber, fmt.Sprintf("The import of %s is %s: %s so far.", source, s.State, read)
	}
}

// finishedLine tells apart how a run that went to its end can have gone.
func finishedLine(s *importer.Summary) (color, string) {
	read, failed := s.Rows.Read(), s.Rows[importer.Failed]
	switch {
	case read == 0:
		return amber, fmt.Sprintf("Imported %s: it has no rows.", s.Source)
	case failed == read:
		return red, fmt.Sprintf("Imported nothing of %s: %s read, all failed.", s.Source, count(read, "row", "rows"))
	case failed > 0:
		return amber, fmt.Sprintf("Imported %s: %s read, %s failed.", s.Source, count(read, "row", "rows"), thousands(failed))
	case s.Rows[importer.Unchanged] == read:
		return green, fmt.Sprintf("Imported %s: nothing to change, %s as before.", s.Source, count(read, "row", "rows"))
	default:
		return green, fmt.Sprintf("Imported %s: %s read, none failed.", s.Source, count(read, "row", "rows"))
	}
}

// none writes a number that may well be zero.
func none(n int) string {
	if n == 0 {
		return "none"
	}
	return thousands(n)
}

// writeCounts lists how many rows ended how; they add up to the rows read.
func writeCounts(t *text, s *importer.Summary) {
	width := len(thousands(s.Rows.Read()))
	t.line("")
	if s.State == importer.Planned {
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
