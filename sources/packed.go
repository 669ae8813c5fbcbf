package sources

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// maxPackedBook is how large a workbook may be that is itself packed: it has to be unpacked to the disk.
const maxPackedBook = 512 << 20

// openPacked opens what is packed in the file: a text, read from there each time, or a workbook.
func (f *File) openPacked(ctx context.Context) error {
	head, err := f.packedHead()
	if err != nil {
		return err
	}
	if isBlank(head) && len(head) < headSize {
		return refuse(f.Name, "the table in it is empty; export the list again")
	}
	if advice := foreignAdvice(head); advice != "" && f.config.Format != FormatCSV {
		return refuse(f.Name, "inside, %s", advice)
	}
	switch kindOf(head) {
	case kindText:
		census, err := f.census(ctx)
		if err != nil {
			return err
		}
		return f.openCSV(census)
	case kindZip, kindCompound:
		return f.openPackedBook(ctx)
	default:
		return refuse(f.Name, "it is packed twice; unpack it and use the table in it")
	}
}

// packedHead returns the beginning of what is packed.
func (f *File) packedHead() ([]byte, error) {
	t, err := f.openText()
	if err != nil {
		return nil, err
	}
	defer func() { _ = t.close() }() // only read from
	head := make([]byte, headSize)
	n, err := io.ReadFull(t, head)
	short := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	if err != nil && (!short || errors.Is(err, ErrNotUnderstood)) {
		return nil, err
	}
	return head[:n], nil
}

// openPackedBook unpacks a workbook to the disk, where it can be read at any place.
func (f *File) openPackedBook(ctx context.Context) error {
	t, err := f.openText()
	if err != nil {
		return err
	}
	disk := f.disk
	f.disk = nil // still read from
	err = f.spool(io.LimitReader(&patient{ctx, t}, maxPackedBook+1))
	err = errors.Join(err, t.close(), disk.Close())
	if err != nil {
		return err
	}
	if f.watch, err = newWatch(f.Name, f.disk); err != nil {
		return fmt.Errorf("unpack %s: %w", f.Name, err)
	}
	if f.watch.size > maxPackedBook {
		return refuse(f.Name, "the workbook in it %w; if it is a real list, unpack it first", errTooLarge)
	}
	if archive, err := zip.NewReader(f.disk, f.watch.size); err == nil && !isOffice(archive) {
		return refuse(f.Name, "it is packed twice; unpack it and use the table in it")
	}
	return f.openBook()
}

// openZip opens a ZIP archive: a workbook, or an archive with one table in it.
func (f *File) openZip(ctx context.Context, head []byte) error {
	if err := f.judgeEntries(); err != nil {
		return err
	}
	archive, err := zip.NewReader(f.disk, f.Size)
	switch {
	case err != nil && !startsOffice(head):
		return f.damaged(err)
	case err != nil, isOffice(archive):
		return f.openBook() // which also knows what a broken one is
	}
	if f.config.Format == FormatXLSX {
		return refuse(f.Name, "it is a ZIP archive, not a workbook; unpack it and use the workbook in it")
	}
	if f.entry, err = f.tableIn(archive); err != nil {
		return err
	}
	f.packing = zipped
	return f.openPacked(ctx)
}

// isOffice reports whether the archive is a document of an office program.
func isOffice(archive *zip.Reader) bool {
	for _, e := range archive.File {
		switch strings.ToLower(strings.TrimPrefix(e.Name, "/")) {
		case "[content_types].xml", "xl/workbook.xml", "xl/workbook.bin", "content.xml", "index/document.iwa":
			return true
		}
	}
	return false
}

// startsOffice reports whether a broken archive begins as documents of office programs do.
func startsOffice(head []byte) bool {
	first := head[:min(len(head), 256)]
	for _, part := range []string{"[Content_Types].xml", "_rels/", "xl/", "docProps/", "mimetype"} {
		if bytes.Contains(first, []byte(part)) {
			return true
		}
	}
	return false
}

// tableIn returns the index of the one entry that is a file. Folders, and what macOS adds to each archive, don't count.
func (f *File) tableIn(archive *zip.Reader) (int, error) {
	found := -1
	var names []string
	for i, e := range archive.File {
		base := path.Base(e.Name)
		if strings.HasSuffix(e.Name, "/") || strings.HasPrefix(e.Name, "__MACOSX/") || strings.HasPrefix(base, ".") {
			continue
		}
		found = i
		names = append(names, base)
	}
	switch {
	case len(names) == 0:
		return 0, refuse(f.Name, "there is no file in the archive; pack the list again")
	case len(names) > 1:
		shown := names[:min(len(names), 5)]
		return 0, refuse(f.Name, "the archive has %d files (%s …); unpack it and use the one that is the list", len(names), strings.Join(shown, ", "))
	case archive.File[found].Flags&1 != 0:
		return 0, refuse(f.Name, "the archive is protected with a password; unpack it and use the table in it")
	}
	return found, nil
}

// The record that ends a ZIP archive (APPNOTE 4.3.16): its signature, its length without the comment, the
// longest comment, and where it has the number of entries and the length of their list.
const (
	endSignature  = "PK\x05\x06"
	endLength     = 22
	longestRemark = 1<<16 - 1
	endEntries    = 10
	endListLength = 12
)

// judgeEntries refuses an archive with too many entries, before any of them is read into memory.
func (f *File) judgeEntries() error {
	tail := make([]byte, min(f.Size, endLength+longestRemark))
	if _, err := f.disk.ReadAt(tail, f.Size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read %s: %w", f.Location, err)
	}
	i := bytes.LastIndex(tail, []byte(endSignature))
	if i < 0 || len(tail)-i < endLength {
		return nil // damaged, which its reader will say
	}
	entries := binary.LittleEndian.Uint16(tail[i+endEntries:])
	length := binary.LittleEndian.Uint32(tail[i+endListLength:])
	if entries > maxEntries || length > maxEntries<<10 {
		return refuse(f.Name, "the archive has more entries than a list of people needs; unpack it and use the table in it")
	}
	return nil
}
