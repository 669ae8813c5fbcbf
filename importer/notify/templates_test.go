package notify_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"muster/importer"
	"muster/importer/notify"
)

// written sends the mail with the templates and returns what arrives.
func written(t *testing.T, templates *notify.Templates, m notify.Mail) (subject, text, html, language string) {
	t.Helper()
	server := startServer(t, nil)
	sender := newSender(t, newOutbox(m), server.config(t, "&tls=none"), newClock(), func(o *notify.Options) { o.Templates = templates })
	if report := mustSend(t, sender); report.Sent != 1 {
		t.Fatalf("report %+v", report)
	}
	message := parse(t, server.all()[0].data)
	subject, text, html = parts(t, message)
	return subject, text, html, message.Header.Get("Content-Language")
}

func TestEveryTemplateInEveryLanguage(t *testing.T) {
	const link = "https://id.example.com/invitation?token=t%2Fk"
	for _, tt := range []struct {
		template, secret string
		shows            []string
		hides            string
		subjects         [4]string // en, de, fr, es
	}{
		{
			notify.AccountCreated, "s3cret-pass",
			[]string{"asingh", "https://id.example.com", "Anita Singh"},
			"s3cret-pass",
			[4]string{"Your account at Acme", "Ihr Konto bei Acme", "Votre compte chez Acme", "Su cuenta en Acme"},
		},
		{
			notify.TemporaryPassword, "s3cret-pass",
			[]string{"s3cret-pass", "2026-04-01"},
			"asingh",
			[4]string{"Your temporary password at Acme", "Ihr vorläufiges Passwort bei Acme", "Votre mot de passe provisoire chez Acme", "Su contraseña temporal en Acme"},
		},
		{
			notify.Invitation, "t/k",
			[]string{link, "2026-04-01"},
			"asingh",
			[4]string{"You've been invited to Acme", "Ihre Einladung zu Acme", "Votre invitation à rejoindre Acme", "Su invitación a Acme"},
		},
		{
			notify.OrganizationAdded, "s3cret-pass",
			[]string{"Sales", "Acme"},
			"s3cret-pass",
			[4]string{"You now have access to Sales", "Sie haben jetzt Zugang zu Sales", "Vous avez maintenant accès à Sales", "Ahora tiene acceso a Sales"},
		},
		{
			notify.Welcome, "s3cret-pass",
			[]string{"asingh", "s3cret-pass"},
			"token",
			[4]string{"Welcome to Acme", "Willkommen bei Acme", "Bienvenue chez Acme", "Le damos la bienvenida a Acme"},
		},
		{
			notify.ImportReport, "s3cret-pass",
			[]string{"people.csv", "1234", "finished", "email.invalid", "the address has no domain", "people.results.csv"},
			"s3cret-pass",
			[4]string{"Import hr-nightly: finished", "Import hr-nightly: finished", "Import hr-nightly : finished", "Importación hr-nightly: finished"},
		},
	} {
		for i, language := range []string{"en", "de", "fr", "es"} {
			t.Run(tt.template+" "+language, func(t *testing.T) {
				m := withSecret(t, mailTo(tt.template, 1), tt.secret)
				m.Language, m.Expires = language, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
				m.Telling = &importer.Telling{Definition: "hr-nightly", Summary: &importer.Summary{
					Source: "people.csv", State: importer.Finished, Reports: []string{"people.results.csv"},
				}, Problems: []importer.ProblemNews{{Code: "email.invalid", Message: "the address has no domain", Row: 7, Rows: 2, New: 1}}}
				m.Telling.Summary.Rows[importer.Created] = 1234
				subject, text, html, in := written(t, nil, m)
				if subject != tt.subjects[i] || in != language {
					t.Errorf("subject %q in %q, want %q in %q", subject, in, tt.subjects[i], language)
				}
				for _, want := range tt.shows {
					if !strings.Contains(text, want) || !strings.Contains(html, want) {
						t.Errorf("%q is missing in\n%s\n%s", want, text, html)
					}
				}
				if strings.Contains(text+html+subject, tt.hides) {
					t.Errorf("%q is in\n%s\n%s", tt.hides, text, html)
				}
				if strings.Contains(text+html, "<no value>") || strings.Contains(text, "\n\n\n") || !strings.Contains(html, `<html lang="`+language+`">`) {
					t.Errorf("not as it should be:\n%s\n%s", text, html)
				}
			})
		}
	}
}

func TestTheLanguageIsTheNearest(t *testing.T) {
	for wanted, want := range map[string]string{
		"de": "de", "de-CH": "de", "fr-CA": "fr", "es-419": "es", "en-GB": "en", "gsw": "de",
		"": "en", "zh-Hant": "en", "und": "en", "no such language": "en",
	} {
		m := mailTo(notify.AccountCreated, 1)
		m.Language = wanted
		if _, _, _, got := written(t, nil, m); got != want {
			t.Errorf("%q is written in %q, want %q", wanted, got, want)
		}
	}
}

