package sqlstore

import (
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strings"
)

// A location is where a directory is, read from a DSN.
type location struct {
	path     string   // of a SQLite file, absolute; "" for PostgreSQL
	postgres *url.URL // with what was left out filled in
}

// locate reads a DSN. Its errors never quote it: it may hold a password.
func locate(dsn string) (location, error) {
	scheme, rest, _ := strings.Cut(dsn, ":")
	switch scheme {
	case "sqlite":
		return locateFile(rest)
	case "postgres", "postgresql":
		u, err := url.Parse(dsn)
		if err != nil || u.Opaque != "" {
			return location{}, ErrDSN
		}
		return location{postgres: withDefaults(u)}, nil
	default:
		return location{}, ErrDSN
	}
}

func locateFile(path string) (location, error) {
	if path == "" || strings.HasPrefix(path, ":") {
		return location{}, ErrDSN
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return location{}, fmt.Errorf("find the folder of %s: %w", path, err)
	}
	return location{path: abs}, nil
}

// withDefaults sets what the driver would otherwise choose by its version: encryption, which is asked for
// unless the server is on this machine, and how long to wait for a connection.
func withDefaults(u *url.URL) *url.URL {
	full := *u
	q := u.Query()
	setDefault(q, "sslmode", map[bool]string{true: "prefer", false: "require"}[isLocal(u, q)])
	setDefault(q, "connect_timeout", "10")
	setDefault(q, "fallback_application_name", "muster")
	full.RawQuery = q.Encode()
	return &full
}

func setDefault(q url.Values, key, value string) {
	if !q.Has(key) {
		q.Set(key, value)
	}
}

func isLocal(u *url.URL, q url.Values) bool {
	host := u.Hostname()
	if h := q.Get("host"); h != "" {
		host = h
	}
	ip := net.ParseIP(host)
	return host == "" || host == "localhost" || strings.HasPrefix(host, "/") || ip != nil && ip.IsLoopback()
}

// String names the directory for people and reports: absolute, without password and settings.
func (l location) String() string {
	if l.postgres == nil {
		return "sqlite:" + l.path
	}
	shown := url.URL{Scheme: "postgres", Host: l.postgres.Host, Path: l.postgres.Path}
	if host := l.postgres.Query().Get("host"); shown.Host == "" && host != "" {
		shown.RawQuery = "host=" + host
	}
	if l.postgres.User != nil {
		shown.User = url.User(l.postgres.User.Username())
	}
	return shown.String()
}

// file returns the URI of the SQLite file with its settings, which hold per connection. A reader never
// writes, a writer takes the lock when its transaction begins, so that it is never refused in the middle.
func (l location) file(reader bool) string {
	path := filepath.ToSlash(l.path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/…
	}
	u := url.URL{Scheme: "file", Path: path}
	pragmas := []string{"busy_timeout(10000)", "foreign_keys(1)"}
	if reader {
		pragmas = append(pragmas, "query_only(1)", "cache_size(-4000)") // KiB, for each of several
	} else {
		pragmas = append(pragmas, "journal_mode(WAL)", "synchronous(NORMAL)", "cache_size(-16000)")
	}
	q := url.Values{"_pragma": pragmas, "mode": {"rw"}}
	if !reader {
		q.Set("_txlock", "immediate")
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// Describe names the directory of a DSN for people: absolute, without password and settings.
func Describe(dsn string) string {
	at, err := locate(dsn)
	if err != nil {
		return "the directory"
	}
	return at.String()
}
