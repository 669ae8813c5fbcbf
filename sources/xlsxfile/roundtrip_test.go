package xlsxfile

import (
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// typed is a value as a person types it and as it has to be read.
type typed struct {
	value any
	want  string
}

// drawTyped draws a value of any kind.
func drawTyped(t *rapid.T) typed {
	switch rapid.IntRange(0, 5).Draw(t, "kind") {
	case 0:
		n := rapid.Int64Range(-999_999_999_999_999, 999_999_999_999_999).Draw(t, "integer")
		return typed{n, strconv.FormatInt(n, 10)}
	case 1:
		cents := rapid.IntRange(-99_999_999, 99_999_999).Draw(t, "cents")
		v := float64(cents) / 100
		return typed{v, strconv.FormatFloat(v, 'f', -1, 64)}
	case 2:
		yes := rapid.Bool().Draw(t, "yes")
		return typed{yes, map[bool]string{true: "TRUE", false: "FALSE"}[yes]}
	case 3:
		at := time.Date(1900, 3, 1, 0, 0, rapid.IntRange(0, 2_000_000_000).Draw(t, "seconds"), 0, time.UTC)
		layout := "2006-01-02T15:04:05"
		if rapid.Bool().Draw(t, "day") {
			at, layout = at.Truncate(24*time.Hour), time.DateOnly
		} else if at.Equal(at.Truncate(24 * time.Hour)) {
			layout = time.DateOnly
		}
		return typed{at, at.Format(layout)}
	case 4:
		return typed{nil, ""}
	}
	s := rapid.StringMatching(`[a-zé豊😀<>&"'_0-9D ]{1,30}[a-z]`).Draw(t, "text")
	return typed{s, s}
}

// TestRoundTrip writes what people type with excelize and reads it.
func TestRoundTrip(t *testing.T) {
	dir := t.TempDir()
	files := 0
	rapid.Check(t, func(rt *rapid.T) {
		f := excelize.NewFile()
		want := map[int][]string{}
		for row := 1; row <= 5; row++ {
			var cells []string
			for column := 1; column <= 4; column++ {
				v := drawTyped(rt)
				name, err := excelize.CoordinatesToCellName(column, row)
				if err == nil && v.value != nil {
					err = f.SetCellValue("Sheet1", name, v.value)
				}
				if err != nil {
					rt.Fatal(err)
				}
				if v.value != nil {
					cells = append(append(cells, make([]string, column-1-len(cells))...), v.want)
				}
			}
			if len(cells) > 0 {
				want[row] = cells
			}
		}
		files++
		path := filepath.Join(dir, fmt.Sprint(files, ".xlsx"))
		if err := errors.Join(f.SaveAs(path), f.Close()); err != nil {
			rt.Fatal(err)
		}
		b, err := Open(path, Options{})
		if err != nil {
			rt.Fatal(err)
		}
		defer func() { _ = b.Close() }()
		got := map[int][]string{}
		rows, bad := mustRead(t, b, 0)
		for _, r := range rows {
			got[r.Number] = r.Cells
		}
		if diff := cmp.Diff(want, got); diff != "" || len(bad) > 0 {
			rt.Fatalf("%s%v", diff, bad)
		}
	})
}

// TestEscapesRoundTrip reads characters that XML cannot hold as excelize writes them.
func TestEscapesRoundTrip(t *testing.T) {
	f := excelize.NewFile()
	for i, s := range []string{"a\r\nb", "a\tb", " lead", "a\x01b"} {
		if err := f.SetCellValue("Sheet1", fmt.Sprintf("A%d", i+1), s); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "people.xlsx")
	if err := errors.Join(f.SaveAs(path), f.Close()); err != nil {
		t.Fatal(err)
	}
	rows, _ := mustRead(t, mustOpen(t, path), 0)
	want := []string{"a\r\nb", "a\tb", " lead"}
	for i, s := range want {
		if got := rows[i].Cell(0); got != s {
			t.Errorf("row %d: got %q, want %q", i+1, got, s)
		}
	}
}

// TestSerial compares dates with excelize's over both systems.
func TestSerial(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		v := float64(rapid.IntRange(62, lastDay-1462).Draw(rt, "day"))
		seconds := rapid.IntRange(0, secondsPerDay-1).Draw(rt, "seconds")
		date1904 := rapid.Bool().Draw(rt, "1904")
		epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
		if date1904 {
			epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		at := epoch.AddDate(0, 0, int(v)).Add(time.Duration(seconds) * time.Second)
		want := at.Format("2006-01-02T15:04:05")
		if seconds == 0 {
			want = at.Format(time.DateOnly)
		}
		got, ok := appendSerial(nil, v+float64(seconds)/secondsPerDay, date1904)
		if !ok || string(got) != want {
			rt.Fatalf("got %s, want %s", got, want)
		}
	})
}
