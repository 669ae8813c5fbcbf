package sqlstore_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster/importer"
	"muster/importer/importertest"
	"muster/importer/sqlstore"
)

func TestPruneDropsWhatNobodyNeeds(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		store, imp := openFixed(t, dsn), importertest.Import()
		imp.Catalog.Actors = []importer.CatalogActor{{Name: "boss", Scopes: []string{"Admin"}}, {Name: "clerk", Accounts: []string{"ACME-EU"}}}
		run(t, store, imp, importertest.Create(2, importertest.Person(1, imp)))
		file := &importer.Catalog{Groups: []importer.Named{{Name: "sales"}, {Name: "Support"}}, Actors: []importer.CatalogActor{{Name: "boss", Scopes: []string{"admin"}}}}
		uses, err := store.BeyondCatalog(t.Context(), file)
		must(t, err)
		var free, needed []string
		var drop []importer.CatalogEntry
		for _, u := range uses {
			if drop = append(drop, u.CatalogEntry); u.Free() {
				free = append(free, u.String())
			} else {
				needed = append(needed, u.String()+" "+u.NeededBy)
			}
		}
		wantFree := []string{
			"organization lab", "role editor", "profile office", "right Any_User_Write", "account ACME-EU", "organization role admin", "actor clerk",
		}
		wantNeeded := []string{
			"organization hq ", "group Engineering ", "role reader ", "scope admin actor boss", "right Any_User_read ", "organization role member ",
			"license standard defaults", "attribute cost_center ",
		}
		if diff := cmp.Diff(wantFree, free) + cmp.Diff(wantNeeded, needed); diff != "" {
			t.Fatalf("other entries (-want +got):\n%s", diff)
		}
		changes, err := store.PruneCatalog(t.Context(), file, drop, importertest.Actor())
		must(t, err)
		if len(changes) < len(wantFree)+1 || changes[len(changes)-1] != "actor clerk dropped" {
			t.Errorf("changes %q", changes)
		}
		left, err := store.BeyondCatalog(t.Context(), file)
		must(t, err)
		if len(left) != len(wantNeeded) {
			t.Errorf("%d entries are left: %v", len(left), left)
		}
		again, err := store.PruneCatalog(t.Context(), file, drop, importertest.Actor())
		if len(again) != 0 || err != nil {
			t.Errorf("a second time: %q, %v", again, err)
		}
		if diff := cmp.Diff(sqlstore.CatalogUse{CatalogEntry: importer.CatalogEntry{Kind: "groups", Name: "Engineering"}, People: 1}, left[1]); diff != "" {
			t.Error(diff)
		}
	})
}
