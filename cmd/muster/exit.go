package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"muster/importer"
	"muster/importer/job"
	"muster/importer/notify"
	"muster/importer/plan"
	"muster/importer/sqlstore"
	"muster/mapping"
	"muster/reports"
	"muster/sources"
)

// The exit codes; every help text ends with them.
const (
	exitDone        = 0 // every row ended without an error
	exitFailed      = 1 // the run could not be done
	exitUsage       = 2 // wrong usage, definition, catalog or rights; nothing was written
	exitRowsFailed  = 3 // finished, and some rows failed
	exitHeld        = 4 // a guard held it; nothing was changed
	exitInterrupted = 5 // interrupted
)

const exitHelp = `Exit codes:
  0  every row ended without an error
  1  the run could not be done (database, I/O, lock); the summary says what was done before
  2  wrong usage, definition, catalog or rights, or a file that cannot be understood
     without an answer; nothing was written
  3  finished, and some rows failed
  4  a guard held it (limits, atomic); nothing was changed
  5  interrupted`

// A usageError is something that the caller can put right by calling differently.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// Unwrap returns what is wrong.
func (e usageError) Unwrap() error { return e.error }

// An exitError ends the program with a code and without another word: everything has been said.
type exitError int

// Error is never printed.
func (e exitError) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// codeOf returns the exit code for an error.
func codeOf(err error) int {
	var exit exitError
	var usage usageError
	var columns *mapping.ColumnError
	var config *mapping.ConfigError
	var ended *sqlstore.StateError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &exit):
		return int(exit)
	case errors.Is(err, importer.ErrInterrupted), errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.As(err, &usage),
		errors.Is(err, sources.ErrNotUnderstood), errors.Is(err, mapping.ErrUndecided),
		errors.Is(err, mapping.ErrNobody), errors.Is(err, mapping.ErrHeader),
		errors.As(err, &columns), errors.As(err, &config), errors.Is(err, reports.ErrUsage), errors.Is(err, job.ErrRefused),
		errors.Is(err, plan.ErrUnusable), errors.As(err, &ended),
		errors.Is(err, sqlstore.ErrNotHeld), errors.Is(err, sqlstore.ErrDSN), errors.Is(err, sqlstore.ErrForeign):
		return exitUsage
	case errors.Is(err, importer.ErrActor), errors.Is(err, notify.ErrServer), errors.Is(err, notify.ErrTemplate), errors.Is(err, notify.ErrOption):
		return exitUsage
	default:
		return exitFailed
	}
}

// exitOf returns how several files ended, as one exit code: that of the first kind in this order.
func exitOf(codes []int) error {
	if len(codes) > 0 && !slices.ContainsFunc(codes, func(c int) bool { return c != exitUsage }) {
		return exitError(exitUsage)
	}
	// With some files imported, it is not true that nothing was written.
	for i := range codes {
		if codes[i] == exitUsage {
			codes[i] = exitFailed
		}
	}
	for _, code := range [...]int{exitInterrupted, exitFailed, exitHeld, exitRowsFailed} {
		if slices.Contains(codes, code) {
			return exitError(code)
		}
	}
	return nil
}

// codeOfSummary returns the exit code for a run that could be done.
func codeOfSummary(s *importer.Summary) int {
	switch {
	case s.Undo != nil && s.Undo.Nothing != "":
		return exitDone
	case s.State == importer.Stopped || s.State == importer.Held:
		return exitHeld
	case s.State == importer.Interrupted:
		return exitInterrupted
	case s.Rows[importer.Failed] > 0, s.Absent != nil && s.Absent.Drifts > 0: // a plan was not done in full
		return exitRowsFailed
	default:
		return exitDone
	}
}
