package main

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"
)

// carriedHash is the hash of a password that nobody has; it is what the directory is to keep.
const carriedHash = "$6$rounds=5000$muster.example$S64Q9L7esQB3Q2oWHRLlexGzK0AytiWCz5gw9gcg8LbGTbQL3mtk.SnyAYXBPnFKI5ovtLGTHmBE17j1ketNT1"

// guarded are the secrets of the files below: passwords and confirmations that are good, refused and kept back, hashes and
// salts, in columns that are mapped and in some that nobody asked for.
var guarded = []string{
	"Zq7!first-MARK", "Zq7!later-MARK", "Zq7!typo-MARKa", "Zq7!typo-MARKb", "nodigitMARK", "Zq7!muchtoolongMARKforthepolicy",
	"Zq7!invited-MRK", "c00l-MARK-no-hash", "MARKsaltySalt", "5f4dcc3b5aa765d61d8327deb882cf99", "Zq7!unmappedMARK", "Zq7!Kennwort-MRK",
	"$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy", "Zq7!secondMARK", "Zq7!stdin-MARK",
}

const secretHeader = "E-Mail,Username,First name,Last name,Password,Confirm password,Password hash,Password salt,Onboarding,Old password,Kennwort alt,bcrypt\n"

var secretFiles = map[string]string{
	"catalog.yaml": "tenant: {name: Acme, url: 'https://id.example.com'}\n",
	"people.yaml": `name: people
mapping:
  fields: {email: E-Mail, username: Username, given_name: First name, family_name: Last name, password: Password, onboarding: Onboarding,
    password_confirmation: Confirm password, password_hash: Password hash, password_salt: Password salt}
rules: {match: [email], notify: send}
`,
	"people.csv": secretHeader +
		"a@example.com,anna,Anna,Lee,Zq7!first-MARK,Zq7!first-MARK,,,direct,Zq7!unmappedMARK,Zq7!Kennwort-MRK,$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy\n" +
		"b@example.com,berta,Berta,Lee,Zq7!typo-MARKa,Zq7!typo-MARKb,,,direct,Zq7!unmappedMARK,,\n" +
		"c@example.com,carl,Carl,Lee,nodigitMARK,,,,direct,,,\n" +
		"d@example.com,dora,Dora,Lee,Zq7!muchtoolongMARKforthepolicy,,,,direct,,,\n" +
		"e@example.com,emil,Emil,Lee,,," + carriedHash + ",,direct,,,\n" +
		"f@example.com,frida,Frida,Lee,,,c00l-MARK-no-hash,,direct,,,\n" +
		"g@example.com,gustav,Gustav,Lee,,,5f4dcc3b5aa765d61d8327deb882cf99,MARKsaltySalt,direct,,,\n" +
		"h@example.com,hanna,Hanna,Lee,Zq7!invited-MRK,,,,invite,,,\n" +
		"i@example.com,ida,Ida,Lee,,,,,temporary_password,Zq7!unmappedMARK,,\n" +
		"j@example.com,jan,Jan,Lee,,,,,temporary_password,,,\n" +
		"k@,kim,Kim,Lee,Zq7!secondMARK,,,,direct,,,\n",
	"later.csv":  secretHeader + "a@example.com,anna,Anna,Leeway,Zq7!later-MARK,,,,direct,,,\n",
	"broken.csv": secretHeader + "a@example.com,anna,Anna,\"Le\"x,Zq7!first-MARK,,,,,,\n",
}

// TestNoSecretIsShownOrKept takes secrets through every command that can come upon one, and looks for them in all that
// was printed, in every file and in every column of the directory: as they are, in base64 and in hex.
func TestNoSecretIsShownOrKept(t *testing.T) {
	onBothDesks(t, secretFiles, func(d *desk) {
		office := openPostOffice(d.T)
		office.refuse = func(to string) error {
			if to == "j@example.com" {
				return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
			}
			return nil
		}
		online := d.with(office.env())
		var said strings.Builder
		say := func(stdin string, args ...string) {
			code, stdout, stderr := online.try(stdin, args...)
			fmt.Fprintf(&said, "$ muster %s\n%s%sexit %d\n", strings.Join(args, " "), stdout, stderr, code)
		}
		id := online.goThroughEverything(&said, say)

		secrets := append([]string{}, guarded...)
		for _, l := range office.collect() {
			switch {
			case strings.Contains(l.text, "token="):
				secrets = append(secrets, online.first(linkLine, l.text))
			case l.subject == "Your temporary password at Acme":
				secrets = append(secrets, online.first(passwordLine, l.text))
			}
		}
		if len(secrets) != len(guarded)+2 {
			d.Fatalf("%d secrets arrived by mail, want a password and a link\n%s", len(secrets)-len(guarded), said.String())
		}
		online.search(secrets, said.String())
		// What is handed out is a secret as well, and nowhere but in its file.
		say("", "outbox", "export", id, "-o", "list.csv")
		list := online.readList("list.csv")
		if err := os.Remove("list.csv"); err != nil {
			d.Fatal(err)
		}
		online.search(append(secrets, list[0][3]), said.String())
	})
}

