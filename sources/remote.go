package sources

import (
	"context"
	"errors"
	"net"
	"path"
	"slices"
	"strconv"
	"strings"

	"muster/sources/sftpdir"
)

// remoteScheme begins the location of a file on an SFTP server.
const remoteScheme = "sftp://"

// isRemote reports whether a location is on an SFTP server.
func isRemote(location string) bool { return strings.HasPrefix(location, remoteScheme) }

// A remote is a file on an SFTP server, or several where its name is a pattern.
type remote struct {
	folder sftpdir.Options
	name   string
}

// parseRemote reads sftp://user@host:port/folder/name. The path begins at the root of the server, or with /~/ where the login
// ends up, and is taken as it is written: names of files have the characters that URLs escape. No error repeats
// what stands before the host, because it may be a password.
func parseRemote(location string, config *SFTPConfig) (*remote, error) {
	authority, file, _ := strings.Cut(strings.TrimPrefix(location, remoteScheme), "/")
	user, host := "", authority
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		user, host = authority[:i], authority[i+1:]
	}
	const where = "the SFTP location"
	if strings.Contains(user, ":") {
		return nil, refuse(where, "a password does not belong into it, where others see it; write sftp://user@host/path, and put the password into %s",
			sftpdir.PasswordVariable)
	}
	name, port, err := splitPort(host)
	if err != nil || name == "" || user == "" {
		return nil, refuse(where, "it cannot be read; write sftp://user@host:port/path, the port being a number that may be left out")
	}
	r := &remote{folder: sftpdir.Options{User: user, Host: name, Port: port}}
	r.folder.Folder, r.name = splitPath("/" + file)
	switch {
	case r.name == "":
		return nil, refuse(location, "it is a folder; name a file in it, or several as in %s*.csv", strings.TrimSuffix(location, "/")+"/")
	case strings.ContainsAny(r.folder.Folder, "*?["):
		return nil, refuse(location, "only the last part may be a pattern; name the folder")
	}
	if config != nil {
		r.folder.KeyFile, r.folder.KnownHosts, r.folder.HostKey = config.KeyFile, config.KnownHosts, config.HostKey
	}
	return r, nil
}

// splitPort splits host:port; the port is 0 where there is none. An IPv6 address stands in brackets.
func splitPort(host string) (name string, port int, err error) {
	if !strings.Contains(host[strings.LastIndexByte(host, ']')+1:], ":") {
		return strings.Trim(host, "[]"), 0, nil
	}
	name, number, err := net.SplitHostPort(host)
	if err != nil {
		return "", 0, err
	}
	port, err = strconv.Atoi(number)
	return name, port, err
}

// splitPath splits a path on the server into its folder and the name of the file. What follows /~/ is relative to where
// the login ends up.
func splitPath(file string) (folder, name string) {
	folder, name = path.Split(file)
	if home, found := strings.CutPrefix(folder, "/~/"); found {
		folder = home
	}
	return folder, name
}

// fetch copies the file from its server, and makes the copy the file.
func (f *File) fetch(ctx context.Context) error {
	r, err := parseRemote(f.Location, f.config.SFTP)
	if err != nil {
		return err
	}
	folder, err := sftpdir.Dial(ctx, r.folder)
	if err != nil {
		return err
	}
	copied, err := f.newCopy()
	if err == nil {
		err = folder.Fetch(ctx, r.name, copied)
	}
	if err = errors.Join(err, folder.Close()); err != nil {
		return remoteFault(f.Name, err)
	}
	return f.measure()
}

// remoteFault makes what is refused on the server ErrNotUnderstood: another location has to be named.
func remoteFault(name string, err error) error {
	if errors.Is(err, sftpdir.ErrRefused) {
		return &refusal{name, err}
	}
	return err
}

// expandRemote is Expand for a location on a server.
func expandRemote(ctx context.Context, location string, config *SFTPConfig) ([]string, error) {
	r, err := parseRemote(location, config)
	if err != nil {
		return nil, err
	}
	if !strings.ContainsAny(r.name, "*?[") {
		return []string{location}, nil
	}
	if _, err := path.Match(r.name, ""); err != nil {
		return nil, badPattern(location, err)
	}
	folder, err := sftpdir.Dial(ctx, r.folder)
	if err != nil {
		return nil, err
	}
	listing, err := folder.List(ctx, r.name)
	if err := errors.Join(err, folder.Close()); err != nil {
		return nil, err
	}
	files := slices.DeleteFunc(listing.Files, func(e sftpdir.Entry) bool { return isReport(e.Name) })
	switch {
	case len(files) == 0 && len(listing.Refused) > 0:
		return nil, refuse(location, "no file matches that can be used; %w", listing.Refused[0])
	case len(files) == 0:
		return nil, noMatch(location)
	}
	var locations []string
	for _, e := range files {
		locations = append(locations, strings.TrimSuffix(location, r.name)+e.Name)
	}
	slices.SortFunc(locations, natural)
	return locations, nil
}
