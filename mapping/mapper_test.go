package mapping

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster/importer"
)

// said writes what an entry says, one thing a line, as the tables below want it.
func said(e *importer.Entry) string {
	var lines []string
	for f := range e.Given.All() {
		line := f.String() + "=" + e.Values[f]
		if e.AtCreation.Has(f) {
			line += " (new people only)"
		}
		lines = append(lines, line)
	}
	for _, l := range e.Lists {
		line := l.Kind.String() + "(" + string(l.Mode) + ")="
		for i, item := range l.Items {
			if i > 0 {
				line += ","
			}
			if item.Sign != 0 {
				line += string(item.Sign)
			}
			line += item.Name
			if item.Role != "" {
				line += ":" + item.Role
			}
		}
		lines = append(lines, line)
	}
	for name, value := range e.Attributes {
		lines = append(lines, "attributes."+name+"="+value)
	}
	if e.Secrets != nil {
		for s, value := range e.Secrets {
			if value != "" {
				lines = append(lines, importer.Secret(s).String()+" is "+value)
			}
		}
	}
	for _, p := range e.Problems {
		lines = append(lines, string(p.Severity)+" "+p.Code+" "+p.Field+" "+p.Column)
	}
	return strings.Join(lines, "\n")
}

// mapped maps the last of the rows.
func mapped(t *testing.T, fields string, o Options, rows []importer.Row) *importer.Entry {
	t.Helper()
	var cfg *Config
	if fields != "" {
		cfg = mustLoad(t, fields)
	}
	m, err := New(cfg, Inspect(rows, InspectOptions{Header: 1, Catalog: o.Catalog}), o)
	if err != nil {
		t.Fatal(err)
	}
	return m.Map(rows[len(rows)-1])
}

