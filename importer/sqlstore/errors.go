package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"muster/importer"
)

// The errors of Open that callers tell apart.
var (
	// ErrDSN says that a DSN is none. It does not quote it: there may be a password in it.
	ErrDSN = errors.New("the directory (--db, MUSTER_DB) must be sqlite:PATH or postgres://USER@HOST:PORT/DATABASE")
	// ErrNotThere says that there is no directory yet, and that the caller did not ask to make one.
	ErrNotThere = errors.New("there is no directory yet; the first import makes it")
	// ErrSchemaOld says that the directory was made by an older program.
	ErrSchemaOld = errors.New("the directory's tables are those of an older muster; run muster migrate, after a backup")
	// ErrSchemaNew says that the directory was made by a newer program.
	ErrSchemaNew = errors.New("the directory's tables are those of a newer muster; use that version of the program")
	// ErrForeign says that the database is another program's.
	ErrForeign = errors.New("is a database of another program")
	// ErrLockLost says, also after Open, that an import has lost its right to be the only one.
	ErrLockLost = errors.New("the import has lost its lock, as the connection to the database broke; carry it on with muster resume")
)

// A LockedError says that another import is running, and whose it is.
type LockedError struct {
	Holder string // in words: who, where, which import, since when
}

// Error names the holder.
func (e *LockedError) Error() string {
	return "another import is running in this directory: " + e.Holder + "; wait for its end, or give --wait a longer time"
}

// A databaseError is what the database said, without the values that it said it about.
type databaseError struct {
	doing string
	words string
	cause error
}

func (e *databaseError) Error() string { return e.doing + ": " + e.words }

// Unwrap keeps the cause for errors.Is and errors.As; its text is never shown.
func (e *databaseError) Unwrap() error { return e.cause }

// wrap says what was being done when err came, in words without personal data. It returns nil for nil. Under
// a context that has ended the context's error is the reason, whatever the database says.
func wrap(ctx context.Context, err error, doing string) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%s: %w", doing, ctx.Err())
	}
	if e := pq.As(err); e != nil {
		return &databaseError{doing: doing, words: plainPostgres(e), cause: err}
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return &databaseError{doing: doing, words: plainSQLite(e), cause: err}
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// plainPostgres says what PostgreSQL reports. Its Detail holds values of rows and is left out, and so are
// the messages of the classes that quote a value.
func plainPostgres(e *pq.Error) string {
	switch e.Code {
	case pqerror.InvalidPassword, pqerror.InvalidAuthorizationSpecification:
		return "PostgreSQL refuses the sign-in; check user and password in the DSN"
	case pqerror.InvalidCatalogName:
		return "the PostgreSQL database does not exist; create it first (createdb)"
	case pqerror.InsufficientPrivilege:
		return "the PostgreSQL user lacks a right: " + e.Message
	case pqerror.TooManyConnections:
		return "PostgreSQL has no connection left; try again later, or with fewer --workers"
	case pqerror.DiskFull:
		return "the disk of the PostgreSQL server is full"
	}
	switch {
	case e.Code.Class() == "22" || e.Code.Class() == "23":
		return "PostgreSQL refuses a value (" + string(e.Code) + ")"
	default:
		return e.Message + " (" + string(e.Code) + ")"
	}
}

func plainSQLite(e *sqlite.Error) string {
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return "another program holds the SQLite file; try again when it is done"
	case sqlite3.SQLITE_NOTADB:
		return "the file is not a SQLite database; give another --db, or move the file away"
	case sqlite3.SQLITE_CORRUPT:
		return "the SQLite file is damaged; restore it from a backup"
	case sqlite3.SQLITE_FULL:
		return "the disk is full"
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return "the SQLite file or its folder cannot be written to; check its owner and mode"
	case sqlite3.SQLITE_CANTOPEN:
		return "the SQLite file cannot be opened; check the path and its permissions"
	default:
		return e.Error()
	}
}

// A refusal is an error about values: another row might have gone through. Anything else (a lost
// connection, a full disk) is about the database and stops the run.
type refusal struct {
	unique bool   // a key that somebody has already
	reason string // for the report, in plain words
}

// A goneError says that a decision gives what the catalog does not have any more.
type goneError struct{ grant importer.Grant }

func (e *goneError) Error() string {
	return "the " + e.grant.Kind.Singular() + " " + e.grant.Name + " is not in the catalog any more"
}

// refusalOf reads err as a refusal of the rows that a statement wrote.
func refusalOf(err error) (refusal, bool) {
	if e := pq.As(err); e != nil {
		return refusalOfPostgres(e)
	}
	if _, gone := errors.AsType[*goneError](err); gone {
		return refusal{reason: reasonReference}, true
	}
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return refusal{}, false
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return refusal{unique: true, reason: reasonUnique}, true
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return refusal{reason: reasonReference}, true
	case sqlite3.SQLITE_CONSTRAINT_CHECK, sqlite3.SQLITE_CONSTRAINT_NOTNULL, sqlite3.SQLITE_CONSTRAINT_DATATYPE, sqlite3.SQLITE_CONSTRAINT_TRIGGER:
		return refusal{reason: reasonCheck}, true
	case sqlite3.SQLITE_TOOBIG:
		return refusal{reason: reasonLength}, true
	}
	return refusal{}, false
}

// The reasons for which a database refuses a row, as the report gives them; the same for both.
const (
	reasonUnique    = "somebody else has its email, username or external id by now; import the row again"
	reasonReference = "something that it refers to is not in the directory any more; import the row again"
	reasonCheck     = "one of its values is not allowed in the directory; check kind, status and the length of the keys"
	reasonLength    = "one of its values is too long for the directory; shorten it"
	reasonText      = "one of its values holds characters that no database can store; type it again"
)

func refusalOfPostgres(e *pq.Error) (refusal, bool) {
	switch {
	case e.Code == pqerror.UniqueViolation:
		return refusal{unique: true, reason: reasonUnique}, true
	case e.Code == pqerror.ForeignKeyViolation:
		return refusal{reason: reasonReference}, true
	case e.Code == pqerror.CharacterNotInRepertoire || e.Code == pqerror.UntranslatableCharacter:
		return refusal{reason: reasonText}, true
	case e.Code == pqerror.StringDataRightTruncation || e.Code == pqerror.ProgramLimitExceeded:
		return refusal{reason: reasonLength}, true
	case e.Code.Class() == "22" || e.Code.Class() == "23" || e.Code == pqerror.RaiseException:
		return refusal{reason: reasonCheck}, true
	}
	return refusal{}, false
}

// passing reports whether the same transaction may well succeed when it is tried again: two of them
// stood in each other's way.
func passing(err error) bool {
	if pq.As(err, pqerror.TRDeadlockDetected, pqerror.TRSerializationFailure) != nil {
		return true
	}
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && e.Code()&0xff == sqlite3.SQLITE_BUSY
}

// unreachable says in words why no connection came about; pq's own text can hold the whole DSN.
func unreachable(ctx context.Context, err error, name string) error {
	if pq.As(err) != nil {
		return wrap(ctx, err, "open "+name)
	}
	words := err.Error()
	if i := strings.LastIndex(words, ": "); i >= 0 {
		words = words[i+2:]
	}
	return &databaseError{doing: "open " + name, words: "PostgreSQL does not answer (" + words + "); check host and port, and that it runs", cause: err}
}
