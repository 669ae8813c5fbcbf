package reports

import (
	"html"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"muster/importer"
	"muster/importer/value/formula"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestHTMLTextIsTheTextAndItsGuards(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyCell().Draw(t, "text")
		var seen, copied strings.Builder
		for _, piece := range newHTMLText(text) {
			if piece.Guarded {
				copied.WriteString("'")
			}
			seen.WriteString(piece.Text)
			copied.WriteString(piece.Text)
		}
		if seen.String() != text {
			t.Errorf("%q is seen as %q", text, seen.String())
		}
		if want := formula.Defuse(text); copied.String() != want {
			t.Errorf("%q is copied as %q, want %q", text, copied.String(), want)
		}
	})
}

// tableCell finds the cells of a page's table, tag finds what is in them but not text.
var (
	tableCell = regexp.MustCompile(`(?s)<t[dh][^>]*>(.*?)</t[dh]>`)
	guard     = regexp.MustCompile(`<span class="guard">'</span>`)
	tag       = regexp.MustCompile(`<[^>]*>`)
)

// A table copied out of the page keeps the apostrophes; on the screen there are none.
func TestGuardsOfAPageAreCopiedAndNotSeen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.html")
	layout := &importer.Layout{Header: []string{"Name", "=cmd|' /C calc'!A0"}, HeaderRow: 1}
	writeAll(t, []string{path}, Options{Layout: layout}, []*importer.RowResult{{
		Row: 2, Result: importer.Updated, Cells: []string{"=1+1", "first\n@SUM(1;2)"},
		Changes:  []importer.FieldChange{{Field: "given_name", From: "Ann", To: "=1+1"}},
		Problems: []importer.Problem{{Severity: importer.Error, Code: "x.y", Column: "=cmd|' /C calc'!A0", Message: "is wrong"}},
	}})
	page := read(t, path)
	var seen, copied []string
	for _, cell := range tableCell.FindAllStringSubmatch(page, -1) {
		seen = append(seen, html.UnescapeString(tag.ReplaceAllString(guard.ReplaceAllString(cell[1], ""), "")))
		copied = append(copied, html.UnescapeString(tag.ReplaceAllString(cell[1], "")))
	}
	wantSeen := []string{
		"Row", "Result", "Problems", "Name", "=cmd|' /C calc'!A0", "User id",
		"2", "updated1 changegiven_name Ann → =1+1", "=cmd|' /C calc'!A0: is wrong x.y", "=1+1", "first\n@SUM(1;2)", "",
	}
	wantCopied := []string{
		"Row", "Result", "Problems", "Name", "'=cmd|' /C calc'!A0", "User id",
		"2", "updated1 changegiven_name Ann → '=1+1", "'=cmd|' /C calc'!A0: is wrong x.y", "'=1+1", "first\n'@SUM(1;2)", "",
	}
	if diff := cmp.Diff(wantSeen, seen); diff != "" {
		t.Errorf("seen (- wanted, + got):\n%s", diff)
	}
	if diff := cmp.Diff(wantCopied, copied); diff != "" {
		t.Errorf("copied (- wanted, + got):\n%s", diff)
	}
	// Browsers leave out of a copy what is not displayed, not visible or not to be selected, but not text without
	// a size (tried with Chromium, where it also takes no room).
	if !strings.Contains(page, ".guard { font-size: 0 }\n") {
		t.Error("the guards have not the style that is known to be copied")
	}
}
