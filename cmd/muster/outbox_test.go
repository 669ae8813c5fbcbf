package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"

	"muster/importer/value/password"
)

// welcoming are the files of an import that mails: two people with temporary passwords, one invited.
var welcoming = map[string]string{
	"catalog.yaml": "tenant: {name: Acme, url: 'https://id.example.com'}\nroles: [editor]\nactors: [{name: clerk}, {name: boss, roles: [editor]}]\n",
	"send.yaml":    "name: new-people\nrules: {onboarding: temporary_password, notify: send}\n",
	"hold.yaml":    "name: new-people\nrules: {onboarding: temporary_password, notify: hold}\n",
	"people.csv": `E-Mail,Username,First name,Last name,Language,Roles,Onboarding
anita@example.com,anita,Anita,Singh,en,editor,
bob@example.com,bob,Bob,Lee,en,,
ida@example.com,ida,Ida,Wu,en,,invite
`,
}

var (
	passwordLine = regexp.MustCompile(`(?m)^    (\S+)$`)
	linkLine     = regexp.MustCompile(`(?m)^https://id\.example\.com/invitation\?token=(\S+)$`)
)

// first returns what the expression finds in the text.
func (d *desk) first(expression *regexp.Regexp, text string) string {
	d.Helper()
	found := expression.FindStringSubmatch(text)
	if found == nil {
		d.Fatalf("nothing like %s in\n%s", expression, text)
	}
	return found[1]
}

// importID runs an import and returns its id.
func (d *desk) importID(args ...string) string {
	d.Helper()
	var summary struct{ Import string }
	if err := json.Unmarshal([]byte(d.run(0, append([]string{"import", "--json"}, args...)...)), &summary); err != nil {
		d.Fatal(err)
	}
	return summary.Import
}

func (d *desk) sealedMails() string {
	d.Helper()
	return d.query("select count(*) from outbox where sealed <> ''")[0]
}

// mailStates returns recipient, template and state of every mail.
func (d *desk) mailStates() []string {
	d.Helper()
	return d.query("select recipient || ' ' || template || ' ' || state from outbox order by recipient, id")
}

// verifies reports whether the password is the user's.
func (d *desk) verifies(user, password string) bool {
	d.Helper()
	code, _, stderr := d.try(password+"\n", "password", "check", user)
	if code != exitDone && code != exitRowsFailed {
		d.Fatal(stderr)
	}
	return code == exitDone
}

func TestMailsOfAnImportArrive(t *testing.T) {
	onBothDesks(t, welcoming, func(d *desk) {
		office := openPostOffice(d.T)
		online := d.with(office.env())
		online.run(0, "catalog", "load", "catalog.yaml")
		online.importID("-c", "send.yaml", "people.csv")
		if got := online.run(0, "outbox", "send"); got != "sent 5, put back 0, dead 0, waiting 0\n" {
			d.Error(got)
		}
		letters := make(map[string][]letter)
		for _, l := range office.collect() {
			letters[l.to] = append(letters[l.to], l)
		}
		for user, to := range map[string]string{"anita": "anita@example.com", "bob": "bob@example.com"} {
			mails := letters[to]
			if len(mails) != 2 || !strings.Contains(mails[0].text, "username is: "+user) {
				d.Fatalf("to %s came %+v", to, mails)
			}
			secret := d.first(passwordLine, mails[1].text)
			if !d.verifies(to, secret) || d.verifies(to, secret+"x") {
				d.Errorf("the password of %s does not let them in", to)
			}
			if strings.Contains(mails[0].text, secret) {
				d.Errorf("the first mail to %s has the password in it", to)
			}
		}
		token := d.first(linkLine, letters["ida@example.com"][0].text)
		if got := d.query("select token_hash from invitations"); !cmp.Equal(got, []string{password.TokenHash(token)}) {
			d.Errorf("the link is not the one of the invitation")
		}
		if n := d.sealedMails(); n != "0" {
			d.Errorf("%s secrets are left", n)
		}
		if got := online.run(0, "outbox", "send", "--json"); got != `{"sent":0,"retried":0,"dead":0,"waiting":0}`+"\n" || len(office.collect()) != 0 {
			d.Errorf("a second time: %s", got)
		}
	})
}

