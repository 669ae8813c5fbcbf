package notify

import (
	"context"
	"math"
	"time"
)

// A clock tells the time and lets it pass.
type clock struct {
	now func() time.Time
	// wait returns after d, or with the context's error when that ends first.
	wait func(ctx context.Context, d time.Duration) error
}

// waitReally is the wait of a real clock.
func waitReally(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A pace spreads mails evenly over time.
type pace struct {
	clock    clock
	interval time.Duration // 0: no limit
	next     time.Time     // when the next mail may go
}

func newPace(c clock, perMinute int) *pace {
	p := &pace{clock: c}
	if perMinute > 0 {
		p.interval = time.Minute / time.Duration(perMinute)
	}
	return p
}

// step waits until one more mail may go out.
func (p *pace) step(ctx context.Context) error {
	now := p.clock.now()
	if early := p.next.Sub(now); early > 0 {
		if err := p.clock.wait(ctx, early); err != nil {
			return err
		}
		now = p.clock.now()
	}
	p.next = now.Add(p.interval)
	return ctx.Err()
}

// The pause after a first failure, which doubles with each further one up to the longest.
const (
	firstPause   = time.Minute
	longestPause = 6 * time.Hour
	jitter       = 0.2 // a pause is up to this share longer or shorter, so that mails do not come back all at once
)

// pause returns how long to wait after so many failed attempts (from 1). random is from [0, 1).
func pause(attempts int, random float64) time.Duration {
	doubled := float64(firstPause) * math.Pow(2, float64(attempts-1))
	return time.Duration(min(doubled, float64(longestPause)) * (1 + jitter*(2*random-1)))
}
