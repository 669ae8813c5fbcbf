// Package reports writes what became of every row: as CSV, XLSX, JSON Lines and HTML, the
// refused rows as a file to be mended and imported again, the summary that a person reads, and
// the progress while they wait.
//
// Reports are streams: memory does not grow with the file. A report appears under its name only when it
// is whole (see [Open]); one that is there already is kept under a numbered name.
//
// What a file says is not trusted. Cells that a spreadsheet would run are made harmless (see
// package formula), HTML is escaped, and nothing from a file can steer a terminal. What must not be
// seen at all (passwords) is the caller's business: such cells arrive here as
// [importer.HiddenCell].
//
// The package decides nothing about rows and knows no directory.
package reports
