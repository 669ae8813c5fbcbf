package sftpdir

import (
	"io/fs"
	"strings"
	"unicode"
	"unicode/utf8"
)

// checkName refuses names that lead out of the folder, or that look like another name to a person or on another
// system. A server sends names as it likes.
func checkName(name string) error {
	var why string
	switch {
	case name == "", name == ".", name == "..", strings.ContainsAny(name, "/\\"):
		why = "the name leads out of the folder"
	case !utf8.ValidString(name):
		why = "the name is not UTF-8"
	case strings.ContainsFunc(name, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }):
		why = "the name has control characters"
	default:
		return nil
	}
	return &NameError{name, why}
}

// checkFile refuses what is no plain file.
func checkFile(name string, info fs.FileInfo) error {
	var why string
	switch mode := info.Mode(); {
	case mode&fs.ModeSymlink != 0:
		why = "it is a symbolic link; name the file that it points to"
	case mode.IsDir():
		why = "it is a folder"
	case !mode.IsRegular():
		why = "it is no plain file"
	case info.Size() < 0:
		why = "the server gives an impossible size"
	default:
		return nil
	}
	return &NameError{name, why}
}
