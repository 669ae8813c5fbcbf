package reports

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

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

// mostProblems is how many kinds of problem are listed: as many as one takes in at a glance.
const mostProblems = 8

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

// A kind of problem, and in how many rows it is.
type kind struct {
	code    string
	rows    int
	example importer.Example
}

// kinds returns the kinds of problem of one severity, the most frequent first.
func kinds(s *importer.Summary, severity importer.Severity) []kind {
	var found []kind
	for code, rows := range s.Problems {
		example := s.Examples[code]
		if (example.Problem.Severity == importer.Warning) == (severity == importer.Warning) {
			found = append(found, kind{code, rows, example})
		}
	}
	slices.SortFunc(found, func(a, b kind) int {
		return cmp.Or(cmp.Compare(b.rows, a.rows), cmp.Compare(a.code, b.code))
	})
	return found
}

// writeProblems lists the most frequent kinds, with an example each.
func writeProblems(t *text, title string, s *importer.Summary, severity importer.Severity) {
	all := kinds(s, severity)
	if len(all) == 0 {
		return
	}
	t.line("")
	t.heading(bold, title)
	shown := all[:min(len(all), mostProblems)]
	countWidth, codeWidth := 0, 0
	for _, k := range shown {
		countWidth, codeWidth = max(countWidth, len(count(k.rows, "row", "rows"))), max(codeWidth, len(k.code))
	}
	for _, k := range shown {
		t.wrapped(fmt.Sprintf("  %-*s  %-*s  ", countWidth, count(k.rows, "row", "rows"), codeWidth, k.code), exampleText(k.example))
	}
	if rest := len(all) - len(shown); rest > 0 {
		t.line("  and " + count(rest, "other kind", "other kinds") + "; the report has them all")
	}
}

// exampleText shows one row: where, what it says, and what is wrong with it.
func exampleText(e importer.Example) string {
	if e.Row == 0 {
		return ""
	}
	p := e.Problem
	where := fmt.Sprintf("row %d", e.Row)
	if p.Column != "" {
		where += ", " + p.Column
	}
	if p.Value != "" {
		where += fmt.Sprintf(" “%s”", shorten(p.Value, 40))
	}
	where += ": " + p.Message
	if p.Hint != "" {
		where += fmt.Sprintf(" (did you mean %s?)", p.Hint)
	}
	return where
}

// writeFacts lists where everything is.
func writeFacts(t *text, s *importer.Summary, o SummaryOptions) {
	t.line("")
	fact := func(name, value string) {
		if value != "" {
			t.wrapped(fmt.Sprintf("%-11s", name), value)
		}
	}
	if s.Input != nil {
		fact("Read as", inputText(s.Input))
	}
	fact("Directory", directoryText(s))
	fact("Kept", keptText(s.HeldBack))
	fact("Mail", mailText(s.Mails))
	for _, path := range s.Reports {
		if path != o.Failed {
			fact("Report", path)
		}
	}
	if o.Failed != "" && slices.Contains(s.Reports, o.Failed) {
		fact("Refused", o.Failed)
	}
	fact("Import", s.Import)
	if s.Rows.Read() > 0 && s.Seconds > 0 {
		fact("Took", fmt.Sprintf("%s (%s)", duration(s.Seconds), count(int(s.RowsPerSecond+0.5), "row/s", "rows/s")))
	}
}

func inputText(in *importer.InputNote) string {
	parts := []string{in.Format}
	add := func(what, value string) {
		if value != "" {
			parts = append(parts, what+value)
		}
	}
	add("", in.Encoding)
	add("cells separated by ", delimiterName(in.Delimiter))
	add("sheet ", in.Sheet)
	if in.HeaderRow > 0 {
		parts = append(parts, fmt.Sprintf("header in row %d", in.HeaderRow))
	} else {
		parts = append(parts, "without a header")
	}
	if len(in.Unmapped) > 0 {
		parts = append(parts, "nothing taken from: "+strings.Join(in.Unmapped, ", "))
	}
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), ", ")
}

func delimiterName(d string) string {
	switch d {
	case "\t":
		return "tabs"
	case " ":
		return "spaces"
	case ",":
		return "commas"
	case ";":
		return "semicolons"
	default:
		return d
	}
}

func directoryText(s *importer.Summary) string {
	switch {
	case s.Directory.DB == "" || !s.Directory.New:
		return s.Directory.DB
	case s.State == importer.Planned:
		return s.Directory.DB + " (not there yet)"
	default:
		return s.Directory.DB + " (new)"
	}
}

func keptText(h importer.HeldBack) string {
	var kept []string
	if h.Passwords > 0 {
		kept = append(kept, count(h.Passwords, "password", "passwords"))
	}
	if h.Edits > 0 {
		kept = append(kept, count(h.Edits, "change made by hand", "changes made by hand"))
	}
	if len(kept) == 0 {
		return ""
	}
	return strings.Join(kept, " and ") + ", although the file says otherwise"
}

func mailText(m importer.Mails) string {
	switch {
	case m.Queued == 0:
		return ""
	case m.Server:
		return count(m.Queued, "mail", "mails") + " queued"
	default:
		return count(m.Queued, "mail", "mails") + " queued; no mail server is set, so none is sent"
	}
}

// writeNext says what to do now, where there is something to do.
func writeNext(t *text, s *importer.Summary, o SummaryOptions) {
	next := nextStep(s, o)
	if next == "" {
		return
	}
	t.line("")
	t.wrapped("Next: ", next)
}

func nextStep(s *importer.Summary, o SummaryOptions) string {
	switch {
	case s.State == importer.Interrupted, s.State == importer.FailedRun && s.Import != "":
		return "muster resume " + s.Import + " carries on where it broke off."
	case s.State == importer.Held:
		return "have somebody look at the report; muster release " + s.Import + " lets it go on."
	case s.State == importer.Finished || s.State == importer.Planned || s.State == importer.Stopped:
		return mendStep(s, o)
	default:
		return ""
	}
}

func mendStep(s *importer.Summary, o SummaryOptions) string {
	failed := s.Rows[importer.Failed]
	rows := count(failed, "failed row", "failed rows")
	switch {
	case failed == 0 && s.State == importer.Planned:
		return "import it, and what the plan shows is done."
	case failed == 0:
		return ""
	case s.State != importer.Finished:
		return "mend the " + rows + " in the file, and try again."
	case o.Failed != "" && slices.Contains(s.Reports, o.Failed):
		return "mend the " + rows + " in " + o.Failed + ", and import that file."
	default:
		return "mend the " + rows + " and import again; with --failed PATH, they come in a file of their own."
	}
}

// sentence begins an error with a capital letter and ends it with a full stop.
func sentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?") {
		return text
	}
	return text + "."
}
