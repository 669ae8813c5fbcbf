package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/postgres/*.sql migrations/sqlite/*.sql
var migrations embed.FS

// schemaTable is where goose keeps which migrations the database has.
const schemaTable = "schema_version"

// migrateWait is how long to wait for another program that is migrating the same SQLite file.
const migrateWait = 30 * time.Second

func sqlOpen(c driver.Connector) *sql.DB { return sql.OpenDB(c) }

// settleSchema compares the database's schema with the program's, and brings it up to date where
// the options allow.
func (s *Store) settleSchema(ctx context.Context) error {
	provider, err := s.provider()
	if err != nil {
		return err
	}
	sources := provider.ListSources()
	newest := sources[len(sources)-1].Version
	have, err := s.schemaVersion(ctx)
	if err != nil {
		return err
	}
	migrate, err := s.options.judge(have, newest, s.at.postgres != nil)
	if err != nil || !migrate {
		return err
	}
	s.created = have == 0
	return s.migrate(ctx, provider)
}

// judge says whether a database whose newest migration is have must be migrated to newest, or why it cannot be used.
func (o Options) judge(have, newest int64, isPostgres bool) (migrate bool, err error) {
	switch {
	case have == newest:
		return false, nil
	case have > newest:
		return false, ErrSchemaNew
	case have == 0 && (o.ReadOnly || !o.Create):
		return false, ErrNotThere
	case have > 0 && (o.ReadOnly || isPostgres && !o.Migrate):
		return false, ErrSchemaOld
	default:
		return true, nil
	}
}

// migrate runs the migrations that the database lacks. Several programs may start at the same time: one
// migrates, the others wait and find nothing left to do.
func (s *Store) migrate(ctx context.Context, provider *goose.Provider) error {
	if s.at.postgres == nil {
		unlock, err := lockFile(ctx, s.at.path+lockEnding, migrateWait)
		if err != nil {
			return fmt.Errorf("wait for another program that sets up the same directory: %w", err)
		}
		defer unlock()
		if _, err := os.Stat(s.at.path); err != nil {
			return fmt.Errorf("another program gave up setting up the same directory; start again: %w", err)
		}
	}
	_, err := provider.Up(ctx)
	if partial, ok := errors.AsType[*goose.PartialError](err); ok {
		err = partial.Err
	}
	return wrap(ctx, err, "set up the directory's tables")
}

func (s *Store) provider() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, s.dialect.migrations)
	if err != nil {
		return nil, err
	}
	options := []goose.ProviderOption{goose.WithTableName(schemaTable), goose.WithDisableGlobalRegistry(true)}
	if s.at.postgres != nil {
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300), lock.WithUnlockTimeout(1, 60))
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(s.dialect.goose, s.write.DB, files, options...)
}

// schemaVersion returns the number of the newest migration that the database has, 0 for none.
func (s *Store) schemaVersion(ctx context.Context) (int64, error) {
	exists := "select count(*) from sqlite_master where type = 'table' and name = '" + schemaTable + "'"
	if s.at.postgres != nil {
		exists = "select count(*) from pg_tables where schemaname = current_schema() and tablename = '" + schemaTable + "'"
	}
	var n, version int64
	if err := s.write.GetContext(ctx, &n, exists); err != nil || n == 0 {
		return 0, wrap(ctx, err, "look for the directory's tables")
	}
	err := s.write.GetContext(ctx, &version, "select coalesce(max(version_id), 0) from "+schemaTable+" where is_applied")
	return version, wrap(ctx, err, "look for the directory's tables")
}
