package notify

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

func TestPausesGrowAndEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		attempts := rapid.IntRange(1, 1000).Draw(t, "attempts")
		random := rapid.Float64Range(0, 0.999999).Draw(t, "random")
		got, middle := pause(attempts, random), pause(attempts, 0.5)
		if got < time.Duration(float64(middle)*0.79) || got > time.Duration(float64(middle)*1.21) {
			t.Fatalf("pause %v is not near %v", got, middle)
		}
		if middle < firstPause || middle > longestPause || pause(attempts+1, 0.5) < middle {
			t.Fatalf("pause %d is %v, the next %v", attempts, middle, pause(attempts+1, 0.5))
		}
	})
	if pause(1, 0.5) != time.Minute || pause(2, 0.5) != 2*time.Minute || pause(50, 0.5) != 6*time.Hour {
		t.Errorf("pauses %v, %v, %v", pause(1, 0.5), pause(2, 0.5), pause(50, 0.5))
	}
}

func TestThePaceOfARealClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace(clock{time.Now, waitReally}, 120)
		start := time.Now()
		for range 5 {
			if err := p.step(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took != 2*time.Second {
			t.Errorf("5 mails at 120 a minute took %v, want 2s", took)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if err := p.step(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 2100*time.Millisecond {
			t.Errorf("error %v after %v", err, time.Since(start))
		}
	})
}

func TestReasonIsOneShortLineWithoutSecrets(t *testing.T) {
	if got := reason("550 no\r\nsuch\tperson bob, pass hunter2\x00!", "hunter2", "", "bob"); got != "550 no such person [hidden], pass [hidden] !" {
		t.Errorf("%q", got)
	}
	long := make([]byte, 1000)
	for i := range long {
		long[i] = 'x'
	}
	if got := []rune(reason(string(long))); len(got) != reasonLength+1 {
		t.Errorf("%d characters", len(got))
	}
}
