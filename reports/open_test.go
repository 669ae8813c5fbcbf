package reports

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"muster/importer"

	"github.com/google/go-cmp/cmp"
)

func TestGolden(t *testing.T) {
	layout, results := joiners()
	for _, columns := range []string{ColumnsAll, ColumnsMapped, ColumnsKey} {
		t.Run(columns, func(t *testing.T) {
			dir := t.TempDir()
			var paths []string
			for _, ext := range []string{formatCSV, formatXLSX, formatJSONL, formatHTML} {
				paths = append(paths, filepath.Join(dir, "report."+ext))
			}
			o := Options{Layout: layout, Columns: columns, Source: "joiners.csv", Failed: filepath.Join(dir, "failed.csv"), FailedDelimiter: ';'}
			placed := writeAll(t, paths, o, results)
			if diff := cmp.Diff(append(paths, o.Failed), placed); diff != "" {
				t.Error(diff)
			}
			for _, p := range placed {
				if name := filepath.Base(p); name == "report.xlsx" {
					golden(t, filepath.Join(columns, name+".txt"), readWorkbook(t, p).String())
				} else {
					golden(t, filepath.Join(columns, name), read(t, p))
				}
			}
			if diff := cmp.Diff([]string{"failed.csv", "report.csv", "report.html", "report.jsonl", "report.xlsx"}, names(t, dir)); diff != "" {
				t.Errorf("left behind:\n%s", diff)
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(in("people.csv"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(in("folder.csv"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(in("people.csv"), in("link.csv")); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name    string
		paths   []string
		options Options
		usage   bool
		want    string // in the sentence
	}{
		{"unknown ending", []string{in("report.pdf")}, Options{}, true, ".csv, .xlsx, .jsonl or .html"},
		{"no ending", []string{in("report")}, Options{}, true, ".csv, .xlsx, .jsonl or .html"},
		{"refused rows as a page", nil, Options{Failed: in("failed.html")}, true, ".csv or .xlsx"},
		{"columns", nil, Options{Columns: "some"}, true, `all, mapped or key, not "some"`},
		{"the input", []string{in("people.csv")}, Options{}, true, "the file that is read"},
		{"the input by another name", []string{in("link.csv")}, Options{}, true, "the file that is read"},
		{"one place twice", []string{in("a.csv"), dir + "/./a.csv"}, Options{}, true, "two reports"},
		{"one place for both", []string{in("a.csv")}, Options{Failed: in("a.csv")}, true, "two reports"},
		{"no folder", []string{in("none/report.csv")}, Options{}, false, "there is no folder " + in("none")},
		{"a file for a folder", []string{in("people.csv/report.csv")}, Options{}, false, in("people.csv") + " is not a folder"},
		{"a folder", []string{in("a.csv"), in("folder.csv")}, Options{}, false, "a folder has this name"},
	}
	before := names(t, dir)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.options.Layout, tt.options.Inputs = &importer.Layout{}, []string{in("people.csv")}
			_, err := Open(tt.paths, tt.options)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v, want a sentence with %q", err, tt.want)
			}
			if errors.Is(err, ErrUsage) != tt.usage {
				t.Errorf("usage is %t for: %v", errors.Is(err, ErrUsage), err)
			}
			if strings.ContainsAny(err.Error(), "\n") {
				t.Errorf("more than one sentence: %v", err)
			}
			if diff := cmp.Diff(before, names(t, dir)); diff != "" {
				t.Errorf("left behind:\n%s", diff)
			}
		})
	}
}

func TestWriteErrorSaysWhatToDo(t *testing.T) {
	for err, want := range map[error]string{
		syscall.ENOSPC: "the disk is full; make room",
		syscall.EDQUOT: "the disk is full; make room",
		syscall.EROFS:  "read-only",
		syscall.EACCES: "you may not write in the folder out",
		syscall.EIO:    syscall.EIO.Error(),
	} {
		wrapped := &os.PathError{Op: "write", Path: "out/.report.csv.123.tmp", Err: err}
		got := (&WriteError{Path: "out/report.csv", Err: wrapped}).Error()
		if !strings.HasPrefix(got, "the report out/report.csv cannot be written: ") || !strings.Contains(got, want) || strings.Contains(got, ".tmp") {
			t.Errorf("%v reads %q", err, got)
		}
	}
}

func TestAnOldReportIsKept(t *testing.T) {
	dir := t.TempDir()
	layout, results := joiners()
	path := filepath.Join(dir, "people.results.csv")
	for name, text := range map[string]string{"people.results.csv": "newest", "people.results.1.csv": "oldest", "people.results.3.csv": "other"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	writeAll(t, []string{path}, Options{Layout: layout}, results)
	want := []string{"people.results.1.csv", "people.results.2.csv", "people.results.3.csv", "people.results.csv"}
	if diff := cmp.Diff(want, names(t, dir)); diff != "" {
		t.Error(diff)
	}
	for name, text := range map[string]string{"people.results.1.csv": "oldest", "people.results.2.csv": "newest", "people.results.3.csv": "other"} {
		if got := read(t, filepath.Join(dir, name)); got != text {
			t.Errorf("%s has %q, want %q", name, got, text)
		}
	}
	if !strings.HasPrefix(read(t, path), "row,result,user_id,problems,") {
		t.Error("the new report is not in its place")
	}
}

func TestNothingAppearsWithoutClose(t *testing.T) {
	dir := t.TempDir()
	layout, results := joiners()
	old := filepath.Join(dir, "r.csv")
	if err := os.WriteFile(old, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, ext := range []string{formatCSV, formatXLSX, formatJSONL, formatHTML} {
		paths = append(paths, filepath.Join(dir, "r."+ext))
	}
	set, err := Open(paths, Options{Layout: layout, Failed: filepath.Join(dir, "f.xlsx")})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if err := set.Report(r); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range names(t, dir) {
		if name != "r.csv" && !strings.HasPrefix(name, ".") {
			t.Errorf("%s is there before Close", name)
		}
	}
	set.Abort()
	if diff := cmp.Diff([]string{"r.csv"}, names(t, dir)); diff != "" || read(t, old) != "old" {
		t.Errorf("Abort left behind:\n%s", diff)
	}
	if placed, err := set.Close(); err != nil || len(placed) > 0 {
		t.Errorf("Close after Abort placed %v, %v", placed, err)
	}
}

func TestAReportThatBreaksDoesNotTakeTheOthersAlong(t *testing.T) {
	dir := t.TempDir()
	layout, results := joiners()
	set, err := Open([]string{filepath.Join(dir, "a.jsonl"), filepath.Join(dir, "b.csv")}, Options{Layout: layout})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Abort()
	set.parts[0].draft.buf.Reset(fullDisk{})
	var failures int
	for range 2000 {
		if err := set.Report(results[0]); err != nil {
			failures++
			if !strings.Contains(err.Error(), "a.jsonl cannot be written: the disk is full") {
				t.Errorf("unclear: %v", err)
			}
		}
	}
	placed, err := set.Close()
	if failures != 1 || err != nil {
		t.Errorf("%d failures told by Report, %v by Close", failures, err)
	}
	if diff := cmp.Diff([]string{filepath.Join(dir, "b.csv")}, placed); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"b.csv"}, names(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestCloseTellsOfAReportThatCannotBeCompleted(t *testing.T) {
	dir := t.TempDir()
	layout, results := joiners()
	for _, ext := range []string{formatCSV, formatXLSX, formatJSONL, formatHTML} {
		set, err := Open([]string{filepath.Join(dir, "a."+ext)}, Options{Layout: layout})
		if err != nil {
			t.Fatal(err)
		}
		if err := set.Report(results[0]); err != nil {
			t.Fatal(err)
		}
		set.parts[0].draft.buf.Reset(fullDisk{})
		_, _ = set.parts[0].draft.buf.WriteString("x") // the error comes when the draft is settled
		placed, err := set.Close()
		if len(placed) > 0 || !errors.Is(err, syscall.ENOSPC) || len(names(t, dir)) > 0 {
			t.Errorf("%s: placed %v, error %v, left %v", ext, placed, err, names(t, dir))
		}
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

func TestAPlanSaysThatNothingWasWritten(t *testing.T) {
	layout, results := joiners()
	path := filepath.Join(t.TempDir(), "r.html")
	writeAll(t, []string{path}, Options{Layout: layout, Planned: true, Source: "people.csv"}, results)
	for _, want := range []string{"<h1>Plan for people.csv</h1>", "nothing was written"} {
		if !strings.Contains(read(t, path), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}
