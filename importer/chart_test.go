package importer

import (
	"fmt"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// chartOf makes a chart in which row i+1 names row boss[i] as manager; 0 names nobody.
func chartOf(boss []int) *chart {
	file := newFileLedger()
	c := newChart(file)
	s := newSnapshot(nil, uuid.Nil)
	for i := range boss {
		e := &Entry{Row: Row{Number: i + 1}, Layout: &Layout{}}
		e.Set(ExternalID, fmt.Sprintf("E%d", i+1))
		file.claim(e)
	}
	for i, b := range boss {
		e := &Entry{Row: Row{Number: i + 1}, Layout: &Layout{}}
		if b > 0 {
			e.Set(Manager, fmt.Sprintf("E%d", b))
		}
		d := &Decision{Row: i + 1, Result: Created, After: &Person{ContactID: contactOfRow(i + 1)}}
		c.note(d, e, s, "")
	}
	return c
}

func contactOfRow(row int) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, row)) }

func TestChartJudgesCircles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "rows")
		boss := rapid.SliceOfN(rapid.IntRange(0, n), n, n).Draw(t, "boss")
		verdicts, err := chartOf(boss).judge(t.Context(), nobody{}, true)
		if err != nil {
			t.Fatal(err)
		}
		for i, b := range boss {
			want := ""
			switch {
			case b == 0:
				continue
			case inCircle(boss, i+1):
				want = "manager.cycle"
			case inCircle(boss, b):
				want = "manager.refused"
			}
			got := verdicts[int32(i+1)]
			if got.code != want {
				t.Errorf("row %d of %v: got %q, want %q", i+1, boss, got.code, want)
			}
			if want == "" && got.manager != contactOfRow(b) {
				t.Errorf("row %d of %v: wrong manager", i+1, boss)
			}
		}
	})
}

// inCircle follows the bosses from row and says whether it comes back to it.
func inCircle(boss []int, row int) bool {
	at := boss[row-1]
	for range boss {
		if at == 0 || at == row {
			break
		}
		at = boss[at-1]
	}
	return at == row
}

// Whatever was in the directory and whatever the file wants: what comes out has no circle that was not there before.
func TestChartLeavesNoNewCircle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 10).Draw(t, "rows")
		want := rapid.SliceOfN(rapid.IntRange(0, n+1), n, n).Draw(t, "want") // n+1 is nobody
		had := rapid.SliceOfN(rapid.IntRange(0, n), n, n).Draw(t, "had")
		for i := range had {
			if inCircle(had, i+1) {
				had[i] = 0
			}
		}
		file := newFileLedger()
		c := newChart(file)
		s := newSnapshot(nil, uuid.Nil)
		for i := range want {
			e := &Entry{Row: Row{Number: i + 1}, Layout: &Layout{}}
			e.Set(ExternalID, fmt.Sprintf("E%d", i+1))
			file.claim(e)
		}
		for i := range want {
			e := &Entry{Row: Row{Number: i + 1}, Layout: &Layout{}}
			if want[i] > 0 {
				e.Set(Manager, fmt.Sprintf("E%d", want[i]))
			}
			before := &Person{ContactID: contactOfRow(i + 1)}
			if had[i] > 0 {
				before.ManagerID = contactOfRow(had[i])
			}
			c.note(&Decision{Row: i + 1, Result: Updated, Before: before, After: before.Clone()}, e, s, "")
		}
		verdicts, err := c.judge(t.Context(), nobody{}, rapid.Bool().Draw(t, "unknown refuses"))
		if err != nil {
			t.Fatal(err)
		}
		after := make([]int, n)
		for i := range after {
			after[i] = had[i]
			if v, ok := verdicts[int32(i+1)]; ok && v.code == "" {
				after[i] = want[i]
			}
		}
		for i := range after {
			if inCircle(after, i+1) {
				t.Errorf("had %v, want %v: row %d ends in a circle: %v", had, want, i+1, after)
			}
		}
	})
}
