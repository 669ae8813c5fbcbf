package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"muster/importer"
)

// Options say how a directory is opened.
type Options struct {
	// Create makes the directory where there is none. Defaults to false: ErrNotThere.
	Create bool
	// Migrate brings an older PostgreSQL schema up to date. Defaults to false: ErrSchemaOld. A
	// SQLite file is brought up to date in any case.
	Migrate bool
	// ReadOnly promises that nothing will be written; the schema is left as it is. Defaults to false.
	ReadOnly bool
	// Connections is how many connections to PostgreSQL may be open at once. Defaults to 12.
	Connections int
	// Patience is how long to wait for a PostgreSQL server that is restarted in the middle of an import. Defaults to a
	// minute; less than 0 is not at all.
	Patience time.Duration
	// Sleep waits, or returns the context's error. Defaults to a timer.
	Sleep func(context.Context, time.Duration) error
	// Now is the clock. Defaults to time.Now.
	Now func() time.Time
	// NewID makes the ids of audit entries and of what the catalog names; they rise with time. Defaults to UUIDv7.
	NewID func() uuid.UUID
}

func (o Options) withDefaults() Options {
	if o.Connections == 0 {
		o.Connections = 12
	}
	if o.Patience == 0 {
		o.Patience = defaultPatience
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.NewID == nil {
		o.NewID = func() uuid.UUID { return uuid.Must(uuid.NewV7()) }
	}
	return o
}

// A Store is a directory in a SQL database. It implements importer.Directory. Its methods may be called from
// several goroutines at once.
type Store struct {
	at      location
	made    bool // this Open made the SQLite file
	created bool // this Open made the tables
	dialect *dialect
	options Options
	read    *sqlx.DB // for PostgreSQL the same as write
	write   *sqlx.DB
}

// Open opens the directory that the DSN names, "sqlite:PATH" or "postgres://…", and sees to its schema. It
// returns ErrNotThere, ErrSchemaOld or ErrSchemaNew where the directory is not as the options allow, and ErrForeign
// where the database is another program's; it changes nothing there then.
func Open(ctx context.Context, dsn string, o Options) (*Store, error) {
	at, err := locate(dsn)
	if err != nil {
		return nil, err
	}
	s := &Store{at: at, options: o.withDefaults()}
	if at.postgres != nil {
		err = s.openPostgres(ctx)
	} else {
		err = s.openSQLite(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.abandon())
	}
	return s, nil
}

func (s *Store) openPostgres(ctx context.Context) error {
	s.dialect = &postgresDialect
	connector, err := pq.NewConnector(s.at.postgres.String())
	if err != nil {
		return ErrDSN
	}
	db := sqlx.NewDb(sqlOpen(connector), "postgres")
	db.SetMaxOpenConns(s.options.Connections)
	db.SetMaxIdleConns(s.options.Connections)
	s.read, s.write = db, db
	if err := db.PingContext(ctx); err != nil {
		if pq.As(err, pqerror.InvalidCatalogName) != nil && !s.options.Create {
			return ErrNotThere
		}
		return unreachable(ctx, err, s.at.String())
	}
	if err := s.refuseForeign(ctx); err != nil {
		return err
	}
	return s.settleSchema(ctx)
}

func (s *Store) openSQLite(ctx context.Context) error {
	s.dialect = &sqliteDialect
	if err := s.findFile(); err != nil {
		return err
	}
	// The reader comes first: the writer would turn another program's file to write-ahead logging.
	var err error
	if s.read, err = sqlx.Open("sqlite", s.at.file(true)); err != nil {
		return wrap(ctx, err, "open "+s.at.String())
	}
	s.read.SetMaxOpenConns(4)
	if err := patiently(ctx, func() error { return s.refuseForeign(ctx) }); err != nil {
		return err
	}
	if s.write, err = sqlx.Open("sqlite", s.at.file(s.options.ReadOnly)); err != nil {
		return wrap(ctx, err, "open "+s.at.String())
	}
	s.write.SetMaxOpenConns(1)
	if err := patiently(ctx, func() error { return s.write.PingContext(ctx) }); err != nil {
		return wrap(ctx, err, "open "+s.at.String())
	}
	return s.settleSchema(ctx)
}

// patiently tries again as long as another program is in the way: several may make the file at the same time, and
// SQLite does not wait when it turns to write-ahead logging.
func patiently(ctx context.Context, try func() error) error {
	return poll(ctx, migrateWait, func() (bool, error) {
		err := try()
		if err != nil && passing(err) {
			return false, nil
		}
		return err == nil, err
	})
}

// findFile sees that the SQLite file is there; it makes an empty one, for its owner's eyes only, where it may.
func (s *Store) findFile() error {
	info, err := os.Stat(s.at.path)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("%s is a folder; give the path of a SQLite file with --db sqlite:PATH", s.at.path)
	case err == nil:
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("the SQLite file cannot be looked at: %w", err)
	case !s.options.Create || s.options.ReadOnly:
		return ErrNotThere
	}
	file, err := os.OpenFile(s.at.path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil // another program was quicker
	}
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the folder %s does not exist; make it first, or give another --db", filepath.Dir(s.at.path))
	}
	if err != nil {
		return fmt.Errorf("the SQLite file cannot be made: %w", err)
	}
	s.made = true
	return file.Close()
}

