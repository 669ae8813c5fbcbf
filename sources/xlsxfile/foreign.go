package xlsxfile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// What a file begins with.
const (
	magicZip = "PK"
	magicOLE = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" // compound files: .xls, and .xlsx with a password
)

// recognize refuses, with what to do instead, a file that is no ZIP archive.
func recognize(f *os.File, size int64) error {
	if size == 0 {
		return fmt.Errorf("%w: the file is empty; copy or export it again", ErrNotWorkbook)
	}
	head := make([]byte, len(magicOLE))
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("reading the workbook: %w", err)
	}
	switch head = head[:n]; {
	case bytes.HasPrefix(head, []byte(magicZip)):
		return nil
	case string(head) == magicOLE:
		return recognizeOLE(io.NewSectionReader(f, 0, size))
	}
	return fmt.Errorf("%w: its content is something else; open it in the program that it is from and save it as .xlsx or CSV", ErrNotWorkbook)
}

// recognizeOLE tells the two kinds of workbook in a compound file apart: an encrypted package (MS-OFFCRYPTO, 2.3) has a
// stream of that name, in UTF-16.
func recognizeOLE(in io.Reader) error {
	var stream []byte
	for _, c := range []byte("EncryptedPackage") {
		stream = append(stream, c, 0)
	}
	found, err := contains(in, stream)
	switch {
	case err != nil:
		return fmt.Errorf("reading the workbook: %w", err)
	case found:
		return fmt.Errorf("%w; open it in Excel, remove the password (File, Info, Protect Workbook) and save it", ErrEncrypted)
	}
	return fmt.Errorf("%w: it is in Excel's old format (.xls); open it in a spreadsheet program and save it as .xlsx or CSV", ErrNotWorkbook)
}

// contains reports whether the input has these bytes anywhere.
func contains(in io.Reader, want []byte) (bool, error) {
	r := bufio.NewReaderSize(in, windowSize)
	for {
		window, err := r.Peek(windowSize)
		if bytes.Contains(window, want) {
			return true, nil
		}
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		if _, err := r.Discard(len(window) - len(want)); err != nil {
			return false, err
		}
	}
}

// notWorkbook says what an archive without a workbook part is instead.
func (a *archive) notWorkbook() error {
	what := "it is another kind of archive; unpack it and use the table in it"
	switch {
	case a.has("xl/workbook.bin"):
		what = "it is a binary workbook (.xlsb); open it in Excel and save it as .xlsx or CSV"
	case a.has("content.xml"):
		what = "it is an OpenDocument file (.ods); open it in a spreadsheet program and save it as .xlsx or CSV"
	case a.hasFolder("word"), a.hasFolder("ppt"):
		what = "it is a text or a presentation; copy the table into a spreadsheet and save that as .xlsx"
	}
	return fmt.Errorf("%w: %s", ErrNotWorkbook, what)
}

// hasFolder reports whether a part lies in that folder.
func (a *archive) hasFolder(name string) bool {
	for key := range a.parts {
		if strings.HasPrefix(key, name+"/") {
			return true
		}
	}
	return false
}