func TestMap(t *testing.T) {
	catalog := &importer.Catalog{
		Groups:     []importer.Named{{Name: "Sales, EMEA"}},
		Attributes: map[string]importer.AttributeType{"joined": {Type: "date"}, "grade": {Type: "string"}},
	}
	tests := []struct {
		name   string
		config string
		rows   []importer.Row
		want   []string
	}{
		{
			"recognized", "", table("First Name|Last Name|Email|Disabled|Groups", "Ann|Lee|a@x.org|yes|A; B"),
			[]string{"given_name=Ann", "family_name=Lee", "email=a@x.org", "status=inactive", "groups(own)=A,B"},
		},
		{"recognized, middle name", "", table("First Name|Middle Name|Last Name|Email", "Ann|Q.|Lee|a@x.org"), []string{"given_name=Ann Q.", "family_name=Lee", "email=a@x.org"}},
		{"recognized, prefix", "", table("Voornaam|Tussenvoegsel|Achternaam|E-mail", "Jan|van der|Berg|j@x.org"), []string{"given_name=Jan", "family_name=van der Berg", "email=j@x.org"}},
		{"a record alone leaves the fields to the header", "record: contact", table("Email|Phone", "a@x.org|1234567"), []string{"email=a@x.org", "phone=1234567"}},
		{"a short row", "", table("Email|Phone|Mobile", "a@x.org|1|2", "b@x.org"), []string{"email=b@x.org"}},
		{"a long row", "", table("Email|Phone", "a@x.org|1234567", "b@x.org|1234567|x"), []string{"email=b@x.org", "phone=1234567", "warning row.ragged  "}},
		{"a row with blanks beyond", "", table("Email|Phone", "a@x.org|1234567", "b@x.org|1234567|| "), []string{"email=b@x.org", "phone=1234567"}},
		{"blank keeps", "fields: {email: Email, phone: Phone}", table("Email|Phone", "a@x.org| "), []string{"email=a@x.org"}},
		{
			"blank clears", "{fields: {email: Email, phone: Phone, groups: Groups, attributes.grade: Grade}, blank: clear}", table("Email|Phone|Groups|Grade", "a@x.org| ||"),
			[]string{"email=a@x.org", "phone=", "groups(own)=", "attributes.grade="},
		},
		{"blank clears one field", "fields: {email: Email, phone: {column: Phone, blank: clear}, mobile: Mobile}", table("Email|Phone|Mobile", "a@x.org||"), []string{"email=a@x.org", "phone="}},
		{
			"clear token", "{fields: {email: Email, phone: Phone, groups: Groups}, clear_token: '#clear'}", table("Email|Phone|Groups", "a@x.org|#clear|#clear"),
			[]string{"email=a@x.org", "phone=", "groups(own)="},
		},
		{"default", "fields: {email: Email, language: {column: Lang, default: de}}", table("Email|Lang", "a@x.org|"), []string{"email=a@x.org", "language=de (new people only)"}},
		{"default where blank clears", "fields: {language: {column: Lang, default: de, blank: clear}}", table("Email|Lang", "a@x.org|"), []string{"language=de"}},
		{"constant", "fields: {portal: {constant: internal}}", table("Email", "a@x.org"), []string{"portal=internal"}},
		{"joined", "fields: {location: {column: [City, Room], join: ', '}}", table("City|Room", "Bonn|7", "Bonn|"), []string{"location=Bonn"}},
		{"values", "fields: {status: {column: S, values: {Im Dienst: active, WEG: inactive}}}", table("S", "im dienst"), []string{"status=active"}},
		{"values of yes and no", "fields: {status: {column: S, values: {'yes': inactive, 'no': active}}}", table("S", "ja"), []string{"status=inactive"}},
		{"values of items", "fields: {groups: {column: G, split: ',', values: {s: Sales}}}", table("G", "s, X"), []string{"groups(own)=Sales,X"}},
		{"words", "fields: {status: S, kind: K}", table("S|K", "Aktiv|Firma"), []string{"kind=organization", "status=active"}},
		{"an unknown word is left to the check", "fields: {status: S}", table("S", "Pending"), []string{"status=Pending"}},
		{"yes and no", "fields: {email_verified: V, require_mfa: M}", table("V|M", "ja|maybe"), []string{"email_verified=true", "error require_mfa.invalid require_mfa M"}},
		{
			"letters", "fields: {email: {column: A, lower: true}, family_name: {column: B, title: true}, country: {column: C, upper: true}}", table("A|B|C", "A@X.ORG|O'NEILL-LEE|de"),
			[]string{"family_name=O'Neill-Lee", "email=a@x.org", "country=DE"},
		},
		{"trim", "fields: {department: {column: A, trim: true}, location: B}", table("A|B", "  a   b |  a   b "), []string{"department=a b", "location=a   b"}},
		{"split takes the first", "fields: {email: {column: A, split: ';'}}", table("A", "a@x.org ; b@x.org"), []string{"email=a@x.org"}},
		{"list signs", "fields: {groups: {column: G, mode: add}}", table("G", "+A; - B;C;;"), []string{"groups(add)=+A,-B,C"}},
		{"list bars", "fields: {groups: G}", []importer.Row{{Number: 1, Cells: []string{"G"}}, {Number: 2, Cells: []string{"A, x|B"}}}, []string{"groups(own)=A, x,B"}},
		{"list lines", "fields: {groups: G}", table("G", "A\r\nB"), []string{"groups(own)=A,B"}},
		{"list commas", "fields: {groups: G}", table("G", "A,B"), []string{"groups(own)=A,B"}},
		{"a name with a comma", "fields: {groups: G}", table("G", "sales, emea"), []string{"groups(own)=sales, emea"}},
		{"organizations and role", "fields: {organizations: O, organization_role: R}", table("O|R", "hq;lab|admin"), []string{"organization_role=admin", "organizations(own)=hq:admin,lab:admin"}},
		{"full name", "fields: {full_name: N}", table("N", "Anita Singh"), []string{"given_name=Anita", "family_name=Singh", "full_name=Anita Singh"}},
		{"a name that stays whole", "fields: {full_name: N}", table("N", "Prince"), []string{"display_name=Prince", "full_name=Prince", "warning name.unsplit full_name N"}},
		{"separate columns win", "fields: {full_name: N, family_name: F}", table("N|F", "Anita Singh|Kaur"), []string{"family_name=Kaur", "full_name=Anita Singh"}},
		{
			"username by format", "fields: {full_name: N, username: {format: '{given_name:1}{family_name}'}}", table("N", "Jürgen Weiß"),
			[]string{"given_name=Jürgen", "family_name=Weiß", "username=jweiss (new people only)", "full_name=Jürgen Weiß"},
		},
		{"no username without all parts", "fields: {given_name: A, family_name: B, username: {format: '{given_name:1}{family_name}'}}", table("A|B", "Ann|"), []string{"given_name=Ann"}},
		{"a format of columns", "fields: {display_name: {format: '{Nach Name}, {Vor:2}.'}}", table("Vor|nach  name", "Ann|Lee"), []string{"display_name=Lee, An."}},
		{
			"an expression", "fields: {given_name: A, family_name: B, display_name: {expr: \"family_name + ', ' + given_name\"}}", table("A|B", "Ann|Lee"),
			[]string{"given_name=Ann", "family_name=Lee", "display_name=Lee, Ann"},
		},
		{"an expression of cells", "fields: {department: {column: A, expr: 'upper(value) + cell(\"b\")'}}", table("A|B", "x|y"), []string{"department=Xy"}},
		{"an expression of attributes", "fields: {attributes.a: A, display_name: {expr: 'attributes.a + attributes.b'}}", table("A", "x"), []string{"display_name=x", "attributes.a=x"}},
		{"an expression that fails", "fields: {department: {column: A, expr: 'split(value, \"-\")[1]'}}", table("A", "x"), []string{"error department.invalid department A"}},
		{"when", "fields: {mobile: {column: M, when: 'value startsWith \"+\"'}, phone: {column: M, when: 'not (value startsWith \"+\")'}}", table("M", "030 1234"), []string{"phone=030 1234"}},
		{"dates of the column's order", "fields: {start_date: D}", table("D", "13/02/2024", "03/02/2024"), []string{"start_date=2024-02-03"}},
		{"dates of a layout", "fields: {start_date: {column: D, date: MM/DD/YYYY}}", table("D", "03/02/2024"), []string{"start_date=2024-03-02"}},
		{"a date cell of a workbook", "fields: {start_date: {column: D, date: MM/DD/YYYY}}", table("D", "2024-03-02"), []string{"start_date=2024-03-02"}},
		{"a date of another layout", "fields: {start_date: {column: D, date: DD.MM.YYYY}}", table("D", "2024/03/02"), []string{"error start_date.invalid start_date D"}},
		{"a date in words beside a layout", "fields: {start_date: {column: D, date: DD.MM.YYYY}}", table("D", "2 March 2024"), []string{"error start_date.invalid start_date D"}},
		{"a date of a layout with a time of day", "fields: {start_date: {column: D, date: M/D/YYYY}}", table("D", "3/2/2024 8:15 PM"), []string{"start_date=2024-03-02"}},
		{"a date cell of a workbook with a time of day", "fields: {start_date: {column: D, date: DD.MM.YYYY}}", table("D", "2024-03-02T10:30:00"), []string{"start_date=2024-03-02"}},
		{"a moment of a layout", "fields: {created_at: {column: D, date: DD.MM.YYYY}}", table("D", "02.03.2024"), []string{"created_at=2024-03-02T00:00:00Z"}},
		{"a moment of a workbook", "fields: {created_at: {column: D, date: DD.MM.YYYY}}", table("D", "2024-03-02T10:30:00"), []string{"created_at=2024-03-02T10:30:00Z"}},
		{"a moment of another layout", "fields: {created_at: {column: D, date: DD.MM.YYYY}}", table("D", "2024/03/02 10:30:00"), []string{"error created_at.invalid created_at D"}},
		{"a date attribute of another layout", "fields: {attributes.joined: {column: D, date: DD.MM.YYYY}}", table("D", "2024/03/02"), []string{"error attribute.invalid attributes.joined D"}},
		{"no date", "fields: {start_date: D}", table("D", "2024-03-02", "soon"), []string{"error start_date.invalid start_date D"}},
		{"a moment", "fields: {created_at: D}", table("D", "2024-03-02 12:30:00+02:00"), []string{"created_at=2024-03-02T10:30:00Z"}},
		{"a moment by its day", "fields: {created_at: D}", table("D", "2024-03-02"), []string{"created_at=2024-03-02T00:00:00Z"}},
		{"a date attribute", "fields: {attributes.joined: D, attributes.grade: G}", table("D|G", "31.12.2024|31.12.2024"), []string{"attributes.joined=2024-12-31", "attributes.grade=31.12.2024"}},
		{"secrets as typed", "fields: {username: U, password: P}", table("U|P", "ann| hunter 2 "), []string{"username=ann", "password is  hunter 2 "}},
		{"invisible characters", "fields: {email: E}", table("E", "a\u200b@x.org\u00a0"), []string{"email=a@x.org", "warning text.cleaned email E"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := strings.Split(said(mapped(t, tt.config, Options{Catalog: catalog}, tt.rows)), "\n")
			if diff := cmp.Diff(sorted(tt.want), sorted(got)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestMapNotes(t *testing.T) {
	rows := table("Id|Phone|Other", "1|2|3", "123456789012345000|#REF!|x\u200b")
	rows[2].Notes = []importer.Note{
		{Column: 0, Code: "digits.lost", Message: "lost"}, {Column: 1, Code: "cell.error", Message: "error"}, {Column: 2, Code: "cell.error", Message: "not used"}, {Column: 9, Code: "cell.error"},
	}
	got := said(mapped(t, "fields: {external_id: Id, phone: Phone}", Options{}, rows))
	want := "external_id=123456789012345000\nwarning digits.lost external_id Id\nwarning cell.error phone Phone"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestMapRegions(t *testing.T) {
	e := mapped(t, "fields: {mobile: {column: M, region: DE}, phone: {column: P, region: AT}}", Options{}, table("M|P", "1|2"))
	if e.MobileRegion != "DE" || e.PhoneRegion != "AT" {
		t.Errorf("regions are %q and %q", e.MobileRegion, e.PhoneRegion)
	}
}

func TestLayout(t *testing.T) {
	rows := table("Staff", "Name|Email|Password|API key|Note", "Ann Lee|a@x.org|pw|k|n")
	m, err := New(mustLoad(t, "fields: {full_name: Name, email: email, password: Password, display_name: {expr: 'cell(\"Note\")'}}"), Inspect(rows, InspectOptions{}), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := &importer.Layout{
		Header: []string{"Name", "Email", "Password", "API key", "Note"}, FirstRow: 3, HeaderRow: 2,
		Columns: map[string]int{"full_name": 0, "given_name": 0, "family_name": 0, "email": 1, "password": 2},
		Hidden:  []bool{false, false, true, true, false}, Mapped: []bool{true, true, true, false, true}, Unmapped: []string{"API key"},
	}
	want.Fields = importer.Fields(importer.FullName, importer.GivenName, importer.FamilyName, importer.Email, importer.DisplayName)
	if diff := cmp.Diff(want, m.Layout()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Roles are decided with the catalog of the run, even where the file was inspected without one.
func TestNewAsksTheCatalog(t *testing.T) {
	in := Inspect(table("Email|Role", "a@x.org|Editor"), InspectOptions{})
	m, err := New(nil, in, Options{Catalog: &importer.Catalog{Roles: []importer.Named{{Name: "editor"}}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := m.Layout().Columns["roles"]; !ok {
		t.Errorf("the columns are %v, want roles", m.Layout().Columns)
	}
}
