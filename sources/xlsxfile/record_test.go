package xlsxfile

import "testing"

// TestBackwards fills wide rows from the last column to the first, which must give the same as any order; looking through
// the cells before each one would not end in reasonable time.
func TestBackwards(t *testing.T) {
	var r record
	for range 200 {
		r.reset()
		for column := maxColumns - 1; column >= 0; column-- {
			r.add(cell{column: column, shared: "x"})
		}
		if row := r.row(); r.fault != "" || len(row.Cells) != maxColumns || row.Cells[0] != "x" {
			t.Fatalf("%d cells, fault %q", len(row.Cells), r.fault)
		}
	}
	if r.add(cell{column: 7, shared: "y"}); r.fault == "" {
		t.Error("a second cell at one place was taken")
	}
}
