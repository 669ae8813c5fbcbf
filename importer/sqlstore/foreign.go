package sqlstore

import (
	"context"
	"fmt"

	"github.com/lib/pq"
)

// tables are those that the migrations make.
var tables = [...]string{
	"organizations", "groups", "entitlements", "licenses", "catalog", "contacts", "users", "identities", "memberships",
	"group_members", "grants", "imports", "import_batches", "import_rows", "audit", "audit_values", "outbox", "invitations", "runs", "tellings",
	"feed_people", "picked_files",
}

// Both queries count what is in the way of the directory's tables, unless goose's table says that they are
// there already. Each is one statement, so that it sees the database before or after another Open, not in between.
const (
	// A SQLite file belongs to one program: whatever is in it is in the way.
	foreignSQLite = `select count(*) from sqlite_master where name not like 'sqlite!_%' escape '!' and not exists (
		select 1 from sqlite_master where type = 'table' and name = '` + schemaTable + `' and sql like '%version_id%')`
	// A PostgreSQL schema may be shared, as long as the names differ.
	foreignPostgres = `select count(*) from pg_class where relnamespace = current_schema()::regnamespace and relname = any($1) and not exists (
		select 1 from information_schema.columns
		where table_schema = current_schema() and table_name = '` + schemaTable + `' and column_name = 'version_id')`
)

// refuseForeign returns an error that is ErrForeign if the tables of another program are where the directory's
// are to be.
func (s *Store) refuseForeign(ctx context.Context) error {
	query, args, advice := foreignSQLite, []any(nil), "name another file"
	if s.at.postgres != nil {
		query, args = foreignPostgres, []any{pq.Array(append(tables[:], schemaTable))}
		advice = "name another database, or a schema of its own"
	}
	var n int
	if err := s.read.GetContext(ctx, &n, query, args...); err != nil {
		return wrap(ctx, err, "open "+s.at.String())
	}
	if n > 0 {
		return fmt.Errorf("%s %w; %s", s.at, ErrForeign, advice)
	}
	return nil
}
