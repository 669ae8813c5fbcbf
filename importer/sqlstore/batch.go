package sqlstore

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/google/uuid"

	"muster/importer"
)

// tries is how often a batch is begun anew that another transaction stood in the way of.
const tries = 5

// Write carries out a batch in one transaction, as importer.Journal says.
func (j *journal) Write(ctx context.Context, b *importer.Batch) error {
	leave, err := j.place(ctx)
	if err != nil {
		return err
	}
	defer leave()
	if j.closed {
		return errClosed
	}
	if slices.ContainsFunc(b.Decisions, (*importer.Decision).Writes) {
		if err := j.again(ctx, func() error { return j.ready(ctx) }); err != nil {
			return wrap(ctx, err, "load the catalog")
		}
	}
	careful := j.imp.Atomic
	for try := 1; ; try++ {
		err = j.writeOnce(ctx, b, careful)
		if _, refused := refusalOf(err); refused && !careful {
			careful = true
			continue
		}
		if j.broken(err) && ctx.Err() == nil {
			written, e := j.lookAgain(ctx, b)
			if e != nil || written {
				return wrap(ctx, e, "write to the directory")
			}
			continue
		}
		if err == nil || try == tries || j.imp.Atomic || !passing(err) || ctx.Err() != nil {
			return wrap(ctx, err, "write to the directory")
		}
	}
}

// writeOnce writes the batch in one transaction. Savepoints are dear, on SQLite above all, and few batches need
// them: so the first time goes without, and a batch that the database refuses is undone and written again carefully.
func (j *journal) writeOnce(ctx context.Context, b *importer.Batch, careful bool) error {
	w := &batchWriter{journal: j, batch: b, careful: careful, names: j.known(), decided: make(map[*importer.Decision]bool)}
	err := j.within(ctx, func(c *session) error {
		w.session = c
		return w.write(ctx)
	})
	if err == nil {
		j.keep(w)
	}
	return err
}

// A batchWriter writes one batch within one transaction.
type batchWriter struct {
	*journal
	session *session
	batch   *importer.Batch
	careful bool // use savepoints
	names   *names
	changed bool
	// decided has the decisions that were decided again already; a second time they are refused.
	decided map[*importer.Decision]bool
}

func (w *batchWriter) write(ctx context.Context) error {
	for pending := w.changes(); len(pending) > 0; {
		round, rest := firstOfEach(pending)
		if err := w.settle(ctx, round); err != nil {
			return err
		}
		pending = rest
	}
	if err := w.feed(ctx); err != nil {
		return err
	}
	return w.writeResults(ctx)
}

// changes returns the decisions that write, in the order of their emails: the order in which the unique index is
// walked, and in which all batches lock people.
func (w *batchWriter) changes() []*importer.Decision {
	var list []*importer.Decision
	for _, d := range w.batch.Decisions {
		if !d.Writes() {
			continue
		}
		if reason := unstorable(d.After); reason != "" {
			refuse(d, reason)
			continue
		}
		list = append(list, d)
	}
	sortByEmail(list)
	return list
}

// sortByEmail sorts decisions by the folded emails that they lead to, then by row.
func sortByEmail(list []*importer.Decision) {
	keys := make(map[*importer.Decision]string, len(list))
	for _, d := range list {
		keys[d] = importer.Key(importer.Email, d.After.Values[importer.Email])
	}
	slices.SortFunc(list, func(a, b *importer.Decision) int {
		return cmp.Or(strings.Compare(keys[a], keys[b]), cmp.Compare(a.Row, b.Row))
	})
}

// firstOfEach parts decisions so that each person comes once in the first part, with their first row; what else a batch
// decides about them comes after it, in the order of the rows.
func firstOfEach(list []*importer.Decision) (first, rest []*importer.Decision) {
	rows := make(map[uuid.UUID]int, len(list))
	for _, d := range list {
		if row, seen := rows[d.After.ContactID]; !seen || d.Row < row {
			rows[d.After.ContactID] = d.Row
		}
	}
	for _, d := range list {
		if rows[d.After.ContactID] == d.Row {
			first = append(first, d)
		} else {
			rest = append(rest, d)
		}
	}
	return first, rest
}

