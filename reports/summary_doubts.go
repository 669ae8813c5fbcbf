package reports

import "muster/importer"

// mostDoubts is how many doubts are listed: who has more of them looks at the file before they import it.
const mostDoubts = 6

// maxDoubt is how many characters of a doubt are shown; it may quote what the file says.
const maxDoubt = 300

// writeDoubts lists what is not certain about how the file was understood. in may be nil.
func writeDoubts(t *text, in *importer.InputNote) {
	if in == nil || len(in.Doubts) == 0 {
		return
	}
	t.line("")
	t.heading(bold, "Not sure")
	shown := in.Doubts[:min(len(in.Doubts), mostDoubts)]
	for _, doubt := range shown {
		t.wrapped("  - ", sentence(shorten(doubt, maxDoubt)))
	}
	if rest := len(in.Doubts) - len(shown); rest > 0 {
		t.line("  and " + thousands(rest) + " more: muster inspect FILE")
	}
}
