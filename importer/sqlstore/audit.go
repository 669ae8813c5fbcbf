package sqlstore

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strconv"

	"github.com/google/uuid"

	"muster/importer"
)

var auditColumns = []column{
	uuidColumn("id"), timeColumn("at"), textColumn("event"), textColumn("actor"), textColumn("os_user"), textColumn("host"),
	textColumn("subject"), uuidColumn("contact_id"), uuidColumn("import_id"), intColumn("row_number"),
}

var auditValueColumns = []column{
	uuidColumn("audit_id"), jsonColumn("before"), jsonColumn("after"), jsonColumn("grants_before"), jsonColumn("details"),
	textColumn("secret_before"),
}

// auditor writes audit entries on behalf of an actor.
type auditor struct {
	store  *Store
	actor  *importer.Actor
	imp    uuid.UUID // zero outside of an import
	at     string
	sheet  *sheet
	values *sheet
}

func (s *Store) newAuditor(actor *importer.Actor, imp uuid.UUID, room int) *auditor {
	return &auditor{
		store: s, actor: actor, imp: imp, at: timeText(s.options.Now()),
		sheet: newSheet(auditColumns, room), values: newSheet(auditValueColumns, room),
	}
}

// add notes one entry and returns its id.
func (a *auditor) add(event, subject string, contact uuid.UUID, row int) string {
	id := a.store.options.NewID().String()
	number := ""
	if row > 0 {
		number = strconv.Itoa(row)
	}
	a.sheet.add(id, a.at, event, a.actor.Name, a.actor.OSUser, a.actor.Host, subject, idText(contact), idText(a.imp), number)
	return id
}

func (a *auditor) write(ctx context.Context, c *session) error {
	if err := insert(ctx, c, "audit", a.sheet); err != nil {
		return err
	}
	return insert(ctx, c, "audit_values", a.values)
}

// audit writes one entry for each person that the decisions change.
func (w *batchWriter) audit(ctx context.Context, list []*importer.Decision) error {
	a := w.store.newAuditor(&w.imp.Actor, w.imp.ID, len(list))
	for _, d := range list {
		contact, user := d.IDs()
		subject := contact
		if user != uuid.Nil {
			subject = user
		}
		id := a.add(d.Event, subject.String(), contact, d.Row)
		before, after := sides(d.Changes())
		grants, details, err := w.auditDetails(d)
		if err != nil {
			return err
		}
		a.values.add(id, before, after, grants, details, secretBefore(d))
	}
	return a.write(ctx, w.session)
}

// secretBefore returns the sealed password hash that the decision replaces, "" for none.
func secretBefore(d *importer.Decision) string {
	if d.Credential == nil {
		return ""
	}
	return base64.StdEncoding.EncodeToString(d.Credential.Replaced)
}

// sides writes the changed fields as they were and as they are, as JSON objects; "" where there is nothing.
func sides(changes []importer.FieldChange) (before, after string) {
	var was, is object
	for i := range changes {
		c := &changes[i]
		was.add(c.Field, c.IsList, c.From, c.FromList)
		is.add(c.Field, c.IsList, c.To, c.ToList)
	}
	return was.String(), is.String()
}

// An object is a JSON object under construction. Every new person has two, so it is built without reflection.
type object struct{ text []byte }

// add adds a member, unless it has no value.
func (o *object) add(name string, isList bool, text string, list []string) {
	if isList && len(list) == 0 || !isList && text == "" {
		return
	}
	if o.text == nil {
		o.text = append(make([]byte, 0, 512), '{')
	} else {
		o.text = append(o.text, ',')
	}
	o.text = append(appendJSON(o.text, name), ':')
	if !isList {
		o.text = appendJSON(o.text, text)
		return
	}
	for i, item := range list {
		o.text = append(o.text, "[,"[min(i, 1)])
		o.text = appendJSON(o.text, item)
	}
	o.text = append(o.text, ']')
}

// String returns the object, "" for one without members.
func (o *object) String() string {
	if o.text == nil {
		return ""
	}
	return string(append(o.text, '}'))
}

// appendJSON appends the text as a JSON string.
func appendJSON(b []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			quoted, _ := json.Marshal(text) // a string always can be
			return append(b, quoted...)
		}
	}
	return append(append(append(b, '"'), text...), '"')
}

// auditImport writes an entry about the import itself.
func (j *journal) auditImport(ctx context.Context, c *session, event string) error {
	return j.auditAbout(ctx, c, event, j.imp.ID)
}

// auditAbout writes an entry of this import's actor about an import.
func (j *journal) auditAbout(ctx context.Context, c *session, event string, imp uuid.UUID) error {
	a := j.store.newAuditor(&j.imp.Actor, imp, 1)
	a.add(event, imp.String(), uuid.Nil, 0)
	return a.write(ctx, c)
}
