package mapping

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster/importer"
)

// table makes rows of lines whose cells are separated by bars. Blank lines keep their numbers.
func table(lines ...string) []importer.Row {
	rows := make([]importer.Row, len(lines))
	for i, line := range lines {
		rows[i] = importer.Row{Number: i + 1, Line: i + 1}
		if line != "" {
			rows[i].Cells = strings.Split(line, "|")
		}
	}
	return rows
}

// recognized lists the columns' fields, "-" for none.
func recognized(in *Inspection) string {
	var list []string
	for _, c := range in.Columns {
		field := c.Field
		if field == "" {
			field = "-"
		}
		list = append(list, field)
	}
	return strings.Join(list, " ")
}

func TestHeaderRow(t *testing.T) {
	tests := []struct {
		name  string
		rows  []importer.Row
		want  int // number of the header row
		first int // number of the first row that can be a person
	}{
		{"in the first row", table("Name|Email", "Ann|ann@example.com"), 1, 2},
		{"below a title", table("Staff 2024", "", "Name|Email", "Ann|ann@example.com"), 3, 4},
		{"below a title with separators", table("Staff 2024||", "as of|01.01.2024|", "Name|Email|Phone", "Ann|ann@example.com|1"), 3, 4},
		{"below a version", table("version:v1.0|", "Name [displayName] Required|User name [userPrincipalName] Required", "Ann|ann@example.com"), 2, 3},
		{"below groups of columns", table("Person|||Contact|", "First name|Last name|Born|Email|Phone", "Ann|Lee|1990|ann@example.com|030 123456"), 2, 3},
		{"of unknown names above numbers", table("COL1|COL2", "1.5|a", "2.5|b"), 1, 2},
		{"that comes again", table("Name|Email|Sales", "Ann Lee|ann@example.com|1", "Name|Email|", "Name|Email|Sales", "Bob Ray|bob@example.com|2"), 1, 2},
		{"of unknown words", table("foo|bar", "x|y", "z|w"), 1, 2},
		{"none, for the first row has an address", table("Ann|ann@example.com", "Bob|bob@example.com"), 0, 1},
		{"none, for the words come again", table("Ann Lee|Manager|active", "Bob Ray|Manager|active"), 0, 1},
		{"none, of numbers", table("1|2|3", "4|5|6"), 0, 1},
		{"alone", table("First Name|Email"), 1, 2},
		{"one column", table("Email", "ann@example.com"), 1, 2},
		{"nothing at all", nil, 0, 1},
		{"blank rows only", table("", "| |"), 0, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := Inspect(tt.rows, InspectOptions{})
			if in.HeaderRow != tt.want || in.first != tt.first {
				t.Errorf("header in row %d, people from row %d; want %d, %d", in.HeaderRow, in.first, tt.want, tt.first)
			}
		})
	}
}

func TestHeaderGiven(t *testing.T) {
	rows := table("Name|Email", "Vorname|E-Mail", "Ann|ann@example.com")
	if in := Inspect(rows, InspectOptions{Header: 2}); in.HeaderRow != 2 || in.Columns[0].Name != "Vorname" || in.Rows != 1 {
		t.Errorf("Header: 2 gives row %d, %v", in.HeaderRow, in.Columns)
	}
	if in := Inspect(rows, InspectOptions{Header: HeaderNone}); in.HeaderRow != 0 || in.Columns[1].Name != "column 2" || in.Rows != 3 {
		t.Errorf("HeaderNone gives row %d, %v", in.HeaderRow, in.Columns)
	}
}

