package importer

import (
	"crypto/sha256"

	"github.com/google/uuid"
)

// A claimID stands for one value of one key field: a hash long enough that two
// different keys of one import do not meet (96 bits: 10^-17 for a million rows), and
// short enough that millions fit into memory.
type claimID [12]byte

func claimOf(f Field, key string) claimID {
	buf := make([]byte, 0, 96)
	buf = append(append(buf, byte(f)), key...)
	sum := sha256.Sum256(buf)
	return claimID(sum[:12])
}

// A fileLedger knows which row of the file holds which key. Only one goroutine fills it, in file order; a row
// counts when nothing in its own cells refuses it, whatever the directory will say to it.
type fileLedger struct {
	rows map[claimID]int32
	// refused has the keys of rows that their own cells refuse: they hold nothing, but others may name them.
	refused map[claimID]int32
	// joined has the rows that are about one person: the first of them holds the keys of all.
	joined *repeats
}

func newFileLedger() *fileLedger {
	return &fileLedger{rows: make(map[claimID]int32), refused: make(map[claimID]int32)}
}

// claim gives the entry's keys to its row, or reports which earlier rows hold them.
func (l *fileLedger) claim(e *Entry) {
	bad, holder := !e.Good(), l.first(e.Row.Number)
	var ids [len(KeyFields)]claimID
	var has [len(KeyFields)]bool
	for i, f := range KeyFields {
		key := e.key(f)
		if key == "" {
			continue
		}
		ids[i], has[i] = claimOf(f, key), true
		if row, taken := l.rows[ids[i]]; taken && !bad && row != holder {
			reportRepeat(e, f, int(row))
		}
	}
	holders := l.rows
	if !e.Good() {
		holders = l.refused
	}
	for i := range ids {
		if has[i] {
			holders[ids[i]] = holder
		}
	}
}

// first returns the first row about the row's person.
func (l *fileLedger) first(row int) int32 {
	if p := l.joined.of(row); p != nil {
		return p.row
	}
	return int32(row) //nolint:gosec // rows are counted far below 2^31
}

// rowOf returns the row that holds the key, else a refused row that has it, else 0.
func (l *fileLedger) rowOf(f Field, key string) int {
	id := claimOf(f, key)
	if row, ok := l.rows[id]; ok {
		return int(row)
	}
	return int(l.refused[id])
}

// A runLedger knows what earlier rows of this import did to people of the directory, so that later
// rows are decided alike however much of the import is already written. Only the deciding goroutine uses it.
type runLedger struct {
	// decided has the row that decided about each person found in the directory.
	decided map[uuid.UUID]int32
	// released has the keys that people had before this import changed them, and the row that did.
	released map[claimID]int32
	// joined has what the rows so far came to for people whom several rows are about.
	joined map[*repeatedPerson]joinedState
}

func newRunLedger() *runLedger {
	return &runLedger{
		decided: make(map[uuid.UUID]int32), released: make(map[claimID]int32),
		joined: make(map[*repeatedPerson]joinedState),
	}
}

// A joinedState is what the rows so far came to for one person.
type joinedState struct {
	person  *Person // nil: no row so far was carried out
	created bool    // by one of these rows
	skipped bool    // the person is there and is left as they are
}

// join remembers what a row came to for a person of several rows; nil is somebody else.
func (l *runLedger) join(p *repeatedPerson, d *Decision) {
	if p == nil || d.Result == Failed {
		return
	}
	l.joined[p] = joinedState{
		person: d.After, created: l.joined[p].created || d.Result == Created, skipped: d.Result == Skipped,
	}
}

// record notes what a decision does to a person of the directory.
func (l *runLedger) record(d *Decision) {
	if d.Before == nil || d.Result == Failed {
		return
	}
	row := int32(d.Row) //nolint:gosec // rows are counted far below 2^31
	l.decided[d.Before.ContactID] = row
	if !d.Writes() {
		return
	}
	for _, f := range KeyFields {
		before := Key(f, d.Before.Values[f])
		if before != "" && before != Key(f, d.After.Values[f]) {
			l.released[claimOf(f, inSystem(f, d.Before.ExternalSystem, before))] = row
		}
	}
}

// row returns the earlier row that was about the person who has the key, or had it before that row, 0 for none. p is
// who has it by the directory, which may or may not show what the earlier row did.
func (l *runLedger) row(f Field, key string, p *Person) int {
	if p != nil {
		if row, seen := l.decided[p.ContactID]; seen {
			return int(row)
		}
	}
	return int(l.released[claimOf(f, key)])
}
