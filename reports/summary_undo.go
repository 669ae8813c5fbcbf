package reports

import (
	"fmt"

	"muster/importer"
)

// sentShown is how many of the mails that were sent a summary for people names.
const sentShown = 5

// undoHeadline is the headline of an undo.
func undoHeadline(s *importer.Summary) (color, string) {
	n := s.Undo
	begin := "Undone: what the import of " + s.Source + " changed"
	if dryRun(s) {
		begin = "Plan to undo the import of " + s.Source + ", nothing was written: what it changed"
	}
	switch {
	case n.Nothing != "":
		return green, n.Nothing
	case s.State == importer.Interrupted:
		return amber, fmt.Sprintf("Interrupted: the import of %s is undone in part (%s).", s.Source, readRows(s))
	case s.State == importer.FailedRun:
		return red, fmt.Sprintf("Failed: the import of %s is undone in part (%s).", s.Source, readRows(s))
	case s.State != importer.Finished && s.State != importer.Planned:
		return amber, fmt.Sprintf("The undo of the import of %s is %s: %s so far.", s.Source, s.State, readRows(s))
	case s.Rows[importer.Failed] > 0:
		return amber, fmt.Sprintf("%s is put back, but for %s.", begin, failedRows(s.Rows[importer.Failed]))
	case n.Kept+n.Deactivated > 0:
		return amber, begin + " is put back, but for what was changed or used since."
	default:
		return green, begin + " is put back."
	}
}

// writeUndo lists what became of people and mails.
func writeUndo(t *text, s *importer.Summary) {
	n := s.Undo
	if n == nil || n.Nothing != "" {
		return
	}
	t.line("")
	fact := func(name string, count int, what string) {
		if count > 0 {
			t.line(fmt.Sprintf("  %-11s %s  %s", name, thousands(count), what))
		}
	}
	fact("removed", n.Removed, "made by the import")
	fact("deactivated", n.Deactivated, "made by the import, and something ties them")
	fact("put back", n.Restored, "have what they had before")
	fact("kept", n.Kept, "values that somebody changed since")
	fact("withdrawn", n.Mails.Withdrawn, "mails that were not sent yet")
	fact("sent", n.Mails.Sent, "mails that cannot be called back:")
	for _, m := range n.SentTo[:min(len(n.SentTo), sentShown)] {
		t.line("              " + m.Template + " to " + m.To)
	}
	if n.Mails.Sent > sentShown {
		t.line("              all of them: muster outbox --import " + n.Undoes)
	}
}

// undoStep says what follows an undo.
func undoStep(s *importer.Summary) string {
	switch {
	case s.Undo.Nothing != "":
		return ""
	case dryRun(s):
		return "run the same command without --dry-run, and what it shows is done."
	case s.State == importer.Interrupted, s.State == importer.FailedRun, s.Rows[importer.Failed] > 0:
		return "undo the import again: what is put back already stays as it is."
	default:
		return ""
	}
}
