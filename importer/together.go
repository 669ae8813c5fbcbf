package importer

import "github.com/google/uuid"

// Together is what several files that are complete only together say about who is absent: who is in no row of any of
// them. The files are imported one after the other, each with the same Together; the last one judges, if all before it
// were imported to their end.
type Together struct {
	// Files is how many there are.
	Files int

	ended int // files
	named map[uuid.UUID]struct{}
	good  int
	gap   string
}

// Last reports whether the file to come completes the set.
func (t *Together) Last() bool { return t != nil && t.ended == t.Files-1 }

// begin lets a file know what those before it said.
func (t *Together) begin(f *feed) {
	if t == nil || f == nil {
		return
	}
	if t.named == nil {
		t.named = f.named
	}
	f.named, f.good, f.gap = t.named, t.good, t.gap
}

// end notes what a file said, if it was imported to its end.
func (t *Together) end(f *feed, state State) {
	if t == nil || f == nil || state != Finished && state != Planned {
		return
	}
	t.good, t.gap = f.good, f.gap
	t.ended++
}
