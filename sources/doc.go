// Package sources goes from a location to the rows there: it is the explicit list of the formats that
// muster reads (CSV, XLSX, compressed or not) and of the places it reads them from (files, standard
// input, SFTP servers). [Open] recognizes a file by its content, never by its name, and refuses what it cannot read with a
// sentence that says what to do instead.
//
// The package gives rows no meaning: where the header is and what columns mean is found out by
// package mapping. How each format is read is the business of the packages below this one.
package sources
