// Package mapping turns the rows of a file into entries: it finds the header,
// says which column is which field ([Inspect]), and makes of each row what the
// row says about a person ([Mapper]).
//
// There are two ways to a Mapper. With a definition ([Config]) each field is
// made as the definition says. Without one the header decides: columns are
// recognized by their usual names in several languages (names.yaml), confirmed
// or overruled by what their cells look like. What is doubtful is said, never
// guessed away.
//
// The package does not read files, knows no directory and judges no values
// beyond what mapping needs (dates, yes and no, names to split): whether an
// email address or a group exists is for the check that follows in package
// importer.
package mapping
