package notify

import (
	"cmp"
	"slices"
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

// An Outcome is what came of an import, or of the wait for its file.
type Outcome struct {
	ID, Definition, Source string
	// State is where the import stands; "no file" where there was none.
	State                  importer.State
	Read, Created, Updated int
	Unchanged, Skipped     int
	Failed, Deactivated    int
	// Ran tells that there was an import, so that the numbers above mean something.
	Ran   bool
	Error string // why it failed, or did not begin; empty where it did
	// Problems are the ones that most rows have, Solved is how many of the run before are gone.
	Problems []importer.ProblemNews
	Solved   int
	Reports  []string // where the reports are
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
		l.Import = newOutcome(m.Telling)
	}
	return l
}

// noFile stands for the state where no file came.
const noFile importer.State = "no file"

func newOutcome(t *importer.Telling) *Outcome {
	if t == nil {
		return nil
	}
	o := &Outcome{Definition: oneLine(t.Definition), State: importer.FailedRun, Error: oneLine(t.Error), Solved: t.Solved}
	if slices.Contains(t.Events, "no_file") {
		o.State = noFile
	}
	for _, p := range t.Problems {
		p.Message = oneLine(p.Message)
		o.Problems = append(o.Problems, p)
	}
	s := t.Summary
	if s == nil {
		return o
	}
	o.Ran, o.ID, o.Source, o.State, o.Error = true, s.Import, oneLine(s.Source), s.State, oneLine(cmp.Or(s.Error, t.Error))
	o.Read, o.Created, o.Updated = s.Rows.Read(), s.Rows[importer.Created], s.Rows[importer.Updated]
	o.Unchanged, o.Skipped, o.Failed = s.Rows[importer.Unchanged], s.Rows[importer.Skipped], s.Rows[importer.Failed]
	o.Deactivated = s.Deactivated
	for _, path := range s.Reports {
		o.Reports = append(o.Reports, oneLine(path))
	}
	return o
}

// exampleLetter has something in every field: what a template is tried with when it is loaded.
func exampleLetter() Letter {
	return Letter{
		Language: "en", Name: "Anita Singh", GivenName: "Anita", FamilyName: "Singh", Username: "asingh", Email: "anita@example.com",
		Tenant: "Acme", URL: "https://id.example.com", Organization: "Sales", Password: "not a password",
		Link: "https://id.example.com/invitation?token=none", Expires: "2006-01-02",
		Import: &Outcome{
			Definition: "hr-nightly", Source: "people.csv", State: importer.Finished, Ran: true, Solved: 1,
			Problems: []importer.ProblemNews{{Code: "email.invalid", Message: "the address has no domain", Row: 7, Rows: 2, New: 1}},
			Reports:  []string{"people.results.csv"},
		},
	}
}
