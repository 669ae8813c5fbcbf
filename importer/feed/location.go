package feed

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"muster/importer/job"
	"muster/sources"
	"muster/sources/localdir"
	"muster/sources/sftpdir"
)

// A location is a drop folder, and which of its files are meant.
type location struct {
	folder  string           // as people write it: sftp://…, or an absolute path
	pattern string           // see path.Match
	remote  *sftpdir.Options // nil for a folder of this machine
}

// String returns the location as people write it.
func (l *location) String() string { return strings.TrimSuffix(l.folder, "/") + "/" + l.pattern }

// locate reads where a definition's files are.
func locate(source *sources.Config) (location, error) {
	switch at := source.Location; {
	case at == "" || at == sources.StandardName:
		return location{}, fmt.Errorf("%w: the definition does not say where files are dropped; set source.location to a folder and a pattern, such as sftp://hr@files.example.com/outgoing/*.csv",
			job.ErrRefused)
	case sources.IsRemote(at):
		r, err := sources.ParseRemote(at, source.SFTP)
		if err != nil {
			return location{}, err
		}
		return location{folder: strings.TrimSuffix(at, r.Name), pattern: r.Name, remote: &r.Folder}, matches(r.Name)
	default:
		full, err := filepath.Abs(at)
		if err != nil {
			return location{}, fmt.Errorf("find the drop folder: %w", err)
		}
		folder, pattern := filepath.Split(full)
		return location{folder: filepath.Clean(folder), pattern: pattern}, matches(pattern)
	}
}

// matches refuses a pattern that cannot be read.
func matches(pattern string) error {
	if _, err := path.Match(pattern, ""); err != nil {
		return fmt.Errorf("%w: the pattern %s in source.location cannot be read (%w); use *, ? and [a-z]", job.ErrRefused, pattern, err)
	}
	return nil
}

// open connects to the folder.
func (l *location) open(ctx context.Context) (Folder, error) {
	if l.remote == nil {
		return localdir.Open(l.folder)
	}
	return sftpdir.Dial(ctx, *l.remote)
}
