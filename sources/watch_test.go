package sources_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"muster/importer"
	"muster/sources"
)

// long is a list that is not read at once.
func long() string {
	var b strings.Builder
	b.WriteString("id,name\n")
	for i := range 40_000 {
		fmt.Fprintf(&b, "%d,Anita\n", 100_000+i)
	}
	return b.String()
}

// drain reads rows to their end and returns the last one, and how reading ended.
func drain(t *testing.T, rows importer.Source) (last importer.Row, end error) {
	t.Helper()
	for {
		row, err := rows.Read()
		var unreadable *importer.RowError
		switch {
		case errors.As(err, &unreadable):
			t.Errorf("row %d is %q", row.Number, row.Cells)
		case err != nil:
			return last, err
		default:
			last = row
		}
	}
}

func truncate(t *testing.T, path string, size int64) {
	t.Helper()
	if err := os.Truncate(path, size); err != nil {
		t.Fatal(err)
	}
}

// write writes into a file at an offset, without making it another file.
func write(t *testing.T, path, data string, at int64) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteAt([]byte(data), at)
	if err := errors.Join(err, f.Close(), os.Chtimes(path, time.Time{}, time.Now().Add(time.Hour))); err != nil {
		t.Fatal(err)
	}
}

// TestChanged writes to files while they are read. Reading fails then, and no row is half a row.
func TestChanged(t *testing.T) {
	text := long()
	half := int64(len(text)/2/13*13) + 3 // within a row
	for name, c := range map[string]struct {
		data   string
		change func(t *testing.T, path string)
	}{
		"cut off":           {text, func(t *testing.T, path string) { truncate(t, path, half) }},
		"emptied":           {text, func(t *testing.T, path string) { truncate(t, path, 0) }},
		"appended":          {text, func(t *testing.T, path string) { write(t, path, "1,Bob\n", int64(len(text))) }},
		"rewritten":         {text, func(t *testing.T, path string) { write(t, path, "Bobby", half+4) }},
		"half a row":        {text[:len(text)-3], func(t *testing.T, path string) { write(t, path, text[len(text)-3:], int64(len(text)-3)) }},
		"UTF-16":            {"\xFF\xFE" + strings.ReplaceAll(text, "", "\x00")[1:], func(t *testing.T, path string) { truncate(t, path, 2*half+1) }},
		"gzip, cut off":     {gzipped(text), func(t *testing.T, path string) { truncate(t, path, 50) }},
		"gzip, appended":    {gzipped(text), func(t *testing.T, path string) { write(t, path, gzipped(list), int64(len(gzipped(text)))) }},
		"zstandard, cut":    {zstandard(text), func(t *testing.T, path string) { truncate(t, path, 50) }},
		"zip, rewritten":    {zipped("a.csv", text), func(t *testing.T, path string) { write(t, path, "\x00\x00", 60) }},
		"workbook, cut off": {workbook(t, []string{"People", "id", "1"}), func(t *testing.T, path string) { truncate(t, path, 50) }},
		"workbook, written": {workbook(t, []string{"People", "id", "1"}), func(t *testing.T, path string) { write(t, path, "P", 0) }},
	} {
		for _, when := range []string{"before", "behind the first row"} {
			t.Run(name+" "+when, func(t *testing.T) {
				path := save(t, "people", c.data)
				f := open(t, path, sources.Config{})
				if when == "before" {
					c.change(t, path)
				}
				rows, err := f.Rows()
				if err == nil {
					defer rows.Close()
					if when != "before" {
						if _, err := rows.Read(); err != nil {
							t.Fatal(err)
						}
						c.change(t, path)
					}
					var last importer.Row
					last, err = drain(t, rows)
					if len(last.Cells) == 2 && last.Cells[1] != "Anita" && last.Number > 1 {
						t.Errorf("the last row is %q", last.Cells)
					}
				}
				if !errors.Is(err, sources.ErrChanged) || errors.Is(err, sources.ErrNotUnderstood) || errors.Is(err, io.EOF) {
					t.Errorf("got %v", err)
				}
			})
		}
	}
}

// TestTouched reads a text whose time has changed and nothing else.
func TestTouched(t *testing.T) {
	path := save(t, "people.csv", list)
	f := open(t, path, sources.Config{})
	write(t, path, list, 0)
	if got := cells(t, f); len(got) != 3 {
		t.Errorf("read %q", got)
	}
}

// TestGrows opens a file that grows while it is opened.
func TestGrows(t *testing.T) {
	path := save(t, "people.csv", long())
	ctx := &growing{Context: context.Background(), grow: func() { write(t, path, "1,Bo", int64(len(long()))) }}
	if f, err := sources.Open(ctx, path, sources.Config{}); !errors.Is(err, sources.ErrChanged) {
		t.Errorf("got %+v, %v", f, err)
	}
}

// A growing context changes a file whenever it is asked whether to go on.
type growing struct {
	context.Context
	grow func()
}

func (g *growing) Err() error {
	g.grow()
	return nil
}
