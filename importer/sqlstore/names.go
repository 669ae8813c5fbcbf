package sqlstore

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/jmoiron/sqlx"

	"muster/importer"
)

// names knows the ids of what can be given to users: organizations, groups, roles and so on, by the name that
// the catalog writes. It never changes: what comes later makes a new one.
type names struct {
	ids [importer.NumGrantKinds]map[string]string
}

// selectNames reads everything that can be given.
const selectNames = `
select 'organizations', name, id from organizations
union all select 'groups', name, id from "groups"
union all select kind, name, id from entitlements`

func loadNames(ctx context.Context, c *session) (*names, error) {
	n := &names{}
	for k := range n.ids {
		n.ids[k] = make(map[string]string)
	}
	err := c.scan(ctx, selectNames, nil, func(rows *sqlx.Rows) error {
		var kind, name, id string
		if err := rows.Scan(&kind, &name, &id); err != nil {
			return err
		}
		k, _ := importer.GrantKindNamed(kind)
		n.ids[k][name] = id
		return nil
	})
	return n, err
}

// id returns the id of what the grant gives, "" for what is not there.
func (n *names) id(g importer.Grant) string { return n.ids[g.Kind][g.Name] }

// withGroups returns names that also know the groups that the decisions give and that are not there yet; it makes
// them. Several batches may do so at once: the second waits for the first and finds its groups.
func (n *names) withGroups(ctx context.Context, c *session, s *Store, decisions []*importer.Decision) (*names, error) {
	missing := n.missingGroups(decisions)
	if len(missing) == 0 {
		return n, nil
	}
	sheet := newSheet([]column{uuidColumn("id"), textColumn("name"), textColumn("name_key")}, len(missing))
	for _, name := range missing {
		sheet.add(s.options.NewID().String(), name, importer.NameKey(name))
	}
	if err := c.exec(ctx, sheet, `insert into "groups" (id, name, name_key) select id, name, name_key from v where true on conflict (name_key) do nothing`); err != nil {
		return nil, err
	}
	more := &names{ids: n.ids}
	more.ids[importer.Groups] = maps.Clone(n.ids[importer.Groups])
	err := c.query(ctx, sheet, `select v.name, g.id from "groups" g join v on v.name_key = g.name_key`, func(rows *sqlx.Rows) error {
		var name, id string
		err := rows.Scan(&name, &id)
		more.ids[importer.Groups][name] = id
		return err
	})
	return more, err
}

// missingGroups returns the groups that are given and not there, in the one order in which all batches
// make them, so that they do not lock each other out.
func (n *names) missingGroups(decisions []*importer.Decision) []string {
	missing := make(map[string]bool)
	for _, d := range decisions {
		for _, g := range d.After.GrantsOf(importer.Groups) {
			if n.id(g) == "" && storable(g.Name) {
				missing[g.Name] = true
			}
		}
	}
	return slices.SortedFunc(maps.Keys(missing), func(a, b string) int {
		return cmp.Or(cmp.Compare(importer.NameKey(a), importer.NameKey(b)), cmp.Compare(a, b))
	})
}

// ready loads the import's catalog with the first change, and learns the ids of its names.
func (j *journal) ready(ctx context.Context) error {
	j.first.Lock()
	defer j.first.Unlock()
	if j.names != nil {
		return nil
	}
	return j.within(ctx, func(c *session) error {
		if j.imp.Catalog != nil {
			if _, err := j.store.loadCatalog(ctx, c, j.imp.Catalog, j.imp); err != nil {
				return err
			}
		}
		n, err := loadNames(ctx, c)
		if err == nil {
			j.names = n
		}
		return err
	})
}

func (j *journal) known() *names {
	j.first.Lock()
	defer j.first.Unlock()
	return j.names
}

// keep remembers what a batch that is written has brought: new groups, and that somebody was changed.
func (j *journal) keep(w *batchWriter) {
	j.first.Lock()
	defer j.first.Unlock()
	j.changed = j.changed || w.changed
	if w.names == nil || len(w.names.ids[importer.Groups]) == len(j.names.ids[importer.Groups]) {
		return
	}
	groups := maps.Clone(j.names.ids[importer.Groups])
	maps.Copy(groups, w.names.ids[importer.Groups])
	merged := &names{ids: j.names.ids}
	merged.ids[importer.Groups] = groups
	j.names = merged
}
