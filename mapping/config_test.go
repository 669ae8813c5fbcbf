package mapping

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.yaml.in/yaml/v4"

	"muster/importer"
)

// load reads a mapping section as definitions are read: strictly.
func load(t *testing.T, text string) (*Config, error) {
	t.Helper()
	var c Config
	err := yaml.Load([]byte(text), &c, yaml.WithKnownFields())
	return &c, err
}

func mustLoad(t *testing.T, text string) *Config {
	t.Helper()
	c, err := load(t, text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestConfigYAML(t *testing.T) {
	c := mustLoad(t, `
record: user
fields:
  external_id: Personalnummer
  username: no
  given_name: {column: [First, Middle], join: "-"}
  mobile: {column: Mobil, region: DE}
  groups: {column: Abteilungen, split: ";", mode: own}
  status: {column: Status, values: {aktiv: active, inaktiv: inactive}}
  language: {column: Sprache, default: de, blank: keep, owner: file}
  portal: {constant: internal}
  attributes.cost_center: 4711
blank: keep
clear_token: "#clear"
`)
	dash, internal := "-", "internal"
	want := &Config{
		Record: "user", Blank: "keep", ClearToken: "#clear",
		Fields: map[string]Field{
			"external_id": {Column: Columns{"Personalnummer"}},
			"username":    {Column: Columns{"no"}},
			"given_name":  {Column: Columns{"First", "Middle"}, Join: &dash},
			"mobile":      {Column: Columns{"Mobil"}, Region: "DE"},
			"groups":      {Column: Columns{"Abteilungen"}, Split: ";", Mode: importer.ModeOwn},
			"status":      {Column: Columns{"Status"}, Values: map[string]string{"aktiv": "active", "inaktiv": "inactive"}},
			"language":    {Column: Columns{"Sprache"}, Default: "de", Blank: "keep", Owner: "file"},
			"portal":      {Constant: &internal},

			"attributes.cost_center": {Column: Columns{"4711"}},
		},
	}
	if diff := cmp.Diff(want, c, cmpopts.IgnoreUnexported(Field{})); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if problems := c.Check(); len(problems) > 0 {
		t.Errorf("Check finds %v", problems)
	}
	if f := c.Fields["mobile"]; f.line != 7 || f.column != 11 {
		t.Errorf("mobile stands at %d:%d, want 7:11", f.line, f.column)
	}
}

func TestConfigRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"an unknown key":     "fields: {email: {colunm: E-Mail}}",
		"a wrong type":       "fields: {email: {trim: perhaps}}",
		"a list for a field": "fields: {email: [a, b]}",
		"a section as name":  "fields: {email: {column: {a: b}}}",
	} {
		var errs *yaml.LoadErrors
		if _, err := load(t, text); !errors.As(err, &errs) {
			t.Errorf("%s: %v, want a LoadErrors with its place", name, err)
		}
	}
}

func TestCheck(t *testing.T) {
	tests := []struct {
		text string // of the fields
		want string // path: part of the message; "" is nothing wrong
		near string
	}{
		{"email: E-Mail", "", ""},
		{"emial: E-Mail", "fields.emial: there is no field", "email"},
		{"attributes.: X", "fields.attributes.: there is no field", ""},
		{"email: {}", "fields.email: it needs a column", ""},
		{"email: {column: A, constant: b}", "fields.email: column, constant, format and expr exclude", ""},
		{"email: {column: A, expr: lower(value)}", "", ""},
		{"email: {column: A, join: ','}", "fields.email.join: there is nothing to join", ""},
		{"email: {column: [A, '']}", "fields.email.column: a column needs a name", ""},
		{"email: {column: A, mode: own}", "fields.email.mode: mode is for lists", ""},
		{"groups: {column: A, mode: owm}", "fields.groups.mode: \"owm\" is none", "own"},
		{"email: {column: A, blank: kep}", "fields.email.blank: \"kep\" is none", "keep"},
		{"email: {column: A, owner: me}", "fields.email.owner: \"me\" is none", ""},
		{"email: {column: A, region: DE}", "fields.email.region: region is for mobile and phone", ""},
		{"phone: {column: A, region: Germany}", "fields.phone.region: \"Germany\" is no country code", ""},
		{"phone: {column: A, region: XX}", "fields.phone.region: \"XX\" is no country code", ""},
		{"start_date: {column: A, date: DD.MM.YYYY}", "", ""},
		{"start_date: {column: A, date: soon}", "fields.start_date.date: \"soon\" is no layout", ""},
		{"email: {column: A, date: DD.MM.YYYY}", "fields.email.date: this field is no date", ""},
		{"email: {column: A, lower: true, upper: true}", "fields.email: lower, upper and title exclude", ""},
		{"password: {constant: secret}", "fields.password: a secret must come from a column", ""},
		{"username: {format: '{given_name:1'}", "fields.username.format: the format", ""},
		{"username: {format: '{given_name:x}'}", "fields.username.format: the format", ""},
		{"display_name: {expr: 'family_nme'}", "fields.display_name.expr: the expression is wrong at line 1, column 1", ""},
		{"display_name: {expr: 'now()'}", "fields.display_name.expr: the expression is wrong", ""},
		{"display_name: {expr: '1 + 1'}", "fields.display_name.expr: the expression is wrong", ""},
		{"email: {column: A, when: 'value'}", "fields.email.when: the expression is wrong", ""},
		{"{display_name: {expr: username}, username: {format: '{display_name}'}}", "it is made of itself", ""},
		{"display_name: {expr: display_name}", "fields.display_name: it is made of itself", ""},
	}
	for _, tt := range tests {
		text := "fields:\n  " + tt.text
		if strings.HasPrefix(tt.text, "{") {
			text = "fields: " + tt.text
		}
		problems := mustLoad(t, text).Check()
		switch {
		case tt.want == "" && len(problems) > 0:
			t.Errorf("%s: %v, want nothing", tt.text, problems)
		case tt.want == "":
		case len(problems) != 1:
			t.Errorf("%s: %v, want one problem", tt.text, problems)
		case !strings.Contains(problems[0].Path+": "+problems[0].Message, tt.want) || problems[0].Near != tt.near || problems[0].Line == 0:
			t.Errorf("%s: %v, want %q near %q", tt.text, problems[0], tt.want, tt.near)
		}
	}
}

