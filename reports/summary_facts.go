package reports

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"muster/importer"
)

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
	fact("Again", againText(s.Again))
	fact("Directory", directoryText(s))
	fact("Kept", keptText(s.HeldBack))
	fact("Mail", mailText(s.Mails, s.Import))
	for _, path := range s.Reports {
		if path != o.Failed {
			fact("Report", path)
		}
	}
	fact("Report", lostText(s))
	if o.Failed != "" && slices.Contains(s.Reports, o.Failed) {
		fact("Refused", o.Failed)
	}
	fact("Plan", s.Plan)
	fact("Import", s.Import)
	fact("Pruned", prunedText(s))
	fact("Took", tookText(s))
}

// lostText says where the rows' results are when no report came about (a full disk): the directory has them too.
func lostText(s *importer.Summary) string {
	if len(s.Reports) > 0 || dryRun(s) || s.Rows.Read() == 0 || s.Pruned != nil {
		return ""
	}
	return "none was written; the rows' results: muster imports show " + s.Import + " --rows"
}

// againText says that the same file was imported before; earlier may be nil.
func againText(earlier *importer.Earlier) string {
	if earlier == nil {
		return ""
	}
	return fmt.Sprintf("this file was imported before: import %s on %s", earlier.Import, earlier.Started.Local().Format(time.DateOnly))
}

// prunedText says that what the directory had kept of the import was forgotten.
func prunedText(s *importer.Summary) string {
	if s.Pruned == nil {
		return ""
	}
	return "on " + s.Pruned.Local().Format(time.DateOnly) + "; the results of its rows are forgotten, and it can no longer be undone"
}

// minRateRows is how many rows a run must have for its rate to say anything: of fewer, most of the
// time went into what is done once.
const minRateRows = 1000

// tookText says how long the run took, and how fast it was where that says something. A run that waited for another
// one's end can come to no whole row a second.
func tookText(s *importer.Summary) string {
	rate := int(s.RowsPerSecond + 0.5)
	switch {
	case s.Rows.Read() == 0 || s.Seconds <= 0:
		return ""
	case s.Rows.Read() < minRateRows || rate == 0:
		return duration(s.Seconds)
	default:
		return fmt.Sprintf("%s (%s)", duration(s.Seconds), count(rate, "row/s", "rows/s"))
	}
}

// inputText says how the file was understood: what a wrong guess would be seen by.
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

// delimiterName says a delimiter in a word where it is hard to see.
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

// directoryText says where the people are, and that nobody was there before.
func directoryText(s *importer.Summary) string {
	switch {
	case s.Directory.DB == "" || !s.Directory.New:
		return s.Directory.DB
	case dryRun(s):
		return s.Directory.DB + " (not there yet)"
	default:
		return s.Directory.DB + " (new)"
	}
}

// keptText says what was left as it is to protect it.
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

// mailText says what mail there is, and what somebody must do before it is sent. imp is the import, "" for a plan.
func mailText(m importer.Mails, imp string) string {
	mails := count(m.Queued, "mail", "mails")
	switch {
	case m.Queued == 0:
		return ""
	case imp == "":
		return mails + " would be queued"
	case m.Held:
		return mails + " held back; muster outbox release " + imp + " lets them go"
	case m.Server:
		return mails + " queued; muster outbox send sends them"
	default:
		return mails + " queued; no mail server is set (MUSTER_SMTP), so none is sent"
	}
}
