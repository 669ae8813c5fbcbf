package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// contactFields and userFields map the stored fields of a person to columns, in the order of the
// statements below. Key fields have a second column with the folded key. The manager is a reference and
// goes its own way.
var contactFields = []struct {
	field  importer.Field
	column string
}{
	{importer.Kind, "kind"},
	{importer.ExternalID, "external_id"},
	{importer.GivenName, "given_name"},
	{importer.FamilyName, "family_name"},
	{importer.DisplayName, "display_name"},
	{importer.Email, "email"},
	{importer.Mobile, "mobile"},
	{importer.Phone, "phone"},
	{importer.Country, "country"},
	{importer.Language, "language"},
	{importer.JobTitle, "job_title"},
	{importer.Department, "department"},
	{importer.Location, "location"},
	{importer.StartDate, "start_date"},
	{importer.EndDate, "end_date"},
	{importer.CreatedAt, "first_created_at"},
	{importer.TimeZone, "time_zone"},
}

var userTexts = []struct {
	field  importer.Field
	column string
}{
	{importer.Username, "username"},
	{importer.Status, "status"},
	{importer.Portal, "portal"},
	{importer.License, "license"},
	{importer.StatusWithinDates, "status_within_dates"},
	{importer.AwaitedOnboarding, "awaited_onboarding"},
}

var userFlags = []struct {
	field  importer.Field
	column string
}{
	{importer.EmailVerified, "email_verified"}, {importer.MustResetPassword, "must_reset_password"}, {importer.RequireMFA, "require_mfa"},
}

// personColumns is what selectPerson reads.
func personColumns() string {
	columns := []string{
		"c.id", "c.version", "c.external_system", "c.manager_id", "c.attributes",
		"c.created_at", "c.created_by", "c.import_id", "u.id",
	}
	for _, f := range contactFields {
		columns = append(columns, "c."+f.column)
	}
	for _, f := range userTexts {
		columns = append(columns, "coalesce(u."+f.column+", '')")
	}
	for _, f := range userFlags {
		columns = append(columns, "u."+f.column)
	}
	return strings.Join(columns, ", ")
}

const contactsAndUsers = " from contacts c left join users u on u.contact_id = c.id"

// loadPeople returns the people with these contact ids, in the order in which the database comes upon
// them, with everything that is known about them: three queries, however many people.
func loadPeople(ctx context.Context, c *session, ids []string) ([]*importer.Person, error) {
	people, err := loadValues(ctx, c, keySheet(uuidColumn("id"), ids), whereID)
	if err != nil {
		return nil, err
	}
	return people, complete(ctx, c, people)
}

// whereID is the condition of loadValues on people whose contact ids are the sheet.
const whereID = "c.id in (select id from v)"

// loadValues returns the people who meet the condition on contacts c, users u and the sheet v, without
// grants and managers.
func loadValues(ctx context.Context, c *session, v *sheet, condition string) ([]*importer.Person, error) {
	if v.len() == 0 {
		return nil, nil
	}
	people := make([]*importer.Person, 0, v.len())
	query := "select " + personColumns() + contactsAndUsers + " where " + condition
	scanner := newPersonScanner()
	err := c.query(ctx, v, query, func(rows *sqlx.Rows) error {
		p, err := scanner.scan(rows)
		people = append(people, p)
		return err
	})
	return people, err
}

// complete fills in what loadValues leaves out.
func complete(ctx context.Context, c *session, people []*importer.Person) error {
	if err := loadGrants(ctx, c, people); err != nil {
		return err
	}
	return loadManagers(ctx, c, people)
}

// A personScanner reads people out of rows of personColumns. It reuses its buffers.
type personScanner struct {
	person     importer.Person
	manager    uuid.NullUUID
	imported   uuid.NullUUID
	user       uuid.NullUUID
	attributes string
	created    instant
	flags      []sql.NullBool
	targets    []any
}

