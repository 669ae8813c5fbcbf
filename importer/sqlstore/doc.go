// Package sqlstore keeps the directory in SQL: contacts, users and what they hold, the catalog, the
// audit, the outbox and the imports with their results. It speaks to PostgreSQL and to an embedded SQLite file and is the
// only package with SQL in it.
//
// Both databases run the same statements and end the same. Where they differ is in dialect.go: how
// a set of rows travels to the server (arrays that unnest opens, or multi-row VALUES), how a row is
// locked, how an error is read. A batch costs a handful of statements, never one for each row:
//
//	lock and compare versions ─▶ contacts ─▶ users ─▶ memberships and grants ─▶ audit ─▶ results
//
// all in one transaction. A batch that the database refuses is bisected with savepoints, so that
// only the guilty rows fail.
//
// The package decides nothing about people: what becomes of a row is decided in package importer.
package sqlstore
