package main

import (
	"bufio"
	"bytes"
	"context"
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"muster/importer/importertest/people"
)

//go:embed yardstick/schema.sql yardstick/import.sql
var scripts embed.FS

// yardstick is the job in SQL written by hand, in a database of its own.
type yardstick struct {
	server   *postgres
	database string
	folder   string // where people.csv is read and the report is written
}

// prepare makes the tables, the groups and the roles.
func (y *yardstick) prepare(ctx context.Context) error {
	if err := os.RemoveAll(y.folder); err != nil { // of the round before
		return err
	}
	if err := os.CopyFS(y.folder, scripts); err != nil {
		return err
	}
	if err := y.server.fresh(ctx, y.database); err != nil {
		return err
	}
	schema, err := scripts.ReadFile("yardstick/schema.sql")
	if err != nil {
		return err
	}
	_, err = y.server.exec(ctx, y.database, string(schema),
		"insert into groups (name) values "+tuples(people.Groups()),
		"insert into roles (name) values "+tuples(people.Roles()))
	return err
}

// measure imports the file.
func (y *yardstick) measure(ctx context.Context, file string) (measurement, error) {
	input := filepath.Join(y.folder, "people.csv")
	if err := os.Remove(input); err != nil && !os.IsNotExist(err) {
		return measurement{}, err
	}
	if err := os.Symlink(file, input); err != nil {
		return measurement{}, err
	}
	cmd := y.server.psql(ctx, y.database, "-f", filepath.Join("yardstick", "import.sql"))
	cmd.Dir = y.folder
	m, out, err := measure(ctx, cmd)
	if err != nil {
		return measurement{}, err
	}
	m.peak = 0 // psql's; the server does the work
	m.counts, err = parseCounts(out)
	return m, err
}

// parseCounts reads lines of the form result|count.
func parseCounts(out []byte) (counts, error) {
	var c counts
	into := map[string]*int{"created": &c.Created, "updated": &c.Updated, "unchanged": &c.Unchanged, "failed": &c.Failed}
	lines := bufio.NewScanner(bytes.NewReader(out))
	for lines.Scan() {
		result, number, ok := strings.Cut(lines.Text(), "|")
		count, err := strconv.Atoi(number)
		if !ok || err != nil || into[result] == nil {
			return c, fmt.Errorf("the yardstick answers %q, not result|count", lines.Text())
		}
		*into[result] = count
	}
	return c, lines.Err()
}

// tuples writes names as the rows of a values list; they hold no quotes.
func tuples(names []string) string { return "('" + strings.Join(names, "'), ('") + "')" }
