// Package csvfile reads delimited text: every record of a CSV file, whatever program wrote it, as an
// [importer.Source]. It also finds out what a file does not say about itself: its character
// encoding ([Census]) and its dialect ([Sniff]).
//
// The reader follows RFC 4180 where files do, and the habits of real files where they don't:
//
//   - lines end with LF, CRLF or CR, also mixed; the last one needs no end; trailing ^Z are ignored
//   - a byte order mark and a "sep=;" line are no part of the first record
//   - a quote inside a cell that does not begin with one is an ordinary character
//   - a broken record (quotes, encoding, NUL, size) is an [*importer.RowError] about that record, and
//     reading goes on behind it. An unclosed quote costs the line it is on, never the rest of the file
//
// The package knows no header and gives cells no meaning; package mapping does. It opens no
// files; package sources does.
package csvfile
