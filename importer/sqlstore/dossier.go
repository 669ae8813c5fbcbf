package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// ErrNoPerson says that nobody is called so, or several people are.
var ErrNoPerson = errors.New("nobody, or more than one, is called so; give an id, an email, a username or an external id")

// A Dossier is all that the directory holds about one person, but secrets. Times are UTC; the JSON form is stable.
type Dossier struct {
	Contact Contact `json:"contact"`
	// User is null for a contact without one.
	User   *User         `json:"user"`
	Values []ValueOrigin `json:"values"`
	Grants []GrantOrigin `json:"grants"`
	// SignIns are the ways in which the user signs in, never what they sign in with.
	SignIns []SignInRecord `json:"sign_ins"`
	Mails   []MailRecord   `json:"mails"`
	// Rows are those of imports that were about the person.
	Rows []RowRecord `json:"rows"`
	// History is every entry of the audit about the person, with the values that it keeps.
	History []AuditEntry `json:"history"`
}

// An Origin is where something that is held about a person came from. Fields are empty where it is not known: it
// was erased, or pruned, or stems from a time before the audit.
type Origin struct {
	Source     OrNull     `json:"source"` // the file
	Definition OrNull     `json:"definition"`
	Import     OrNull     `json:"import"`
	Row        *int       `json:"row"`
	Actor      OrNull     `json:"actor"`
	At         *time.Time `json:"at"`
}

// A ValueOrigin is a field, its value, and who set it last.
type ValueOrigin struct {
	Field string `json:"field"`
	Value string `json:"value"`
	Origin
}

// A GrantOrigin is something that the user has, who gave it, and when.
type GrantOrigin struct {
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	Role    OrNull `json:"role"`
	GivenBy string `json:"given_by"`
	Origin
}

// A SignInRecord is an identity, or an invitation (kind "invitation").
type SignInRecord struct {
	Kind      string     `json:"kind"`
	Temporary bool       `json:"temporary"`
	Import    OrNull     `json:"import"`
	Created   time.Time  `json:"created_at"`
	Expires   *time.Time `json:"expires_at"`
}

// A MailRecord is a mail to the person.
type MailRecord struct {
	Mail
	Queued time.Time  `json:"queued_at"`
	Sent   *time.Time `json:"sent_at"`
}

// A RowRecord is a row of an import about the person.
type RowRecord struct {
	Import     string    `json:"import"`
	Source     string    `json:"source"`
	Definition OrNull    `json:"definition"`
	Started    time.Time `json:"started"`
	ImportRow
}

// Dossier returns all that is held about somebody, or ErrNoPerson.
func (s *Store) Dossier(ctx context.Context, who string) (*Dossier, error) {
	c := s.reading()
	p, err := s.person(ctx, c, who)
	if err != nil {
		return nil, wrap(ctx, err, "look for the person")
	}
	d := &Dossier{Contact: ViewContact(p), SignIns: []SignInRecord{}}
	identities, err := s.identities(ctx, []*importer.Person{p})
	if err != nil {
		return nil, wrap(ctx, err, "read how the person signs in")
	}
	if p.HasUser() {
		user := ViewUser(p, identities[p.UserID])
		d.User = &user
	}
	for _, read := range []func(context.Context, *session, *importer.Person) error{
		d.readHistory, d.readSignIns, d.readMails, d.readRows,
	} {
		if err := read(ctx, c, p); err != nil {
			return nil, wrap(ctx, err, "read what is held about the person")
		}
	}
	return d, nil
}

