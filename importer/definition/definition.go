// Package definition reads the two files that people write for muster: the definition, which says how
// one kind of file becomes people, and the catalog, which says what rows may refer to.
//
// Both are strict YAML: an unknown key, a wrong type, an impossible value or a reference
// to nothing is refused with its place and the nearest word that is known, all of them at once and
// before anything is done. The sections of a definition belong to the packages that act on them; this package
// composes them, and makes the JSON schema with which editors complete and check while people type.
//
// It runs nothing: not the mapping, not the schedule, not the telling.
package definition

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"muster/importer"
	"muster/mapping"
	"muster/reports"
	"muster/sources"
)

// A Definition says how one kind of file becomes people.
type Definition struct {
	// Name is what imports and grants carry. Defaults to the name of the file without its ending.
	Name string `yaml:"name,omitempty"`
	// Source says where the file is and how it is read.
	Source sources.Config `yaml:"source,omitempty"`
	// Mapping says which column is which field. Defaults to what the header says.
	Mapping *mapping.Config `yaml:"mapping,omitempty"`
	// Rules say how people meet the directory.
	Rules importer.Rules `yaml:"rules,omitempty"`
	// Report says what is written about the rows.
	Report reports.Config `yaml:"report,omitempty"`
	// Schedule says when to run, as a cron expression of five fields: minute, hour, day,
	// month, weekday. "" is never.
	Schedule string `yaml:"schedule,omitempty"`
	// TimeZone is that of the schedule and of start and end dates, such as Europe/Berlin.
	// Defaults to UTC.
	TimeZone string `yaml:"time_zone,omitempty"`
	// CatchUp says how late a missed run is still made up for, such as 6h. Defaults to never.
	CatchUp string `yaml:"catch_up,omitempty"`
	// Tell says who is told about what.
	Tell []Tell `yaml:"tell,omitempty"`

	// SHA256 is the hash of the file as it was read, in hex, before variables were put in.
	SHA256 string `yaml:"-"`
	// Path and Text are the file and what it says, before variables were put in.
	Path string `yaml:"-"`
	Text string `yaml:"-"`
}

// A Tell says who is told about what: a mail address or a webhook.
type Tell struct {
	Mail string `yaml:"mail,omitempty"`
	// Webhook is the address that gets a POST.
	Webhook string `yaml:"webhook,omitempty"`
	// Secret signs what the webhook gets.
	Secret string `yaml:"secret,omitempty"`
	// On lists the events.
	On []string `yaml:"on" jsonschema:"enum=failed,enum=held,enum=rows_failed,enum=new_problems,enum=success,enum=finished,enum=no_file"`
	// NoFileAfter is the time of day, such as 06:00, by which a file is expected.
	NoFileAfter string `yaml:"no_file_after,omitempty" jsonschema:"pattern=^([01][0-9]|2[0-3]):[0-5][0-9]$"`
}

// Load reads the definition at path. Variables come from getenv, which may be [os.Getenv]; nil is an
// empty environment. What is wrong with the definition comes as *[Errors], all at once; a file
// that cannot be opened as the operating system's error.
func Load(path string, getenv func(string) string) (*Definition, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the definition: %w", err)
	}
	return Parse(path, data, getenv)
}

// Parse reads a definition from data; name stands for the file in errors. "${NAME}" is replaced from
// getenv where secrets and places belong: in source.location, under source.sftp and
// source.decrypt, and in tell's secret; a variable that is not set or empty is an error.
func Parse(name string, data []byte, getenv func(string) string) (*Definition, error) {
	d := &Definition{}
	doc, err := read(name, data, d, expander(getenv))
	if err != nil {
		return nil, err
	}
	check := definitionCheck{document: doc, definition: d}
	check.run()
	if err := doc.all(); err != nil {
		return nil, err
	}
	if d.Name == "" {
		base := filepath.Base(name)
		d.Name = strings.TrimSuffix(base, filepath.Ext(base))
	}
	d.Rules.ContactsOnly = d.Mapping != nil && d.Mapping.Record == "contact"
	sum := sha256.Sum256(data)
	d.Path, d.Text = name, string(data)
	d.SHA256 = hex.EncodeToString(sum[:])
	return d, nil
}