// goThroughEverything runs the commands that see secrets, and returns the id of the import that mails.
func (d *desk) goThroughEverything(said *strings.Builder, say func(stdin string, args ...string)) string {
	say("", "catalog", "load", "catalog.yaml")
	say("", "inspect", "people.csv")
	say("", "inspect", "people.csv", "--json")
	say("", "init", "people.csv")
	say("", "plan", "-c", "people.yaml", "people.csv", "-o", "plan.jsonl", "--report", "planned.jsonl", "--report", "planned.csv")
	say("", "plan", "-c", "people.yaml", "people.csv", "--json", "--report", "planned.html")
	say("", "import", "-c", "people.yaml", "people.csv", "--failed", "failed.csv", "--report", "report.csv", "--report", "report.xlsx", "--report", "report.jsonl", "--report", "report.html")
	id := d.query("select id from imports order by started_at desc limit 1")[0]
	say("", "import", "failed.csv", "--json")
	say("", "import", "broken.csv", "--failed", "failed.xlsx")
	say(secretHeader+"s@example.com,stan,Stan,Lee,Zq7!stdin-MARK,Zq7!stdin-MARK,,,direct,,,\n", "import", "-", "--json", "--report", "stdin.csv")
	say("", "plan", "-c", "people.yaml", "later.csv", "-o", "later.plan")
	say("", "apply", "later.plan", "later.csv")
	say("", "outbox", "send")
	for _, list := range []string{"users", "contacts", "audit", "outbox", "imports"} {
		say("", list)
		say("", list, "--json")
	}
	say("", "imports", "show", id, "--rows")
	say("", "imports", "show", id, "--rows", "--json")
	say("", "person", "show", "anna")
	say("", "person", "show", "a@example.com", "--json")
	say("", "person", "show", "hanna", "--json")
	say("wrong-guess\n", "password", "check", "emil")
	if d.run(0, "users", "--json") == "" || !strings.Contains(said.String(), "exit 3") {
		d.Fatalf("nothing came of it\n%s", said.String())
	}
	last := d.query("select id from imports where source = 'later.csv' order by started_at desc limit 1")
	if len(last) != 1 {
		d.Fatalf("the plan was not applied\n%s", said.String())
	}
	say("", "undo", last[0], "--report", "undone.csv")
	if got := d.query("select family_name from contacts where given_name = 'Anna'"); len(got) != 1 || got[0] != "Lee" {
		d.Fatalf("nothing was undone: %v\n%s", got, said.String())
	}
	return id
}

// search looks for the secrets in what was said, in the files but those of the test itself, and in the directory.
func (d *desk) search(secrets []string, said string) {
	d.Helper()
	places := map[string]string{"what was printed": said}
	for path, content := range d.files() {
		if _, given := secretFiles[path]; !given {
			places["file "+path] = content + unzipped(content)
		}
	}
	for column, cells := range d.dump() {
		places["column "+column] = strings.Join(cells, "\n")
	}
	// The hash that was carried over is in one place, and nowhere else.
	for place, content := range maps.All(places) {
		if strings.Contains(content, carriedHash) && place != "column identities.secret" && place != "file muster.db" && place != "file muster.db-wal" {
			d.Errorf("%s has the hash", place)
		}
		for _, secret := range secrets {
			for _, form := range formsOf(secret) {
				if i := strings.Index(content, form); i >= 0 {
					d.Errorf("%s has %s in it: …%q…", place, secret, content[max(0, i-80):min(len(content), i+80)])
				}
			}
		}
	}
	if !strings.Contains(places["column identities.secret"], carriedHash) || !strings.Contains(places["column identities.secret"], "$argon2id$") {
		d.Errorf("the search does not find what is there: %s\n%s", places["column identities.secret"], said)
	}
}

// formsOf returns how a secret can stand in a text: as it is, in hex, and within what is in base64, wherever it begins.
func formsOf(secret string) []string {
	forms := []string{secret, hex.EncodeToString([]byte(secret)), strings.ToUpper(hex.EncodeToString([]byte(secret)))}
	for skip := range 3 {
		encoded := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("x", skip) + secret))
		inner := encoded[(skip*8+5)/6 : len(encoded)-1]
		forms = append(forms, inner, strings.NewReplacer("+", "-", "/", "_").Replace(inner))
	}
	return forms
}

// unzipped returns the files of an archive, such as a workbook is; "" for anything else.
func unzipped(content string) string {
	archive, err := zip.NewReader(bytes.NewReader([]byte(content)), int64(len(content)))
	if err != nil {
		return ""
	}
	var all strings.Builder
	for _, file := range archive.File {
		if r, err := file.Open(); err == nil {
			_, _ = io.Copy(&all, r) // a part that cannot be read has nothing to hide
			_ = r.Close()
		}
	}
	return all.String()
}
