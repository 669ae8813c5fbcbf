package filename_test

import (
	"errors"
	"testing"

	"muster/importer/value/filename"
)

func TestProbe(t *testing.T) {
	a, b := filename.Probe(), filename.Probe()
	if a == b || filename.Check(a) != nil || !filename.IsProbe(a) || filename.CheckProbe(a) != nil {
		t.Errorf("%q, %q", a, b)
	}
	for _, name := range []string{"people.csv", ".muster-probe", ".muster-probe-/../x", ""} {
		if filename.IsProbe(name) || !errors.Is(filename.CheckProbe(name), filename.ErrRefused) {
			t.Errorf("%q may be removed", name)
		}
	}
}
