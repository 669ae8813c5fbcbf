// Package xlsxfile reads the rows of Excel workbooks (.xlsx, .xlsm and templates; ECMA-376, both the
// transitional and the strict form), every physical row that holds something, as text.
//
// It is for files from everywhere: any program may have written them, and some are
// broken. So it promises first of all that nothing gets lost silently. Open reads the
// workbook once from end to end before it hands out the first row: checksums, the structure of every
// sheet, the table of shared texts. A file that is cut off, damaged, encrypted or a bomb is thus
// refused before anything of it has been used, and what a person should know about
// a sheet (hidden rows, merged cells) is known before its first row.
//
// Sheets are streamed with a scanner of their own, because encoding/xml and the
// iterators built on it take ten times as long and some of them end without an error where the XML
// is broken. Memory does not depend on the number of rows; only the table of
// shared texts is held, compactly and within a limit.
//
// Cells come as the person typed them: numbers in shortest decimal (with leading zeros where the
// number format shows them), dates and times in ISO 8601, TRUE and FALSE, error values as
// shown, formulas by the value that was last calculated.
//
// The package knows no header, chooses no sheet and does not read .xls, .xlsb or .ods.
package xlsxfile
