package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"sync"

	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// A journal writes one import. It implements importer.Journal.
type journal struct {
	store *Store
	imp   *importer.Import
	// holding guards lock, which is taken anew when its connection breaks.
	holding sync.Mutex
	lock    importLock
	// writers has a place for each batch that may be written at once.
	writers chan struct{}
	// first holds back all batches until the first has loaded the import's catalog.
	first sync.Mutex
	names *names // nil until then
	// tx is the one transaction of an atomic import, nil until its first write.
	tx      *sqlx.Tx
	changed bool // the transaction has changed somebody
	closed  bool
}

// Begin takes the directory's lock and records the import as running; the catalog comes with the first
// change. It returns a *LockedError when another import does not end in time.
func (s *Store) Begin(ctx context.Context, imp *importer.Import) (importer.Journal, error) {
	j, err := s.lockFor(ctx, imp)
	if err != nil {
		return nil, err
	}
	err = s.transact(ctx, func(c *session) error {
		if err := closeBroken(ctx, c); err != nil {
			return err
		}
		if err := j.admitUndo(ctx, c); err != nil {
			return err
		}
		return j.record(ctx, c)
	})
	if err != nil {
		j.lock.unlock()
		return nil, wrap(ctx, err, "record the import")
	}
	return j, nil
}

// lockFor takes the directory's lock and returns the journal of the import that may now run.
func (s *Store) lockFor(ctx context.Context, imp *importer.Import) (*journal, error) {
	lock, err := s.lockImports(ctx, imp.Wait)
	if err != nil {
		return nil, err
	}
	j := &journal{store: s, imp: imp, lock: lock, writers: make(chan struct{}, max(1, imp.Writers))}
	if imp.Atomic {
		j.writers = make(chan struct{}, 1)
	}
	return j, nil
}

// closeBroken marks imports as interrupted that were cut off: who has the lock knows that no other is running.
func closeBroken(ctx context.Context, c *session) error {
	_, err := c.ExecContext(ctx, "update imports set state = '"+string(importer.Interrupted)+"' where state = '"+string(importer.Running)+"'")
	return err
}

// record writes the import's own row and its first audit entry.
func (j *journal) record(ctx context.Context, c *session) error {
	catalog := ""
	if j.imp.Catalog != nil {
		text, err := json.Marshal(j.imp.Catalog)
		if err != nil {
			return err
		}
		catalog = string(text)
	}
	row := newSheet([]column{
		uuidColumn("id"), textColumn("definition"), textColumn("source"), textColumn("sha256"), textColumn("actor"),
		textColumn("os_user"), textColumn("host"), textColumn("state"), boolColumn("atomic"), timeColumn("started_at"),
		boolColumn("directory_new"), jsonColumn("catalog"), jsonColumn("request"), uuidColumn("undoes"),
	}, 1)
	imp := j.imp
	row.add(imp.ID.String(), strings.ToValidUTF8(imp.Definition, badName), strings.ToValidUTF8(imp.Source, badName), imp.SHA256, imp.Actor.Name, imp.Actor.OSUser, imp.Actor.Host,
		string(importer.Running), strconv.FormatBool(imp.Atomic), timeText(imp.Started),
		strconv.FormatBool(j.store.created), catalog, string(imp.Request), idText(imp.Undoes))
	if err := insert(ctx, c, "imports", row); err != nil {
		return err
	}
	return j.auditImport(ctx, c, "import.started")
}

// badName stands for what is not UTF-8 in the name of a file, which PostgreSQL does not store.
const badName = "\uFFFD"

// insert adds the sheet's rows to the table.
func insert(ctx context.Context, c *session, table string, s *sheet) error {
	if s.len() == 0 {
		return nil
	}
	return c.exec(ctx, s, "insert into "+table+" ("+s.names()+") select "+s.names()+" from v")
}

// within runs f in a transaction of its own or, for an atomic import, in the import's. It returns ErrLockLost
// when another import may be running.
func (j *journal) within(ctx context.Context, f func(c *session) error) error {
	guarded := func(c *session) error {
		if err := j.guard(ctx, c); err != nil {
			return err
		}
		return f(c)
	}
	if !j.imp.Atomic {
		return j.store.transact(ctx, guarded)
	}
	if j.tx == nil {
		// The transaction outlives this call: Finish or Close ends it.
		tx, err := j.store.write.BeginTxx(context.WithoutCancel(ctx), nil)
		if err != nil {
			return err
		}
		j.tx = tx
	}
	return guarded(j.store.in(j.tx))
}

// guard sees that no other import is running. The connection that holds the lock is asked first. It may break
// right after, and another import begin: that marks this one as interrupted (closeBroken), for which it has to wait
// until the transaction that has locked the import's row is over; the next transaction then finds the mark.
func (j *journal) guard(ctx context.Context, c *session) error {
	if lock := j.current(); lock.held != nil {
		if err := lock.held(ctx); err != nil {
			return errLockBroken
		}
	}
	mine := newSheet([]column{uuidColumn("id")}, 1)
	mine.add(j.imp.ID.String())
	running := false
	query := "select imports.id from imports join v on v.id = imports.id where imports.state = '" + string(importer.Running) + "'"
	err := c.query(ctx, mine, query+c.dialect.forShare, func(*sqlx.Rows) error {
		running = true
		return nil
	})
	if err == nil && !running {
		return ErrLockLost
	}
	return err
}

