package importer

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// ordered runs work on the items of in, up to n at once, and hands them on in the order in which
// they came. The channel that it returns is closed when in is closed and everything is done, or when
// the group fails. All its goroutines belong to the group.
func ordered[T any](ctx context.Context, g *errgroup.Group, n int, in <-chan T, work func(context.Context, T) error) <-chan T {
	type job struct {
		item T
		done chan struct{}
		err  error // set before done is closed
	}
	// The queue's places bound what is under way: one is taken before work begins and
	// given back when the item is handed on.
	queue, out := make(chan *job, n-1), make(chan T)
	g.Go(func() error {
		defer close(queue)
		for item := range in {
			j := &job{item: item, done: make(chan struct{})}
			select {
			case queue <- j:
			case <-ctx.Done():
				return ctx.Err()
			}
			g.Go(func() error {
				defer close(j.done)
				j.err = work(ctx, j.item)
				return j.err
			})
		}
		return nil
	})
	g.Go(func() error {
		defer close(out)
		for j := range queue {
			<-j.done
			if j.err != nil {
				return j.err // what failed goes no further
			}
			select {
			case out <- j.item:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	return out
}

// inOrder runs work on the items of in one after the other in a goroutine of the group, and hands them on.
func inOrder[T any](ctx context.Context, g *errgroup.Group, in <-chan T, work func(context.Context, T) error) <-chan T {
	out := make(chan T)
	g.Go(func() error {
		defer close(out)
		for item := range in {
			if err := work(ctx, item); err != nil {
				return err
			}
			select {
			case out <- item:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	return out
}

// drain runs work on the items of in, the last stage of a pipeline.
func drain[T any](ctx context.Context, g *errgroup.Group, in <-chan T, work func(context.Context, T) error) {
	g.Go(func() error {
		for item := range in {
			if err := work(ctx, item); err != nil {
				return err
			}
		}
		return ctx.Err()
	})
}
