package main

import (
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"testing"

	"muster/importer"
	"muster/importer/job"
	"muster/sources"
)

func exitCode(err error) string {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return strconv.Itoa(exit.ExitCode())
	}
	return err.Error()
}

func TestExitCodes(t *testing.T) {
	tests := []struct {
		err  error
		want int
	}{
		{nil, exitDone},
		{errors.New("disk full"), exitFailed},
		{usagef("wrong"), exitUsage},
		{fmt.Errorf("people.csv: %w", sources.ErrNotUnderstood), exitUsage},
		{fmt.Errorf("%w: no such actor", job.ErrRefused), exitUsage},
		{errors.Join(errors.New("x"), importer.ErrInterrupted), exitInterrupted},
		{exitError(exitHeld), exitHeld},
	}
	for _, tt := range tests {
		if got := codeOf(tt.err); got != tt.want {
			t.Errorf("%v: got %d, want %d", tt.err, got, tt.want)
		}
	}
	failed := importer.Counts{importer.Created: 2, importer.Failed: 1}
	summaries := map[*importer.Summary]int{
		{State: importer.Finished, Rows: importer.Counts{importer.Created: 2}}: exitDone,
		{State: importer.Finished, Rows: failed}:                               exitRowsFailed,
		{State: importer.Planned, Rows: failed}:                                exitRowsFailed,
		{State: importer.Stopped, Rows: failed}:                                exitHeld,
	}
	for s, want := range summaries {
		if got := codeOfSummary(s); got != want {
			t.Errorf("%v: got %d, want %d", s.State, got, want)
		}
	}
}
