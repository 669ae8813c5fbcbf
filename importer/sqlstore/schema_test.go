package sqlstore_test

import (
	"database/sql"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster/importer/sqlstore"
)

// TestSchemasAreTheSame compares what both databases end at: tables, columns, which may be null, what kind of value,
// what is unique, and what refers to what.
func TestSchemasAreTheSame(t *testing.T) {
	schemas := make(map[string][]string)
	onBoth(t, func(t *testing.T, dsn string) {
		open(t, dsn, sqlstore.Options{Create: true})
		if strings.HasPrefix(dsn, "sqlite:") {
			schemas["sqlite"] = sqliteSchema(t, raw(t, dsn))
		} else {
			schemas["postgres"] = lines(t, raw(t, dsn), postgresColumns+" union all "+postgresKeys+" order by 1")
		}
	})
	if len(schemas["sqlite"]) < 100 {
		t.Fatalf("the schema has only %d lines", len(schemas["sqlite"]))
	}
	if schemas["postgres"] == nil {
		return // no PostgreSQL here: said above
	}
	if diff := cmp.Diff(schemas["postgres"], schemas["sqlite"]); diff != "" {
		t.Errorf("the schemas differ (-postgres +sqlite):\n%s", diff)
	}
}

const postgresColumns = `
select table_name || '.' || column_name || case data_type
	when 'bigint' then ' integer' when 'boolean' then ' integer' when 'double precision' then ' real' when 'bytea' then ' blob' else ' text' end
	|| case is_nullable when 'NO' then ' not null' else '' end
from information_schema.columns where table_schema = 'public' and table_name <> 'schema_version'`

const postgresKeys = `
select c.conrelid::regclass || '(' || (
	select string_agg(a.attname, ',' order by k.n) from unnest(c.conkey) with ordinality k(attnum, n)
	join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum) || ') refers to ' || c.confrelid::regclass
from pg_constraint c where c.contype = 'f'
union all
select i.indrelid::regclass || ' unique(' || (
	select string_agg(a.attname, ',' order by k.n) from unnest(i.indkey::int2[]) with ordinality k(attnum, n)
	join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum) || ')'
from pg_index i join pg_class t on t.oid = i.indrelid
where i.indisunique and t.relnamespace = 'public'::regnamespace and t.relname <> 'schema_version'`

const sqliteColumns = `
select m.name || '.' || c.name || ' ' || lower(c.type) || case when c."notnull" or c.pk then ' not null' else '' end
from sqlite_master m join pragma_table_info(m.name) c
where m.type = 'table' and m.name not in ('schema_version', 'sqlite_sequence')
union all
select m.name || '(' || f."from" || ') refers to ' || f."table"
from sqlite_master m join pragma_foreign_key_list(m.name) f where m.type = 'table'
union all
select m.name || ' unique(' || (select group_concat(name, ',') from (select name from pragma_index_info(i.name) order by seqno)) || ')'
from sqlite_master m join pragma_index_list(m.name) i where m.type = 'table' and i."unique" and m.name <> 'schema_version'
union all
select m.name || ' unique(' || c.name || ')'
from sqlite_master m join pragma_table_info(m.name) c
where m.type = 'table' and c.pk and lower(c.type) = 'integer' and m.name = 'catalog'
order by 1`

func sqliteSchema(t *testing.T, db *sql.DB) []string { return lines(t, db, sqliteColumns) }

func lines(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		list = append(list, strings.ReplaceAll(line, `"`, ""))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(list)
	return list
}

func TestMigrationsHaveTheSameNumbers(t *testing.T) {
	names := func(dir string) []string {
		var list []string
		files, err := fs.ReadDir(os.DirFS("migrations"), dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			list = append(list, f.Name())
		}
		return list
	}
	if diff := cmp.Diff(names("postgres"), names("sqlite")); diff != "" {
		t.Errorf("the migrations differ (-postgres +sqlite):\n%s", diff)
	}
}
