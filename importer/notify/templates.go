package notify

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	html "html/template"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"text/template"

	"golang.org/x/text/language"
)

//go:embed templates
var shipped embed.FS

// fallback is the language of who has none, or one without templates.
const fallback = "en"

// subjectMark begins the first line of a text template: the subject.
const subjectMark = "Subject:"

// layoutFile is the page around the HTML of every mail.
const layoutFile = "layout.html"

// Templates are the texts of mails in several languages. They are safe for concurrent use.
type Templates struct {
	// byName has the languages of each template. The first is English.
	byName map[string]*translations
}

// translations are one template in its languages.
type translations struct {
	matcher language.Matcher
	pages   []*page // as the matcher counts them
}

// A page is one template in one language.
type page struct {
	language string
	subject  *template.Template
	text     *template.Template
	html     *html.Template // nil: the mail is text only
}

// LoadTemplates returns the templates that ship with muster, in English, German, French and Spanish, with those of a folder
// instead or besides: LANGUAGE/TEMPLATE.txt, whose first line is "Subject: …", and LANGUAGE/TEMPLATE.html, what goes into the page
// layout.html. They are text/template and html/template over a [Letter]. A text without its HTML is sent as text
// only. A nil folder changes nothing.
//
// Every template is tried once, so that a mistake shows now and not when a mail is due. Errors wrap [ErrTemplate] and name the
// file.
func LoadTemplates(folder fs.FS) (*Templates, error) {
	own, err := fs.Sub(shipped, "templates")
	if err != nil {
		return nil, fmt.Errorf("open the templates that ship: %w", err)
	}
	files := make(sources)
	if err := files.add(own); err != nil {
		return nil, err
	}
	if folder != nil {
		if err := files.add(folder); err != nil {
			return nil, err
		}
	}
	return files.parse()
}

// sources are the texts of templates by path: de/invitation.txt.
type sources map[string]string

// add reads the templates of a folder over what is there.
func (s sources) add(folder fs.FS) error {
	var found []string
	for _, pattern := range []string{layoutFile, "*/*.txt", "*/*.html"} {
		names, err := fs.Glob(folder, pattern)
		if err != nil {
			return fmt.Errorf("list mail templates: %w", err)
		}
		found = append(found, names...)
	}
	for _, file := range found {
		if err := checkPath(file); err != nil {
			return err
		}
		text, err := fs.ReadFile(folder, file)
		if err != nil {
			return fmt.Errorf("read a mail template: %w", err)
		}
		if base, isText := strings.CutSuffix(file, ".txt"); isText && !slices.Contains(found, base+".html") {
			delete(s, base+".html") // it would say something else than the new text
		}
		s[file] = strings.ReplaceAll(string(text), "\r\n", "\n")
	}
	return nil
}

// checkPath refuses templates that nobody would ever look at, such as misspelt ones.
func checkPath(file string) error {
	folder, name := path.Split(file)
	if folder == "" {
		return nil // the layout
	}
	tag, err := language.Parse(strings.TrimSuffix(folder, "/"))
	if err != nil || tag.String()+"/" != folder {
		return fmt.Errorf("%w: the folder of %s is not named as a language is (de, pt-BR)", ErrTemplate, file)
	}
	if !slices.Contains(templateNames, strings.TrimSuffix(name, path.Ext(name))) {
		return fmt.Errorf("%w: %s is none of %s", ErrTemplate, file, strings.Join(templateNames, ", "))
	}
	return nil
}

// parse makes templates of the texts.
func (s sources) parse() (*Templates, error) {
	for file := range s {
		if base, isHTML := strings.CutSuffix(file, ".html"); isHTML && file != layoutFile && s[base+".txt"] == "" {
			return nil, fmt.Errorf("%w: %s has no %s.txt beside it, for those who read text", ErrTemplate, file, path.Base(base))
		}
	}
	layout, err := html.New(layoutFile).Parse(s[layoutFile])
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTemplate, err)
	}
	t := &Templates{byName: make(map[string]*translations)}
	for _, name := range templateNames {
		all := &translations{}
		var tags []language.Tag
		for _, lang := range s.languages(name) {
			p, err := s.page(lang, name, layout)
			if err != nil {
				return nil, err
			}
			tags = append(tags, language.Make(lang))
			all.pages = append(all.pages, p)
		}
		all.matcher = language.NewMatcher(tags)
		t.byName[name] = all
	}
	return t, nil
}

// languages returns the languages that a template is there in, English first.
func (s sources) languages(name string) []string {
	list := []string{fallback}
	for _, file := range slices.Sorted(maps.Keys(s)) {
		lang := path.Dir(file)
		if path.Base(file) == name+".txt" && lang != fallback {
			list = append(list, lang)
		}
	}
	return list
}

// page parses one template in one language and tries it.
func (s sources) page(lang, name string, layout *html.Template) (*page, error) {
	file := lang + "/" + name
	first, body, _ := strings.Cut(s[file+".txt"], "\n")
	subject, ok := strings.CutPrefix(first, subjectMark)
	if !ok {
		return nil, fmt.Errorf("%w: the first line of %s.txt is not %q with the subject", ErrTemplate, file, subjectMark)
	}
	p := &page{language: lang}
	var err, err2, err3 error
	p.subject, err = template.New(file + ".txt").Parse(strings.TrimSpace(subject))
	p.text, err2 = template.New(file + ".txt").Parse(strings.TrimLeft(body, "\n"))
	if content, ok := s[file+".html"]; ok {
		p.html, err3 = html.Must(layout.Clone()).New(file + ".html").Parse(`{{define "content"}}` + content + `{{end}}`)
	}
	if err := errors.Join(err, err2, err3); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTemplate, err)
	}
	if _, err := p.write(exampleLetter()); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTemplate, err)
	}
	return p, nil
}

// A text is a mail as it is read.
type text struct {
	language      string
	subject       string // one line
	plain, markup string // markup is empty where the mail is text only
}

// write returns the mail's text in the language nearest to lang.
func (t *Templates) write(name, lang string, l Letter) (text, error) {
	all, ok := t.byName[name]
	if !ok {
		return text{}, fmt.Errorf("%w: there is no template %q", ErrTemplate, name)
	}
	wanted, err := language.Parse(lang)
	if err != nil {
		wanted = language.English
	}
	_, at, confidence := all.matcher.Match(wanted)
	if confidence == language.No {
		at = 0
	}
	return all.pages[at].write(l)
}

func (p *page) write(l Letter) (text, error) {
	l.Language = p.language
	var subject, plain, markup bytes.Buffer
	err := errors.Join(p.subject.Execute(&subject, l), p.text.Execute(&plain, l), p.writeHTML(&markup, l))
	return text{p.language, oneLine(subject.String()), plain.String(), markup.String()}, err
}

func (p *page) writeHTML(w io.Writer, l Letter) error {
	if p.html == nil {
		return nil
	}
	return p.html.ExecuteTemplate(w, layoutFile, l)
}
