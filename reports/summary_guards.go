package reports

import (
	"fmt"

	"muster/importer"
)

// limitVerbs say what each limit is about.
var limitVerbs = map[string]string{
	"create": "would be created", "update": "would be updated", "rename": "would get another email or username",
	"deactivate": "would be deactivated", "grant": "would get a membership or grant", "failed": "are refused",
}

// writeLimits lists the limits that hold an import back, each with some of the people.
func writeLimits(t *text, s *importer.Summary) {
	if len(s.Limits) == 0 {
		return
	}
	t.line("")
	t.heading(bold, "Held by")
	for _, b := range s.Limits {
		t.wrapped("  - ", fmt.Sprintf("limits.%s: %s of %s %s, more than %s", b.Limit, thousands(b.Count), ofWhat(b), limitVerbs[b.Limit], b.Bound))
		for _, name := range b.Sample {
			t.wrapped("      ", shorten(name, maxDoubt))
		}
		if rest := b.Count - len(b.Sample); rest > 0 {
			t.line("      and " + thousands(rest) + " more")
		}
	}
}

func ofWhat(b importer.Breach) string {
	if b.Limit == "deactivate" {
		return count(b.Of, "active person", "active people")
	}
	return count(b.Of, "row", "rows")
}

// writeAbsent names the people who are in no row.
func writeAbsent(t *text, s *importer.Summary) {
	a := s.Absent
	if a == nil || a.Nobody == "" && len(a.People)+len(a.Protected)+len(a.Drifted) == 0 {
		return
	}
	t.line("")
	t.heading(bold, "Absent from the file")
	if a.Nobody != "" {
		t.wrapped("  ", "nobody was looked for and nobody deactivated, because "+sentence(a.Nobody))
		return
	}
	done := "deactivated: "
	if dryRun(s) {
		done = "to deactivate: "
	}
	writeNames(t, "  "+done, a.People, s.Deactivated)
	writeNames(t, "  protected, stay as they are: ", a.Protected, a.Kept)
	writeNames(t, "  not as the plan expects them, stay as they are: ", a.Drifted, a.Drifts)
}

func writeNames(t *text, before string, names []string, all int) {
	if len(names) == 0 {
		return
	}
	line := ""
	for i, name := range names {
		if i > 0 {
			line += ", "
		}
		line += shorten(name, maxDoubt)
	}
	if rest := all - len(names); rest > 0 {
		line += " and " + thousands(rest) + " more"
	}
	t.wrapped(before, line)
}
