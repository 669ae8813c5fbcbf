package sqlstore_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"muster/importer"
	"muster/importer/sqlstore"
)

const (
	benchPeople = 100_000
	benchBatch  = 5_000
)

// BenchmarkCreate writes 100,000 new people; BenchmarkMatch finds them again.
func BenchmarkCreate(b *testing.B) { benchmark(b, false) }

func BenchmarkMatch(b *testing.B) { benchmark(b, true) }

func benchmark(b *testing.B, match bool) {
	for _, kind := range []string{"postgres", "sqlite"} {
		b.Run(kind, func(b *testing.B) {
			for range b.N {
				b.StopTimer()
				store := openBench(b, kind)
				batches := benchBatches()
				if !match {
					b.StartTimer()
				}
				writeBatches(b, store, batches)
				if match {
					b.StartTimer()
					matchBatches(b, store, batches)
				}
			}
			b.ReportMetric(float64(benchPeople*b.N)/b.Elapsed().Seconds(), "people/s")
		})
	}
}

func openBench(b *testing.B, kind string) *sqlstore.Store {
	dsn := "sqlite:" + b.TempDir() + "/bench.db"
	if kind == "postgres" {
		dsn = server.Database(b)
	}
	store, err := sqlstore.Open(context.Background(), dsn, sqlstore.Options{Create: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { store.Close() })
	return store
}

func benchBatches() []*importer.Batch {
	var batches []*importer.Batch
	imp := uuid.Must(uuid.NewV7())
	for i := range benchPeople {
		if i%benchBatch == 0 {
			batches = append(batches, &importer.Batch{Number: i/benchBatch + 1})
		}
		p := &importer.Person{
			ContactID: uuid.Must(uuid.NewV7()), UserID: uuid.Must(uuid.NewV7()), Version: 1,
			CreatedAt: time.Now(), CreatedBy: "local:bench", Import: imp,
		}
		p.Values[importer.Kind] = "person"
		h := uint32(i) * 2654435761
		p.Values[importer.ExternalID] = fmt.Sprintf("E-%07d", i)
		p.Values[importer.GivenName], p.Values[importer.FamilyName] = fmt.Sprintf("Given%d", h%5000), fmt.Sprintf("Family%d", h%20011)
		p.Values[importer.DisplayName] = p.Values[importer.GivenName] + " " + p.Values[importer.FamilyName]
		p.Values[importer.Email] = fmt.Sprintf("g%d.family%d@example.com", h, i)
		p.Values[importer.Username] = fmt.Sprintf("g%dfamily%d", h, i)
		p.Values[importer.Status], p.Values[importer.Portal] = "active", "internal"
		p.Values[importer.Country], p.Values[importer.Language] = "DE", "de"
		p.Grants = []importer.Grant{
			{Kind: importer.Groups, Name: fmt.Sprintf("Group %d", i%50), By: "bench"},
			{Kind: importer.Groups, Name: fmt.Sprintf("Group %d", (i+7)%50), By: "bench"},
			{Kind: importer.Roles, Name: fmt.Sprintf("role%d", i%5), By: "bench"},
		}
		importer.SortGrants(p.Grants)
		last := batches[len(batches)-1]
		last.Decisions = append(last.Decisions, &importer.Decision{Row: i + 2, Result: importer.Created, After: p, Event: "user.created"})
	}
	return batches
}

func benchCatalog() *importer.Catalog {
	c := &importer.Catalog{}
	for i := range 50 {
		c.Groups = append(c.Groups, importer.Named{Name: fmt.Sprintf("Group %d", i)})
	}
	for i := range 5 {
		c.Roles = append(c.Roles, importer.Named{Name: fmt.Sprintf("role%d", i)})
	}
	return c
}

func writeBatches(b *testing.B, store *sqlstore.Store, batches []*importer.Batch) {
	ctx := context.Background()
	imp := &importer.Import{
		ID: batches[0].Decisions[0].After.Import, Actor: importer.Actor{Name: "local:bench", All: true},
		Started: time.Now(), Writers: 2, Catalog: benchCatalog(),
	}
	j, err := store.Begin(ctx, imp)
	if err != nil {
		b.Fatal(err)
	}
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(2)
	for _, batch := range batches {
		g.Go(func() error { return j.Write(gctx, batch) })
	}
	if err := g.Wait(); err != nil {
		b.Fatal(err)
	}
	if err := j.Finish(ctx, &importer.Summary{State: importer.Finished}); err != nil {
		b.Fatal(err)
	}
}

func matchBatches(b *testing.B, store *sqlstore.Store, batches []*importer.Batch) {
	g, ctx := errgroup.WithContext(context.Background())
	g.SetLimit(2)
	for _, batch := range batches {
		var keys importer.Keys
		for _, d := range batch.Decisions {
			keys.ExternalIDs = append(keys.ExternalIDs, d.After.Values[importer.ExternalID])
			keys.Emails = append(keys.Emails, strings.ToLower(d.After.Values[importer.Email]))
			keys.Usernames = append(keys.Usernames, d.After.Values[importer.Username])
		}
		g.Go(func() error {
			people, err := store.Match(ctx, keys)
			if err == nil && len(people) != len(batch.Decisions) {
				err = fmt.Errorf("found %d of %d", len(people), len(batch.Decisions))
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		b.Fatal(err)
	}
}
