// Package sourcetest checks that an [importer.Source] keeps the promises of its interface. The tests of each
// format use it; it is not part of the program.
package sourcetest

import (
	"errors"
	"io"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"muster/importer"
)

// A Read is what one call of Read returned: a row, or a row that could not be read.
type Read struct {
	Row importer.Row
	// Broken is the message of the *importer.RowError, "" for a row that could be read.
	Broken string
}

// A Failer is what All needs of a test; *testing.T and *rapid.T are.
type Failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// All reads a source to its end. It fails the test where reading fails.
func All(t Failer, source importer.Source) []Read {
	t.Helper()
	var all []Read
	for {
		row, err := source.Read()
		var broken *importer.RowError
		switch {
		case errors.Is(err, io.EOF):
			return all
		case errors.As(err, &broken):
			all = append(all, Read{broken.Row, broken.Message})
		case err != nil:
			t.Fatalf("after %d rows: %v", len(all), err)
		default:
			all = append(all, Read{Row: row})
		}
	}
}

// Cells returns the cells of each row that was read.
func Cells(all []Read) [][]string {
	cells := make([][]string, len(all))
	for i, r := range all {
		cells[i] = r.Row.Cells
	}
	return cells
}

// Test checks a source that open opens, each time from its first row, against the promises of
// importer.Source: rows have ascending numbers and lines and valid cells, stay as they are while reading
// goes on, and come again when the source is opened again; the end stays the end; Progress grows and ends at
// its total; Close may be called at any time and more than once.
func Test(t *testing.T, open func(t testing.TB) importer.Source) {
	t.Run("rows", func(t *testing.T) { testRows(t, open) })
	t.Run("kept", func(t *testing.T) { testKept(t, open) })
	t.Run("end", func(t *testing.T) { testEnd(t, open) })
	t.Run("progress", func(t *testing.T) { testProgress(t, open) })
	t.Run("close", func(t *testing.T) { testClose(t, open) })
}

func testRows(t *testing.T, open func(t testing.TB) importer.Source) {
	source := open(t)
	defer shut(t, source)
	number, line := 0, 0
	for _, r := range All(t, source) {
		if r.Row.Number <= number || r.Row.Line <= line {
			t.Errorf("row %d (line %d) comes after row %d (line %d)", r.Row.Number, r.Row.Line, number, line)
		}
		if r.Row.Line < r.Row.Number {
			t.Errorf("row %d begins on line %d", r.Row.Number, r.Row.Line)
		}
		number, line = r.Row.Number, r.Row.Line
		for i, c := range r.Row.Cells {
			if !utf8.ValidString(c) {
				t.Errorf("row %d, cell %d is no valid UTF-8", number, i)
			}
		}
		for _, n := range r.Row.Notes {
			if n.Column < 0 || n.Column >= len(r.Row.Cells) || n.Message == "" || n.Code == "" {
				t.Errorf("row %d has a note %+v, and %d cells", number, n, len(r.Row.Cells))
			}
		}
	}
	if number == 0 {
		t.Error("the source has no rows, so that this test shows nothing")
	}
}

// testKept checks that rows are the caller's: neither reading on nor what is done with one changes another.
func testKept(t *testing.T, open func(t testing.TB) importer.Source) {
	first, second := open(t), open(t)
	defer shut(t, first)
	defer shut(t, second)
	kept := All(t, first)
	again := All(t, second)
	for _, r := range again {
		cells := append(r.Row.Cells, "written behind the row")
		for i := range cells {
			cells[i] = "written over"
		}
	}
	third := open(t)
	defer shut(t, third)
	if diff := cmp.Diff(All(t, third), kept, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("rows differ when the source is read again (-again +kept):\n%s", diff)
	}
	for i, r := range again {
		if len(r.Row.Cells) != len(kept[i].Row.Cells) {
			t.Errorf("row %d changes with another", r.Row.Number)
		}
	}
}

func testEnd(t *testing.T, open func(t testing.TB) importer.Source) {
	source := open(t)
	defer shut(t, source)
	All(t, source)
	for range 3 {
		if row, err := source.Read(); !errors.Is(err, io.EOF) {
			t.Fatalf("behind the end Read returns %+v, %v; want io.EOF again", row, err)
		}
	}
}

func testProgress(t *testing.T, open func(t testing.TB) importer.Source) {
	source := open(t)
	defer shut(t, source)
	last := int64(0)
	for {
		_, err := source.Read()
		done, total := source.Progress()
		if done < last || total > 0 && done > total {
			t.Fatalf("progress is %d of %d after %d", done, total, last)
		}
		last = done
		if errors.Is(err, io.EOF) {
			return
		}
	}
}

func testClose(t *testing.T, open func(t testing.TB) importer.Source) {
	source := open(t)
	if _, err := source.Read(); err != nil && !errors.As(err, new(*importer.RowError)) {
		t.Fatalf("the first row: %v", err)
	}
	for range 3 {
		shut(t, source)
	}
	if row, err := source.Read(); err == nil {
		t.Errorf("a closed source reads %+v", row)
	}
	shut(t, open(t)) // without a single Read
}

func shut(t testing.TB, source importer.Source) {
	t.Helper()
	if err := source.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}
