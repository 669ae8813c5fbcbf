package sources

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"path"
	"slices"
	"strconv"
	"strings"

	"muster/importer/value/filename"
	"muster/sources/sftpdir"
)

// remoteScheme begins the location of a file on an SFTP server.
const remoteScheme = "sftp://"

// retries is how often a connection that broke is made anew.
const retries = 3

// IsRemote reports whether a location is on an SFTP server.
func IsRemote(location string) bool { return strings.HasPrefix(location, remoteScheme) }

// A Remote is a file on an SFTP server, or several where its name is a pattern.
type Remote struct {
	// Folder says where the file is, and how to get there.
	Folder sftpdir.Options
	// Name is the last part of the location.
	Name string
}

// ParseRemote reads sftp://user@host:port/folder/name. The path begins at the root of the server, or with /~/ where the login
// ends up, and is taken as it is written: names of files have the characters that URLs escape. No error repeats
// what stands before the host, because it may be a password.
func ParseRemote(location string, config *SFTPConfig) (*Remote, error) {
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
	r := &Remote{Folder: sftpdir.Options{User: user, Host: name, Port: port, Retries: retries}}
	r.Folder.Folder, r.Name = splitPath("/" + file)
	switch {
	case r.Name == "":
		return nil, refuse(location, "it is a folder; name a file in it, or several as in %s*.csv", strings.TrimSuffix(location, "/")+"/")
	case strings.ContainsAny(r.Folder.Folder, "*?["):
		return nil, refuse(location, "only the last part may be a pattern; name the folder")
	}
	if config == nil {
		return r, nil
	}
	o := &r.Folder
	o.KeyFile, o.KnownHosts, o.HostKey = config.KeyFile, config.KnownHosts, config.HostKey
	if o.Jump, err = config.jump(); err != nil {
		return nil, refuse(location, "source.sftp.jump: %w", err)
	}
	return r, nil
}

// jump returns how the host in between is reached, nil where there is none.
func (c *SFTPConfig) jump() (*sftpdir.Options, error) {
	if c.Jump == "" {
		return nil, nil
	}
	user, host, found := strings.Cut(c.Jump, "@")
	name, port, err := splitPort(host)
	if !found || user == "" || name == "" || err != nil || strings.ContainsAny(c.Jump, "/ ") || strings.Contains(user, ":") {
		return nil, errors.New("it cannot be read; write user@host:port, the port being a number that may be left out")
	}
	return &sftpdir.Options{User: user, Host: name, Port: port, KeyFile: c.KeyFile, KnownHosts: c.KnownHosts, HostKey: c.JumpHostKey}, nil
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
	r, err := ParseRemote(f.Location, f.config.SFTP)
	if err != nil {
		return err
	}
	folder, err := sftpdir.Dial(ctx, r.Folder)
	if err != nil {
		return err
	}
	copied, err := f.newCopy()
	if err == nil {
		err = folder.Fetch(ctx, r.Name, copied)
	}
	if err = errors.Join(err, folder.Close()); err != nil {
		return remoteFault(f.Name, err)
	}
	return f.measure()
}

// remoteFault makes what is refused on the server ErrNotUnderstood: another location has to be named.
func remoteFault(name string, err error) error {
	if errors.Is(err, filename.ErrRefused) {
		return &refusal{name, err}
	}
	return err
}

// expandRemote is Expand for a location on a server.
func expandRemote(ctx context.Context, location string, config *SFTPConfig) ([]string, error) {
	r, err := ParseRemote(location, config)
	if err != nil {
		return nil, err
	}
	if !strings.ContainsAny(r.Name, "*?[") {
		return []string{location}, nil
	}
	if _, err := path.Match(r.Name, ""); err != nil {
		return nil, badPattern(location, err)
	}
	folder, err := sftpdir.Dial(ctx, r.Folder)
	if err != nil {
		return nil, err
	}
	files, refused, err := folder.List(ctx, r.Name)
	if err := errors.Join(err, folder.Close()); err != nil {
		return nil, err
	}
	files = slices.DeleteFunc(files, func(e fs.FileInfo) bool { return IsReport(e.Name()) })
	switch {
	case len(files) == 0 && len(refused) > 0:
		return nil, refuse(location, "no file matches that can be used; %w", refused[0])
	case len(files) == 0:
		return nil, noMatch(location)
	}
	var locations []string
	for _, e := range files {
		locations = append(locations, strings.TrimSuffix(location, r.Name)+e.Name())
	}
	slices.SortFunc(locations, filename.Compare)
	return locations, nil
}
