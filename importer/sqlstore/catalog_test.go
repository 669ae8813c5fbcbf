package sqlstore_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"

	"muster/importer"
	"muster/importer/importertest"
	"muster/importer/sqlstore"
)

// TestParallelCatalogLoads loads catalogs at once of which each brings an attribute: all of them are kept.
func TestParallelCatalogLoads(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn string) {
		ctx, store, actor := context.Background(), open(t, dsn, sqlstore.Options{Create: true}), importertest.Import().Actor
		const loads = 8
		errs := make(chan error, loads)
		var want []string
		for i := range loads {
			name := fmt.Sprintf("attribute%d", i)
			want = append(want, name)
			go func() {
				_, err := store.LoadCatalog(ctx, &importer.Catalog{Attributes: map[string]importer.AttributeType{name: {Type: "string"}}}, actor)
				errs <- err
			}()
		}
		for range loads {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
		catalog, err := store.Catalog(ctx)
		if err != nil {
			t.Fatal(err)
		}
		got := slices.Sorted(maps.Keys(catalog.Attributes))
		if !slices.Equal(got, want) {
			t.Errorf("the catalog has %v, want %v", got, want)
		}
	})
}