func TestCheckAtTheTop(t *testing.T) {
	problems := (&Config{Record: "usr", Blank: "wipe"}).Check()
	if got := fmt.Sprint(problems); !strings.Contains(got, `mapping.record: "usr"`) || !strings.Contains(got, `did you mean "user"`) || !strings.Contains(got, "mapping.blank") {
		t.Errorf("Check = %s", got)
	}
}

func TestNewRefuses(t *testing.T) {
	in := Inspect(table("Vorname|E-Mail", "Ann|a@x.org"), InspectOptions{})
	cfg := mustLoad(t, `fields: {given_name: Vornahme, email: e-mail, family_name: Zuname, username: {format: "{Kurz}"}, display_name: {expr: 'cell("Titel")'}}`)
	_, err := New(cfg, in, Options{})
	var columns *ColumnError
	if !errors.As(err, &columns) {
		t.Fatalf("New = %v, want a ColumnError", err)
	}
	want := []MissingColumn{{"given_name", "Vornahme", "Vorname"}, {"family_name", "Zuname", ""}, {"display_name", "Titel", ""}, {"username", "Kurz", ""}}
	if diff := cmp.Diff(want, columns.Missing); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
	if got := err.Error(); !strings.Contains(got, `did you mean "Vorname"?`) || !strings.Contains(got, `"Vorname", "E-Mail"`) {
		t.Errorf("the error does not name the columns: %s", got)
	}

	var wrong *ConfigError
	if _, err := New(mustLoad(t, "fields: {emial: X}"), in, Options{}); !errors.As(err, &wrong) || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("New = %v, want a ConfigError with a place", err)
	}
}

// Without a definition a column must say who is who.
func TestNewNobody(t *testing.T) {
	in := Inspect(table("Name|Team", "Ann Lee|Sales"), InspectOptions{})
	made := &importer.Catalog{Username: importer.UsernameRules{Format: "{given_name}.{family_name}"}}
	for name, cfg := range map[string]*Config{"no definition": nil, "one without fields": {}} {
		var nobody *NobodyError
		if _, err := New(cfg, in, Options{}); !errors.Is(err, ErrNobody) || !errors.As(err, &nobody) || !strings.Contains(err.Error(), `the columns are "Name", "Team"; name`) {
			t.Errorf("%s: New = %v, want a NobodyError with the columns", name, err)
		}
		if _, err := New(cfg, in, Options{Catalog: made}); err != nil {
			t.Errorf("%s: New = %v, though usernames are made of names", name, err)
		}
	}
	if _, err := New(mustLoad(t, "fields: {external_id: Team}"), in, Options{}); err != nil {
		t.Errorf("New = %v, though the definition says who is who", err)
	}
	if _, err := New(nil, Inspect(nil, InspectOptions{}), Options{}); err != nil {
		t.Errorf("New = %v for a file without anything", err)
	}
}

func TestOwners(t *testing.T) {
	c := mustLoad(t, "fields: {email: {column: A, owner: first}, phone: {column: B, owner: directory}, mobile: {column: C, owner: file}, username: D}")
	if diff := cmp.Diff(map[string]string{"email": "first", "phone": "directory"}, c.Owners()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
