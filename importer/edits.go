package importer

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"
)

// Edits knows what imports set, so that it can be told what people changed by hand since.
type Edits interface {
	// LastSet returns, by contact and field, the values that imports of the definition gave last; "" for a field that they
	// emptied. The import except does not count: it may be one that is carried on. It is called from several
	// goroutines at once, with the people of a whole batch at a time.
	LastSet(ctx context.Context, definition string, except uuid.UUID, contacts []uuid.UUID) (map[uuid.UUID]map[string]string, error)
}

// lookUpEdits fills in what imports of this definition last set of the people, where edits are to be kept.
func (r *run) lookUpEdits(ctx context.Context, people []*Person) error {
	if !r.o.Rules.KeepEdits || r.o.Edits == nil || len(people) == 0 {
		return nil
	}
	ids := make([]uuid.UUID, len(people))
	for i, p := range people {
		ids[i] = p.ContactID
	}
	set, err := r.o.Edits.LastSet(ctx, r.o.Import.Definition, r.o.Import.ID, ids)
	if err != nil {
		return fmt.Errorf("look up what earlier imports set: %w", err)
	}
	for _, p := range people {
		p.LastSet = set[p.ContactID]
	}
	return nil
}

// edited reports whether somebody changed the field since an import of the definition last set it. A
// status that follows from dates, or from an invitation that was accepted, is no change by hand.
func (p *Person) edited(f Field) bool {
	last, set := p.LastSet[f.String()]
	have := p.Values[f]
	if f != Status {
		return set && last != have
	}
	byDates := p.Values[StatusWithinDates] != "" || p.LastSet[StatusWithinDates.String()] != ""
	return set && !byDates && (last == StatusInactive) != (have == StatusInactive)
}

// rememberEdits gives people who are read again what was known of them: while this import runs, nothing else of the
// definition does.
func rememberEdits(old *Decision, now []*Person) {
	for _, p := range now {
		if old.Before != nil && p.ContactID == old.Before.ContactID {
			p.LastSet = old.Before.LastSet
		}
	}
}

// warnKept says which fields stay as somebody made them.
func warnKept(e *Entry, fields []string) {
	if len(fields) == 0 {
		return
	}
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = label(f)
	}
	e.Warn(fields[0], "edit.kept", "somebody changed this in the directory since, so that it stays as it is there: "+
		strings.Join(names, ", ")+"; if the file is right, change it there too", "")
}