func TestAMailServerMayRefuse(t *testing.T) {
	onBothDesks(t, welcoming, func(d *desk) {
		office := openPostOffice(d.T)
		office.refuse = func(to string) error {
			switch to {
			case "anita@example.com":
				return &smtp.SMTPError{Code: 450, EnhancedCode: smtp.EnhancedCode{4, 2, 0}, Message: "try again later"}
			case "bob@example.com":
				return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
			}
			return nil
		}
		online := d.with(office.env())
		online.run(0, "catalog", "load", "catalog.yaml")
		id := online.importID("-c", "send.yaml", "people.csv")
		code, stdout, stderr := online.try("", "outbox", "send")
		if want := "sent 1, put back 1, dead 2, waiting 1\n"; code != exitRowsFailed || stdout != want {
			d.Errorf("%d, %q, want %q", code, stdout, want)
		}
		if !strings.Contains(stderr, "no such user") || strings.Contains(stderr, "@example.com") {
			d.Errorf("says %s", stderr)
		}
		want := []string{
			"anita@example.com account_created queued", "anita@example.com temporary_password queued",
			"bob@example.com account_created dead", "bob@example.com temporary_password dead", "ida@example.com invitation sent",
		}
		if diff := cmp.Diff(want, d.mailStates()); diff != "" {
			d.Errorf("the outbox is another (-want +got):\n%s", diff)
		}
		// What is dead can be handed out all the same.
		d.run(0, "outbox", "export", id, "-o", "list.csv")
		if list := d.readList("list.csv"); len(list) != 2 || !d.verifies("bob", list[1][3]) {
			d.Errorf("%d people are on the list", len(list))
		}
	})
}

// readList reads a list of credentials without its header.
func (d *desk) readList(path string) [][]string {
	d.Helper()
	file, err := os.Open(path)
	if err != nil {
		d.Fatal(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || info.Mode().Perm() != 0o600 {
		d.Errorf("%s has mode %v, %v", path, info.Mode(), err)
	}
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || !slices.Equal(rows[0], []string{"username", "email", "kind", "link_or_password", "expires"}) {
		d.Fatalf("the list has the header %v, %v", rows, err)
	}
	return rows[1:]
}

func TestCredentialsAreHandedOutOnce(t *testing.T) {
	onBothDesks(t, welcoming, func(d *desk) {
		d.run(0, "catalog", "load", "catalog.yaml")
		id := d.importID("-c", "hold.yaml", "people.csv")
		if code, _, stderr := d.try("", "outbox", "export", id, "-o", "list.csv", "--actor", "clerk"); code != exitUsage || !strings.Contains(stderr, "role editor") {
			d.Errorf("who does not hold what Anita holds: %d, %s", code, stderr)
		}
		if err := os.WriteFile("mine.csv", []byte("mine"), 0o600); err != nil {
			d.Fatal(err)
		}
		d.run(exitUsage, "outbox", "export", id, "-o", "mine.csv")
		if text, err := os.ReadFile("mine.csv"); string(text) != "mine" {
			d.Errorf("the file was written over, %v", err)
		}
		d.with(map[string]string{"MUSTER_KEY": "CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI"}).run(exitFailed, "outbox", "export", id, "-o", "list.csv")
		if _, err := os.Stat("list.csv"); !errors.Is(err, os.ErrNotExist) {
			d.Errorf("half a list stays: %v", err)
		}
		d.run(0, "outbox", "export", id, "-o", "list.csv", "--actor", "boss")
		list := d.readList("list.csv")
		if len(list) != 3 || list[1][0] != "bob" || list[2][2] != "invitation" || list[2][4] == "" {
			d.Fatalf("the list is %v", list)
		}
		if !d.verifies("anita", list[0][3]) {
			d.Error("the password of Anita does not let her in")
		}
		token := d.first(linkLine, list[2][3])
		if got := d.query("select token_hash from invitations"); !cmp.Equal(got, []string{password.TokenHash(token)}) {
			d.Errorf("the link is not the one of the invitation")
		}
		if n := d.sealedMails(); n != "0" {
			d.Errorf("%s secrets are left", n)
		}
		for _, state := range d.mailStates() {
			if !strings.HasSuffix(state, " withdrawn") {
				d.Errorf("%s, want it withdrawn", state)
			}
		}
		d.run(exitFailed, "outbox", "export", id, "-o", "again.csv")
		if got := d.query("select actor from audit where event = 'credentials.exported'"); !cmp.Equal(got, []string{"boss", "boss", "boss"}) {
			d.Errorf("the audit says that %v has them", got)
		}
	})
}

func TestMailsAreHeldUntilReleased(t *testing.T) {
	onBothDesks(t, welcoming, func(d *desk) {
		office := openPostOffice(d.T)
		online := d.with(office.env())
		online.run(0, "catalog", "load", "catalog.yaml")
		id := online.importID("-c", "hold.yaml", "people.csv")
		online.run(0, "outbox", "send")
		if n := len(office.collect()); n != 0 {
			d.Errorf("%d mails were sent", n)
		}
		online.run(exitUsage, "outbox", "release", id, "--actor", "clerk")
		if got := online.run(0, "outbox", "release", id, "--json"); got != `{"import":"`+id+`","released":5}`+"\n" {
			d.Error(got)
		}
		online.with(map[string]string{"MUSTER_KEY": "", "MUSTER_KEY_FILE": "none.key"}).run(exitUsage, "outbox", "send")
		online.run(0, "outbox", "send")
		if n := len(office.collect()); n != 5 {
			d.Errorf("%d mails were sent", n)
		}
		online.run(exitFailed, "outbox", "drop", id)
	})
}
