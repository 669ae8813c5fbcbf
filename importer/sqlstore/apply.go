package sqlstore

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// lock locks the people whom the decisions change, in the order of their ids, and returns the decisions whose
// person is not as they were decided on.
func (w *batchWriter) lock(ctx context.Context, list []*importer.Decision) (drifted []*importer.Decision, err error) {
	var ids []string
	for _, d := range list {
		if d.Before != nil {
			ids = append(ids, d.Before.ContactID.String())
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	slices.Sort(ids)
	versions := make(map[uuid.UUID]int64, len(ids))
	query := "select id, version from contacts where id in (select id from v) order by id" + w.session.dialect.forUpdate
	err = w.session.query(ctx, keySheet(uuidColumn("id"), ids), query, func(rows *sqlx.Rows) error {
		var id uuid.UUID
		var version int64
		err := rows.Scan(&id, &version)
		versions[id] = version
		return err
	})
	for _, d := range list {
		if d.Before != nil && versions[d.Before.ContactID] != d.Before.Version {
			drifted = append(drifted, d)
		}
	}
	return drifted, err
}

// taken returns the decisions one of whose keys somebody else has by now.
func (w *batchWriter) taken(ctx context.Context, list []*importer.Decision) ([]*importer.Decision, error) {
	var all importer.Keys
	for _, d := range list {
		for _, k := range keysOfPerson(d.After) {
			switch k.field {
			case importer.Email:
				all.Emails = append(all.Emails, k.key)
			case importer.Username:
				all.Usernames = append(all.Usernames, k.key)
			default:
				all.System = k.system
				all.ExternalIDs = append(all.ExternalIDs, k.key)
			}
		}
	}
	now, err := match(ctx, w.session, &all)
	if err != nil {
		return nil, err
	}
	there := newRoster(now)
	var taken []*importer.Decision
	for _, d := range list {
		if slices.ContainsFunc(keysOfPerson(d.After), func(k rosterKey) bool {
			p := there[k]
			return p != nil && p.ContactID != d.After.ContactID
		}) {
			taken = append(taken, d)
		}
	}
	return taken, nil
}

// apply writes what the decisions change, and the audit of it: a statement for each table.
func (w *batchWriter) apply(ctx context.Context, list []*importer.Decision) error {
	known, err := w.names.withGroups(ctx, w.session, w.store, list)
	if err != nil {
		return err
	}
	c := newChanges(known, w.imp, len(list))
	for _, d := range list {
		if err := c.add(d); err != nil {
			return err
		}
	}
	for _, d := range byUser(list) {
		if err := c.addGrants(d.Before, d.After); err != nil {
			return err
		}
	}
	if err := w.remove(ctx, list); err != nil {
		return err
	}
	if err := w.putSignInsBack(ctx, list); err != nil {
		return err
	}
	if err := c.write(ctx, w.session); err != nil {
		return err
	}
	if err := w.audit(ctx, list); err != nil {
		return err
	}
	w.names, w.changed = known, true
	return nil
}

// byUser returns the decisions about users who stay, sorted by their ids, so that the keys of what they hold come in order.
func byUser(list []*importer.Decision) []*importer.Decision {
	users := slices.DeleteFunc(slices.Clone(list), func(d *importer.Decision) bool {
		return !d.After.HasUser() || d.Removes != importer.RemovesNothing
	})
	slices.SortFunc(users, func(a, b *importer.Decision) int {
		return bytes.Compare(a.After.UserID[:], b.After.UserID[:])
	})
	return users
}

// changes collects what decisions write, table by table. Managers are left alone: Link sets them.
type changes struct {
	names *names
	imp   *importer.Import

	newContacts, oldContacts *sheet
	newUsers, oldUsers       *sheet
	signIns
	// Grants are indexed by their table. What new users get cannot be there yet, which spares looking.
	firstGrants, given, taken [len(grantTables)]*sheet
}

// grantTables are where grants are kept.
var grantTables = [...]struct {
	name, target string
	role         bool
}{
	{"memberships", "organization_id", true},
	{"group_members", "group_id", false},
	{"grants", "entitlement_id", false},
}

func tableOf(kind importer.GrantKind) int { return min(int(kind), len(grantTables)-1) }

func newChanges(n *names, imp *importer.Import, room int) *changes {
	c := &changes{
		names:       n,
		imp:         imp,
		newContacts: newSheet(slices.Concat(contactColumns(), creationColumns), room),
		oldContacts: newSheet(contactColumns(), 0),
		newUsers:    newSheet(userColumns(), room),
		oldUsers:    newSheet(userColumns(), 0),
		signIns:     newSignIns(),
	}
	for i, t := range grantTables {
		key := []column{uuidColumn("user_id"), uuidColumn(t.target)}
		full := append(slices.Clip(key), textColumn("given_by"))
		if t.role {
			full = append(full, textColumn("role"))
		}
		c.firstGrants[i], c.given[i], c.taken[i] = newSheet(full, room), newSheet(full, 0), newSheet(key, 0)
	}
	return c
}

var creationColumns = []column{timeColumn("created_at"), textColumn("created_by"), uuidColumn("import_id")}

func contactColumns() []column {
	columns := []column{
		uuidColumn("id"), intColumn("version"), textColumn("external_system"), keyColumn("external_key"),
		keyColumn("email_key"), jsonColumn("attributes"),
	}
	for _, f := range contactFields {
		columns = append(columns, textColumn(f.column))
	}
	return columns
}

func userColumns() []column {
	columns := []column{uuidColumn("id"), uuidColumn("contact_id"), keyColumn("username_key")}
	for _, f := range userTexts {
		columns = append(columns, textColumn(f.column))
	}
	for _, f := range userFlags {
		columns = append(columns, boolColumn(f.column))
	}
	return columns
}

func (c *changes) add(d *importer.Decision) error {
	before, after := d.Before, d.Left()
	if after == nil {
		return nil // see remove
	}
	attributes, err := attributesText(after.Attributes)
	if err != nil {
		return err
	}
	version := int64(1)
	if before != nil {
		version = before.Version + 1
	}
	contact := contactCells(after, version, attributes)
	if before == nil {
		c.newContacts.add(append(contact, timeText(after.CreatedAt), after.CreatedBy, idText(after.Import))...)
	} else {
		c.oldContacts.add(contact...)
	}
	c.addUser(before, after)
	c.addSignIn(d)
	return nil
}

func contactCells(p *importer.Person, version int64, attributes string) []string {
	cells := make([]string, 0, 6+len(contactFields)+len(creationColumns))
	cells = append(cells, p.ContactID.String(), strconv.FormatInt(version, 10), p.ExternalSystem,
		importer.Key(importer.ExternalID, p.Values[importer.ExternalID]),
		importer.Key(importer.Email, p.Values[importer.Email]), attributes)
	for _, f := range contactFields {
		cells = append(cells, p.Values[f.field])
	}
	return cells
}

func (c *changes) addUser(before, after *importer.Person) {
	if !after.HasUser() {
		return
	}
	cells := make([]string, 0, 3+len(userTexts)+len(userFlags))
	cells = append(cells, after.UserID.String(), after.ContactID.String(),
		importer.Key(importer.Username, after.Values[importer.Username]))
	changed := false
	for _, f := range userTexts {
		cells = append(cells, after.Values[f.field])
		changed = changed || before != nil && before.Values[f.field] != after.Values[f.field]
	}
	for _, f := range userFlags {
		cells = append(cells, after.Values[f.field])
		changed = changed || before != nil && before.Values[f.field] != after.Values[f.field]
	}
	switch {
	case before == nil || !before.HasUser():
		c.newUsers.add(cells...)
	case changed:
		c.oldUsers.add(cells...)
	}
}

// addGrants notes what the user has now and had not, and the other way round. Both lists are sorted.
func (c *changes) addGrants(before, after *importer.Person) error {
	var had []importer.Grant
	if before != nil {
		had = before.Grants
	}
	user := after.UserID.String()
	into := &c.given
	if before == nil || !before.HasUser() {
		into = &c.firstGrants
	}
	for _, g := range after.Grants {
		if slices.Contains(had, g) {
			continue
		}
		id := c.names.id(g)
		if id == "" {
			return &goneError{g}
		}
		if t := tableOf(g.Kind); grantTables[t].role {
			into[t].add(user, id, g.By, g.Role)
		} else {
			into[t].add(user, id, g.By)
		}
	}
	for _, g := range had {
		if id := c.names.id(g); id != "" && !slices.ContainsFunc(after.Grants, g.Is) {
			c.taken[tableOf(g.Kind)].add(user, id)
		}
	}
	return nil
}

func attributesText(attributes map[string]string) (string, error) {
	if len(attributes) == 0 {
		return "{}", nil
	}
	text, err := json.Marshal(attributes)
	return string(text), err
}

// idText is the id's text; the zero id is empty, and null in the database.
func idText(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	return id.String()
}

// write sends everything, what others refer to first.
func (c *changes) write(ctx context.Context, s *session) error {
	if err := update(ctx, s, "contacts", c.oldContacts); err != nil {
		return err
	}
	if err := insert(ctx, s, "contacts", c.newContacts); err != nil {
		return err
	}
	if err := update(ctx, s, "users", c.oldUsers); err != nil {
		return err
	}
	if err := insert(ctx, s, "users", c.newUsers); err != nil {
		return err
	}
	if err := c.signIns.write(ctx, s); err != nil {
		return err
	}
	for i, t := range grantTables {
		if err := s.exec(ctx, c.taken[i], "delete from "+t.name+" where (user_id, "+t.target+") in (select user_id, "+t.target+" from v)"); err != nil {
			return err
		}
		if err := insert(ctx, s, t.name, c.firstGrants[i]); err != nil {
			return err
		}
		if err := s.exec(ctx, c.given[i], upsertGrants(i, c.given[i])); err != nil {
			return err
		}
	}
	return nil
}

// upsertGrants gives what is new; who has it already gets it from somebody else, or in another role.
func upsertGrants(table int, s *sheet) string {
	t := grantTables[table]
	statement := "insert into " + t.name + " (" + s.names() + ") select " + s.names() + " from v where true" +
		" on conflict (user_id, " + t.target + ") do update set given_by = excluded.given_by"
	if t.role {
		statement += ", role = excluded.role"
	}
	return statement
}

// update sets all columns of the rows that have the sheet's ids.
func update(ctx context.Context, c *session, table string, s *sheet) error {
	return c.exec(ctx, s, "update "+table+" set "+s.assignments("id")+" from v where "+table+".id = v.id")
}
