package sqlstore

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// Catalog returns the directory's catalog; an empty one where none was ever loaded. Lists are sorted by name.
func (s *Store) Catalog(ctx context.Context) (*importer.Catalog, error) {
	c, err := readCatalog(ctx, s.reading())
	return c, wrap(ctx, err, "read the catalog")
}

// LoadCatalog puts the catalog over the directory's and returns what that changes, one phrase a change. What
// the loaded one does not mention stays.
func (s *Store) LoadCatalog(ctx context.Context, c *importer.Catalog, actor importer.Actor) (changes []string, err error) {
	err = s.transact(ctx, func(tx *session) error {
		changes, err = s.loadCatalog(ctx, tx, c, &importer.Import{Actor: actor})
		return err
	})
	return changes, wrap(ctx, err, "load the catalog")
}

// catalogClass is the advisory lock under which a catalog is read, changed and written.
const catalogClass = lockClass + 1

// loadCatalog holds back other loads until the transaction is over: one that read the same catalog would
// write over this one's changes.
func (s *Store) loadCatalog(ctx context.Context, c *session, loaded *importer.Catalog, imp *importer.Import) ([]string, error) {
	if s.at.postgres != nil { // SQLite has one writer at a time anyway
		_, err := c.ExecContext(ctx, "select pg_advisory_xact_lock($1, hashtext(current_schema()))", catalogClass)
		if err != nil {
			return nil, err
		}
	}
	have, err := readCatalog(ctx, c)
	if err != nil {
		return nil, err
	}
	merged, changes := have.Overlay(loaded)
	if len(changes) == 0 {
		return nil, nil
	}
	if err := s.writeNames(ctx, c, merged); err != nil {
		return nil, err
	}
	if err := writeSettings(ctx, c, merged); err != nil {
		return nil, err
	}
	a := s.newAuditor(&imp.Actor, imp.ID, 1)
	id := a.add("catalog.loaded", "catalog", uuid.Nil, 0)
	after, err := json.Marshal(map[string][]string{"changes": changes})
	if err != nil {
		return nil, err
	}
	a.values.add(id, "", string(after), "", "", "")
	return changes, a.write(ctx, c)
}

// settingsOf returns the part of the catalog that is kept as one document: all that nobody refers to by id.
func settingsOf(c *importer.Catalog) *importer.Catalog {
	s := *c
	s.Organizations, s.Groups, s.Licenses = nil, nil, nil
	s.Roles, s.Profiles, s.Scopes, s.Rights, s.Accounts = nil, nil, nil, nil, nil
	return &s
}

func writeSettings(ctx context.Context, c *session, merged *importer.Catalog) error {
	text, err := json.Marshal(settingsOf(merged))
	if err != nil {
		return err
	}
	row := newSheet([]column{intColumn("id"), jsonColumn("settings")}, 1)
	row.add("1", string(text))
	return c.exec(ctx, row, "insert into catalog (id, settings) select id, settings from v where true on conflict (id) do update set settings = excluded.settings")
}

// entitlementKinds are the kinds that the table entitlements keeps.
var entitlementKinds = [...]importer.GrantKind{
	importer.Roles, importer.Profiles, importer.Scopes, importer.Rights, importer.Accounts,
}

// writeNames upserts what others refer to by id.
func (s *Store) writeNames(ctx context.Context, c *session, m *importer.Catalog) error {
	organizations := newSheet(namedColumns(textColumn("sign_in")), 0)
	for _, o := range m.Organizations {
		organizations.add(s.newID(), o.Name, importer.NameKey(o.Name), o.SignIn)
	}
	groups := newSheet(namedColumns(), 0)
	for _, g := range m.Groups {
		groups.add(s.newID(), g.Name, importer.NameKey(g.Name))
	}
	licenses := newSheet(namedColumns(intColumn("seats")), 0)
	for _, l := range m.Licenses {
		licenses.add(s.newID(), l.Name, importer.NameKey(l.Name), strconv.Itoa(l.Seats))
	}
	entitlements := newSheet(namedColumns(textColumn("kind")), 0)
	for _, kind := range entitlementKinds {
		for _, name := range m.Names(kind) {
			entitlements.add(s.newID(), name, importer.NameKey(name), kind.String())
		}
	}
	for _, t := range []struct {
		sheet            *sheet
		table, key, also string
	}{
		{organizations, "organizations", "name_key", ", sign_in = excluded.sign_in"},
		{groups, `"groups"`, "name_key", ""},
		{licenses, "licenses", "name_key", ", seats = excluded.seats"},
		{entitlements, "entitlements", "kind, name_key", ""},
	} {
		err := c.exec(ctx, t.sheet, "insert into "+t.table+" ("+t.sheet.names()+") select "+t.sheet.names()+
			" from v where true on conflict ("+t.key+") do update set name = excluded.name"+t.also)
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) newID() string { return s.options.NewID().String() }

func namedColumns(more ...column) []column {
	return append([]column{uuidColumn("id"), textColumn("name"), textColumn("name_key")}, more...)
}

func readCatalog(ctx context.Context, c *session) (*importer.Catalog, error) {
	catalog := &importer.Catalog{}
	err := c.scan(ctx, "select settings from catalog", nil, func(rows *sqlx.Rows) error {
		var text []byte
		if err := rows.Scan(&text); err != nil {
			return err
		}
		return json.Unmarshal(text, catalog)
	})
	if err != nil {
		return nil, err
	}
	if err := readNamed(ctx, c, catalog); err != nil {
		return nil, err
	}
	err = c.scan(ctx, "select name, sign_in from organizations order by name", nil, func(rows *sqlx.Rows) error {
		var o importer.Organization
		err := rows.Scan(&o.Name, &o.SignIn)
		catalog.Organizations = append(catalog.Organizations, o)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = c.scan(ctx, "select name, seats from licenses order by name", nil, func(rows *sqlx.Rows) error {
		var l importer.LicenseType
		err := rows.Scan(&l.Name, &l.Seats)
		catalog.Licenses = append(catalog.Licenses, l)
		return err
	})
	return catalog, err
}

// readNamed reads the lists of which the catalog knows nothing but names.
func readNamed(ctx context.Context, c *session, catalog *importer.Catalog) error {
	lists := map[string]*[]importer.Named{
		"groups": &catalog.Groups, "roles": &catalog.Roles, "profiles": &catalog.Profiles,
		"scopes": &catalog.Scopes, "rights": &catalog.Rights, "accounts": &catalog.Accounts,
	}
	query := `select 'groups', name from "groups" union all select kind, name from entitlements order by 2`
	return c.scan(ctx, query, nil, func(rows *sqlx.Rows) error {
		var kind, name string
		err := rows.Scan(&kind, &name)
		if list := lists[kind]; list != nil {
			*list = append(*list, importer.Named{Name: name})
		}
		return err
	})
}
