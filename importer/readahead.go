package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// readAhead reads the file before its first row is decided, where a row cannot be decided without those further
// down: usernames that they give and that must not be made for somebody else, and rows that are about one person.
func (r *run) readAhead(ctx context.Context) error {
	names := r.decider.namer.format != nil && r.layout.Gives(Username)
	merge := r.o.Rules.Repeats == RepeatsMerge
	if !names && !merge {
		return nil
	}
	if r.o.Reread == nil {
		return errors.New("importer: Options needs Reread for rows that are merged, and for a file with usernames and a format for others")
	}
	finder := newRepeatFinder()
	err := r.eachEntry(ctx, nil, func(e *Entry) {
		if names {
			r.decider.namer.reserve(e)
		}
		if merge {
			finder.add(e)
		}
	})
	if err != nil || !merge {
		return err
	}
	found := finder.repeats()
	r.decider.joined, r.claims.joined = found, found
	if !found.any() {
		return nil
	}
	// Only now it is known whose rows to keep: the second time all other rows are passed over.
	return r.eachEntry(ctx, func(row int) bool { return found.of(row) != nil }, found.note)
}

// eachEntry reads the file once more and hands over what each row says that is wanted; nil wants all.
func (r *run) eachEntry(ctx context.Context, wanted func(row int) bool, use func(*Entry)) error {
	source, err := r.o.Reread()
	if err != nil {
		return err
	}
	defer source.Close()
	for {
		row, err := source.Read()
		var unreadable *RowError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &unreadable):
			continue
		case err != nil:
			return fmt.Errorf("read the file ahead: %w", err)
		case ctx.Err() != nil:
			return ctx.Err()
		case r.stopped():
			return nil // no row will be decided
		case r.wanted(row, false) && (wanted == nil || wanted(row.Number)):
			use(r.understandRow(row))
		}
	}
}