// abandon closes what a failed Open had opened, and takes away the file if this Open made it and nobody uses it.
func (s *Store) abandon() error {
	if !s.made {
		return s.Close()
	}
	// Who sets up tables holds the lock, and sees under it that the file is still there. The lock file stays:
	// taken away, two programs could hold the lock of the same name.
	unlock, err := lockFile(context.Background(), s.at.path+lockEnding, 0)
	if err != nil {
		return s.Close() // somebody else is making a directory of the file
	}
	defer unlock()
	used := s.inUse()
	err = s.Close()
	if used {
		return err
	}
	for _, ending := range []string{"", "-wal", "-shm"} {
		if e := os.Remove(s.at.path + ending); !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return err
}

// inUse reports whether the SQLite file has tables that somebody set up meanwhile, or may have.
func (s *Store) inUse() bool {
	if s.read == nil {
		return false
	}
	var n int
	err := s.read.GetContext(context.Background(), &n, "select count(*) from sqlite_master where name not in ('"+schemaTable+"', 'sqlite_sequence')")
	return err != nil || n > 0
}

// Name says which directory this is: absolute, without a password, and whether Open made it.
func (s *Store) Name() importer.DirectoryName {
	return importer.DirectoryName{DB: s.at.String(), New: s.created}
}

// Close gives the connections back.
func (s *Store) Close() error {
	var errs []error
	if s.read != nil && s.read != s.write {
		errs = append(errs, s.read.Close())
	}
	if s.write != nil {
		errs = append(errs, s.write.Close())
	}
	return errors.Join(errs...)
}

// reading returns a session that reads outside of any transaction.
func (s *Store) reading() *session { return &session{ExtContext: s.read, dialect: s.dialect} }

// in returns a session within the transaction.
func (s *Store) in(tx *sqlx.Tx) *session {
	return &session{ExtContext: tx, dialect: s.dialect, prepared: make(map[string]*sqlx.Stmt)}
}

// transact runs f in a transaction, which is kept if f returns nil.
func (s *Store) transact(ctx context.Context, f func(c *session) error) error {
	tx, err := s.write.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(s.in(tx)); err != nil {
		_ = tx.Rollback() // the error of f says more
		return err
	}
	return tx.Commit()
}

// Writers returns how many batches are best written at once: SQLite has one writer at a time.
func (s *Store) Writers() int {
	if s.at.postgres == nil {
		return 1
	}
	return postgresWriters
}

// postgresWriters is how many batches are written to PostgreSQL at once: one leaves the server idle while a
// batch is made ready; with more than two, transactions wait for each other at the groups that all of them
// refer to.
const postgresWriters = 2