func TestAMailIsGoodWithLittleKnown(t *testing.T) {
	m := mailTo(notify.Welcome, 1)
	m.Person, m.Tenant = notify.Person{}, importer.Tenant{}
	subject, text, html, _ := written(t, nil, m)
	if subject != "Welcome" || !strings.HasPrefix(text, "Hello,\r\n\r\nAn account was created for you.") {
		t.Errorf("%s\n%s", subject, text)
	}
	if strings.Contains(text+html, "password") || strings.Contains(text+html, "ign in") {
		t.Errorf("speaks of what is not there:\n%s\n%s", text, html)
	}
}

func TestTheLinkOfAnInvitationCanLeadElsewhere(t *testing.T) {
	server := startServer(t, nil)
	store := newOutbox(withSecret(t, mailTo(notify.Invitation, 1), "a+b"))
	mustSend(t, newSender(t, store, server.config(t, "&tls=none"), newClock(), func(o *notify.Options) {
		o.InvitationLink = "https://start.example.com/{token}/password"
	}))
	if _, text, _ := parts(t, parse(t, server.all()[0].data)); !strings.Contains(text, "\nhttps://start.example.com/a%2Bb/password\r\n") {
		t.Errorf("text:\n%s", text)
	}
}

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

func TestAFolderOfTemplates(t *testing.T) {
	templates, err := notify.LoadTemplates(fstest.MapFS{
		"README.md":               file("not a template"),
		"de/account_created.txt":  file("Subject: Hallo {{.Name}}\r\n\r\nBenutzername {{.Username}}.\r\n"),
		"fr/account_created.html": file("<b>{{.Username}}</b>"),
		"pt-BR/invitation.txt":    file("Subject: Convite\n\n{{.Link}}\n"),
		"pt-BR/invitation.html":   file("<p>{{.Link}}</p>"),
		"layout.html":             file("<html lang={{.Language}}>our page {{template \"content\" .}}</html>"),
	})
	if err != nil {
		t.Fatal(err)
	}
	m := mailTo(notify.AccountCreated, 1)
	m.Language, m.Person.Username = "de", "a<b"
	if subject, text, html, _ := written(t, templates, m); subject != "Hallo Anita Singh" || text != "Benutzername a<b.\r\n" || html != "" {
		t.Errorf("text only: %q, %q, %q", subject, text, html)
	}
	m.Language = "fr"
	if subject, text, html, _ := written(t, templates, m); subject != "Votre compte chez Acme" || !strings.Contains(text, "a<b") ||
		html != `<html lang=fr>our page <b>a&lt;b</b></html>` {
		t.Errorf("another HTML: %q, %q, %q", subject, text, html)
	}
	m = withSecret(t, mailTo(notify.Invitation, 1), "x")
	m.Language = "pt"
	if subject, _, _, in := written(t, templates, m); subject != "Convite" || in != "pt-BR" {
		t.Errorf("another language: %q in %q", subject, in)
	}
}

func TestTemplatesThatCannotBeUsed(t *testing.T) {
	for name, tt := range map[string]struct {
		folder fs.FS
		says   string
	}{
		"misspelt":         {fstest.MapFS{"en/invitaton.txt": file("Subject: x\n")}, "en/invitaton.txt"},
		"no language":      {fstest.MapFS{"klingonisch/invitation.txt": file("Subject: x\n")}, "klingonisch"},
		"no subject":       {fstest.MapFS{"en/invitation.txt": file("Hello")}, "first line of en/invitation.txt"},
		"broken":           {fstest.MapFS{"en/invitation.txt": file("Subject: x\n\n{{.Link")}, "en/invitation.txt"},
		"broken HTML":      {fstest.MapFS{"en/invitation.html": file("{{if}}")}, "en/invitation.html"},
		"unknown field":    {fstest.MapFS{"de/welcome.txt": file("Subject: x\n\n{{.Passwort}}")}, "de/welcome.txt"},
		"in the subject":   {fstest.MapFS{"de/welcome.txt": file("Subject: {{.Nobody}}\n\n")}, "de/welcome.txt"},
		"in the HTML":      {fstest.MapFS{"de/welcome.html": file("{{.Nobody}}")}, "de/welcome.html"},
		"HTML only":        {fstest.MapFS{"it/welcome.html": file("x")}, "it/welcome"},
		"HTML without end": {fstest.MapFS{"layout.html": file("{{template \"nothing\"}}")}, "nothing"},
		"broken layout":    {fstest.MapFS{"layout.html": file("{{")}, "layout.html"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := notify.LoadTemplates(tt.folder)
			if !errors.Is(err, notify.ErrTemplate) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %v, want one with %q", err, tt.says)
			}
		})
	}
}

func TestAMailSaysThatNoFileCame(t *testing.T) {
	m := mailTo(notify.ImportReport, 1)
	m.Telling = &importer.Telling{Definition: "hr-nightly", Events: []string{"no_file"}, Error: "no file has come on 2026-11-21"}
	subject, text, _, _ := written(t, nil, m)
	if subject != "Import hr-nightly: no file" || !strings.Contains(text, "no file has come on 2026-11-21") || strings.Contains(text, "created") {
		t.Errorf("%s\n%s", subject, text)
	}
}
