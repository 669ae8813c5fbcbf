package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// The errors that say why an import cannot be undone.
var (
	// ErrUndoOfUndo says that the import is an undo.
	ErrUndoOfUndo = errors.New("this import is an undo, which cannot be undone itself; import the file again instead")
	// ErrPruned says that what an undo needs was forgotten.
	ErrPruned = errors.New("this import was pruned: what people had before it was forgotten, so it can no longer be undone")
	// ErrResumeUndo says that an undo is carried on in another way.
	ErrResumeUndo = errors.New("this import is an undo that was cut off; undo the same import again, and it goes on where it was")
	// ErrStillRunning says that the import has not ended.
	ErrStillRunning = errors.New("this import is still running; interrupt it, or wait for its end, and then undo it")
)

// A NothingError says that an import has nothing that could be undone, and why.
type NothingError struct {
	Why string // a sentence
}

// Error returns the sentence.
func (e *NothingError) Error() string { return e.Why }

// MayUndo returns the summary of an import that can be undone; else also ErrNoImport, ErrUndoOfUndo, ErrPruned or ErrStillRunning,
// or a *NothingError where there is nothing to undo.
func (s *Store) MayUndo(ctx context.Context, id uuid.UUID) (*importer.Summary, error) {
	summary, err := s.Import(ctx, id)
	if err != nil {
		return nil, err
	}
	return summary, mayUndo(summary)
}

func mayUndo(s *importer.Summary) error {
	switch {
	case s.Undo != nil:
		return ErrUndoOfUndo
	case s.State == importer.Undone:
		return &NothingError{"This import is undone already; nothing was changed."}
	case s.Pruned != nil:
		return ErrPruned
	case s.State == importer.Running:
		return ErrStillRunning
	case s.State == importer.Finished, s.State == importer.Interrupted, s.State == importer.FailedRun:
		return nil
	default:
		return &NothingError{fmt.Sprintf("This import is %s and has changed nothing, so there is nothing to undo.", s.State)}
	}
}

// admitUndo sees, under the lock, that the import can be undone, and calls back its mails that are not sent yet.
func (j *journal) admitUndo(ctx context.Context, c *session) error {
	if j.imp.Undoes == uuid.Nil {
		return nil
	}
	var summary *importer.Summary
	where := &conditions{}
	where.add("i.id = ?", j.imp.Undoes.String())
	query := "select " + importColumns + importsAndBatches + where.where()
	err := c.scan(ctx, j.store.read.Rebind(query), where.args, func(rows *sqlx.Rows) error {
		found, err := j.store.scanImport(rows)
		summary = &found
		return err
	})
	if err != nil {
		return err
	}
	if summary == nil {
		return ErrNoImport
	}
	if err := mayUndo(summary); err != nil {
		return err
	}
	return c.exec(ctx, keySheet(uuidColumn("id"), []string{j.imp.Undoes.String()}),
		"update outbox set state = 'withdrawn', sealed = '', next_attempt_at = null where import_id in (select id from v)"+
			" and state in ('queued', 'held') and template <> '"+importer.MailImportReport+"'")
}

// endUndo marks the import as undone that this one has taken back as a whole.
func (j *journal) endUndo(ctx context.Context, c *session, s *importer.Summary) error {
	if j.imp.Undoes == uuid.Nil || s.State != importer.Finished || s.Rows[importer.Failed] > 0 {
		return nil
	}
	for _, statement := range whenUndone {
		if err := c.exec(ctx, keySheet(uuidColumn("id"), []string{j.imp.Undoes.String()}), statement); err != nil {
			return err
		}
	}
	return j.auditAbout(ctx, c, "import.undone", j.imp.Undoes)
}

// whenUndone marks the import v as undone. Its definition has not brought then whom it brought by it, unless by a newer
// import too, and has not sent away or taken back whom it did.
var whenUndone = [...]string{
	"update imports set state = '" + string(importer.Undone) + "' where id in (select id from v)",
	`delete from feed_people where import_id in (select id from v) and not exists (
		select 1 from imports i where i.definition = feed_people.definition and i.id > feed_people.import_id and i.state = 'finished')`,
	"update feed_people set absent_in = null, was = '', back_in = null where absent_in in (select id from v)",
	"update feed_people set back_in = null where back_in in (select id from v)",
}