// settle writes decisions about people of whom each comes once: those who changed since are decided again first.
func (w *batchWriter) settle(ctx context.Context, list []*importer.Decision) error {
	for {
		drifted, err := w.lock(ctx, list)
		if err != nil {
			return err
		}
		if len(drifted) == 0 {
			break
		}
		if err := w.decideAgain(ctx, drifted); err != nil {
			return err
		}
		list = writing(list)
	}
	if len(list) == 0 {
		return nil
	}
	return w.attempt(ctx, list)
}

func writing(list []*importer.Decision) []*importer.Decision {
	return slices.DeleteFunc(slices.Clone(list), func(d *importer.Decision) bool { return !d.Writes() })
}

// decideAgain has the decisions decided anew with the people as they are now. Those that
// have been before are refused.
func (w *batchWriter) decideAgain(ctx context.Context, list []*importer.Decision) error {
	var keys importer.Keys
	asked := make([]importer.Keys, len(list))
	for i, d := range list {
		asked[i] = w.batch.KeysOf(d)
		if d.Before != nil {
			asked[i].Contacts = append(asked[i].Contacts, d.Before.ContactID)
		}
		join(&keys, &asked[i])
	}
	now, err := match(ctx, w.session, &keys)
	if err != nil {
		return err
	}
	there := newRoster(now)
	for i, d := range list {
		if w.decided[d] {
			drift(d)
			continue
		}
		w.decided[d] = true
		w.batch.Again(d, there.all(&asked[i]))
		if d.Writes() {
			if reason := unstorable(d.After); reason != "" {
				refuse(d, reason)
			}
		}
	}
	return nil
}

func join(all, more *importer.Keys) {
	all.System, all.SignIns = more.System, more.SignIns
	all.ExternalIDs = append(all.ExternalIDs, more.ExternalIDs...)
	all.Emails = append(all.Emails, more.Emails...)
	all.Usernames = append(all.Usernames, more.Usernames...)
	all.Contacts = append(all.Contacts, more.Contacts...)
}

// attempt writes the decisions, carefully in a savepoint. If the database refuses, those whose keys somebody else took are
// decided again; what else is wrong is found by halving.
func (w *batchWriter) attempt(ctx context.Context, list []*importer.Decision) error {
	if len(list) == 0 {
		return nil
	}
	if !w.careful {
		return w.apply(ctx, list)
	}
	err := w.inSavepoint(ctx, func() error { return w.apply(ctx, list) })
	why, refused := refusalOf(err)
	if err == nil || !refused {
		return err
	}
	if why.unique {
		taken, err := w.taken(ctx, list)
		if err != nil {
			return err
		}
		if len(taken) > 0 {
			if err := w.decideAgain(ctx, taken); err != nil {
				return err
			}
			return w.settle(ctx, writing(list))
		}
	}
	if len(list) == 1 && list[0].Removes != importer.RemovesNothing && why.reason == reasonReference {
		list[0].Stay()
		return w.attempt(ctx, writing(list))
	}
	if len(list) == 1 {
		refuse(list[0], why.reason)
		return nil
	}
	half := len(list) / 2
	return cmp.Or(w.attempt(ctx, list[:half]), w.attempt(ctx, list[half:]))
}

// inSavepoint runs f so that what it did is undone when it fails, and nothing else.
func (w *batchWriter) inSavepoint(ctx context.Context, f func() error) error {
	if _, err := w.session.ExecContext(ctx, "savepoint rows"); err != nil {
		return err
	}
	if err := f(); err != nil {
		_, e := w.session.ExecContext(ctx, "rollback to savepoint rows")
		if e != nil {
			return errors.Join(e, err)
		}
		_, e = w.session.ExecContext(ctx, "release savepoint rows")
		if e != nil {
			return e
		}
		return err
	}
	_, err := w.session.ExecContext(ctx, "release savepoint rows")
	return err
}
