// Package pgtest gives tests a PostgreSQL server of their own: a throw-away one, made by initdb in a temporary
// folder and reached over a unix socket, or the one that MUSTER_TEST_POSTGRES names. It is for tests only: it trades
// every safety of the data for speed.
package pgtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lib/pq"
)

// Environment is the variable that names a server to use instead of a throw-away one: a postgres:// DSN of
// somebody who may create databases.
const Environment = "MUSTER_TEST_POSTGRES"

// startWithin is how long a server may take to answer.
const startWithin = 30 * time.Second

// A Server starts with the first database that is asked for. The zero value is ready; it must not be
// copied. A test binary has one, and its TestMain calls Stop.
type Server struct {
	once    sync.Once
	err     error
	dsn     *url.URL
	folder  string
	process *process
	serve   func() (*process, error) // starts a server on the cluster in the folder
}

// errNoServer says that there is nothing to start.
var errNoServer = errors.New("no PostgreSQL to test with: install it (Debian: apt-get install postgresql), or set " + Environment)

// Database makes an empty database that lives as long as the test and returns its DSN. Without a
// server the test is skipped, except where CI is set: there it fails.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	s.once.Do(func() { s.err = s.start() })
	if errors.Is(s.err, errNoServer) && os.Getenv("CI") == "" {
		t.Skip(s.err)
	}
	if s.err != nil {
		t.Fatalf("start PostgreSQL: %v", s.err)
	}
	return s.create(t, "")
}

// Copy makes a copy of a database that Database has made and to which nobody is connected, and returns its DSN. It
// lives as long as the test.
func (s *Server) Copy(t testing.TB, dsn string) string {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal("copy a database: its DSN cannot be read")
	}
	return s.create(t, " template "+pq.QuoteIdentifier(strings.TrimPrefix(u.Path, "/")))
}

func (s *Server) create(t testing.TB, options string) string {
	t.Helper()
	name := "muster_test_" + rand.Text()
	if err := s.run("create database " + pq.QuoteIdentifier(name) + options); err != nil {
		t.Fatalf("create a database: %v", err)
	}
	t.Cleanup(func() {
		if err := s.run("drop database " + pq.QuoteIdentifier(name) + " with (force)"); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
	})
	u := *s.dsn
	u.Path = "/" + name
	return u.String()
}

// Stop ends a server that Database has started and removes its folder. It may be called in any case.
func (s *Server) Stop() error {
	if s.process == nil {
		return nil
	}
	err := s.process.stop()
	s.process = nil
	return errors.Join(err, os.RemoveAll(s.folder))
}

// Restart ends the server, which breaks all its connections, and starts it again. Of a server that Database has not
// started itself it only breaks the connections. It waits for the server to answer.
func (s *Server) Restart() error {
	if s.process == nil {
		return s.run("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'")
	}
	err := s.process.stop()
	s.process = nil
	if err != nil {
		return err
	}
	if s.process, err = s.serve(); err != nil {
		return err
	}
	return s.awaitAnswer()
}

func (s *Server) start() error {
	if dsn := os.Getenv(Environment); dsn != "" {
		u, err := url.Parse(dsn)
		if err != nil {
			return errors.New(Environment + " is no postgres:// DSN")
		}
		s.dsn = u
		return s.run("select 1")
	}
	initdb, postgres := program("initdb"), program("postgres")
	if initdb == "" || postgres == "" {
		return errNoServer
	}
	return s.startOwn(initdb, postgres)
}

// startOwn makes a cluster and runs a server on it.
func (s *Server) startOwn(initdb, postgres string) (err error) {
	account, err := ordinaryAccount()
	if err != nil {
		return err
	}
	// The path of a socket may have 107 bytes at the most, so the folder goes where names are short.
	if s.folder, err = os.MkdirTemp(shortTemp(), "pg"); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Stop(), os.RemoveAll(s.folder))
		}
	}()
	if err := account.own(s.folder); err != nil {
		return err
	}
	data := filepath.Join(s.folder, "data")
	setup := exec.Command(initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync") //nolint:gosec // found above
	setup.Dir = s.folder
	account.run(setup)
	if out, err := setup.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	s.serve = func() (*process, error) {
		server := exec.Command(postgres, "-D", data, "-k", s.folder, "-c", "listen_addresses=", "-c", "fsync=off", //nolint:gosec // found above
			"-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "shared_buffers=128MB", "-c", "log_min_messages=panic")
		server.Dir = s.folder
		account.run(server)
		return startProcess(server)
	}
	if s.process, err = s.serve(); err != nil {
		return err
	}
	s.dsn = &url.URL{
		Scheme: "postgres", User: url.User("postgres"), Path: "/postgres",
		RawQuery: url.Values{"host": {s.folder}, "sslmode": {"disable"}}.Encode(),
	}
	return s.awaitAnswer()
}

// awaitAnswer waits until the server answers or has ended.
func (s *Server) awaitAnswer() error {
	deadline := time.NewTimer(startWithin)
	defer deadline.Stop()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := s.run("select 1")
		if err == nil {
			return nil
		}
		select {
		case <-s.process.done:
			return fmt.Errorf("the server ended at once: %w", s.process.err)
		case <-deadline.C:
			return fmt.Errorf("the server does not answer: %w", err)
		case <-tick.C:
		}
	}
}

// run executes one statement in the server's own database.
func (s *Server) run(statement string) (err error) {
	db, err := sql.Open("postgres", s.dsn.String())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	ctx, cancel := context.WithTimeout(context.Background(), startWithin)
	defer cancel()
	_, err = db.ExecContext(ctx, statement)
	return err
}

// program finds one of PostgreSQL's programs: in PATH or, newest first, where Debian keeps them. It returns
// "" when there is none.
func program(name string) string {
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name) // the pattern is good
	if len(found) == 0 {
		return ""
	}
	return found[len(found)-1]
}

func shortTemp() string {
	if dir := os.TempDir(); len(dir) < 60 {
		return dir
	}
	return "/tmp"
}
