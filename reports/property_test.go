package reports

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"muster/importer"
	"muster/importer/value/formula"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// anyFile draws a layout and results with rows longer and shorter than the header.
func anyFile(t *rapid.T) (*importer.Layout, []*importer.RowResult) {
	layout := &importer.Layout{
		Header:    rapid.SliceOfN(anyCell(), 1, 4).Draw(t, "header"),
		HeaderRow: rapid.IntRange(0, 2).Draw(t, "header row"),
	}
	drawProblem := rapid.Custom(func(t *rapid.T) importer.Problem {
		return importer.Problem{
			Severity: rapid.SampledFrom([]importer.Severity{importer.Error, importer.Warning}).Draw(t, "severity"),
			Code:     "email.invalid", Message: anyCell().Draw(t, "message"), Value: anyCell().Draw(t, "value"),
		}
	})
	var results []*importer.RowResult
	for i := range rapid.IntRange(0, 6).Draw(t, "rows") {
		results = append(results, &importer.RowResult{
			Row: i + 2, Line: i + 2, Result: importer.Result(rapid.IntRange(0, int(importer.NumResults)-1).Draw(t, "result")),
			UserID: testID(rapid.Byte().Draw(t, "user")), Problems: rapid.SliceOfN(drawProblem, 0, 3).Draw(t, "problems"),
			Changes: []importer.FieldChange{{Field: "email", To: anyCell().Draw(t, "to")}},
			Cells:   rapid.SliceOfN(anyCell(), 0, 5).Draw(t, "cells"),
		})
	}
	return layout, results
}

// written are the reports about one file, by name.
func written(t *rapid.T, dir string, layout *importer.Layout, results []*importer.RowResult) string {
	folder, err := os.MkdirTemp(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	paths := []string{filepath.Join(folder, "r.csv"), filepath.Join(folder, "r.xlsx"), filepath.Join(folder, "r.jsonl"), filepath.Join(folder, "r.html")}
	set, err := Open(paths, Options{Layout: layout, Failed: filepath.Join(folder, "failed.csv"), FailedDelimiter: ';'})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if err := set.Report(r); err != nil {
			t.Fatal(err)
		}
	}
	if placed, err := set.Close(); err != nil || len(placed) != 5 {
		t.Fatalf("placed %v, %v", placed, err)
	}
	return folder
}

func TestEveryFormatSaysTheSame(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		layout, results := anyFile(rt)
		folder := written(rt, dir, layout, results)
		checkCSV(rt, readCSV(rt, filepath.Join(folder, "r.csv"), ','), layout, results)
		checkJSONL(rt, filepath.Join(folder, "r.jsonl"), layout, results)
		checkFailed(rt, readCSV(rt, filepath.Join(folder, "failed.csv"), ';'), layout, results)
		checkXLSX(rt, readWorkbook(t, filepath.Join(folder, "r.xlsx")), layout, results)
		page, err := os.ReadFile(filepath.Join(folder, "r.html"))
		if err != nil {
			rt.Fatal(err)
		}
		if n := bytes.Count(page, []byte(`<th scope="row">`)); n != len(results) {
			rt.Errorf("the page has %d rows for %d results", n, len(results))
		}
	})
}

func readCSV(t *rapid.T, path string, comma rune) [][]string {
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma = comma
	records, err := r.ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return records
}

// asRead is what encoding/csv makes of a cell: it turns CR LF into LF.
func asRead(cell string) string { return strings.ReplaceAll(cell, "\r\n", "\n") }

// ownCells are the row's cells in the file's columns.
func ownCells(layout *importer.Layout, r *importer.RowResult) []string {
	cells := make([]string, len(layout.Header))
	copy(cells, r.Cells)
	return cells
}

