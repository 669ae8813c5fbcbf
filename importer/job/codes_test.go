package job_test

import (
	"archive/zip"
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"muster/importer"
	"muster/importer/definition"
	"muster/importer/job"
	"muster/importer/sqlstore"
	"muster/importer/value/seal"
)

// problemCodes are all problem codes that there are. Programs and definitions rely on them: one that is not in this list
// must not come out, and each that is must.
func problemCodes() []string {
	codes := strings.Fields(`
		email.invalid email.suspect email.duplicate_in_file username.duplicate_in_file external_id.duplicate_in_file
		row.conflict email.taken username.taken external_id.taken match.ambiguous match.conflict user.protected
		mobile.invalid phone.invalid country.unknown language.unknown attribute.invalid mobile.no_region phone.no_region
		group.unknown role.unknown profile.unknown scope.unknown right.unknown account.unknown license.unknown
		organization.unknown organization_role.unknown organization.not_held contact.unknown license.exhausted
		portal.not_licensed role.none access.none right.not_held clone.unknown clone.self
		password.too_short password.too_long password.same_as_username password.no_letter password.no_digit
		password.no_special password.mismatch password.hidden password_hash.unsupported username.invalid
		manager.unknown manager.cycle manager.refused name.unsplit text.cleaned digits.lost cell.error
		row.unreadable row.ragged row.not_written run.stopped plan.drifted`)
	for _, f := range everyField() {
		codes = append(codes, f+".missing")
		if _, secret := importer.SecretNamed(f); !secret {
			codes = append(codes, f+".invalid")
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// everyField returns the names of what a row can say, but for the attributes.
func everyField() []string {
	var names []string
	for f := range importer.FileFields() {
		names = append(names, f.String())
	}
	for k := range importer.NumGrantKinds {
		names = append(names, k.String())
	}
	for s := range importer.NumSecrets {
		names = append(names, s.String())
	}
	return names
}

// A producer is a small import that comes to certain problems.
type producer struct {
	codes      string // of file, all of them, sorted
	catalog    string // YAML
	definition string // YAML, but for its name
	before     string // a CSV file that is imported before, without a definition
	file       string // CSV, or a workbook
	actor      string
	atomic     bool
	meanwhile  string // a CSV file that is imported after file was planned; then the plan is applied
	trigger    string // SQL that is in the way of the import
}

const everything = "organizations: [hq, lab]\norganization_roles: [member, admin]\ngroups: [Sales]\nroles: [reader]\nprofiles: [office]\nscopes: [root]\n" +
	"rights: [write]\naccounts: [ACME]\nlicenses: [{name: basic, seats: 1}]\nattributes: {desk: {type: number}}\nlocal: true\n" +
	"actors: [{name: clerk, organizations: [hq], roles: [reader]}]\n"

func producers() []producer {
	return []producer{
		{codes: "email.invalid", file: "E-Mail\nbob@\n"},
		{codes: "email.suspect", file: "E-Mail\nbob@gmial.com\n"},
		{codes: "email.duplicate_in_file", file: "E-Mail\nbob@example.com\nBob@example.com\n"},
		{codes: "username.duplicate_in_file", file: "Username\nbob\nBOB\n"},
		{codes: "external_id.duplicate_in_file", file: "Personnel number,E-Mail\nE1,bob@example.com\nE1,eve@example.com\n"},
		{codes: "row.conflict", definition: "rules: {repeats: merge}", file: "E-Mail,Job title\nbob@example.com,Clerk\nbob@example.com,Chief\n"},
		{codes: "email.taken", definition: "rules: {existing: fail}", before: "E-Mail\nbob@example.com\n", file: "E-Mail\nbob@example.com\n"},
		{codes: "username.taken", definition: "rules: {match: [email]}", before: "E-Mail,Username\nbob@example.com,bob\n", file: "E-Mail,Username\neve@example.com,bob\n"},
		{codes: "external_id.taken", definition: "rules: {match: [email]}", before: "Personnel number,E-Mail\nE1,bob@example.com\n", file: "Personnel number,E-Mail\nE1,eve@example.com\n"},
		{codes: "match.ambiguous", before: "Personnel number,E-Mail\nE1,bob@example.com\nE2,eve@example.com\n", file: "Personnel number,E-Mail\nE1,eve@example.com\n"},
		{codes: "match.conflict", before: "Personnel number,E-Mail\nE1,bob@example.com\n", file: "Personnel number,E-Mail\nE9,bob@example.com\n"},
		{codes: "access.none role.none user.protected", catalog: everything, before: "E-Mail,Scopes\nbob@example.com,root\n", file: "E-Mail,Status\nbob@example.com,inactive\neve@example.com,\n", actor: "clerk"},
		{codes: "mobile.invalid phone.invalid", definition: "mapping: {fields: {email: E, mobile: M, phone: P}}", file: "E,M,P\nbob@example.com,see desk,+49 12\n"},
		{codes: "mobile.no_region phone.no_region", file: "E-Mail,Mobile,Phone\nbob@example.com,0171 3920101,030 23125 022\n"},
		{codes: "country.unknown language.unknown", definition: "mapping: {fields: {email: E, country: C, language: L}}", file: "E,C,L\nbob@example.com,Atlantis,Klingonish\n"},
		{
			codes:   "account.unknown attribute.invalid group.unknown license.unknown organization.unknown profile.unknown right.unknown role.unknown scope.unknown",
			catalog: everything,
			definition: "mapping: {fields: {email: E, attributes.desk: D, groups: N, roles: N, profiles: N, scopes: N, rights: N, accounts: N," +
				" license: N, organizations: N}}",
			file: "E,D,N\nbob@example.com,left,Nothing\n",
		},
		{codes: "organization.not_held organization_role.missing organization_role.unknown role.none", catalog: strings.Replace(everything, "profiles: [office]\n", "", 1), definition: "mapping: {fields: {email: E, organizations: O, organization_role: R}}", file: "E,O,R\na@example.com,lab,member\nb@example.com,hq,\nc@example.com,hq,boss\nd@example.com,hq,member\n", actor: "clerk"},
		{codes: "contact.unknown", definition: "rules: {contact: required}", file: "E-Mail\nbob@example.com\n"},
		{codes: "license.exhausted", catalog: "licenses: [{name: basic, seats: 1}]", file: "E-Mail,License\nbob@example.com,basic\neve@example.com,basic\n"},
		{codes: "portal.not_licensed", file: "E-Mail,Portal\nbob@example.com,client\n"},
		{codes: "right.not_held", catalog: "rights: [write]\nactors: [{name: clerk}]", file: "E-Mail,Rights\nbob@example.com,write\n", actor: "clerk"},
		{codes: "clone.self clone.unknown", definition: "mapping: {fields: {email: E, clone_from: C}}", file: "E,C\nbob@example.com,bob@example.com\neve@example.com,nobody\n"},
		{
			codes:      "password.hidden password.mismatch password.no_digit password.no_letter password.no_special password.same_as_username password.too_long password.too_short",
			definition: "mapping: {fields: {username: U, password: P, password_confirmation: C}}",
			file:       "U,P,C\na1,short,\nb2,LongerThanSixteenCharacters,\nc-c-c-c-3,C-c-c-c-3,\nd4,1234567!,\ne5,Tr1cky!pass,Tricky\nf6,[hidden],\n",
		},
		{codes: "password_hash.unsupported", definition: "mapping: {fields: {username: U, password_hash: H}}", file: "U,H\nbob,no-hash\n"},
		{codes: "username.invalid", catalog: "username: {reserved: [root]}", file: "Username\nroot\n"},
		{codes: "manager.cycle manager.refused manager.unknown", file: "E-Mail,Manager\na@example.com,b@example.com\nb@example.com,a@example.com\nc@example.com,nobody@example.com\nd@example.com,c@example.com\n"},
		{codes: "name.unsplit", file: "E-Mail,Name\nbob@example.com,Suharto\n"},
		{codes: "text.cleaned", file: "E-Mail,First name\nbob@example.com,Bo\u200bb\n"},
		{codes: "digits.lost", file: "Personnel number,E-Mail\n1.23457E+15,bob@example.com\n"},
		{codes: "cell.error", file: workbook(`<row r="1"><c r="A1" t="str"><v>E-Mail</v></c><c r="B1" t="str"><v>First name</v></c></row>` +
			`<row r="2"><c r="A2" t="str"><v>bob@example.com</v></c><c r="B2" t="e"><v>#N/A</v></c></row>`)},
		{codes: "row.ragged", file: "E-Mail,First name\nbob@example.com,Bob,more\n"},
		{codes: "row.unreadable", file: "E-Mail,First name\nbob@example.com,\"Bob\neve@example.com,Eve\n"},
		{codes: "email.invalid run.stopped", file: "E-Mail\nbob@example.com\neve@\n", atomic: true},
		{codes: "row.not_written", file: "E-Mail\nbob@example.com\n", trigger: "create trigger no before insert on contacts begin select raise(abort, 'no room'); end"},
		{codes: "plan.drifted", before: "E-Mail,Job title\nbob@example.com,Clerk\n", file: "E-Mail,Job title\nbob@example.com,Chief\n", meanwhile: "E-Mail,Job title\nbob@example.com,Head\n"},
		everyFieldIs("missing", "rules: {required: [%s]}", ", ", func(f string) string { return f }),
		everyFieldIs("invalid", "mapping: {fields: {%s}}", ", ", func(f string) string { return f + `: {column: E-Mail, expr: "string(int(value))"}` }),
	}
}

// everyFieldIs returns a producer of that problem with each field; section makes of all fields what the definition says.
func everyFieldIs(kind, section, between string, say func(field string) string) producer {
	var codes, fields []string
	for _, f := range everyField() {
		if _, secret := importer.SecretNamed(f); secret && kind == "invalid" {
			continue // is what it is
		}
		codes, fields = append(codes, f+"."+kind), append(fields, say(f))
	}
	slices.Sort(codes)
	return producer{
		codes: strings.Join(codes, " "), definition: fmt.Sprintf(section, strings.Join(fields, between)),
		file: "E-Mail,Note\n,nobody\n",
	}
}

// workbook returns a workbook with one sheet.
func workbook(rows string) string {
	const namespace = "http://schemas.openxmlformats.org/"
	var buffer bytes.Buffer
	w := zip.NewWriter(&buffer)
	for name, part := range map[string]string{
		"[Content_Types].xml": `<Types/>`,
		"_rels/.rels": `<Relationships xmlns="` + namespace + `package/2006/relationships"><Relationship Id="r" Type="` + namespace +
			`officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook xmlns="` + namespace + `spreadsheetml/2006/main" xmlns:r="` + namespace +
			`officeDocument/2006/relationships"><sheets><sheet name="People" sheetId="1" r:id="s1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="` + namespace + `package/2006/relationships"><Relationship Id="s1" Type="` + namespace +
			`officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml": `<worksheet xmlns="` + namespace + `spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData></worksheet>`,
	} {
		file, err := w.Create(name)
		if err == nil {
			_, err = file.Write([]byte(part))
		}
		if err != nil {
			panic(err) // of a buffer in memory
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return buffer.String()
}

// Every problem code is produced by a file through a whole import, and no other comes out.
func TestEveryProblemCodeIsProduced(t *testing.T) {
	produced := make(map[string]bool)
	for _, p := range producers() {
		name, _, _ := strings.Cut(p.codes, " ")
		t.Run(name, func(t *testing.T) {
			got := p.run(t)
			if all := strings.Join(got, " "); all != p.codes {
				t.Errorf("got %s\nwant %s", all, p.codes)
			}
			for _, code := range got {
				produced[code] = true
			}
		})
	}
	for _, code := range problemCodes() {
		if !produced[code] {
			t.Errorf("nothing produces %s", code)
		}
		delete(produced, code)
	}
	for code := range produced {
		t.Errorf("%s is no code that anybody knows of", code)
	}
}

// run imports and returns the codes of all problems, sorted.
func (p *producer) run(t *testing.T) []string {
	t.Helper()
	catalog, err := definition.ParseCatalog("catalog.yaml", []byte(cmp.Or(p.catalog, "mfa: optional")))
	if err != nil {
		t.Fatal(err)
	}
	def := &definition.Definition{}
	if p.definition != "" {
		if def, err = definition.Parse("definition.yaml", []byte("name: test\n"+p.definition+"\n"), os.Getenv); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "muster.db")
	codes := make(map[string]bool)
	inStore(t, "sqlite:"+path, func(store *sqlstore.Store) {
		o := job.Options{
			Store: store, Catalog: catalog, Atomic: p.atomic,
			Key: func(bool) (*seal.Key, error) { return nil, seal.ErrNoKey },
		}
		first := o
		if p.before != "" {
			importText(t, first, p.before)
		}
		if p.trigger != "" {
			execute(t, path, p.trigger)
		}
		o.Definition, o.ActorName = *def, p.actor
		if p.meanwhile != "" {
			o.Location = writeText(t, p.file)
			o.Apply = keepPlan(t, o)
			importText(t, first, p.meanwhile)
		}
		for code := range importText(t, o, p.file).Problems {
			codes[code] = true
		}
	})
	return slices.Sorted(maps.Keys(codes))
}

// importText imports a file with that content.
func importText(t *testing.T, o job.Options, text string) *importer.Summary {
	t.Helper()
	if o.Location == "" {
		o.Location = writeText(t, text)
	}
	o.Reports = []string{filepath.Join(t.TempDir(), "report.jsonl")}
	o.OSUser, o.Host = "test", "test"
	summary, err := job.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return summary
}

// writeText writes a file and returns its path.
func writeText(t *testing.T, text string) string {
	t.Helper()
	name := "people.csv"
	if strings.HasPrefix(text, "PK") {
		name = "people.xlsx"
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// execute runs SQL in the SQLite file beside muster.
func execute(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sqlx.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}
