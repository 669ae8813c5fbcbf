package xlsxfile

import (
	"bytes"
	"encoding/binary"
	"io"
)

// endRecord is the size of the record at the end of a ZIP file (APPNOTE.TXT, 4.3.16), behind which
// there may be a comment of up to 64 KiB.
const endRecord = 22

// judgeDirectory refuses archives with so many entries that their directory alone would fill the
// memory. Anything else that is wrong with the archive is left to the reader that follows.
func judgeDirectory(in io.ReaderAt, size int64) error {
	n := min(size, endRecord+1<<16)
	tail := make([]byte, n)
	if _, err := in.ReadAt(tail, size-n); err != nil {
		return zipError("its archive", err)
	}
	i := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if i < 0 || len(tail)-i < endRecord {
		return damaged("its archive", errCutOff)
	}
	entries, length := uint64(binary.LittleEndian.Uint16(tail[i+10:])), uint64(binary.LittleEndian.Uint32(tail[i+12:]))
	if entries == 1<<16-1 || length == 1<<32-1 {
		entries, length = zip64Directory(tail[:i])
	}
	const perEntry = 1 << 10 // bytes; real ones have about 100
	if entries > maxParts || length > maxParts*perEntry {
		return tooLarge("its archive has more entries than any real workbook")
	}
	return nil
}

// zip64Directory returns the entries and the bytes of the directory as the record of large archives says them
// (APPNOTE.TXT, 4.3.14); some programs write it into small ones too.
func zip64Directory(tail []byte) (entries, length uint64) {
	i := bytes.LastIndex(tail, []byte("PK\x06\x06"))
	if i < 0 || len(tail)-i < 56 {
		return maxParts + 1, 0
	}
	return binary.LittleEndian.Uint64(tail[i+32:]), binary.LittleEndian.Uint64(tail[i+40:])
}