func newPersonScanner() *personScanner {
	s := &personScanner{flags: make([]sql.NullBool, len(userFlags))}
	p := &s.person
	s.targets = []any{
		&p.ContactID, &p.Version, &p.ExternalSystem, &s.manager, &s.attributes,
		&s.created, &p.CreatedBy, &s.imported, &s.user,
	}
	for _, f := range contactFields {
		s.targets = append(s.targets, &p.Values[f.field])
	}
	for _, f := range userTexts {
		s.targets = append(s.targets, &p.Values[f.field])
	}
	for i := range s.flags {
		s.targets = append(s.targets, &s.flags[i])
	}
	return s
}

func (s *personScanner) scan(rows *sqlx.Rows) (*importer.Person, error) {
	if err := rows.Scan(s.targets...); err != nil {
		return nil, err
	}
	p := s.person // a copy
	p.ManagerID, p.Import, p.UserID = s.manager.UUID, s.imported.UUID, s.user.UUID
	p.CreatedAt = s.created.Time
	for i, f := range userFlags {
		p.Values[f.field] = flagText(s.flags[i])
	}
	if s.attributes != "{}" {
		if err := json.Unmarshal([]byte(s.attributes), &p.Attributes); err != nil {
			return nil, fmt.Errorf("read the attributes of contact %s: %w", p.ContactID, err)
		}
	}
	return &p, nil
}

func flagText(b sql.NullBool) string {
	switch {
	case !b.Valid:
		return ""
	case b.Bool:
		return "true"
	default:
		return "false"
	}
}

const selectGrants = `
select m.user_id, 'organizations', o.name, m.role, m.given_by
from memberships m join organizations o on o.id = m.organization_id where m.user_id in (select id from v)
union all
select m.user_id, 'groups', g.name, '', m.given_by
from group_members m join "groups" g on g.id = m.group_id where m.user_id in (select id from v)
union all
select r.user_id, e.kind, e.name, '', r.given_by
from grants r join entitlements e on e.id = r.entitlement_id where r.user_id in (select id from v)`

// loadGrants fills in what the people's users hold.
func loadGrants(ctx context.Context, c *session, people []*importer.Person) error {
	users := make(map[uuid.UUID]*importer.Person, len(people))
	ids := make([]string, 0, len(people))
	for _, p := range people {
		if p.HasUser() {
			users[p.UserID] = p
			ids = append(ids, p.UserID.String())
		}
	}
	if len(ids) == 0 {
		return nil
	}
	err := c.query(ctx, keySheet(uuidColumn("id"), ids), selectGrants, func(rows *sqlx.Rows) error {
		var id uuid.UUID
		var kind string
		var g importer.Grant
		if err := rows.Scan(&id, &kind, &g.Name, &g.Role, &g.By); err != nil {
			return err
		}
		g.Kind, _ = importer.GrantKindNamed(kind)
		users[id].Grants = append(users[id].Grants, g)
		return nil
	})
	for _, p := range people {
		importer.SortGrants(p.Grants)
	}
	return err
}

const selectManagers = `
select m.id, coalesce(nullif(m.external_id, ''), nullif(m.email, ''), u.username, '')
from contacts m left join users u on u.contact_id = m.id where m.id in (select id from v)`

// loadManagers fills in how the people's managers are called.
func loadManagers(ctx context.Context, c *session, people []*importer.Person) error {
	names := make(map[uuid.UUID]string)
	var ids []string
	for _, p := range people {
		if _, known := names[p.ManagerID]; p.ManagerID != uuid.Nil && !known {
			names[p.ManagerID] = ""
			ids = append(ids, p.ManagerID.String())
		}
	}
	if len(ids) == 0 {
		return nil
	}
	err := c.query(ctx, keySheet(uuidColumn("id"), ids), selectManagers, func(rows *sqlx.Rows) error {
		var id uuid.UUID
		var name string
		if err := rows.Scan(&id, &name); err != nil {
			return err
		}
		names[id] = name
		return nil
	})
	for _, p := range people {
		p.Values[importer.Manager] = names[p.ManagerID]
	}
	return err
}
