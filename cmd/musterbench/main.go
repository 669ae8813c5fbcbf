// Command musterbench measures how fast muster imports people, and beside it, in the same run and on the
// same machine, the yardstick: the same job in SQL written by hand (yardstick/import.sql).
//
//	musterbench -muster bin/muster -rows 100000 -repeat 3
//	musterbench -generate people.xlsx -rows 5000 -changed 0.1
//
// It starts a PostgreSQL server of its own with default settings, so that what is committed is on
// disk, and removes it afterwards. It is for engineers; users get muster alone.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"muster/importer/importertest/people"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "musterbench: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("musterbench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	var (
		binary   = flags.String("muster", "bin/muster", "the built muster to measure")
		rows     = flags.Int("rows", 100_000, "how many people to import")
		repeat   = flags.Int("repeat", 1, "how often to measure; the table has the medians")
		generate = flags.String("generate", "", "write people to this .csv, .xlsx or catalog .yaml and measure nothing")
		changed  = flags.Float64("changed", 0, "with -generate: the share of people who changed, 0 to 1")
		alike    = flags.Float64("namesakes", 0, "with -generate: the share of people with the name of somebody before them, 0 to 1")
		secrets  = flags.Bool("passwords", false, "with -generate: give each a password")
	)
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *rows < 1 || *repeat < 1 {
		return fmt.Errorf("-rows and -repeat must be at least 1")
	}
	if *generate != "" {
		options := people.Realistic(*rows)
		options.Changed, options.Namesakes, options.Passwords = *changed, *alike, *secrets
		return writePeople(*generate, options)
	}
	b := &bench{muster: *binary, rows: *rows, repeat: *repeat, out: stdout, log: stderr}
	return b.run(ctx)
}
