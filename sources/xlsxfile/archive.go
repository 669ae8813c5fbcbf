package xlsxfile

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
)

// ratioFrom is the size in bytes from which a part is judged by how well it was compressed.
const ratioFrom = 32 << 20

// An archive is the ZIP file that a workbook is, with its parts by name.
type archive struct {
	size  int64
	parts map[string]*zip.File // by partKey
}

// newArchive reads the directory of the archive.
func newArchive(f *os.File, size int64) (*archive, error) {
	if err := judgeDirectory(f, size); err != nil {
		return nil, err
	}
	reader, err := zip.NewReader(f, size)
	if err != nil {
		return nil, zipError("its archive", err)
	}
	a := &archive{size: size, parts: make(map[string]*zip.File, len(reader.File))}
	for _, part := range reader.File {
		key := partKey(part.Name)
		if strings.HasSuffix(key, "/") {
			continue
		}
		if _, twice := a.parts[key]; twice {
			return nil, damaged("its archive", fault("it has two parts of the same name"))
		}
		a.parts[key] = part
	}
	return a, nil
}

// partKey returns the name under which a part is found: some programs write
// backslashes, a leading slash or other capitals than where they refer to it.
func partKey(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// has reports whether the archive has that part.
func (a *archive) has(name string) bool {
	_, ok := a.parts[partKey(name)]
	return ok
}

// inflated returns how many bytes a part says it has, 0 where there is no such part.
func (a *archive) inflated(name string) int64 {
	if part, ok := a.parts[partKey(name)]; ok {
		return int64(min(part.UncompressedSize64, 1<<62)) // bounded
	}
	return 0
}

// open returns the content of a part as UTF-8. Reading fails where the content is longer than
// it says or its checksum is wrong.
func (a *archive) open(name string) (io.ReadCloser, error) {
	part, ok := a.parts[partKey(name)]
	if !ok {
		return nil, damaged(name, fault("the file does not have this part"))
	}
	if part.Flags&1 != 0 {
		return nil, fmt.Errorf("%w, which its archive asks for; unpack it and pack it again without one", ErrEncrypted)
	}
	in, err := part.Open()
	if err != nil {
		return nil, zipError(name, err)
	}
	text, err := utf8Reader(&bounded{in: in, left: a.inflated(name)})
	if err != nil {
		_ = in.Close()
		return nil, zipError(name, err)
	}
	return &partReader{Reader: text, Closer: in}, nil
}

// read returns the whole content of a small part.
func (a *archive) read(name string) ([]byte, error) {
	if a.inflated(name) > maxSmallPart {
		return nil, tooLarge("its part " + name + " is larger than any real one")
	}
	in, err := a.open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }() // only read from
	data, err := io.ReadAll(in)
	if err != nil {
		return nil, zipError(name, err)
	}
	return data, nil
}

// judge refuses parts that together are larger than allowed, or were compressed so well that they
// can only be a trap. Parts may overlap in the archive, so their compressed sizes prove nothing
// and the size of the file counts.
func (a *archive) judge(names []string, o Options) error {
	var sum int64
	for _, name := range names {
		n := a.inflated(name)
		if n > o.MaxInflated-sum {
			return tooLarge(fmt.Sprintf("unpacked it has more than %d MiB", o.MaxInflated>>20))
		}
		sum += n
	}
	if sum > ratioFrom && sum/o.MaxRatio > a.size {
		return tooLarge(fmt.Sprintf("unpacked it is more than %d times as large as the file", o.MaxRatio))
	}
	return nil
}

// zipError says what is wrong with a part, unless it is the disk that failed.
func zipError(where string, err error) error {
	var disk *fs.PathError
	if errors.As(err, &disk) {
		return fmt.Errorf("reading %s: %w", where, err)
	}
	return damaged(where, err)
}

// A bounded reader ends with an error where its source has more bytes than it said.
type bounded struct {
	in   io.Reader
	left int64
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.in.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, fault("it is longer than it says")
	}
	return n, err
}

// A partReader reads the text of a part and closes what is below it.
type partReader struct {
	io.Reader
	io.Closer
}

// resolve returns the name of the part to which a relationship of the part base points (ECMA-376
// part 2, 6.5.3): relative to the folder of base, or absolute.
func resolve(base, target string) string {
	target = strings.ReplaceAll(target, `\`, "/")
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(path.Clean(target), "/")
	}
	return strings.TrimPrefix(path.Join("/", path.Dir(base), target), "/")
}
