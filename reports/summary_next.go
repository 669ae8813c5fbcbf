package reports

import (
	"slices"
	"strings"

	"muster/importer"
)

// writeNext says what to do now, where there is something to do.
func writeNext(t *text, s *importer.Summary, o SummaryOptions) {
	next := nextStep(s, o)
	if next == "" {
		return
	}
	t.line("")
	t.wrapped("Next: ", next)
}

// nextStep returns what the state asks for.
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

// mendStep says what to do about refused rows.
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