// undoText is what the summary says about an undo, without the addresses that mails were sent to; "" for other imports.
func undoText(s *importer.Summary) (string, error) {
	if s.Undo == nil {
		return "", nil
	}
	note := *s.Undo
	note.SentTo = nil
	text, err := json.Marshal(&note)
	return string(text), err
}

// readUndo reads what undoText wrote. An undo that was cut off has only the import that it undoes.
func readUndo(m *importer.Summary, undoes uuid.NullUUID, text []byte) error {
	if !undoes.Valid {
		return nil
	}
	m.Undo = &importer.UndoNote{Undoes: undoes.UUID.String()}
	if len(text) == 0 {
		return nil
	}
	return json.Unmarshal(text, m.Undo)
}

// Scope implements importer.History.
func (s *Store) Scope(ctx context.Context, id uuid.UUID) (*importer.Scope, error) {
	scope := &importer.Scope{Repeated: make(map[uuid.UUID]bool), Managers: make(map[uuid.UUID]bool)}
	c := s.reading()
	err := c.query(ctx, keySheet(uuidColumn("id"), []string{id.String()}),
		"select coalesce(max(r.row_number), 0) from import_rows r join v on v.id = r.import_id",
		func(rows *sqlx.Rows) error { return rows.Scan(&scope.LastRow) })
	if err == nil {
		err = c.query(ctx, keySheet(uuidColumn("id"), []string{id.String()}), selectRepeated, func(rows *sqlx.Rows) error {
			var contact uuid.UUID
			err := rows.Scan(&contact)
			scope.Repeated[contact] = true
			return err
		})
	}
	if err == nil {
		err = c.query(ctx, keySheet(uuidColumn("id"), []string{id.String()}), selectMadeManagers, func(rows *sqlx.Rows) error {
			var manager uuid.UUID
			var ofOthers int
			err := rows.Scan(&manager, &ofOthers)
			scope.Managers[manager] = ofOthers > 0
			return err
		})
	}
	if err == nil {
		err = s.mailScope(ctx, id, scope)
	}
	return scope, wrap(ctx, err, "look at what the import did")
}

const selectRepeated = `select a.contact_id from audit a join v on v.id = a.import_id
	where a.contact_id is not null group by a.contact_id having count(*) > 1`

const selectMadeManagers = `select m.id, max(case when exists (
		select 1 from audit a where a.contact_id = c.id and a.import_id = m.import_id) then 0 else 1 end)
	from contacts m join v on v.id = m.import_id join contacts c on c.manager_id = m.id group by m.id`

// mailScope counts the import's mails to people. Those that tell how it ended stay true.
func (s *Store) mailScope(ctx context.Context, id uuid.UUID, scope *importer.Scope) error {
	query := "select o.state, o.recipient, o.template from outbox o where o.import_id = ? and o.state <> 'dead' and o.template <> ? order by o.id"
	return s.reading().scan(ctx, s.read.Rebind(query), []any{id.String(), importer.MailImportReport}, func(rows *sqlx.Rows) error {
		var state string
		var m importer.SentMail
		if err := rows.Scan(&state, &m.To, &m.Template); err != nil {
			return err
		}
		switch {
		case state != "sent" && state != "sending":
			scope.Withdrawn++
			return nil
		case len(scope.SentTo) < importer.MaxSentListed:
			scope.SentTo = append(scope.SentTo, m)
		}
		scope.Sent++
		return nil
	})
}

// Ties implements importer.History.
func (s *Store) Ties(ctx context.Context, id uuid.UUID, users []uuid.UUID) (map[uuid.UUID]importer.Tie, error) {
	ids := make([]string, len(users))
	for i, u := range users {
		ids[i] = u.String()
	}
	ties := make(map[uuid.UUID]importer.Tie)
	query := "select u.id, u.signed_in_at is not null from users u join v on v.id = u.id where u.signed_in_at is not null" +
		" or exists (select 1 from identities i where i.user_id = u.id and i.import_id is distinct from '" + id.String() + "')"
	err := s.reading().query(ctx, keySheet(uuidColumn("id"), ids), query, func(rows *sqlx.Rows) error {
		var user uuid.UUID
		var tie importer.Tie
		err := rows.Scan(&user, &tie.SignedIn)
		tie.OwnPassword = !tie.SignedIn
		ties[user] = tie
		return err
	})
	return ties, wrap(ctx, err, "ask who has signed in")
}
