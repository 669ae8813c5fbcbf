package main

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// invited are people who get mails, and what changes how they sign in.
var invited = map[string]string{
	"people.yaml": "name: people\nrules: {match: [external_id], onboarding: invite, notify: hold}\n",
	"people.csv": `Personnel number,E-Mail,Username,First name,Last name
B1,anita@example.com,anita,Anita,Singh
B2,bob@example.com,bob,Bob,Lee
B3,eve@example.com,eve,Eve,Wu
B4,dan@example.com,dan,Dan,Wu
`,
	"later.csv": `Personnel number,E-Mail,Status,Password hash
B1,anita@example.com,active,{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g0YWJj
B2,bob@example.com,inactive,
`,
}

// Mails that nobody has seen are withdrawn, those that were sent are listed, and who has signed in stays, deactivated.
func TestUndoMeetsMailsAndPeopleWhoSignedIn(t *testing.T) {
	onBothDesks(t, invited, func(d *desk) {
		d.run(0, "import", "-c", "people.yaml", "people.csv")
		id := d.query("select id from imports")[0]
		d.exec("update outbox set state = 'sent', sealed = '' where recipient = 'anita@example.com'")
		d.exec("update outbox set state = 'queued' where recipient = 'bob@example.com'")
		d.exec("update users set signed_in_at = '2026-01-01T00:00:00.000000Z' where username in ('anita', 'dan')")
		d.exec("insert into outbox (id, recipient, template, state, import_id, created_at)" +
			" select 'ffffffff-0000-7000-8000-000000000001', 'boss@example.com', 'import_report', 'queued', id, started_at from imports")
		want := `"restored":0,"removed":2,"deactivated":2,"kept":0,"mails":{"withdrawn":3,"sent":1},"sent_to":[{"to":"anita@example.com","template":"invitation"}]`
		if said := d.run(0, "undo", id, "--dry-run", "--json"); !strings.Contains(said, want) {
			d.Errorf("the dry run says %s", said)
		}
		if said := d.run(0, "undo", id, "--json"); !strings.Contains(said, want) {
			d.Errorf("the undo says %s", said)
		}
		mails := d.query("select recipient || ' ' || state || ' ' || (case when sealed = '' then 'empty' else 'sealed' end) from outbox order by recipient")
		if diff := cmp.Diff([]string{
			"anita@example.com sent empty", "bob@example.com withdrawn empty", "boss@example.com queued empty",
			"dan@example.com withdrawn empty", "eve@example.com withdrawn empty",
		}, mails); diff != "" {
			d.Error(diff)
		}
		users := d.query("select username || ' ' || status from users order by username")
		if diff := cmp.Diff([]string{"anita inactive", "dan inactive"}, users); diff != "" {
			d.Error(diff)
		}
		d.countingLawHolds()
	})
}

// tables returns what the tables hold, without the versions, which never go back.
func (d *desk) tables(names ...string) map[string][]string {
	d.Helper()
	all := d.dump()
	maps.DeleteFunc(all, func(column string, _ []string) bool {
		table, name, _ := strings.Cut(column, ".")
		return name == "version" || !slices.Contains(names, table)
	})
	if len(all) == 0 {
		d.Fatal("there are no such tables")
	}
	for _, cells := range all {
		slices.Sort(cells)
	}
	return all
}

// Passwords that an import set and invitations that it called back are as before.
func TestUndoPutsBackHowPeopleSignIn(t *testing.T) {
	onBothDesks(t, invited, func(d *desk) {
		d.run(0, "import", "-c", "people.yaml", "people.csv")
		how := []string{"contacts", "users", "identities", "invitations"}
		before := d.tables(how...)
		d.run(0, "import", "-c", "people.yaml", "later.csv")
		if cmp.Equal(before, d.tables(how...)) {
			d.Fatal("the import changed nothing")
		}
		d.run(0, "undo", d.query("select id from imports order by id desc limit 1")[0])
		if diff := cmp.Diff(before, d.tables(how...)); diff != "" {
			d.Errorf("-before +now:\n%s", diff)
		}
	})
}

// Who was deactivated because a file did not name them comes back, and leaves again with the next such file.
func TestUndoBringsAbsentPeopleBack(t *testing.T) {
	files := map[string]string{
		"full.yaml": "name: full\nsource: {content: full}\nrules: {missing: deactivate, limits: {deactivate: 5}, match: [external_id]}\n",
		"full.csv":  "Personnel number,E-Mail,First name,Last name\nB1,anita@example.com,Anita,Singh\nB2,bob@example.com,Bob,Lee\n",
		"half.csv":  "Personnel number,E-Mail,First name,Last name\nB2,bob@example.com,Bob,Lee\n",
	}
	onBothDesks(t, files, func(d *desk) {
		d.run(0, "import", "-c", "full.yaml", "full.csv")
		before := d.tables("contacts", "users", "feed_people")
		for range 2 {
			if said := d.run(0, "import", "-c", "full.yaml", "half.csv", "--json"); !strings.Contains(said, `"deactivated":1`) {
				d.Errorf("the half file says %s", said)
			}
			said := d.run(0, "undo", d.query("select id from imports order by id desc limit 1")[0], "--json")
			if !strings.Contains(said, `"restored":1`) {
				d.Errorf("the undo says %s", said)
			}
			if diff := cmp.Diff(before, d.tables("contacts", "users", "feed_people")); diff != "" {
				d.Errorf("-before +now:\n%s", diff)
			}
		}
		if said := d.run(0, "import", "-c", "full.yaml", "full.csv", "--json"); !strings.Contains(said, `"unchanged":2`) {
			d.Errorf("the full file says %s", said)
		}
	})
}
