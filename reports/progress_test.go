package reports

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"muster/importer"

	"github.com/google/go-cmp/cmp"
)

func TestPlainLinesComeEveryTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bytes.Buffer
		p := startProgress(&plainLines{w: &b}, plainInterval)
		pass(11500 * time.Millisecond)
		synctest.Wait()
		if b.Len() > 0 {
			t.Errorf("a line before there was anything to tell: %q", b.String())
		}
		for i := range 24 { // a batch a second
			p.Update(importer.ProgressStatus{Done: int64(i) * 100, Total: 2400, Rows: i * 1000, Failed: i})
			pass(time.Second)
		}
		p.Close()
		want := "importing: 33%, 8,000 rows, 400/s, 8 failed after 20 s\n" +
			"importing: 75%, 18,000 rows, 600/s, 18 failed after 30 s\n"
		if diff := cmp.Diff(want, b.String()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestPlainLinesGoOnDuringALongBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bytes.Buffer
		p := startProgress(&plainLines{w: &b}, plainInterval)
		p.Update(importer.ProgressStatus{Rows: 1, Phase: "writing"})
		pass(35 * time.Second)
		p.Close()
		want := "writing: 1 row, 0/s, 0 failed after 10 s\nwriting: 1 row, 0/s, 0 failed after 20 s\nwriting: 1 row, 0/s, 0 failed after 30 s\n"
		if diff := cmp.Diff(want, b.String()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestRateIsThatOfThePhase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bytes.Buffer
		p := startProgress(&plainLines{w: &b}, plainInterval)
		pass(5 * time.Second)
		p.Update(importer.ProgressStatus{Rows: 1000, Phase: "reading"})
		pass(3 * time.Second)
		p.Update(importer.ProgressStatus{Rows: 300, Phase: "writing"})
		pass(3 * time.Second)
		p.Close()
		if want := "writing: 300 rows, 150/s, 0 failed after 10 s\n"; b.String() != want {
			t.Errorf("got %q, want %q", b.String(), want)
		}
	})
}

func TestBarFitsTheTerminalAndLeavesItsLine(t *testing.T) {
	for _, total := range []int64{5_000_000_000, 0} {
		synctest.Test(t, func(t *testing.T) {
			var b bytes.Buffer
			p := startProgress(&barLine{w: &b, width: 80}, barInterval)
			for i := range int64(100) {
				p.Update(importer.ProgressStatus{Done: i * 50_000_001, Total: total, Rows: int(i) * 12_345, Failed: int(i) * 17})
				pass(2 * time.Second)
			}
			p.Close()
			frames := strings.Split(b.String(), "\r")
			for _, f := range frames {
				if f = strings.NewReplacer("\x1b[0K", "", "\x1b[2K", "").Replace(f); utf8.RuneCountInString(f) > 80 {
					t.Errorf("%d characters: %q", utf8.RuneCountInString(f), f)
				}
			}
			last := frames[len(frames)-2]
			for _, want := range []string{"1,222,155 rows, 6,", "1,683 failed"} {
				if !strings.Contains(last, want) {
					t.Errorf("no %q in %q", want, last)
				}
			}
			if total > 0 && !strings.Contains(last, "99%") {
				t.Errorf("no percentage in %q", last)
			}
			if !strings.HasSuffix(b.String(), "\r\x1b[2K") || strings.Contains(b.String(), "\n") {
				t.Error("the line is not left as it was found")
			}
		})
	}
}

// pass lets time pass in a bubble, where nobody waits for it.
func pass(d time.Duration) { <-time.After(d) }

func TestProgressOnAFile(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for mode, want := range map[string]any{
		ProgressAuto: &plainLines{}, "": &plainLines{}, ProgressPlain: &plainLines{}, ProgressBar: &barLine{}, ProgressNone: nil,
	} {
		p, err := NewProgress(mode, file)
		if err != nil {
			t.Fatal(err)
		}
		p.Update(importer.ProgressStatus{Rows: 1})
		p.Close()
		p.Close()
		if got := typeName(p.display); got != typeName(want) {
			t.Errorf("%q shows by %s, want %s", mode, got, typeName(want))
		}
	}
	if _, err := NewProgress("loud", file); !errors.Is(err, ErrUsage) {
		t.Errorf("an unknown word gives %v", err)
	}
}

func typeName(v any) string {
	switch v.(type) {
	case nil:
		return "nothing"
	case *plainLines:
		return "lines"
	case *barLine:
		return "bar"
	default:
		return "?"
	}
}
