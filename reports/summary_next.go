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

// againDone says why importing a file twice does no harm.
const againDone = "what is done already is found unchanged"

// planAgain is what to do about a plan that could not be carried out in full.
const planAgain = "plan again, look at what is different, and apply the new plan"

// drifted reports whether people were not as the plan that was applied expects them.
func drifted(s *importer.Summary) bool {
	return s.Plan != "" && (s.Problems["plan.drifted"] > 0 || s.Absent != nil && s.Absent.Drifts > 0)
}

// driftStep says what to do where a plan drifted, "" where it did not.
func driftStep(s *importer.Summary) string {
	switch {
	case !drifted(s):
		return ""
	case s.State == importer.Finished:
		return planAgain + ": " + againDone + "."
	case s.State == importer.Planned && changed(s):
		return planAgain + "; or do the rest: muster apply " + s.Plan + "."
	case s.State == importer.Planned, s.State == importer.Stopped:
		return planAgain + "."
	default:
		return ""
	}
}

// nextStep returns what the state asks for.
func nextStep(s *importer.Summary, o SummaryOptions) string {
	if s.Undo != nil {
		return undoStep(s)
	}
	if next := driftStep(s); next != "" {
		return next
	}
	if dryRun(s) {
		return dryStep(s)
	}
	switch s.State {
	case importer.Interrupted:
		return "carry it on: muster resume " + s.Import
	case importer.FailedRun:
		return "when the cause is gone, carry it on: muster resume " + s.Import
	case importer.Held:
		return heldStep(s)
	case importer.Superseded:
		return supersededStep(s)
	case importer.Stopped:
		return stoppedStep(s)
	case importer.Finished:
		return mendStep(s, o)
	default:
		return ""
	}
}

// dryStep says what follows a dry run. It names no command to copy: the flags of the one that was given are needed
// again, and a summary does not know them.
func dryStep(s *importer.Summary) string {
	const doIt = "run the same command without --dry-run (or with import instead of plan)"
	failed := s.Rows[importer.Failed]
	switch {
	case s.State == importer.Interrupted:
		return "run the same command again."
	case s.State == importer.Held:
		return "if the file is right, import it: it will be held back, and somebody can release it; or raise the limit."
	case s.State == importer.Planned && failed == 0 && changed(s) && s.Plan != "":
		return "look at the plan; muster apply " + s.Plan + " does exactly this."
	case s.State == importer.Planned && failed == 0 && changed(s):
		return doIt + ", and what the plan shows is done."
	case s.State == importer.Planned && changed(s) && s.Plan != "":
		return "mend the " + failedRows(failed) + " in the file, and plan again; or do the rest: muster apply " + s.Plan + "."
	case s.State == importer.Planned && changed(s):
		return "mend the " + failedRows(failed) + " in the file, and try again; or import the others: " + doIt + "."
	case failed > 0:
		return "mend the " + failedRows(failed) + " in the file, and try again."
	default:
		return ""
	}
}

// heldStep says how a held import goes on.
func heldStep(s *importer.Summary) string {
	return "look at the report, and at muster imports show " + s.Import + ". If the file is right, let it go on with muster release " +
		s.Import + "; if not, import the mended file."
}

// supersededStep says where to look instead.
func supersededStep(s *importer.Summary) string {
	if s.SupersededBy == "" {
		return ""
	}
	return "a newer file came with import " + s.SupersededBy + "; look there: muster imports show " + s.SupersededBy + "."
}

// stoppedStep says what to do about an import of all rows or none that came to none.
func stoppedStep(s *importer.Summary) string {
	if s.Rows[importer.Failed] == 0 {
		return "import the file again."
	}
	return "mend the " + failedRows(s.Rows[importer.Failed]) + " in the file, and import all of it again."
}

// mendStep says what to do about refused rows.
func mendStep(s *importer.Summary, o SummaryOptions) string {
	failed := s.Rows[importer.Failed]
	switch {
	case failed == 0:
		return ""
	case o.Failed != "" && slices.Contains(s.Reports, o.Failed):
		return "mend the " + failedRows(failed) + " in " + o.Failed + ", and import that file."
	default:
		return "mend the " + failedRows(failed) + " and import again; with --failed PATH, they come in a file of their own."
	}
}

// failedRows counts refused rows with their noun.
func failedRows(n int) string { return count(n, "failed row", "failed rows") }

// sentence ends a text with a full stop, where nothing ends it yet.
func sentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?") {
		return text
	}
	return text + "."
}
