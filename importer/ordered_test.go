package importer

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"golang.org/x/sync/errgroup"
)

func feedAll(ctx context.Context, g *errgroup.Group, n int) <-chan int {
	in := make(chan int)
	g.Go(func() error {
		defer close(in)
		for i := range n {
			select {
			case in <- i:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	return in
}

func TestOrderedKeepsTheOrder(t *testing.T) {
	for _, workers := range []int{1, 2, 7} {
		g, ctx := errgroup.WithContext(t.Context())
		worked := ordered(ctx, g, workers, feedAll(ctx, g, 500), func(context.Context, int) error {
			for range rand.IntN(50) {
				runtime.Gosched()
			}
			return nil
		})
		var got []int
		drain(ctx, g, inOrder(ctx, g, worked, func(context.Context, int) error { return nil }),
			func(_ context.Context, i int) error { got = append(got, i); return nil })
		if err := g.Wait(); err != nil {
			t.Fatal(err)
		}
		if len(got) != 500 || !slices.IsSorted(got) {
			t.Errorf("%d workers: got %d items, sorted %v", workers, len(got), slices.IsSorted(got))
		}
	}
}

func TestOrderedEndsOnAnErrorInAnyStage(t *testing.T) {
	broken := errors.New("broken")
	for stage := range 3 {
		fail := func(at int) func(context.Context, int) error {
			return func(_ context.Context, i int) error {
				if at == stage && i == 20 {
					return broken
				}
				return nil
			}
		}
		g, ctx := errgroup.WithContext(t.Context())
		worked := ordered(ctx, g, 4, feedAll(ctx, g, 1000), fail(0))
		last := -1
		drain(ctx, g, inOrder(ctx, g, worked, fail(1)), func(ctx context.Context, i int) error {
			last = i
			return fail(2)(ctx, i)
		})
		if err := g.Wait(); !errors.Is(err, broken) {
			t.Errorf("stage %d: got %v, want %v", stage, err, broken)
		}
		if stage < 2 && last >= 20 {
			t.Errorf("stage %d: item %d was handed on after an item that failed", stage, last)
		}
	}
}
