package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// departing are files about Annabelle, who is called in many ways, and who will want to be forgotten. Whatever is hers has
// "belle" in it.
var departing = map[string]string{
	"catalog.yaml": "tenant: {name: Acme, url: 'https://id.example.com'}\ngroups: [Sales]\nroles: [editor]\nactors: [{name: clerk}]\nattributes: {nick: {type: string}}\n",
	"people.yaml":  "name: people\nrules: {match: [external_id], onboarding: invite, notify: hold}\n",
	"people.csv": `Personnel number,E-Mail,Username,First name,Last name,Groups,Roles,Manager,Job title,Nick
B1,annabelle@example.com,annabelle,Annabelle,Labelle,Sales,editor,,belle of the ball,isabelle
B2,bob@example.com,bob,Bob,Lee,Sales,,annabelle@example.com,clerk,
B3,bob@example.com,bob3,Bo,Li,Basel,,B1,clerk,
`,
	"later.csv": `Personnel number,E-Mail,Username,First name,Last name,Groups,Roles,Manager,Job title,Nick
B1,belle@example.com,annabelle,Annabelle,Labelle,Sales,editor,,retired belle,isabelle
B9,belle@example.com,belle9,Eve,Wu,,,,,
`,
	"others.csv": "E-Mail,Username,First name,Last name\nbelle@example.com,somebody,Some,Body\n",
}

func TestSomebodyIsErased(t *testing.T) {
	onBothDesks(t, departing, func(d *desk) {
		d.run(0, "catalog", "load", "catalog.yaml")
		d.run(exitRowsFailed, "import", "-c", "people.yaml", "people.csv")
		d.run(exitRowsFailed, "import", "-c", "people.yaml", "later.csv")
		d.run(exitRowsFailed, "import", "--existing", "fail", "others.csv")
		id := d.query("select u.id from users u where u.username = 'annabelle'")[0]
		if said := d.run(0, "person", "show", "annabelle", "--json"); !strings.Contains(said, "retired belle") || !strings.Contains(said, "belle of the ball") {
			d.Errorf("not all is shown: %s", said)
		}
		d.run(exitUsage, "erase", "annabelle")
		d.run(exitUsage, "erase", "annabelle", "--yes", "--actor", "clerk")
		said := d.run(0, "erase", "belle@example.com", "--yes")
		for _, want := range []string{id, "people.csv", "others.results.csv", "Others who have no manager now: 1."} {
			if !strings.Contains(said, want) {
				d.Errorf("it does not say %q: %s", want, said)
			}
		}
		for column, cells := range d.dump() {
			for _, cell := range cells {
				if strings.Contains(strings.ToLower(cell), "belle") {
					d.Errorf("%s still says %s", column, cell)
				}
			}
		}
		for _, file := range []string{"muster.db", "muster.db-wal"} {
			if content := d.files()[file]; strings.Contains(strings.ToLower(content), "belle") {
				d.Errorf("%s still has her in it", file)
			}
		}
		d.countingLawHolds()
		if got := d.query("select subject from audit where event = 'user.erased'"); !slices.Equal(got, []string{id}) {
			d.Errorf("the audit knows of %v", got)
		}
		if got := d.run(0, "audit", "--person", "bob", "--json"); !strings.Contains(got, `"before":{"manager":"[erased]"}`) {
			d.Errorf("Bob's history is %s", got)
		}
		for _, who := range []string{"annabelle", id, "B1"} {
			if code, _, stderr := d.try("", "erase", who, "--yes"); code != exitFailed || !strings.Contains(stderr, "nobody") {
				d.Errorf("a second time: %d, %s", code, stderr)
			}
		}
		// She may come back, as somebody new.
		d.run(exitRowsFailed, "import", "-c", "people.yaml", "people.csv")
		if got := d.query("select u.id from users u where u.username = 'annabelle'"); len(got) != 1 || got[0] == id {
			d.Errorf("came back as %v", got)
		}
	})
}

// countingLawHolds checks that the results of every import add up to what its summary says.
func (d *desk) countingLawHolds() {
	d.Helper()
	if got := d.query(`select i.id from imports i where i.created + i.updated + i.unchanged + i.skipped + i.failed <>
		(select count(*) from import_rows r where r.import_id = i.id)`); got != nil {
		d.Errorf("results are missing in %v", got)
	}
}