// A header row that is not there is an error, and not "no header".
func TestHeaderMissing(t *testing.T) {
	rows := table("Name|Email", "", "Ann|ann@example.com")
	for wanted, want := range map[int]string{9: "the last row that was looked at is row 3", 2: "it is blank"} {
		in := Inspect(rows, InspectOptions{Header: wanted})
		if err := in.Err(); !errors.Is(err, ErrHeader) || !strings.Contains(err.Error(), want) || len(in.Doubts) == 0 {
			t.Errorf("Header: %d gives %v and the doubts %q; want an error and a doubt with %q", wanted, err, in.Doubts, want)
		}
		if _, err := New(mustLoad(t, "fields: {email: Email}"), in, Options{}); !errors.Is(err, ErrHeader) {
			t.Errorf("New = %v, want ErrHeader", err)
		}
	}
	for _, wanted := range []int{HeaderAuto, HeaderNone, 1, 3} {
		if err := Inspect(rows, InspectOptions{Header: wanted}).Err(); err != nil {
			t.Errorf("Header: %d gives %v", wanted, err)
		}
	}
}

// The report of an import is a file too: what muster wrote into it is about nobody.
func TestOwnReport(t *testing.T) {
	const doubt = "this is a report of muster; its first four columns are left out"
	catalog := &importer.Catalog{Attributes: map[string]importer.AttributeType{"result": {Type: "string"}}}
	in := Inspect(table("row|result|user_id|problems|Name|E-Mail", "2|failed||email.invalid: x@y|Ann Lee|ann@", "3|created|6f9619ff-8b86-d011-b42d-00cf4fc964ff||Bob Ray|bob@example.com"), InspectOptions{Catalog: catalog})
	if got := recognized(in); got != "- - - - full_name email" || !slices.Contains(in.Doubts, doubt) {
		t.Errorf("the columns are %s, the doubts %q", got, in.Doubts)
	}
	in = Inspect(table("row|result|user_id|problems|Name|E-Mail", "2|created||| Ann Lee|ann@x.org", "3|failed||row.unreadable: header|Name|E-Mail"), InspectOptions{})
	if got := recognized(in); in.HeaderRow != 1 || got != "- - - - full_name email" {
		t.Errorf("with a refused header in it, the header is in row %d, the columns are %s", in.HeaderRow, got)
	}
	for header, want := range map[string]string{
		"user_id|Name|E-Mail":                     "external_id full_name email",
		"row|result|problems|user_id|Name|E-Mail": "- - - external_id full_name email",
		"Name|row|result|user_id|problems|E-Mail": "full_name - - external_id - email",
	} {
		if in := Inspect(table(header), InspectOptions{}); recognized(in) != want || slices.Contains(in.Doubts, doubt) {
			t.Errorf("%s: the columns are %s, the doubts %q; want %s", header, recognized(in), in.Doubts, want)
		}
	}
}

func TestColumnNames(t *testing.T) {
	tests := []struct {
		header string
		want   string
	}{
		{"a|a|a", "a, a (2), a (3)"},
		{"a||c", "a, column 2, c"},
		{"a|a (2)|a", "a, a (2), a (3)"},
		{"|column 1", "column 1 (2), column 1"},
		{" a |a\u200b", "a, a (2)"},
	}
	for _, tt := range tests {
		cells := strings.Split(tt.header, "|")
		names, _ := columnNames(importer.Row{Cells: cells}, len(cells))
		if got := strings.Join(names, ", "); got != tt.want {
			t.Errorf("columnNames(%q) = %s; want %s", tt.header, got, tt.want)
		}
	}
}

