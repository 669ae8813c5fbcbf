// Package importer says what an import of people is: the nouns (row, entry,
// problem, person, decision, summary, catalog, rules), the few small interfaces
// that a run calls (Source, Mapper, Directory, Journal, Reporter) and the run itself.
//
// A run goes one way:
//
//	Source ─rows─▶ Mapper ─entries─▶ check ─▶ match ─▶ decide ─▶ write ─results─▶ Reporter
//
// Rows are read in file order, mapped and checked by workers, matched against
// the directory a batch at a time, decided in file order by a pure function, written
// a batch per transaction, and reported in file order. What a row becomes
// depends only on the file, the definition, the catalog and the directory as it was
// before the import: never on the number of workers, on batches or on timing.
//
// The package knows no file format, no SQL and no flags; those live in
// packages that import this one. It imports only the value packages below it.
package importer
