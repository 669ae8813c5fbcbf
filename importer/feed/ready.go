package feed

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"muster/importer/value/filename"
	"muster/sources"
)

// ready returns the files that are complete, the oldest first, those of the same time in the natural order of their names.
func (p *pickup) ready(ctx context.Context) ([]fs.FileInfo, error) {
	found, err := p.candidates(ctx)
	if err != nil {
		return nil, err
	}
	if found, err = p.complete(ctx, found); err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b fs.FileInfo) int {
		return cmp.Or(a.ModTime().Compare(b.ModTime()), filename.Compare(a.Name(), b.Name()))
	})
	return found, nil
}

// candidates lists the files that the pattern means.
func (p *pickup) candidates(ctx context.Context) ([]fs.FileInfo, error) {
	all, refused, err := p.folder.List(ctx, "*")
	if err != nil {
		return nil, err
	}
	p.round.Refused = p.refused(refused)
	there := make(map[string]bool, len(all))
	for _, info := range all {
		there[info.Name()] = true
	}
	var found []fs.FileInfo
	for _, info := range all {
		name := info.Name()
		switch {
		case !p.means(name) || isOwn(name):
		case isMarker(name) && (p.config.Ready != sources.Stable && p.config.Ready != "" || there[withoutEnding(name)]):
		case len(name) > maxName:
			p.round.Refused = append(p.round.Refused, filename.Refuse(name, "the name is too long; shorten it to 200 bytes"))
		default:
			found = append(found, info)
		}
	}
	return found, nil
}

func withoutEnding(name string) string { return name[:len(name)-len(path.Ext(name))] }

// means reports whether the pattern means a name. As in a shell, a hidden file is only meant by a pattern that begins with a dot:
// many programs hide what they are still uploading.
func (p *pickup) means(name string) bool {
	if strings.HasPrefix(name, ".") && !strings.HasPrefix(p.at.pattern, ".") {
		return false
	}
	matches, _ := path.Match(p.at.pattern, name) // the pattern is known to be good
	return matches
}

// refused returns what matters of the names that are not used: folders beside the files are none of our business.
func (p *pickup) refused(all []error) []error {
	return slices.DeleteFunc(all, func(err error) bool {
		name, ok := errors.AsType[*filename.Error](err)
		return ok && !p.means(name.Name)
	})
}

// complete returns those of the files that are complete, as far as that shows without fetching them.
func (p *pickup) complete(ctx context.Context, found []fs.FileInfo) ([]fs.FileInfo, error) {
	switch {
	case len(found) == 0:
		return nil, nil
	case p.config.Ready == sources.Marker:
		return p.marked(ctx, found, markerEnding)
	case p.config.Ready == sources.Checksum:
		return p.marked(ctx, found, sha256Ending, md5Ending)
	default:
		return p.settled(ctx, found)
	}
}

// marked returns the files that have a marker beside them.
func (p *pickup) marked(ctx context.Context, found []fs.FileInfo, endings ...string) ([]fs.FileInfo, error) {
	var marked []fs.FileInfo
	for _, info := range found {
		marker, err := p.markerOf(ctx, info.Name(), endings...)
		switch {
		case err != nil:
			return nil, err
		case marker == "":
			p.wait("%s is not complete yet: there is no %s", info.Name(), info.Name()+endings[0])
		default:
			marked = append(marked, info)
		}
	}
	return marked, nil
}

// markerOf returns the file beside another one, "" where there is none.
func (p *pickup) markerOf(ctx context.Context, name string, endings ...string) (string, error) {
	for _, ending := range endings {
		_, err := p.folder.Stat(ctx, name+ending)
		if err == nil {
			return name + ending, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return "", nil
}

// settled looks at the files twice, and returns those that have not changed in between.
func (p *pickup) settled(ctx context.Context, before []fs.FileInfo) ([]fs.FileInfo, error) {
	if err := p.Pause(ctx, p.settle); err != nil {
		return nil, err
	}
	now, _, err := p.folder.List(ctx, "*")
	if err != nil {
		return nil, err
	}
	byName := make(map[string]fs.FileInfo, len(now))
	for _, info := range now {
		byName[info.Name()] = info
	}
	return slices.DeleteFunc(before, func(info fs.FileInfo) bool {
		again, there := byName[info.Name()]
		switch {
		case !there:
			p.wait("%s is gone: another program has taken it", info.Name())
		case !sameFile(info, again):
			p.wait("%s is still being written", info.Name())
			return true
		}
		return !there
	}), nil
}

// sameFile reports whether a file has not been written to, as far as that shows.
func sameFile(a, b fs.FileInfo) bool { return a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) }
