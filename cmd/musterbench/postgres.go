package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// serverUser is whom the server belongs to when root runs the bench: it refuses to run as root.
const serverUser = "postgres"

// A postgres is a throw-away server on a socket in a temporary folder. Its settings are the
// defaults: what it says is committed is on disk.
type postgres struct {
	bin    string // the folder with initdb and pg_ctl; "" for those in PATH
	folder string
}

func startPostgres(ctx context.Context) (*postgres, error) {
	bin, err := findServer()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "musterbench-pg-")
	if err != nil {
		return nil, err
	}
	p := &postgres{bin: bin, folder: folder}
	if err := p.start(ctx); err != nil {
		return nil, errors.Join(err, p.stop(ctx))
	}
	return p, nil
}

func (p *postgres) start(ctx context.Context) error {
	if os.Geteuid() == 0 {
		if err := chownTo(p.folder, serverUser); err != nil {
			return err
		}
	}
	data := filepath.Join(p.folder, "data")
	if err := p.server(ctx, "initdb", "-D", data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--no-locale"); err != nil {
		return err
	}
	options := fmt.Sprintf("-k %s -c listen_addresses=''", p.folder)
	return p.server(ctx, "pg_ctl", "-D", data, "-o", options, "-l", filepath.Join(p.folder, "log"), "-w", "start")
}

// stop ends the server and removes its data, also when the context has ended.
func (p *postgres) stop(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	var err error
	if _, running := os.Stat(filepath.Join(p.folder, "data", "postmaster.pid")); running == nil {
		err = p.server(ctx, "pg_ctl", "-D", filepath.Join(p.folder, "data"), "-m", "immediate", "-w", "stop")
	}
	return errors.Join(err, os.RemoveAll(p.folder))
}

// server runs one of the server's programs as the user that owns the data.
func (p *postgres) server(ctx context.Context, program string, args ...string) error {
	command := append([]string{filepath.Join(p.bin, program)}, args...)
	if os.Geteuid() == 0 {
		command = append([]string{"runuser", "-u", serverUser, "--"}, command...)
	}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir = p.folder
	// To a file, not a pipe: the server inherits it and would keep a pipe open.
	said, err := os.Create(filepath.Join(os.TempDir(), filepath.Base(p.folder)+".said"))
	if err != nil {
		return err
	}
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Run(); err != nil {
		why, _ := os.ReadFile(said.Name())
		return errors.Join(fmt.Errorf("run %s: %w: %s", program, err, bytes.TrimSpace(why)), said.Close(), os.Remove(said.Name()))
	}
	return errors.Join(said.Close(), os.Remove(said.Name()))
}

// dsn addresses a database of the server in the form that both muster and psql take.
func (p *postgres) dsn(database string) string {
	query := url.Values{"host": {p.folder}, "user": {"bench"}, "sslmode": {"disable"}}
	return "postgres:///" + database + "?" + query.Encode()
}

// psql returns a command on a database, reading no start-up file.
func (p *postgres) psql(ctx context.Context, database string, args ...string) *exec.Cmd {
	return exec.CommandContext(ctx, "psql", append([]string{"-qXAt", "-v", "ON_ERROR_STOP=1", "-d", p.dsn(database)}, args...)...)
}

// exec runs statements, each on its own, and returns what they answer.
func (p *postgres) exec(ctx context.Context, database string, statements ...string) (string, error) {
	var args []string
	for _, s := range statements {
		args = append(args, "-c", s)
	}
	out, err := p.psql(ctx, database, args...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("psql: %w: %s", err, out)
	}
	return strings.TrimSpace(string(out)), nil
}

// fresh makes an empty database of that name, and leaves the server with nothing to catch up on.
func (p *postgres) fresh(ctx context.Context, database string) error {
	_, err := p.exec(ctx, "postgres", "set client_min_messages = warning", "drop database if exists "+database, "create database "+database, "checkpoint")
	return err
}

// findServer returns the folder of initdb: in PATH, or the newest of those where Debian puts them.
func findServer() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", fmt.Errorf("no PostgreSQL server found on this %s system: install one (Debian: apt install postgresql)", runtime.GOOS)
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })
	return filepath.Dir(newest), nil
}

func version(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	return n
}

func chownTo(path, name string) error {
	owner, err := user.Lookup(name)
	if err != nil {
		return fmt.Errorf("PostgreSQL does not run as root, and there is no user %s: %w", name, err)
	}
	uid, err := strconv.Atoi(owner.Uid)
	if err != nil {
		return err
	}
	gid, err := strconv.Atoi(owner.Gid)
	if err != nil {
		return err
	}
	return os.Chown(path, uid, gid)
}
