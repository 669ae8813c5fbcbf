package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"text/tabwriter"
)

// The sides and steps that are measured, as the table names them.
const (
	sideYardstick = "yardstick (SQL by hand)"
	sidePostgres  = "muster, PostgreSQL"
	sideSQLite    = "muster, SQLite"
	sideXLSX      = "muster, XLSX to SQLite"

	stepCreate  = "create"
	stepAgain   = "again, unchanged"
	stepChanged = "again, 10 % changed"
	stepUndo    = "undo of create"
	stepPlan    = "plan, unchanged"
)

// A line of the table: one step on one side, measured once or several times.
type line struct {
	side, step string
	all        []measurement
}

// printHead says on what machine and with which settings the figures were measured.
func (b *bench) printHead(ctx context.Context) error {
	server, err := b.server.exec(ctx, "postgres", "select 'PostgreSQL ' || current_setting('server_version') || ', fsync ' || current_setting('fsync')"+
		" || ', synchronous_commit ' || current_setting('synchronous_commit') || ', shared_buffers ' || current_setting('shared_buffers')")
	if err != nil {
		return err
	}
	fmt.Fprintf(b.out, "%d people, %d cores, %s/%s, %s\n%s (defaults, the same for both)\n\n",
		b.rows, runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), server)
	return nil
}

func printTable(out io.Writer, lines []line) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "seconds\trows/s\tpeak MiB\tcreated\tupdated\tunchanged\tfailed\t   what")
	for _, l := range lines {
		m := median(l.all)
		c := m.counts
		rows := c.Created + c.Updated + c.Unchanged + c.Skipped + c.Failed
		peak := "-"
		if m.peak > 0 {
			peak = fmt.Sprintf("%.0f", float64(m.peak)/(1<<20))
		}
		fmt.Fprintf(w, "%.2f\t%.0f\t%s\t%d\t%d\t%d\t%d\t   %s: %s\n",
			m.seconds, float64(rows)/m.seconds, peak, c.Created, c.Updated, c.Unchanged, c.Failed, l.side, l.step)
	}
	return w.Flush()
}

// seconds returns how long a step took on a side.
func (b *bench) seconds(side, step string) float64 {
	for _, l := range b.lines {
		if l.side == side && l.step == step {
			return median(l.all).seconds
		}
	}
	return 0
}

// printRatios puts muster beside the yardstick, and beside the bounds that it is to keep.
func (b *bench) printRatios(out io.Writer) {
	var peak int64
	for _, l := range b.lines {
		peak = max(peak, median(l.all).peak)
	}
	fmt.Fprintln(out)
	for _, step := range []string{stepCreate, stepAgain, stepChanged} {
		ratio := b.seconds(sidePostgres, step) / b.seconds(sideYardstick, step)
		bound := ""
		if step == stepCreate {
			bound = judge(ratio, 1.3)
		}
		fmt.Fprintf(out, "muster / yardstick, %s: %.2f%s\n", step, ratio, bound)
	}
	for _, side := range []string{sidePostgres, sideSQLite} {
		ratio := b.seconds(side, stepAgain) / b.seconds(side, stepCreate)
		fmt.Fprintf(out, "%s, unchanged / create: %.2f%s\n", side, ratio, judge(ratio, 0.5))
	}
	for _, side := range []string{sidePostgres, sideSQLite} {
		ratio := b.seconds(side, stepUndo) / b.seconds(side, stepCreate)
		fmt.Fprintf(out, "%s, undo / create: %.2f%s\n", side, ratio, judge(ratio, 1))
		ratio = b.seconds(side, stepPlan) / b.seconds(side, stepAgain)
		fmt.Fprintf(out, "%s, plan with its writing / import of unchanged: %.2f\n", side, ratio)
	}
	fmt.Fprintf(out, "highest peak memory: %d MiB%s\n", peak>>20, judge(float64(peak)/(1<<20), 256))
}

func judge(value, bound float64) string {
	verdict := "kept"
	if value > bound {
		verdict = "NOT kept"
	}
	return fmt.Sprintf(" (bound %.4g: %s)", bound, verdict)
}
