package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"time"
)

// counts is what became of the rows.
type counts struct {
	Created   int `json:"created"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	Skipped   int `json:"skipped"`
	Failed    int `json:"failed"`
}

// A measurement is one process, from its start to its end.
type measurement struct {
	seconds float64
	peak    int64 // largest resident memory in bytes; 0 where the system does not tell
	counts  counts
}

// measure runs a command and returns what it printed. An exit code in allowed is no error.
func measure(ctx context.Context, command *exec.Cmd, allowed ...int) (measurement, []byte, error) {
	var out, complaint bytes.Buffer
	command.Stdout, command.Stderr = &out, &complaint
	begin := time.Now()
	err := command.Run()
	took := time.Since(begin)

	var exit *exec.ExitError
	if errors.As(err, &exit) && slices.Contains(allowed, exit.ExitCode()) {
		err = nil
	}
	if err != nil {
		return measurement{}, nil, errors.Join(ctx.Err(), fmt.Errorf("run %v: %w\n%s", command.Args, err, complaint.Bytes()))
	}
	return measurement{seconds: took.Seconds(), peak: peakMemory(command.ProcessState)}, out.Bytes(), nil
}

// middle returns the median.
func middle(all []float64) float64 {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

// median returns the median time and the highest peak of measurements that agree in their counts.
func median(all []measurement) measurement {
	sorted := slices.Clone(all)
	slices.SortFunc(sorted, func(a, b measurement) int { return cmp.Compare(a.seconds, b.seconds) })
	m := sorted[len(sorted)/2]
	for _, other := range all {
		m.peak = max(m.peak, other.peak)
	}
	return m
}
