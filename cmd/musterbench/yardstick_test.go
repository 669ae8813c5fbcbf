package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseCounts(t *testing.T) {
	got, err := parseCounts([]byte("created|12\nfailed|3\n"))
	if err != nil {
		t.Fatal(err)
	}
	if want := (counts{Created: 12, Failed: 3}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for _, wrong := range []string{"created 12\n", "created|many\n", "lost|1\n", "|\n"} {
		if got, err := parseCounts([]byte(wrong)); err == nil {
			t.Errorf("%q: got %+v, want an error", wrong, got)
		}
	}
}

func TestMedianTakesTheMiddleTimeAndTheHighestPeak(t *testing.T) {
	got := median([]measurement{{seconds: 9, peak: 5}, {seconds: 1, peak: 7}, {seconds: 2, peak: 6}})
	want := measurement{seconds: 2, peak: 7}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(measurement{})); diff != "" {
		t.Errorf("median differs (-want +got):\n%s", diff)
	}
}

func TestTuplesAreRowsOfAValuesList(t *testing.T) {
	if got, want := tuples([]string{"a b", "c"}), "('a b'), ('c')"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