func TestRecognize(t *testing.T) {
	tests := []struct {
		name string
		rows []importer.Row
		want string
	}{
		{"Entra, to create", table("version:v1.0", "Name [displayName] Required|User name [userPrincipalName] Required|Initial password [passwordProfile] Required|Block sign in (Yes/No) [accountEnabled] Required|First name [givenName]|Last name [surname]|Usage location [usageLocation]",
			"Chris Green|chris@contoso.com|myPassword1234|No|Chris|Green|US"), "full_name email password status given_name family_name country"},
		{
			"Entra, exported", table("userPrincipalName|displayName|surname|mail|givenName|id|userType|accountEnabled|usageLocation|country|createdDateTime",
				"a@b.com|Ann Lee|Lee|a@b.com|Ann|6f9619ff-8b86-d011-b42d-00cf4fc964ff|Member|True|DE|Germany|2024-01-05T10:00:00Z"),
			"username display_name family_name email given_name external_id - status - country created_at",
		},
		{"Google Workspace", table("First Name [Required]|Last Name [Required]|Email Address [Required]|Password [Required]|Recovery Email|Employee ID|Status [READ ONLY]",
			"Ann|Lee|ann@x.com|****||17|Active"), "given_name family_name email - - external_id status"},
		{"OneRoster", table("sourcedId|status|enabledUser|orgSourcedIds|role|username|givenName|familyName|middleName|identifier|email|sms|phone|password",
			"u1|active|true|o1|student|alee|Ann|Lee|Q|17|a@x.org|+15551234567||"), "external_id status - - job_title username given_name family_name given_name - email mobile phone password"},
		{
			"Moodle", table("username|password|firstname|lastname|email|idnumber|phone1|phone2|cohort1|suspended", "alee|Secret1!|Ann|Lee|a@x.org|17|030 123456|0171 123456|c1|0"),
			"username password given_name family_name email external_id phone mobile groups status",
		},
		{"Canvas", table("user_id|login_id|ssha_password|full_name|sortable_name|email|status", "u1|alee||Ann Lee|Lee, Ann|a@x.org|active"), "external_id username password_hash full_name - email status"},
		{"BambooHR", table("Employee #|First Name|Last Name|Work Email|Home Email|Employment Status|Supervisor|Status", "17|Ann|Lee|a@x.org|p@y.org|Full-Time|Bob Ray|Active"), "external_id given_name family_name email - - - status"},
		{"HubSpot", table("Record ID|First Name|Email|Contact owner|Create Date", "151|Ann|a@x.org|bob@x.org|2024-01-01 10:00"), "external_id given_name email - created_at"},
		{"LDAP", table("dn|cn|sn|givenName|uid|mail|c|userPassword|memberOf", "uid=a,dc=x|Ann Lee|Lee|Ann|alee|a@x.org|DE|{SSHA}sadfasdfasdf|cn=g,dc=x"), "- full_name family_name given_name username email country password_hash -"},
		{"Django", table("id|username|email|is_superuser|is_active|password", "1|alee|a@x.org|f|t|pbkdf2_sha256$1000$asdf$asdf"), "external_id username email - status password_hash"},
		{"Outlook", table("Title|First Name|Last Name|E-mail Address|E-mail 2 Address|Business Phone|Home Phone|Mobile Phone", "Mr|Ann|Lee|a@x.org|||030 123456|"), "- given_name family_name email - - phone mobile"},
		{"Name beside Vorname", table("Name|Vorname|E-Mail", "Lee|Ann|a@x.org"), "family_name given_name email"},
		{"Nombre beside Apellidos", table("Nombre|Apellidos", "Ana|García"), "given_name family_name"},
		{"Name beside both", table("Name|First Name|Last Name", "Ann Lee|Ann|Lee"), "full_name given_name family_name"},
		{"Name that holds the last name", table("Name|Last Name", "Ann Lee|Lee", "Bob Ray|Ray"), "full_name family_name"},
		{"Name full of addresses", table("Name|Phone", "a@x.org|030 123456", "b@x.org|030 123457"), "email phone"},
		{"Name full of addresses beside Email", table("Name|Email", "a@x.org|a@x.org", "b@x.org|b@x.org"), "- email"},
		{"an unknown name full of addresses", table("Who|Phone", "a@x.org|030 123456"), "email phone"},
		{"Login full of addresses", table("Login|Role", "a@x.org|boss", "b@x.org|boss"), "email job_title"},
		{"Login full of addresses beside Email", table("Login|Email", "a@x.org|a@x.org", "b@x.org|b@x.org"), "username email"},
		{"Email with yes and no", table("Email|Mail address", "yes|a@x.org", "no|b@x.org", "yes|c@x.org"), "- email"},
		{"two columns of one field", table("Email|E-Mail", "a@x.org|b@x.org"), "email -"},
		{"the first choice is blank", table("Work Email|Home Email", "|a@x.org", "|b@x.org"), "- email"},
		{"privileges", table("Email|Admin|is_superuser", "a@x.org|yes|no"), "email - -"},
		{"a manager who is a name", table("Email|Manager", "a@x.org|Bob Ray"), "email -"},
		{"a manager who is an address", table("Email|Manager", "a@x.org|b@x.org"), "email manager"},
		{"parents and others", table("Name|Parent Email|Emergency Phone", "Ann Lee|a@x.org|030 123456"), "full_name - -"},
		{"dates of passwords", table("Username|Password last set", "alee|2024-01-01"), "username -"},
		{"Dutch prefix", table("Voornaam|Tussenvoegsel|Achternaam", "Jan|van der|Berg"), "given_name family_name family_name"},
		{"no header", table("u1|Ann Lee|a@x.org|+49 30 123456", "u2|Bob Ray|b@x.org|+49 30 123457"), "- full_name email phone"},
		{"no header, names apart", table("Ann|Lee|a@x.org", "Bob|Ray|b@x.org"), "given_name family_name email"},
		{"disabled and active", table("Email|Disabled|Active", "a@x.org|no|yes"), "email status -"},
		{"names of unknown companies", table("Email|Company", "a@x.org|ACME"), "email -"},
		{"survey words", table("Timestamp|What is your email?|Your full name", "2024-01-01 10:00:00|a@x.org|Ann Lee"), "- email full_name"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := recognized(Inspect(tt.rows, InspectOptions{})); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestRecognizeWithCatalog(t *testing.T) {
	catalog := &importer.Catalog{
		Roles: []importer.Named{{Name: "Editor"}}, Organizations: []importer.Organization{{Name: "hq"}},
		Licenses:   []importer.LicenseType{{Name: "standard"}},
		Attributes: map[string]importer.AttributeType{"cost_center": {Type: "string"}, "email": {Type: "string"}},
	}
	tests := []struct {
		name string
		rows []importer.Row
		want string
	}{
		{"roles", table("Email|Role", "a@x.org|editor"), "email roles"},
		{"no roles", table("Email|Role", "a@x.org|plumber"), "email job_title"},
		{"a list of roles", table("Email|Roles", "a@x.org|plumber; +editor"), "email roles"},
		{"organizations", table("Email|Company", "a@x.org|HQ"), "email organizations"},
		{"no organizations", table("Email|Organization", "a@x.org|ACME"), "email -"},
		{"license", table("Email|License", "a@x.org|Standard"), "email license"},
		{"no license", table("Email|License", "a@x.org|Gold"), "email -"},
		{"attributes", table("Email|Cost Center", "a@x.org|410"), "email attributes.cost_center"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := recognized(Inspect(tt.rows, InspectOptions{Catalog: catalog})); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestDoubts(t *testing.T) {
	tests := []struct {
		name string
		rows []importer.Row
		want string // part of a doubt
	}{
		{"rows above", table("Staff", "Name|Email", "Ann|a@x.org"), "row 1 stands above the header in row 2"},
		{"no header", table("Ann|a@x.org", "Bob|b@x.org"), "there is no header row"},
		{"no rows", table("Name|Email"), "no rows below the header"},
		{"two of one field", table("Email|E-Mail", "a@x.org|b@x.org"), `"E-Mail" could be email too; column "Email" was taken`},
		{"privileges", table("Email|Admin", "a@x.org|yes"), `"Admin" looks like privileges`},
		{"other cells", table("Email|Phone", "a@x.org|Ann Lee", "b@x.org|Bob Ray"), `"Phone" is called like phone, but its cells are names of people`},
		{"joined", table("First Name|Middle Name", "Ann|Q"), `"Middle Name" is joined with "First Name"`},
		{"misspelled", table("Pasword|Email", "x|a@x.org"), `"Pasword" is taken as a misspelling of password`},
		{"twice", table("Email|Note|Note", "a@x.org|x|y"), `the column name "Note" stands more than once`},
		{"order of dates", table("Email|Start Date", "a@x.org|01/02/2024"), "day or the month first"},
		{"nobody", table("Name|Team", "Ann Lee|Sales"), "no column was recognized as an email address"},
		{"role", table("Email|Role", "a@x.org|boss"), `"Role" is taken as job_title`},
		{"dates that contradict each other", table("Email|Start Date", "a@x.org|13/02/2026", "b@x.org|01/02/2026", "c@x.org|02/14/2026"), "row 2 can only be read with the day first, row 4 only with the month first; correct the cells"},
		{"no name", table("Email|Callsign|Wingman|City|Nr", "a@x.org|Goose|Ann Lee|Bonn|7", "b@x.org|Maverick|Bob Ray|Bonn|8"), `no column is recognized as a name; "Callsign", "Wingman" are not used; say which in a definition`},
		{"no name but one column", table("Username|Callsign", "goose|Goose", "mav|Maverick"), `no column is recognized as a name; "Callsign" is not used`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := Inspect(tt.rows, InspectOptions{})
			if !strings.Contains(strings.Join(in.Doubts, "\n"), tt.want) {
				t.Errorf("doubts are %q; want one with %q", in.Doubts, tt.want)
			}
		})
	}
	if in := Inspect(table("First Name|Last Name|Email", "Ann|Lee|a@x.org"), InspectOptions{}); len(in.Doubts) > 0 {
		t.Errorf("a clear file has the doubts %q", in.Doubts)
	}
	for name, rows := range map[string][]importer.Row{
		"there is a name":        table("Email|First Name|Callsign", "a@x.org|Ann|Goose"),
		"nothing looks like one": table("Email|Shoe size|Colour", "a@x.org|42|red"),
	} {
		if in := Inspect(rows, InspectOptions{}); strings.Contains(strings.Join(in.Doubts, "\n"), "as a name") {
			t.Errorf("%s: the doubts are %q", name, in.Doubts)
		}
	}
}

func TestHidden(t *testing.T) {
	rows := table("Email|Password|API token|pwd hash old|Password last set|Must change password|Code",
		"a@x.org|hunter2|tok123|abc|2024-01-01|yes|$2b$10$abcdefghijklmnop", "b@x.org|hunter3|tok124|abd|2024-01-02|no|$2b$10$abcdefghijklmnoq")
	in := Inspect(rows, InspectOptions{})
	for i, want := range []bool{false, true, true, true, false, false, true} {
		got := len(in.Columns[i].Samples) > 0 && in.Columns[i].Samples[0] == importer.HiddenCell
		if got != want {
			t.Errorf("column %q hidden: %v, want %v", in.Columns[i].Name, got, want)
		}
	}
	data, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"hunter2", "tok123", "abcdefghijklmnop"} {
		if strings.Contains(string(data), secret) {
			t.Errorf("the JSON shows %q", secret)
		}
	}
}

func TestInspectionJSON(t *testing.T) {
	in := Inspect(table("Email|Colour", "a@x.org|red"), InspectOptions{})
	in.Format, in.Encoding, in.Delimiter = "csv", "utf-8", ","
	data, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"format": "csv", "encoding": "utf-8", "delimiter": ",", "sheet": "", "header_row": 1.0, "rows": 1.0,
		"columns": []any{
			map[string]any{"index": 0.0, "name": "Email", "field": "email", "confidence": 1.0, "samples": []any{"a@x.org"}},
			map[string]any{"index": 1.0, "name": "Colour", "field": nil, "confidence": 0.0, "samples": []any{"red"}},
		},
		"doubts": []any{},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("JSON (-want +got):\n%s", diff)
	}
}

func ExampleInspect() {
	rows := []importer.Row{
		{Number: 1, Cells: []string{"Vorname", "Name", "E-Mail", "Aktiv"}},
		{Number: 2, Cells: []string{"Ann", "Lee", "ann@example.com", "ja"}},
	}
	for _, c := range Inspect(rows, InspectOptions{}).Columns {
		fmt.Println(c.Name, "is", c.Field)
	}
	// Output:
	// Vorname is given_name
	// Name is family_name
	// E-Mail is email
	// Aktiv is status
}