func checkCSV(t *rapid.T, records [][]string, layout *importer.Layout, results []*importer.RowResult) {
	if len(records) != len(results)+1 {
		t.Fatalf("%d lines for %d results and a header", len(records), len(results))
	}
	for i, r := range results {
		want := []string{itoa(r.Row), r.Result.String(), idText(r.UserID), problemText(r.Problems)}
		want = append(want, ownCells(layout, r)...)
		for c, cell := range records[i+1] {
			if formula.Defuse(asRead(want[c])) != cell {
				t.Fatalf("row %d: cell %d is %q, want %q made harmless", r.Row, c, cell, want[c])
			}
		}
	}
}

// checkFailed states that the refused rows come back as they were.
func checkFailed(t *rapid.T, records [][]string, layout *importer.Layout, results []*importer.RowResult) {
	var want [][]string
	if layout.HeaderRow > 0 {
		want = append(want, layout.Header)
	}
	for _, r := range results {
		if r.Result == importer.Failed {
			want = append(want, ownCells(layout, r))
		}
	}
	var got [][]string
	for _, record := range records {
		restored := []string{}
		for _, cell := range record {
			restored = append(restored, formula.Restore(cell))
		}
		got = append(got, restored)
	}
	if diff := cmp.Diff(linesRead(want), got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("not the rows that failed:\n%s", diff)
	}
}

// linesRead is what encoding/csv reads of lines: nothing where the only cell is empty.
func linesRead(lines [][]string) (kept [][]string) {
	for _, line := range lines {
		if len(line) == 1 && line[0] == "" {
			continue
		}
		cells := make([]string, len(line))
		for i, c := range line {
			cells[i] = asRead(c)
		}
		kept = append(kept, cells)
	}
	return kept
}

func checkJSONL(t *rapid.T, path string, layout *importer.Layout, results []*importer.RowResult) {
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	if len(results) == 0 {
		lines = nil
	}
	if len(lines) != len(results) {
		t.Fatalf("%d lines for %d results", len(lines), len(results))
	}
	for i, line := range lines {
		var got struct {
			Row      int
			Result   string
			Problems []importer.Problem
			Changes  map[string]struct{ From, To *string }
			Cells    map[string]string
		}
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		r := results[i]
		if got.Row != r.Row || got.Result != r.Result.String() || !cmp.Equal(got.Problems, r.Problems, cmpopts.EquateEmpty()) {
			t.Fatalf("row %d reads %s", r.Row, line)
		}
		for c, name := range apart(layout.Header) {
			if got.Cells[name] != ownCells(layout, r)[c] {
				t.Fatalf("row %d: %q is %q, not %q", r.Row, name, got.Cells[name], ownCells(layout, r)[c])
			}
		}
	}
}

func checkXLSX(t *rapid.T, w *workbook, layout *importer.Layout, results []*importer.RowResult) {
	if len(w.sheets) != 1 || w.sheets[0].last != len(results)+1 {
		t.Fatalf("%d sheets, the first with %d rows for %d results and a header", len(w.sheets), w.sheets[0].last, len(results))
	}
	for i, r := range results {
		texts := w.sheets[0].texts(i + 2)
		want := append([]string{itoa(r.Row), r.Result.String(), idText(r.UserID), problemText(r.Problems)}, ownCells(layout, r)...)
		for c := range want {
			if got, want := texts[c], inSheet(formula.DefuseStart(want[c])); c > 0 && got != want {
				t.Fatalf("row %d: cell %d is %q, want %q", r.Row, c, got, want)
			}
		}
	}
}

// inSheet is what XML can say of a text: no control characters.
func inSheet(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return '\uFFFD'
		}
		return r
	}, s)
}

// anyCell draws cells in which what matters here is frequent.
func anyCell() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`['" ]{0,3}[=+@\-0-9a;,.\t\r\n＝＠]{0,8}`),
		rapid.String(),
		rapid.SampledFrom([]string{"", "Anita", "a@b.example", "+4930123", "[hidden]", "x\"y", "_x000D_", "<b>&amp;"}),
	)
}