// Finish records the end of the import, commits an atomic one if it is finished, and gives the lock back.
func (j *journal) Finish(ctx context.Context, s *importer.Summary) error {
	if err := j.endTransaction(s.State == importer.Finished); err != nil {
		return wrap(ctx, err, "commit the import")
	}
	err := j.again(ctx, func() error {
		return j.store.transact(ctx, func(c *session) error { return j.end(ctx, c, s) })
	})
	if err != nil {
		return wrap(ctx, err, "record the end of the import")
	}
	return j.Close()
}

// end records the end, unless it is recorded already: the connection may break between a commit and the answer to it.
func (j *journal) end(ctx context.Context, c *session, s *importer.Summary) error {
	var finished bool
	query := j.store.write.Rebind("select finished_at is not null from imports where id = ?")
	err := c.scan(ctx, query, []any{j.imp.ID.String()}, func(rows *sqlx.Rows) error { return rows.Scan(&finished) })
	if err != nil || finished {
		return err
	}
	if err := j.recordSummary(ctx, c, s); err != nil {
		return err
	}
	if err := j.supersede(ctx, c, s); err != nil {
		return err
	}
	if err := j.endUndo(ctx, c, s); err != nil {
		return err
	}
	return j.auditImport(ctx, c, endEvent(s.State))
}

func endEvent(s importer.State) string {
	if s == importer.Held {
		return "import.held"
	}
	return "import.finished"
}

// Settle keeps what an atomic import has written so far, or takes it back, as importer.Journal says.
func (j *journal) Settle(ctx context.Context, keep bool) error {
	j.first.Lock()
	defer j.first.Unlock()
	if j.tx == nil {
		return nil
	}
	tx := j.tx
	j.tx, j.changed = nil, false
	if keep {
		return wrap(ctx, tx.Commit(), "commit the import")
	}
	j.names = nil // the catalog that the transaction loaded is gone with it
	return wrap(ctx, tx.Rollback(), "undo the import")
}

// endTransaction ends an atomic import's transaction. One that changed nobody is kept in any case, for
// its results.
func (j *journal) endTransaction(keep bool) error {
	if j.tx == nil {
		return nil
	}
	tx := j.tx
	j.tx = nil
	if keep || !j.changed {
		return tx.Commit()
	}
	return tx.Rollback()
}

func (j *journal) recordSummary(ctx context.Context, c *session, s *importer.Summary) error {
	problems, err := json.Marshal(s.Problems)
	if err != nil {
		return err
	}
	reports, err := json.Marshal(s.Reports)
	if err != nil {
		return err
	}
	limits, absent, err := guardTexts(s)
	if err != nil {
		return err
	}
	undo, err := undoText(s)
	if err != nil {
		return err
	}
	row := newSheet([]column{
		uuidColumn("id"), textColumn("state"), timeColumn("finished_at"),
		{"seconds", "double precision", emptyNull},
		intColumn("created"), intColumn("updated"), intColumn("unchanged"), intColumn("skipped"), intColumn("failed"),
		intColumn("deactivated"), intColumn("warnings"), jsonColumn("problems"), intColumn("held_passwords"),
		intColumn("held_edits"), intColumn("mails_queued"), boolColumn("mail_server"), jsonColumn("reports"), textColumn("error"),
		jsonColumn("limits"), jsonColumn("absent"), jsonColumn("undo"),
	}, 1)
	row.add(j.imp.ID.String(), string(s.State), timeText(j.store.options.Now()), strconv.FormatFloat(s.Seconds, 'f', -1, 64),
		strconv.Itoa(s.Rows[importer.Created]), strconv.Itoa(s.Rows[importer.Updated]), strconv.Itoa(s.Rows[importer.Unchanged]),
		strconv.Itoa(s.Rows[importer.Skipped]), strconv.Itoa(s.Rows[importer.Failed]), strconv.Itoa(s.Deactivated),
		strconv.Itoa(s.Warnings), string(problems), strconv.Itoa(s.HeldBack.Passwords), strconv.Itoa(s.HeldBack.Edits),
		strconv.Itoa(s.Mails.Queued), strconv.FormatBool(s.Mails.Server), string(reports), strings.ToValidUTF8(s.Error, badName),
		limits, absent, undo)
	return c.exec(ctx, row, "update imports set "+row.assignments("id")+" from v where imports.id = v.id")
}

// Close gives the lock back. A transaction that Finish has not committed is undone.
func (j *journal) Close() error {
	if j.closed {
		return nil
	}
	j.closed = true
	var err error
	if j.tx != nil {
		err = j.tx.Rollback()
		j.tx = nil
	}
	j.lock.unlock()
	return wrap(context.Background(), err, "undo an import that did not finish")
}

var errClosed = errors.New("the import has ended already")

// place waits until a batch may be written, and returns how to give the place back.
func (j *journal) place(ctx context.Context) (func(), error) {
	select {
	case j.writers <- struct{}{}:
		return func() { <-j.writers }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
