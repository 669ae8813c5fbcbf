package feed

import (
	"bytes"
	"context"
	"crypto/md5" //nolint:gosec // what others offer; it shows what came short, and is no defence
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"strings"

	"muster/sources"
)

// A fetched file is a copy on this machine, and what it is known by.
type fetched struct {
	size        int64
	sha256, md5 string // in hex
}

// fetch copies a file to a path, for this user's eyes only.
func fetch(ctx context.Context, folder Reader, name, to string) (*fetched, error) {
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make a copy of %s: %w", name, err)
	}
	strong, weak, n := sha256.New(), md5.New(), new(count) //nolint:gosec // see above
	err = folder.Fetch(ctx, name, io.MultiWriter(out, strong, weak, n))
	if err = errors.Join(err, out.Close()); err != nil {
		return nil, err
	}
	return &fetched{int64(*n), hex.EncodeToString(strong.Sum(nil)), hex.EncodeToString(weak.Sum(nil))}, nil
}

// A count counts what is written to it.
type count int64

// Write never fails.
func (c *count) Write(p []byte) (int, error) {
	*c += count(len(p))
	return len(p), nil
}

// verify notes what makes the file ready, and reports whether its checksum, where there has to be one, is right.
func (w *work) verify(ctx context.Context) (ok bool, err error) {
	switch w.config.Ready {
	case sources.Marker:
		w.entry.Marker = w.entry.Name + markerEnding
		return true, nil
	case sources.Checksum:
	default:
		return true, nil
	}
	if w.entry.Marker, err = w.markerOf(ctx, w.entry.Name, sha256Ending, md5Ending); err != nil {
		return false, err
	}
	if w.entry.Marker == "" {
		w.wait("%s is not complete yet: there is no %s any more", w.entry.Name, w.entry.Name+sha256Ending)
		return false, nil
	}
	want, err := w.checksum(ctx, w.entry.Marker)
	switch {
	case err != nil:
		return false, err
	case want == "":
		w.wait("%s is not imported: there is no checksum in %s", w.entry.Name, w.entry.Marker)
	case want != w.copy.sha256 && want != w.copy.md5:
		w.wait("%s is not imported: it is not the file of which %s has the checksum; it is not complete yet, or was changed", w.entry.Name, w.entry.Marker)
	default:
		return true, nil
	}
	return false, nil
}

// maxChecksum is how long a file with a checksum may be, in bytes: one line.
const maxChecksum = 4 << 10

// errTooLong says that a file is not what it is called.
var errTooLong = errors.New("it is too long for a checksum")

// checksum reads a checksum as sha256sum and md5sum write it, or BSD's programs; in hex, "" where there is none.
func (w *work) checksum(ctx context.Context, name string) (string, error) {
	var text bytes.Buffer
	err := w.folder.Fetch(ctx, name, &bounded{into: &text})
	if errors.Is(err, errTooLong) || errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return strings.ToLower(hexSum.FindString(text.String())), nil
}

// hexSum matches a SHA-256 or MD5 in hex that stands alone.
var hexSum = regexp.MustCompile(`\b([0-9a-fA-F]{64}|[0-9a-fA-F]{32})\b`)

// A bounded buffer takes no more than a checksum needs.
type bounded struct{ into *bytes.Buffer }

// Write refuses what is too long.
func (b *bounded) Write(p []byte) (int, error) {
	if b.into.Len()+len(p) > maxChecksum {
		return 0, errTooLong
	}
	return b.into.Write(p)
}
