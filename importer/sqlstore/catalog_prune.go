package sqlstore

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// A CatalogUse says who still needs an entry of the catalog. Nobody does where People is 0 and NeededBy empty.
type CatalogUse struct {
	importer.CatalogEntry
	People int `json:"people"`
	// NeededBy is what in the catalog itself names the entry: "defaults", "actor boss".
	NeededBy string `json:"needed_by,omitempty"`
}

// Free reports whether the entry can be dropped.
func (u CatalogUse) Free() bool { return u.People == 0 && u.NeededBy == "" }

// BeyondCatalog returns the entries that the directory's catalog has and the loaded one has not, and who needs each.
func (s *Store) BeyondCatalog(ctx context.Context, loaded *importer.Catalog) ([]CatalogUse, error) {
	c := s.reading()
	have, err := readCatalog(ctx, c)
	if err != nil {
		return nil, wrap(ctx, err, "read the catalog")
	}
	merged, _ := have.Overlay(loaded)
	uses, err := s.beyond(ctx, c, merged, loaded)
	return uses, wrap(ctx, err, "look for what the catalog's names are used for")
}

// PruneCatalog puts the loaded catalog over the directory's, as LoadCatalog does, and drops those of the entries to drop that
// the loaded one does not have and that nobody needs by now. It returns what that changes, one phrase a change. The
// error is a *LockedError while an import is running.
func (s *Store) PruneCatalog(ctx context.Context, loaded *importer.Catalog, drop []importer.CatalogEntry, actor importer.Actor) (changes []string, err error) {
	lock, err := s.lockImports(ctx, 0)
	if err != nil {
		return nil, err
	}
	defer lock.unlock()
	err = s.transact(ctx, func(tx *session) error {
		if changes, err = s.loadCatalog(ctx, tx, loaded, &importer.Import{Actor: actor}); err != nil {
			return err
		}
		dropped, err := s.dropFree(ctx, tx, loaded, drop)
		if err != nil || len(dropped) == 0 {
			return err
		}
		changes = append(changes, dropped...)
		return s.auditDropped(ctx, tx, dropped, &actor)
	})
	return changes, wrap(ctx, err, "prune the catalog")
}

// dropFree drops those of the entries that can be, and says so.
func (s *Store) dropFree(ctx context.Context, c *session, loaded *importer.Catalog, drop []importer.CatalogEntry) ([]string, error) {
	have, err := readCatalog(ctx, c)
	if err != nil {
		return nil, err
	}
	uses, err := s.beyond(ctx, c, have, loaded)
	if err != nil {
		return nil, err
	}
	var gone []importer.CatalogEntry
	var dropped []string
	for _, u := range uses {
		if u.Free() && slices.Contains(drop, u.CatalogEntry) {
			gone = append(gone, u.CatalogEntry)
			dropped = append(dropped, u.String()+" dropped")
		}
	}
	if len(gone) == 0 {
		return nil, nil
	}
	if err := deleteNames(ctx, c, gone); err != nil {
		return nil, err
	}
	return dropped, writeSettings(ctx, c, have.Without(gone))
}

// deleteNames deletes the entries that have rows of their own; the others are part of the settings.
func deleteNames(ctx context.Context, c *session, gone []importer.CatalogEntry) error {
	names := newSheet([]column{textColumn("kind"), textColumn("name_key")}, len(gone))
	for _, e := range gone {
		names.add(e.Kind, importer.NameKey(e.Name))
	}
	for _, statement := range []string{
		"delete from organizations where name_key in (select name_key from v where kind = 'organizations')",
		`delete from "groups" where name_key in (select name_key from v where kind = 'groups')`,
		"delete from licenses where name_key in (select name_key from v where kind = 'licenses')",
		"delete from entitlements where exists (select 1 from v where v.kind = entitlements.kind and v.name_key = entitlements.name_key)",
	} {
		if err := c.exec(ctx, names, statement); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) auditDropped(ctx context.Context, c *session, dropped []string, actor *importer.Actor) error {
	a := s.newAuditor(actor, uuid.Nil, 1)
	id := a.add("catalog.loaded", "catalog", uuid.Nil, 0)
	after, err := json.Marshal(map[string][]string{"changes": dropped})
	if err != nil {
		return err
	}
	a.values.add(id, "", string(after), "", "", "")
	return a.write(ctx, c)
}

// beyond returns the entries of the catalog that the loaded one has not, with who needs each.
func (s *Store) beyond(ctx context.Context, c *session, catalog, loaded *importer.Catalog) ([]CatalogUse, error) {
	entries := catalog.Beyond(loaded)
	people, err := s.countUses(ctx, c)
	if err != nil {
		return nil, err
	}
	uses := make([]CatalogUse, len(entries))
	for i, e := range entries {
		uses[i] = CatalogUse{e, people[importer.CatalogEntry{Kind: e.Kind, Name: importer.NameKey(e.Name)}], catalog.NeededBy(e, entries)}
	}
	return uses, nil
}

// selectUses counts how many people have what the catalog names, but attributes.
const selectUses = `
select 'organizations', o.name, count(*) from memberships m join organizations o on o.id = m.organization_id group by o.name
union all select 'organization_roles', role, count(*) from memberships where role <> '' group by role
union all select 'groups', g.name, count(*) from group_members m join "groups" g on g.id = m.group_id group by g.name
union all select e.kind, e.name, count(*) from grants r join entitlements e on e.id = r.entitlement_id group by e.kind, e.name
union all select 'licenses', license, count(*) from users where license <> '' group by license
union all select 'attributes', `

// countUses returns how many people have each thing that the catalog names, by its kind and folded name.
func (s *Store) countUses(ctx context.Context, c *session) (map[importer.CatalogEntry]int, error) {
	attributes := "j.key, count(*) from contacts, json_each(contacts.attributes) j group by j.key"
	if s.at.postgres != nil {
		attributes = "j.key, count(*) from contacts, json_object_keys(contacts.attributes) j(key) group by j.key"
	}
	uses := make(map[importer.CatalogEntry]int)
	err := c.scan(ctx, selectUses+attributes, nil, func(rows *sqlx.Rows) error {
		var kind, name string
		var n int
		err := rows.Scan(&kind, &name, &n)
		uses[importer.CatalogEntry{Kind: kind, Name: importer.NameKey(name)}] += n
		return err
	})
	return uses, err
}