// What an import says of its limits, and of who was absent, names people too.
func TestErasedPeopleAreNamedByNoLimit(t *testing.T) {
	files := map[string]string{
		"full.yaml": "name: full\nsource: {content: full}\nrules: {missing: deactivate, limits: {deactivate: 0}, match: [external_id]}\n",
		"full.csv":  "Personnel number,E-Mail,First name,Last name\nB1,belle@example.com,Anna,Labelle\nB2,bob@example.com,Bob,Lee\n",
		"half.csv":  "Personnel number,E-Mail,First name,Last name\nB2,bob@example.com,Bob,Lee\n",
	}
	onBothDesks(t, files, func(d *desk) {
		d.run(0, "import", "-c", "full.yaml", "full.csv")
		d.run(exitHeld, "import", "-c", "full.yaml", "half.csv")
		held := d.query("select id from imports where state = 'held'")[0]
		d.run(0, "release", held)
		d.run(0, "import", "-c", "full.yaml", "full.csv")
		d.run(exitHeld, "import", "-c", "full.yaml", "half.csv")
		for _, column := range []string{"limits", "absent", "released"} {
			if got := d.query("select " + column + " from imports where " + column + " is not null"); !strings.Contains(strings.Join(got, " "), "Labelle") {
				d.Errorf("%s does not name her: %v", column, got)
			}
		}
		d.run(0, "erase", "B1", "--yes")
		for column, cells := range d.dump() {
			for _, cell := range cells {
				if strings.Contains(strings.ToLower(cell), "belle") {
					d.Errorf("%s still says %s", column, cell)
				}
			}
		}
		if said := d.run(0, "imports", "show", held); !strings.Contains(said, "[erased]") {
			d.Errorf("it does not say that somebody was erased: %s", said)
		}
	})
}

// Whoever prunes an import that was cut off, or is out of date, prunes the copy of its file.
func TestAKeptInputIsPruned(t *testing.T) {
	onBothDesks(t, departing, func(d *desk) {
		d.run(exitRowsFailed, "import", "people.csv", "--catalog", "catalog.yaml")
		kept := filepath.Join(d.TempDir(), "inputs", "kept")
		for _, c := range []struct {
			state string
			stays bool
		}{{"held", true}, {"interrupted", false}, {"superseded", false}} {
			if err := os.MkdirAll(filepath.Dir(kept), 0o700); err != nil {
				d.Fatal(err)
			}
			if err := os.WriteFile(kept, []byte("annabelle"), 0o600); err != nil {
				d.Fatal(err)
			}
			d.exec("update imports set state = '" + c.state + "', pruned_at = null, request = '" + `{"folder":"/tmp","location":"-","kept":"` + kept + `","batch":1}'`)
			d.run(0, "imports", "prune", "--older", "0d", "--dry-run")
			if _, err := os.Stat(kept); err != nil {
				d.Error(err)
			}
			d.run(0, "imports", "prune", "--older", "0d")
			if _, err := os.Stat(kept); (err == nil) != c.stays {
				d.Errorf("%s: the copy stays: %v", c.state, err == nil)
			}
		}
	})
}

func TestAKeptInputGoesWithItsPeople(t *testing.T) {
	onBothDesks(t, departing, func(d *desk) {
		d.run(exitRowsFailed, "import", "people.csv", "--catalog", "catalog.yaml")
		kept := filepath.Join(d.TempDir(), "kept")
		for _, c := range []struct {
			state, who string
			stays      bool
		}{{"interrupted", "bob", true}, {"superseded", "annabelle", false}} {
			if err := os.WriteFile(kept, []byte("annabelle"), 0o600); err != nil {
				d.Fatal(err)
			}
			d.exec("update imports set state = '" + c.state + "', request = '" + `{"folder":"/tmp","location":"-","kept":"` + kept + `","batch":1}'`)
			said := d.run(0, "erase", c.who, "--yes", "--json")
			var files struct {
				Files []struct{ Kept string }
			}
			if err := json.Unmarshal([]byte(said), &files); err != nil {
				d.Fatal(err)
			}
			_, err := os.Stat(kept)
			if stays := err == nil; stays != c.stays || (files.Files[0].Kept != "") != c.stays {
				d.Errorf("%s: it stays: %v; it says %s", c.state, stays, said)
			}
		}
	})
}
