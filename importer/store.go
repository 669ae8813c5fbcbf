package importer

import (
	"context"

	"github.com/google/uuid"
)

// A Directory answers who is there.
type Directory interface {
	// Match returns everybody who has one of the keys, each person once, in no particular order, with
	// everything that is known about them. It is called from several goroutines at once, with the
	// keys of a whole batch at a time.
	Match(ctx context.Context, keys Keys) ([]*Person, error)
	// Usernames returns the keys of all usernames that begin with one of the stems, in no particular
	// order. It is called with the stems of a whole batch at a time, like Match.
	Usernames(ctx context.Context, stems []string) ([]string, error)
	// Seats returns how many users have each license, by its name.
	Seats(ctx context.Context) (map[string]int, error)
}

// Keys names people by what is unique about them. Emails and usernames are folded by Key;
// external ids are within System.
type Keys struct {
	System      string
	ExternalIDs []string
	Emails      []string
	Usernames   []string
	Contacts    []uuid.UUID
	// SignIns asks for Person.SignIn as well.
	SignIns bool
}

// Empty reports whether there is nobody to ask for.
func (k *Keys) Empty() bool {
	return len(k.ExternalIDs)+len(k.Emails)+len(k.Usernames)+len(k.Contacts) == 0
}

// A Journal writes one import. Everything that Write does happens in one transaction (with Import.Atomic:
// in one for the whole import, see Settle).
type Journal interface {
	// Write carries out a batch: changes, results, audit entries and mails together. It may be
	// called from up to Import.Writers goroutines at once, in any order of batches. A decision whose
	// person changed since is decided again through Batch.Again; one that the database refuses
	// becomes failed with row.not_written, and the others go through. Afterwards
	// the batch's decisions say what happened. Any other error leaves the batch undone.
	Write(ctx context.Context, b *Batch) error
	// Link sets the managers, which Write leaves alone, after everything else is written. It returns
	// the rows whose manager turned out not to be there, and changes what it has recorded as their problems.
	Link(ctx context.Context, links []Link) (refused []int, err error)
	// Settle keeps everything that an atomic import has written so far, or takes it back. Writing
	// may go on after it. Other imports have nothing to settle.
	Settle(ctx context.Context, keep bool) error
	// Finish records the end of the import and its summary, and gives the lock back.
	Finish(ctx context.Context, s *Summary) error
	// Close gives back what the journal holds; without Finish the import stays as it is, to be carried on.
	Close() error
}

// A Batch is the unit of commit: the decisions about some consecutive rows.
type Batch struct {
	Number    int // from 1
	Decisions []*Decision
	// Absent tells that the decisions are about people who are in no row: there are no results to write.
	Absent bool
	// Again decides anew about a decision whose person changed since, with the people as they
	// are now (those who have one of the row's keys). It is pure.
	Again func(d *Decision, now []*Person)
	// KeysOf returns the keys of the row of a decision, to find out who has them now.
	KeysOf func(d *Decision) Keys
	// Stopped tells that the decisions were taken, and that the import was then stopped before it carried any out. Such a
	// batch counts for nothing if the import is carried on.
	Stopped bool
}

// A Link says who somebody's manager is.
type Link struct {
	Row     int
	Contact uuid.UUID
	Manager uuid.UUID // zero: none
	// Refused is what the row's problems are if the manager turns out not to be there.
	Refused []Problem
	// Again tells that it was not there the last time, and that this was recorded; Linked is what the row's problems
	// are if it is there now.
	Again  bool
	Linked []Problem
}
