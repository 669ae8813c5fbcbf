package notify

import (
	"cmp"
	"strings"
	"time"

	"muster/importer"
)

// A Letter is what a template can say. Every field may be empty; none has a line end in it.
type Letter struct {
	Language   string // of the template, as BCP 47 writes it
	Name       string // how the person is addressed: the display name, else the names, else the username
	GivenName  string
	FamilyName string
	Username   string
	Email      string
	// Tenant is the name of whom the directory belongs to, URL where people sign in.
	Tenant, URL string
	// Organization is the one that the person now belongs to.
	Organization string
	// Password is the temporary password; only in TemporaryPassword and Welcome.
	Password string
	// Link is where the person sets a password; only in Invitation.
	Link string
	// Expires is until when Link or Password works: YYYY-MM-DD.
	Expires string
	// Import is what an ImportReport is about; nil in all other mails.
	Import *Outcome
}

// An Outcome is what came of an import.
type Outcome struct {
	ID, Definition, Source string
	State                  importer.State
	Read, Created, Updated int
	Unchanged, Skipped     int
	Failed, Deactivated    int
	Error                  string // why it failed; empty where it did not
}

// newLetter returns what the mail's template may say, the secret included if it is one for this template.
func newLetter(m *Mail, secret, linkPattern string) Letter {
	p := m.Person
	both := strings.TrimSpace(oneLine(p.GivenName + " " + p.FamilyName))
	l := Letter{
		Name:      cmp.Or(oneLine(p.DisplayName), both, oneLine(p.Username)),
		GivenName: oneLine(p.GivenName), FamilyName: oneLine(p.FamilyName), Username: oneLine(p.Username), Email: oneLine(m.To),
		Tenant: oneLine(m.Tenant.Name), URL: oneLine(m.Tenant.URL), Organization: oneLine(m.Organization),
	}
	if !m.Expires.IsZero() {
		l.Expires = m.Expires.UTC().Format(time.DateOnly)
	}
	switch m.Template {
	case Invitation:
		l.Link = link(linkPattern, l.URL, secret)
	case TemporaryPassword, Welcome:
		l.Password = secret
	case ImportReport:
		l.Import = newOutcome(m.Summary)
	}
	return l
}

func newOutcome(s *importer.Summary) *Outcome {
	if s == nil {
		return nil
	}
	return &Outcome{
		ID: s.Import, Definition: oneLine(s.Definition), Source: oneLine(s.Source), State: s.State,
		Read: s.Rows.Read(), Created: s.Rows[importer.Created], Updated: s.Rows[importer.Updated],
		Unchanged: s.Rows[importer.Unchanged], Skipped: s.Rows[importer.Skipped], Failed: s.Rows[importer.Failed],
		Deactivated: s.Deactivated, Error: oneLine(s.Error),
	}
}

// exampleLetter has something in every field: what a template is tried with when it is loaded.
func exampleLetter() Letter {
	return Letter{
		Language: "en", Name: "Anita Singh", GivenName: "Anita", FamilyName: "Singh", Username: "asingh", Email: "anita@example.com",
		Tenant: "Acme", URL: "https://id.example.com", Organization: "Sales", Password: "not a password",
		Link: "https://id.example.com/invitation?token=none", Expires: "2006-01-02",
		Import: &Outcome{Definition: "hr-nightly", Source: "people.csv", State: importer.Finished},
	}
}
