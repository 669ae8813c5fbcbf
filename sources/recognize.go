package sources

import (
	"bytes"
	"regexp"
)

// A kind is what a file is by its content.
type kind uint8

const (
	kindText kind = iota
	kindZip
	kindGzip
	kindZstandard
	kindCompound // OLE: an old .xls, or a workbook with a password
)

// A signature is what files of some kind begin with.
type signature struct {
	begin string
	kind  kind
}

// signatures returns what the files that can be read begin with.
func signatures() []signature {
	return []signature{
		{"PK\x03\x04", kindZip},
		{"PK\x05\x06", kindZip}, // an empty archive
		{"\x1f\x8b", kindGzip},
		{"\x28\xb5\x2f\xfd", kindZstandard},
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", kindCompound},
	}
}

// A foreign kind of file is one that is known and not read.
type foreign struct {
	begin  string
	advice string
}

// foreignKinds returns what files of other kinds begin with, and what to do with each.
func foreignKinds() []foreign {
	const (
		unpack = "unpack it and use the table in it"
		table  = "export the list of people as CSV or XLSX instead"
	)
	return []foreign{
		{"%PDF", "it is a PDF document; " + table},
		{"{\\rtf", "it is a text document (RTF); " + table},
		{"BZh", "it is compressed with bzip2; " + unpack},
		{"\xfd7zXZ\x00", "it is compressed with xz; " + unpack},
		{"7z\xbc\xaf\x27\x1c", "it is a 7-Zip archive; " + unpack},
		{"Rar!\x1a\x07", "it is a RAR archive; " + unpack},
		{"SQLite format 3\x00", "it is a SQLite database; " + table},
		{"PAR1", "it is a Parquet file; " + table},
		{"\x89PNG", "it is a picture; " + table},
		{"\xff\xd8\xff", "it is a picture; " + table},
		{"GIF8", "it is a picture; " + table},
		{"\x7fELF", "it is a program; " + table},
		{"-----BEGIN PGP MESSAGE", "it is encrypted with PGP; name the key in source.decrypt.pgp_key_file, or decrypt it first"},
		{"age-encryption.org/", "it is encrypted with age; name the key in source.decrypt.age_identity_file, or decrypt it first"},
		{"-----BEGIN AGE ENCRYPTED FILE", "it is encrypted with age; name the key in source.decrypt.age_identity_file, or decrypt it first"},
	}
}

// kindOf returns what the file is by its beginning; what is none of the others is text.
func kindOf(head []byte) kind {
	for _, s := range signatures() {
		if bytes.HasPrefix(head, []byte(s.begin)) {
			return s.kind
		}
	}
	return kindText
}

// foreignAdvice returns what is to be done with a file of another kind, "" where it may be a table.
func foreignAdvice(head []byte) string {
	for _, k := range foreignKinds() {
		if bytes.HasPrefix(head, []byte(k.begin)) {
			return k.advice
		}
	}
	if kindOf(head) != kindText {
		return ""
	}
	return markupAdvice(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\uFEFF")), " \t\r\n"))
}

var (
	htmlBegin   = regexp.MustCompile(`(?i)^(<!--.*?-->\s*)?<(!doctype html|html|head|body|table|meta|style)\b`)
	xmlBegin    = regexp.MustCompile(`^<\?xml\b|^<[A-Za-z][\w.-]*(:[\w.-]+)?\s+xmlns`)
	objectBegin = regexp.MustCompile(`^(\[\s*)?\{\s*("(\\.|[^"\\])*"\s*:|\})`)
	listBegin   = regexp.MustCompile(`^\[\s*(\[|"(\\.|[^"\\])*"\s*,|\]\s*$)`)
)

// markupAdvice is foreignAdvice for text.
func markupAdvice(head []byte) string {
	switch {
	case htmlBegin.Match(head):
		return "it is a web page, though it may be called .xls; open it in a spreadsheet program and save it as .xlsx or CSV"
	case xmlBegin.Match(head):
		return "it is an XML file; open it in a spreadsheet program and save it as .xlsx or CSV"
	case objectBegin.Match(head), listBegin.Match(head):
		return "it is JSON; export the list of people as CSV or XLSX instead"
	default:
		return ""
	}
}

const (
	fewControls  = 8  // control characters that damage may leave in a text
	controlShare = 50 // in a text, at the most one character of so many is one
)

// isBinary reports whether the beginning of the file is no text in an encoding of single bytes or UTF-8.
func isBinary(head []byte) bool {
	controls := 0
	for _, b := range head {
		if b < ' ' && (b < '\t' || b > '\r') && b != 0x1A && b != 0x1B {
			controls++
		}
	}
	return controls >= fewControls && controls*controlShare > len(head)
}
