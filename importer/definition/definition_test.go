package definition

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster/importer"
)

func TestGoodDefinitionsAreRead(t *testing.T) {
	paths, err := filepath.Glob("testdata/good/*.yaml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no good definitions: %v", err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			if _, err := Load(path, environment); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestDefinitionSaysWhatTheFileSays(t *testing.T) {
	const path = "testdata/good/hr-nightly.yaml"
	d, err := Load(path, environment)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(readFile(t, path))
	if want := hex.EncodeToString(sum[:]); d.SHA256 != want {
		t.Errorf("SHA256 = %s, want %s", d.SHA256, want)
	}
	want := importer.Rules{
		Match: []string{"external_id", "email"}, ExternalSystem: "sap", Existing: "update", Repeats: "refuse", Contact: "create",
		Required: []string{"given_name", "family_name", "email"}, Onboarding: "invite",
		Organization: &importer.RuleOrganization{Name: "hq", Role: "member"},
		ActorHolds:   &importer.Holdings{Scopes: []string{"admin"}, Rights: []string{"Any_User_Write", "Any_User_read"}},
		Missing:      "keep", Limits: importer.Limits{Deactivate: "5%", Update: "75%", Failed: "20%"},
		Severity: map[string]string{"group.unknown": "warning"}, Notify: "send",
	}
	if diff := cmp.Diff(want, d.Rules); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
	tell := []Tell{
		{Mail: "hr-it@example.com", On: []string{"failed", "held", "new_problems", "no_file"}, NoFileAfter: "06:00"},
		{Webhook: "https://ops.example.com/hook", Secret: "not to be shown", On: []string{"finished"}},
	}
	if diff := cmp.Diff(tell, d.Tell); diff != "" {
		t.Errorf("tell (-want +got):\n%s", diff)
	}
	got := []string{d.Name, d.Source.Content, d.Schedule, d.TimeZone, d.CatchUp, d.Report.Columns, d.Mapping.Record}
	if diff := cmp.Diff([]string{"hr-nightly", "full", "30 2 * * *", "Europe/Berlin", "6h", "all", "user"}, got); diff != "" {
		t.Errorf("other keys (-want +got):\n%s", diff)
	}
}

func TestNumbersAndWordsStayAsTheyAreWritten(t *testing.T) {
	d := parsed(t, "name: 01234\nrules:\n  external_system: no\n  limits: {create: 40, update: 0}\n")
	got := []string{d.Name, d.Rules.ExternalSystem, d.Rules.Limits.Create, d.Rules.Limits.Update, d.Rules.Limits.Deactivate}
	if diff := cmp.Diff([]string{"01234", "no", "40", "0", ""}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNameDefaultsToTheFile(t *testing.T) {
	d, err := Parse("/etc/muster/lab-weekly.yaml", []byte("rules: {existing: skip}\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if d.Name != "lab-weekly" {
		t.Errorf("Name = %q, want lab-weekly", d.Name)
	}
}

func TestContactsOnlyComesFromTheMapping(t *testing.T) {
	for record, want := range map[string]bool{"contact": true, "user": false} {
		if d := parsed(t, "mapping: {record: "+record+"}\n"); d.Rules.ContactsOnly != want {
			t.Errorf("record %s: ContactsOnly = %t, want %t", record, d.Rules.ContactsOnly, want)
		}
	}
}

func TestVariables(t *testing.T) {
	env := func(name string) string { return map[string]string{"DIR": "/data", "NESTED": "${DIR}"}[name] }
	tests := []struct{ value, want, wrong string }{
		{"plain", "plain", ""},
		{"${DIR}", "/data", ""},
		{"a${DIR}b${DIR}c", "a/datab/datac", ""},
		{"${NESTED}", "${DIR}", ""}, // what comes out of the environment is not looked at again
		{"$DIR $$ {DIR}", "$DIR $$ {DIR}", ""},
		{"${NONE}", "", "NONE is not set"},
		{"${}", "", "is written as"},
		{"${1A}", "", "is written as"},
		{"${DIR", "", "is written as"},
	}
	for _, test := range tests {
		got, err := expand(test.value, env)
		if got != test.want || (err == nil) != (test.wrong == "") || err != nil && !strings.Contains(err.Error(), test.wrong) {
			t.Errorf("expand(%q) = %q, %v; want %q, %q", test.value, got, err, test.want, test.wrong)
		}
	}
	if _, err := expand("${DIR}", nil); err == nil {
		t.Error("without an environment a variable was found")
	}
}

func TestVariablesAreOnlyWhereTheyBelong(t *testing.T) {
	d := parsed(t, "name: ${HR_KEY}\nsource: {location: \"${HR_KEY}.csv\"}\n")
	if d.Name != "${HR_KEY}" || d.Source.Location != "/secrets/hr.key.csv" {
		t.Errorf("name %q, location %q", d.Name, d.Source.Location)
	}
}

// What stands in the environment must not come back in a message.
func TestErrorsHoldNothingOfTheEnvironment(t *testing.T) {
	_, err := Parse("d.yaml", []byte("tell:\n  - {mail: a@example.com, secret: \"${HOOK_SECRET}\", on: [faild]}\n"), environment)
	if err == nil || strings.Contains(err.Error(), environment("HOOK_SECRET")) {
		t.Errorf("error: %v", err)
	}
}

func TestErrorsNameTheirPlace(t *testing.T) {
	_, err := Parse("d.yaml", []byte("rules:\n  exsting: skip\n"), nil)
	var all *Errors
	if !errors.As(err, &all) || len(all.List) != 1 {
		t.Fatalf("error: %v", err)
	}
	want := Error{File: "d.yaml", Line: 2, Column: 3, Message: `unknown key "exsting" in rules`, Hint: "existing"}
	if diff := cmp.Diff(want, *all.List[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSingleErrorsCanBeFound(t *testing.T) {
	_, err := Parse("d.yaml", []byte("name: [a]\n"), nil)
	var one *Error
	if !errors.As(err, &one) || one.Line != 1 || one.Column != 7 {
		t.Errorf("found %+v in %v", one, err)
	}
}

func TestFilesThatAreTooLargeAreNotRead(t *testing.T) {
	_, err := Parse("d.yaml", bytes.Repeat([]byte("#"), maxSize+1), nil)
	if err == nil || !strings.Contains(err.Error(), "larger than 32 MiB") {
		t.Errorf("error: %v", err)
	}
}

// A tree as deep as the file is long must not use up the stack.
func TestDeepFilesAreRefused(t *testing.T) {
	for _, open := range []string{"[", "{a: ", "- "} {
		if _, err := Parse("d.yaml", []byte(strings.Repeat(open, 100_000)), nil); err == nil {
			t.Errorf("100,000 times %q was read", open)
		}
	}
}

func TestFilesThatAreNotThere(t *testing.T) {
	if _, err := Load("testdata/none.yaml", nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Load: %v", err)
	}
	if _, err := LoadCatalog("testdata/none.yaml"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("LoadCatalog: %v", err)
	}
}

func TestCronFields(t *testing.T) {
	tests := map[string]bool{
		"* * * * *": true, "0 0 1 1 0": true, "59 23 31 12 7": true, "*/5 0-23/2 1,15,31 JAN-mar sun,mon-fri": true,
		"60 * * * *": false, "* 24 * * *": false, "* * 0 * *": false, "* * * 13 *": false, "* * * * 8": false,
		"5-1 * * * *": false, "0 0 31 4 *": false, "*/0 * * * *": false, "*/x * * * *": false, ", * * * *": false, "- * * * *": false,
		"+5 * * * *": false, "* * * ja *": false, "* * * anf *": false, "1- * * * *": false, "* * * * ": false, "": true,
	}
	for expression, want := range tests {
		_, err := Parse("d.yaml", []byte("schedule: \""+expression+"\"\n"), nil)
		if (err == nil) != want {
			t.Errorf("%q: %v, want allowed %t", expression, err, want)
		}
	}
}

func parsed(t *testing.T, data string) *Definition {
	t.Helper()
	d, err := Parse("d.yaml", []byte(data), environment)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
