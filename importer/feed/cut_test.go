package feed_test

import (
	"fmt"
	"testing"

	"muster/importer/feed"
	"muster/sources/sftpdir/sftptest"
)

// cutStep is after how many bytes more each next connection is cut.
const cutStep = 251

// TestCutConnection cuts the connection once, at many points of a whole pickup: connecting, listing, fetching, claiming,
// putting results and file away. With retries the round is completed all the same; without, by the next one. No file is lost,
// none is imported twice.
func TestCutConnection(t *testing.T) {
	store := newStore(t, sqlite(t))
	for _, retries := range []int{0, 3} {
		cuts, begun := 0, 0
		for after := int64(1); ; after += cutStep {
			server := sftptest.Start(t, func(s *sftptest.Server) { s.CutAfter = after })
			o := server.Options()
			o.Retries = retries
			r := overIn(t, store, o)
			want := map[string]string{}
			for i := range 2 {
				name := fmt.Sprintf("part%d.csv", i)
				want[name] = people(fmt.Sprintf("p%d", i))
				save(t, r.root, name, want[name])
			}
			round, err := feed.Pickup(t.Context(), r.o)
			if retries > 0 && (err != nil || round.Files[0].Err != nil || round.Files[1].Err != nil) {
				t.Errorf("cut after %d bytes: %v, %+v", after, err, round)
			}
			if !server.Cut() {
				break
			}
			cuts++
			if retries == 0 {
				r.round(t)
			}
			begun += len(r.imports(t))
			whole(t, fmt.Sprintf("cut after %d bytes", after), r, want)
			if t.Failed() {
				return
			}
		}
		t.Logf("%d retries: %d cuts, %d files dropped, %d imported: %d lost, %d doubled", retries, cuts, 2*cuts, begun,
			max(0, 2*cuts-begun), max(0, begun-2*cuts))
		if cuts < 50 {
			t.Errorf("only %d cuts", cuts)
		}
	}
}