// person returns who is called so.
func (s *Store) person(ctx context.Context, c *session, who string) (*importer.Person, error) {
	where := Filter{Person: who}.ofPeople()
	var ids []string
	err := c.scan(ctx, s.read.Rebind("select c.id"+contactsAndUsers+where.where()), where.args, func(rows *sqlx.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	people, err := loadPeople(ctx, c, ids)
	if err == nil && len(people) != 1 {
		err = ErrNoPerson
	}
	if err != nil {
		return nil, err
	}
	return people[0], nil
}

// contactSheet is the sheet v of statements about one person.
func contactSheet(p *importer.Person) *sheet {
	return keySheet(uuidColumn("id"), []string{p.ContactID.String()})
}

const selectHistory = `
select a.at, a.event, a.actor, a.os_user, a.host, a.subject, a.import_id, a.row_number, w.before, w.after, coalesce(i.source, ''), coalesce(i.definition, '')
from v join audit a on a.contact_id = v.id left join audit_values w on w.audit_id = a.id left join imports i on i.id = a.import_id
order by a.id`

// readHistory reads the person's audit, oldest first, and finds out in it who set what last.
func (d *Dossier) readHistory(ctx context.Context, c *session, p *importer.Person) error {
	set := make(map[string]Origin)
	d.History = []AuditEntry{}
	err := c.query(ctx, contactSheet(p), selectHistory, func(rows *sqlx.Rows) error {
		var e AuditEntry
		var at instant
		var imp uuid.NullUUID
		var before, after []byte
		var o Origin
		err := rows.Scan(&at, &e.Event, &e.Actor, &e.OSUser, &e.Host, &e.Subject, &imp, &e.Row, &before, &after, &o.Source, &o.Definition)
		if err != nil {
			return err
		}
		e.At, e.Import, e.Before, e.After = at.Time, idOrNull(imp.UUID), rawObject(before), rawObject(after)
		d.History = append(d.History, e)
		o.Import, o.Row, o.Actor, o.At = e.Import, e.Row, OrNull(e.Actor), &e.At
		return noteOrigins(set, before, after, o)
	})
	d.Values, d.Grants = origins(p, set)
	return err
}

// noteOrigins notes for each thing that an entry sets that it has its origin there: a field by its name, a grant by its kind
// and text. What an entry lists and had before keeps its origin.
func noteOrigins(set map[string]Origin, before, after []byte, o Origin) error {
	var was, is map[string]any
	for _, side := range []struct {
		text   []byte
		values *map[string]any
	}{{before, &was}, {after, &is}} {
		if len(side.text) == 0 {
			continue
		}
		if err := json.Unmarshal(side.text, side.values); err != nil {
			return err
		}
	}
	for name, value := range is {
		list, isList := value.([]any)
		if !isList {
			set[name] = o
			continue
		}
		had, _ := was[name].([]any)
		for _, item := range list {
			if text, _ := item.(string); !slices.Contains(had, item) {
				set[name+" "+text] = o
			}
		}
	}
	return nil
}

// origins returns what the person has, each with its origin.
func origins(p *importer.Person, set map[string]Origin) (values []ValueOrigin, grants []GrantOrigin) {
	values, grants = []ValueOrigin{}, []GrantOrigin{}
	for f := range importer.StoredFields {
		if value := p.Values[f]; value != "" {
			values = append(values, ValueOrigin{f.String(), value, set[f.String()]})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.Attributes)) {
		field := importer.AttributeField(name)
		values = append(values, ValueOrigin{field, p.Attributes[name], set[field]})
	}
	for _, g := range p.Grants {
		grants = append(grants, GrantOrigin{g.Kind.String(), g.Name, OrNull(g.Role), g.By, set[g.Kind.String()+" "+grantText(g)]})
	}
	return values, grants
}

const selectWaysIn = `
select i.kind, i.temporary, i.import_id, i.created_at, null from v join users u on u.contact_id = v.id join identities i on i.user_id = u.id
union all
select 'invitation', false, i.import_id, i.created_at, i.expires_at from v join users u on u.contact_id = v.id join invitations i on i.user_id = u.id
order by 1`

func (d *Dossier) readSignIns(ctx context.Context, c *session, p *importer.Person) error {
	return c.query(ctx, contactSheet(p), selectWaysIn, func(rows *sqlx.Rows) error {
		var r SignInRecord
		var imp uuid.NullUUID
		var created, expires instant
		err := rows.Scan(&r.Kind, &r.Temporary, &imp, &created, &expires)
		r.Import, r.Created, r.Expires = idOrNull(imp.UUID), created.Time, timeOrNil(expires)
		d.SignIns = append(d.SignIns, r)
		return err
	})
}

const selectMails = `
select o.id, o.recipient, o.template, o.state, o.attempts, o.user_id, o.import_id, o.created_at, o.sent_at
from v join users u on u.contact_id = v.id join outbox o on o.user_id = u.id order by o.id`

func (d *Dossier) readMails(ctx context.Context, c *session, p *importer.Person) error {
	d.Mails = []MailRecord{}
	return c.query(ctx, contactSheet(p), selectMails, func(rows *sqlx.Rows) error {
		var r MailRecord
		var user, imp uuid.NullUUID
		var queued, sent instant
		err := rows.Scan(&r.ID, &r.To, &r.Template, &r.State, &r.Attempts, &user, &imp, &queued, &sent)
		r.User, r.Import, r.Queued, r.Sent = idOrNull(user.UUID), idOrNull(imp.UUID), queued.Time, timeOrNil(sent)
		d.Mails = append(d.Mails, r)
		return err
	})
}

const selectRowsAbout = `
select r.import_id, coalesce(i.source, ''), coalesce(i.definition, ''), i.started_at, r.row_number, r.result, r.user_id, r.contact_id, r.problems
from v join import_rows r on r.contact_id = v.id left join imports i on i.id = r.import_id order by i.started_at, r.import_id, r.row_number`

func (d *Dossier) readRows(ctx context.Context, c *session, p *importer.Person) error {
	d.Rows = []RowRecord{}
	return c.query(ctx, contactSheet(p), selectRowsAbout, func(rows *sqlx.Rows) error {
		var r RowRecord
		var user, contact uuid.NullUUID
		var started instant
		var problems []byte
		err := rows.Scan(&r.Import, &r.Source, &r.Definition, &started, &r.Row, &r.Result, &user, &contact, &problems)
		if err != nil {
			return err
		}
		r.Started, r.User, r.Contact, r.Problems = started.Time, idOrNull(user.UUID), idOrNull(contact.UUID), []importer.Problem{}
		if len(problems) > 0 {
			err = json.Unmarshal(problems, &r.Problems)
		}
		d.Rows = append(d.Rows, r)
		return err
	})
}

func timeOrNil(i instant) *time.Time {
	if i.IsZero() {
		return nil
	}
	return &i.Time
}
