package reports

import (
	"fmt"

	"muster/importer"
)

// dryRun reports whether the run wrote nothing by intent. Its state need not be Planned: it may have been
// interrupted, or shown that the import would be stopped. What is written is recorded as an import, so what has no
// import was not written.
func dryRun(s *importer.Summary) bool { return s.Import == "" }

// changed reports whether the run changed anybody, or (a dry run) would.
func changed(s *importer.Summary) bool {
	return s.Rows[importer.Created]+s.Rows[importer.Updated]+s.Deactivated > 0
}

// headline returns the one line that must be read, and its colour: green for done, amber for look at it, red for
// not done. It never says more than the counts prove.
func headline(s *importer.Summary) (color, string) {
	if s.Undo != nil {
		return undoHeadline(s)
	}
	if dryRun(s) {
		return dryHeadline(s)
	}
	switch s.State {
	case importer.Finished:
		return finishedLine(s)
	case importer.Interrupted:
		return amber, brokenLine(s, "Interrupted")
	case importer.FailedRun:
		return red, failedLine(s)
	case importer.Stopped:
		return amber, fmt.Sprintf("Stopped: nothing of %s was written. %s.", s.Source, readText(s, "failed"))
	case importer.Held:
		return amber, fmt.Sprintf("Held back by a limit: nothing of %s was written.", s.Source)
	case importer.Superseded:
		return amber, fmt.Sprintf("Superseded by a newer file: nothing of %s was written.", s.Source)
	case importer.Undone:
		return green, fmt.Sprintf("Undone: what the import of %s changed is put back.", s.Source)
	default:
		return amber, fmt.Sprintf("The import of %s is %s: %s so far.", s.Source, s.State, readRows(s))
	}
}

// dryHeadline is the headline of a dry run.
func dryHeadline(s *importer.Summary) (color, string) {
	switch s.State {
	case importer.Planned:
		return plannedLine(s)
	case importer.Interrupted:
		return amber, fmt.Sprintf("Interrupted: the plan for %s is not complete (%s read). Nothing was written.", s.Source, readRows(s))
	case importer.FailedRun:
		return red, fmt.Sprintf("Failed: the plan for %s broke off after %s. Nothing was written.", s.Source, readRows(s))
	case importer.Stopped:
		return amber, fmt.Sprintf("Plan for %s: the import would stop with nothing written. %s.", s.Source, readText(s, "would fail"))
	case importer.Held:
		return amber, fmt.Sprintf("Plan for %s: a limit would hold the import back. %s.", s.Source, readText(s, "would fail"))
	default:
		return amber, fmt.Sprintf("The plan for %s is %s: %s so far. Nothing was written.", s.Source, s.State, readRows(s))
	}
}

// plannedLine tells apart what a dry run that went to its end can have found.
func plannedLine(s *importer.Summary) (color, string) {
	begin := fmt.Sprintf("Plan for %s: nothing was written.", s.Source)
	switch read, failed := s.Rows.Read(), s.Rows[importer.Failed]; {
	case read == 0:
		return amber, begin + " The file has no rows."
	case failed == read:
		return red, fmt.Sprintf("%s %s read, all would fail.", begin, readRows(s))
	case !changed(s) && failed == 0:
		return green, fmt.Sprintf("%s Nothing would change, %s as before.", begin, readRows(s))
	case !changed(s):
		return amber, fmt.Sprintf("%s Nothing would change; %s.", begin, readText(s, "would fail"))
	default: // amber even where no row would fail: a plan is there to be looked at
		return amber, fmt.Sprintf("%s %s.", begin, readText(s, "would fail"))
	}
}

// finishedLine tells apart how a run that went to its end can have gone.
func finishedLine(s *importer.Summary) (color, string) {
	switch read, failed := s.Rows.Read(), s.Rows[importer.Failed]; {
	case read == 0:
		return amber, fmt.Sprintf("Imported %s: it has no rows.", s.Source)
	case s.Plan != "" && !changed(s) && s.Problems["plan.drifted"] > 0:
		return red, fmt.Sprintf("Applied nothing of the plan for %s: %s not as planned any more. Has it been applied already?",
			s.Source, count(s.Problems["plan.drifted"], "row is", "rows are"))
	case failed == read:
		return red, fmt.Sprintf("Imported nothing of %s: %s read, all failed.", s.Source, readRows(s))
	case !changed(s) && failed == 0:
		return green, fmt.Sprintf("Imported %s: nothing to change, %s as before.", s.Source, readRows(s))
	case !changed(s):
		return amber, fmt.Sprintf("Imported %s: nothing changed; %s.", s.Source, readText(s, "failed"))
	case failed > 0:
		return amber, fmt.Sprintf("Imported %s: %s.", s.Source, readText(s, "failed"))
	default:
		return green, fmt.Sprintf("Imported %s: %s.", s.Source, readText(s, "failed"))
	}
}

// brokenLine says how much of a file that was not read to its end is in the directory.
func brokenLine(s *importer.Summary, what string) string {
	if !changed(s) {
		return fmt.Sprintf("%s: nothing of %s was written.", what, s.Source)
	}
	return fmt.Sprintf("%s: %s is imported in part (%s read).", what, s.Source, readRows(s))
}

// failedLine is brokenLine for a run that failed. Where nothing is known to have changed it does not say that
// nothing did: a directory that is lost takes with it what is known about the last batches.
func failedLine(s *importer.Summary) string {
	switch {
	case s.Rows.Read() == 0:
		return fmt.Sprintf("Failed: the import of %s broke off before any row had a result.", s.Source)
	case !changed(s):
		return fmt.Sprintf("Failed: the import of %s broke off after %s, none of which changed anything.", s.Source, readRows(s))
	default:
		return brokenLine(s, "Failed")
	}
}

// readRows counts the rows read: "1 row".
func readRows(s *importer.Summary) string { return count(s.Rows.Read(), "row", "rows") }

// readText counts the rows read and those refused: "2 rows read, none failed".
func readText(s *importer.Summary, fail string) string {
	refused := "none"
	if n := s.Rows[importer.Failed]; n > 0 {
		refused = thousands(n)
	}
	return fmt.Sprintf("%s read, %s %s", readRows(s), refused, fail)
}
